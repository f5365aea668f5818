"""Importing files: the engine reads and checks them, the kinds say what their rows mean."""

from workbench.domain.imports.engine.cut_off import cut_off_imports, imports_at_work, settle_cut_off
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.guess import Alternative, Guess
from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.engine.mapping_files import (
    mapping_as_dict,
    mapping_as_toml,
    parse_mapping,
    read_mapping,
)
from workbench.domain.imports.engine.report import ImportReport, Reject, SeenChange, Translate
from workbench.domain.imports.engine.shape import REJECT_COLUMNS
from workbench.domain.imports.engine.terms import Foreseen, ImportTerms
from workbench.domain.imports.engine.written.locales import NAMED, ORDERS
from workbench.domain.imports.engine.written.roles import CellRole, role_of
from workbench.domain.imports.importing import customers_named, import_file, import_rows, rows_of
from workbench.domain.imports.inspecting.inspection import (
    Inspection,
    SeenColumn,
    fingerprint_of,
    inspect_file,
    kinds_known,
)
from workbench.domain.imports.inspecting.ready import ReadyMapping, ready_mappings, ready_text
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.open_items.overview import PartialList
from workbench.domain.imports.templates import template
from workbench.domain.imports.undo.listing import MadeImport, latest_imports
from workbench.domain.imports.undo.obstacles import Obstacle
from workbench.domain.imports.undo.taking_back import Undone, UndoRefused, undo_import, undo_refusal

__all__ = [
    "COLUMNS",
    "NAMED",
    "NO_MAPPING",
    "ORDERS",
    "REJECT_COLUMNS",
    "Alternative",
    "CellRole",
    "FileRefused",
    "Foreseen",
    "Guess",
    "ImportReport",
    "ImportTerms",
    "Inspection",
    "MadeImport",
    "Mapping",
    "Obstacle",
    "PartialList",
    "ReadyMapping",
    "Reject",
    "SeenChange",
    "SeenColumn",
    "Translate",
    "UndoRefused",
    "Undone",
    "customers_named",
    "cut_off_imports",
    "fingerprint_of",
    "import_file",
    "import_rows",
    "imports_at_work",
    "inspect_file",
    "kinds_known",
    "latest_imports",
    "mapping_as_dict",
    "mapping_as_toml",
    "parse_mapping",
    "read_mapping",
    "ready_mappings",
    "ready_text",
    "role_of",
    "rows_of",
    "settle_cut_off",
    "template",
    "undo_import",
    "undo_refusal",
]
