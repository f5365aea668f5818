"""The timetable, the runner, and thin jobs that call one action each."""
