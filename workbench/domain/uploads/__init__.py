"""Files that people or the watched folder give: stored, mapped, checked, imported in the background, mended."""

from workbench.domain.uploads.answers import KNOWN_SHARE, looks_foreign
from workbench.domain.uploads.columns import Columns, columns_of, mapping_problems, mappings_for
from workbench.domain.uploads.fields import FIELDS, Field, fields_of
from workbench.domain.uploads.fixing import correct_cell, fix_state_for, send_corrected, skip_rows, upload_for_rejects
from workbench.domain.uploads.inbox import look_into_inbox
from workbench.domain.uploads.running import TASKS, UploadJob, next_waiting, run_task
from workbench.domain.uploads.senders import fingerprint_of, recognise, sender_named
from workbench.domain.uploads.steps import (
    UploadRefused,
    ask_check,
    ask_import,
    cancel_upload,
    choose_columns,
    imports_ahead,
    why_not_import,
)
from workbench.domain.uploads.storing import as_file, forget_uploads, receive

__all__ = [
    "FIELDS",
    "KNOWN_SHARE",
    "TASKS",
    "Columns",
    "Field",
    "UploadJob",
    "UploadRefused",
    "as_file",
    "ask_check",
    "ask_import",
    "cancel_upload",
    "choose_columns",
    "columns_of",
    "correct_cell",
    "fields_of",
    "fingerprint_of",
    "fix_state_for",
    "forget_uploads",
    "imports_ahead",
    "look_into_inbox",
    "looks_foreign",
    "mapping_problems",
    "mappings_for",
    "next_waiting",
    "receive",
    "recognise",
    "run_task",
    "send_corrected",
    "sender_named",
    "skip_rows",
    "upload_for_rejects",
    "why_not_import",
]
