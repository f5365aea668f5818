"""What a merge changed beside moving accounts, as `CustomerMerge.changes` keeps it, so that it can be put back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from models import Customer
from models.enums import CustomerKind, PairState

FIELDS = (
    "name", "document", "kind", "segment", "city", "region", "country", "timezone", "language", "opened_on",
)  # fmt: skip
"""Attributes of the kept customer that may be taken from the merged one."""


@dataclass
class MergeChanges:
    """Ids and earlier values. Instants and days are ISO text, states and kinds their value.

    Args:
        choice: What the person chose, as `MergeChoice.plain` gives it.
        fields: Of the kept customer: the value before and after, by column; also what it is found by.
        version: The `CustomerVersion` that keeps the values before.
        points_added: Contact points copied to the kept customer.
        points_set: Contact points of the kept customer whose state became the stricter one: id, before, after.
        point_events: Events of these changes.
        consents_added: Consents copied to the kept customer.
        holds_moved: Holds of the whole merged customer.
        items: Work items of the day that were moved or ended, with what they were.
        accounts: Accounts that went to another collector: id, before, after, assignment ended, assignment begun.
        pair_state: What the pair was.

    """

    choice: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, list[Any]] = field(default_factory=dict)
    version: int | None = None
    points_added: list[int] = field(default_factory=list)
    points_set: list[list[Any]] = field(default_factory=list)
    point_events: list[int] = field(default_factory=list)
    consents_added: list[int] = field(default_factory=list)
    holds_moved: list[int] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[list[int | None]] = field(default_factory=list)
    pair_state: str = PairState.OPEN.value

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "MergeChanges":
        """From what was kept."""
        return cls(**kept)


def plain_field(value: Any) -> Any:
    """A value of a customer's column as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def field_value(name: str, plain: Any) -> Any:
    """The value of a customer's column, from its JSON."""
    if plain is None:
        return None
    if name == "opened_on":
        return date.fromisoformat(plain)
    return CustomerKind(plain) if name == "kind" else plain


def fields_of(customer: Customer) -> dict[str, Any]:
    """A customer's attributes as JSON has them."""
    return {name: plain_field(getattr(customer, name)) for name in FIELDS}
