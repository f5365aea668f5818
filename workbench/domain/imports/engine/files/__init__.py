"""What a file is, whether it is whole and within bounds, and its rows as text."""
