"""What was decided when queues were built, and what was done of it."""
