"""Made-up call centres, lived day by day through the product's own tables and queue to compare orders of work."""
