"""Values as rows of every kind keep and compare them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Values = dict[str, Any]  # Any: values of every column type


def plain(value: Any) -> Any:  # Any: a column's value and its JSON form
    """A value as JSON keeps it: days and instants in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def merged_attributes(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, *, told: Sequence[str]
) -> dict[str, Any] | None:
    """Attributes after a row: those the file has are as it says, an empty one is gone, the others stay."""
    kept = {name: value for name, value in (old or {}).items() if name not in told}
    return {**kept, **(new or {})} or None
