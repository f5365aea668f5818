"""Makers of scripts. They flush, so that ids are there."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Script, ScriptVersion
from models.enums import ScriptStage, ScriptState
from tests.scripts_library.texts import GOOD


def make_script(session: Session, *, now: datetime, text: str = GOOD, **values: Any) -> Script:
    """A script with one published version, for any stage of a call in Spanish."""
    row = Script(
        **{
            "code": "prueba", "name": "Prueba", "stage": ScriptStage.ANY, "language": "es", "channel": "call",
            "created_at": now,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    make_version(session, row, now=now, text=text, published_at=now)
    return row


def make_version(session: Session, script: Script, *, now: datetime, **values: Any) -> ScriptVersion:
    """A version of a script; published unless said otherwise."""
    row = ScriptVersion(
        **{
            "script_id": script.id, "number": 1, "state": ScriptState.PUBLISHED, "text": GOOD, "created_at": now,
            "updated_at": now,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
