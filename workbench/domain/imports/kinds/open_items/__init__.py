"""Lists of open items: what a sender who tells no payments still asks for on a day."""
