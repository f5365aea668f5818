"""What the tests of the editor share: addresses, texts, and what the database holds afterwards."""

import sqlalchemy as sa

from models import AuditEntry, ScriptVersion
from tests.scripts_library.texts import GOOD

BETTER = GOOD.replace("Quedamos así.", "Quedamos de acuerdo.")
WRONG = GOOD.replace("Quedamos así.", "¿Por qué no ha pagado?")


def address(script, last=""):
    """Where a script's pages are."""
    return f"/guiones/{script.id}{last}"


def texts(session):
    """Every version's number, state and text."""
    found = session.scalars(sa.select(ScriptVersion).order_by(ScriptVersion.script_id, ScriptVersion.number))
    return [(version.number, version.state.value, version.text) for version in found]


def entries(session):
    """What was audited, in order."""
    return [(entry.event, entry.actor) for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]
