"""Call scripts: their lifecycle, the checks of publishing, and the script of one call with its values."""

from workbench.domain.scripts.checks import problems_of
from workbench.domain.scripts.choice import CallScript, call_script, parsed, render_for
from workbench.domain.scripts.lifecycle import (
    NOTE_LENGTH,
    EditedVersion,
    NotPublishable,
    NotYourPortfolio,
    ScriptConflict,
    load_starters,
    publish,
    restore,
    save_draft,
)
from workbench.domain.scripts.reading import script_facts
from workbench.domain.scripts.values import Agreement

__all__ = [
    "NOTE_LENGTH",
    "Agreement",
    "CallScript",
    "EditedVersion",
    "NotPublishable",
    "NotYourPortfolio",
    "ScriptConflict",
    "call_script",
    "load_starters",
    "parsed",
    "problems_of",
    "publish",
    "render_for",
    "restore",
    "save_draft",
    "script_facts",
]
