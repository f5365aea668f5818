"""Importing files: the engine reads and checks them, the kinds say what their rows mean."""

from workbench.domain.imports.engine.cut_off import cut_off_imports, settle_cut_off
from workbench.domain.imports.engine.mapping import NO_MAPPING, read_mapping
from workbench.domain.imports.engine.report import ImportReport, Reject, Translate
from workbench.domain.imports.engine.shape import REJECT_COLUMNS
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file, import_rows
from workbench.domain.imports.undo.obstacles import Obstacle
from workbench.domain.imports.undo.taking_back import Undone, UndoRefused, undo_import, undo_refusal

__all__ = [
    "NO_MAPPING",
    "REJECT_COLUMNS",
    "ImportReport",
    "ImportTerms",
    "Obstacle",
    "Reject",
    "Translate",
    "UndoRefused",
    "Undone",
    "cut_off_imports",
    "import_file",
    "import_rows",
    "read_mapping",
    "settle_cut_off",
    "undo_import",
    "undo_refusal",
]
