"""The engine of imports: files, sheets, cells, mapping, the run and its report."""
