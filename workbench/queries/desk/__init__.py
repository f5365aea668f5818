"""What a collector's own day looks like beside the list: what was done, and what is usual."""
