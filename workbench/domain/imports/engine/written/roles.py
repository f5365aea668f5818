"""What a column of ours holds, told by its name, so that a new column is read like its kin."""

from enum import StrEnum

_KEYS = frozenset({"external_id", "reverses", "settles", "document"})
_TRUTHS = frozenset({"disputed"})
_AMOUNTS = frozenset({"amount"})


class CellRole(StrEnum):
    """What a column holds."""

    KEY = "key"
    DAY = "day"
    INSTANT = "instant"
    AMOUNT = "amount"
    TRUTH = "truth"
    TEXT = "text"


def role_of(column: str) -> CellRole:
    """The role of a column by its name: `due_on` is a day, `known_at` an instant, `promise_amount` an amount."""
    if column in _KEYS or column.endswith("_external_id"):
        return CellRole.KEY
    if column in _AMOUNTS or column.endswith("_amount"):
        return CellRole.AMOUNT
    if column in _TRUTHS or column.startswith("consent_"):
        return CellRole.TRUTH
    if column.endswith("_on"):
        return CellRole.DAY
    return CellRole.INSTANT if column == "at" or column.endswith("_at") else CellRole.TEXT
