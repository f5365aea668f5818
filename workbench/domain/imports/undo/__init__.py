"""Undoing a whole import: what stands in the way of it, and taking back what it wrote."""
