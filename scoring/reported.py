"""Accounts as reported on past days: the values in which replayed accounts are handed to `scoring.reading`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.enums import Direction, OutcomeGroup


class ReportedItem(NamedTuple):
    """An invoice as reported then. Days are ordinals, the amount minor units."""

    id: int
    known: int
    issued: int
    due: int
    amount: int
    disputed: bool


class ReportedContact(NamedTuple):
    """An interaction as reported then: the day it became known (an ordinal), its outcome, and its direction."""

    known: int
    outcome_code: str
    direction: Direction


@dataclass(frozen=True)
class Span:
    """One account as its facts were reported from `first_day` to `last_day` (ordinals, both included).

    `shares` are (invoice id, day, amount), negative where taken back; `payments` (day known, amount), negative for a
    reversal; `decisions` (day known, kept, broken, day known to be so no longer), one for each promise found so.
    """

    account_id: int
    first_day: int
    last_day: int
    items: Sequence[ReportedItem]
    shares: Sequence[tuple[int, int, int]]
    payments: Sequence[tuple[int, int]]
    contacts: Sequence[ReportedContact] = field(default=())
    decisions: Sequence[tuple[int, int, int, int]] = field(default=())


ReplayAsReported = Callable[[Session, Sequence[int]], Iterable[Span]]
"""Replays accounts from their facts: for each, its spans in order and without gaps."""


REFUSALS = frozenset({"CD-NCP", "CD-REN"})
"""Outcomes of a talk in which the customer said that they cannot or will not pay."""


def kind_of(outcome_code: str, group: str, direction: Direction) -> str:
    """The kind of an interaction for features: one of `scoring.history.KINDS`."""
    if direction is Direction.INBOUND:
        return "inbound"
    by_code = {"MS-ENV": "sent", "MS-ENT": "delivered", "MS-LEI": "delivered", "MS-RES": "delivered"}
    by_group: dict[str, str] = {
        OutcomeGroup.DIRECT: "right_party",
        OutcomeGroup.INDIRECT: "third_party",
        OutcomeGroup.NO_CONTACT: "no_contact",
    }
    return by_code.get(outcome_code) or by_group.get(group, "other")
