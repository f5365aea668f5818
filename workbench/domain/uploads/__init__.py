"""Files that people or the watched folder give: stored, mapped, checked, imported in the background, mended."""

from workbench.domain.uploads.answers import FOREIGN, held_back_of, looks_foreign, rows_looked_at
from workbench.domain.uploads.columns import chosen_mapping, chosen_of, mapping_problems, plain, with_answers
from workbench.domain.uploads.errors import UploadRefused
from workbench.domain.uploads.fields import FIELDS, ORDER, Field, fields_of
from workbench.domain.uploads.fixing import as_csv, bad_place, correct_cell, rows_alike, send_corrected, skip_row
from workbench.domain.uploads.inbox import BY_FOLDER, Inbox
from workbench.domain.uploads.portfolio import asks_portfolio, portfolios_held
from workbench.domain.uploads.proposing import CellProposal, proposals
from workbench.domain.uploads.running import REJECTS_KEPT, UploadJob, give_up, next_waiting, run_task
from workbench.domain.uploads.senders import recognise, sender_named, senders
from workbench.domain.uploads.steps import (
    BY_COMMAND,
    Ahead,
    ColumnChoice,
    ask_check,
    ask_import,
    cancel_upload,
    choose_columns,
    hold_back,
    imports_ahead,
    limit_to,
    take_back_in,
    why_not_import,
)
from workbench.domain.uploads.storing import PIECE, as_file, forget_uploads, receive
from workbench.domain.uploads.writing import DAYS, SIGNS, day_order_of, with_writing

__all__ = [
    "BY_COMMAND",
    "BY_FOLDER",
    "DAYS",
    "FIELDS",
    "FOREIGN",
    "ORDER",
    "PIECE",
    "REJECTS_KEPT",
    "SIGNS",
    "Ahead",
    "CellProposal",
    "ColumnChoice",
    "Field",
    "Inbox",
    "UploadJob",
    "UploadRefused",
    "as_csv",
    "as_file",
    "ask_check",
    "ask_import",
    "asks_portfolio",
    "bad_place",
    "cancel_upload",
    "choose_columns",
    "chosen_mapping",
    "chosen_of",
    "correct_cell",
    "day_order_of",
    "fields_of",
    "forget_uploads",
    "give_up",
    "held_back_of",
    "hold_back",
    "imports_ahead",
    "limit_to",
    "looks_foreign",
    "mapping_problems",
    "next_waiting",
    "plain",
    "portfolios_held",
    "proposals",
    "receive",
    "recognise",
    "rows_alike",
    "rows_looked_at",
    "run_task",
    "send_corrected",
    "sender_named",
    "senders",
    "skip_row",
    "take_back_in",
    "why_not_import",
    "with_answers",
    "with_writing",
]
