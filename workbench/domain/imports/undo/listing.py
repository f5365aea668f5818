"""The imports that were made, for the command line; screens ask `queries.uploads`, which knows who may see what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ImportRun
from models.enums import ImportKind
from workbench.kernel.text import N_


@dataclass(frozen=True)
class MadeImport:
    """One import: what, when, what came of it, and how it stands."""

    id: int
    kind: ImportKind
    file_name: str
    started_at: datetime
    counts: dict[str, Any]  # Any: JSON
    state: str

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """As `workbench imports list --format json` prints it."""
        told = {"id": self.id, "kind": self.kind.value, "file": self.file_name, "started_at": self.started_at}
        return {**told, **self.counts, "state": _CODES[self.state]}


RUNNING, UNDONE, CUT_OFF, DONE = N_("en curso"), N_("deshecha"), N_("quedó cortada"), N_("lista")
_CODES = {RUNNING: "running", UNDONE: "undone", CUT_OFF: "cut_off", DONE: "done"}


def latest_imports(session: Session, *, limit: int) -> list[MadeImport]:
    """The imports made last, newest first."""
    runs = session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc()).limit(limit))
    return [MadeImport(run.id, run.kind, run.file_name, run.started_at, run.counts, _state(run)) for run in runs]


def _state(run: ImportRun) -> str:
    if run.undone_at is not None:
        return UNDONE
    if run.finished_at is None:
        return RUNNING
    return CUT_OFF if run.cut_off_at is not None else DONE
