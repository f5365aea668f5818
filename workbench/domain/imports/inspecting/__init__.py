"""Looking at a file before it is imported: where its table stands, how it is written, what its columns may be."""
