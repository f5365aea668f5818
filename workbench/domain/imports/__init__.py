"""Importing files: customers, invoices, payments and interactions. docs/import.md tells the formats with examples."""

from workbench.domain.imports.errors import FileRefused
from workbench.domain.imports.mapping import NO_MAPPING, Mapping, read_mapping
from workbench.domain.imports.report import ImportReport, Reject
from workbench.domain.imports.run import import_file, import_rows
from workbench.domain.imports.terms import ImportTerms

__all__ = [
    "NO_MAPPING",
    "FileRefused",
    "ImportReport",
    "ImportTerms",
    "Mapping",
    "Reject",
    "import_file",
    "import_rows",
    "read_mapping",
]  # fmt: skip
