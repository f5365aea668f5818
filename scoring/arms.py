"""The random arms: who is called, and who is not called for a fortnight, by chance alone. Pure.

What a call adds can be told only where who was called did not depend on the order of work. So a small share of the
accounts is drawn into one of two arms, regardless of rank: *call* and *no call*. Draws are hashes of customer and day,
so that building a day's queue again draws the same.

The chances of being called follow exactly from the shares, and the log of decisions keeps them for each account and
day: `scoring.treatment` reads them.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from models.enums import Slice

SLICES = tuple(Slice)
"""Slices by the number that artefacts keep. A new one is added at the end, or earlier artefacts would change."""

NO_CALL_DAYS = 14
"""How long an account in the arm *no call* is left alone."""

CALL_DAYS = 10
"""Working days in which the share of the arm *call* is called: a fortnight."""

MOST_SHARE = 0.5
"""Of the accounts may be in the two arms together."""


@dataclass(frozen=True, slots=True)
class ArmShares:
    """Shares of the accounts, each within [0, 1].

    `call` is called by chance in a fortnight and `no_call` is not called for one; `random` is placed by chance in the
    order of a day.
    """

    random: float = 0.0
    call: float = 0.0
    no_call: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no share.

        Raises:
            ValueError: A share is not within [0, 1], or the two arms are more than `MOST_SHARE` together.

        """
        if not all(0 <= share <= 1 for share in (self.random, self.call, self.no_call)):
            raise ValueError("a share lies within [0, 1]")
        if self.call + self.no_call > MOST_SHARE:
            raise ValueError("the two arms are at most one half of the accounts")

    @property
    def call_today(self) -> float:
        """The share that the arm *call* draws on one working day."""
        return self.call / CALL_DAYS


def slice_of(external_id: str, shares: ArmShares, *, on: date) -> Slice:
    """Which draw a customer is in on a day; `MODEL` for almost all.

    *No call* lasts for 14 days, which begin for each customer on another day; *call* and *random* are drawn every day.
    """
    start = int(fraction(external_id, salt="phase") * NO_CALL_DAYS)
    period = (on.toordinal() + start) // NO_CALL_DAYS
    if fraction(external_id, salt=f"no call {period}") < shares.no_call:
        return Slice.NO_CALL_ARM
    if fraction(external_id, on=on, salt="call") < shares.call_today:
        return Slice.CALL_ARM
    return Slice.RANDOM if fraction(external_id, on=on, salt="slice") < shares.random else Slice.MODEL


@dataclass(frozen=True, slots=True)
class DayRoom:
    """How many of the ranked a queue has room for, by the `shares` of a portfolio.

    `room`: places of the day's capacity that are left for the ranked. `ranked`: how many may be called. `call_today`:
    the share that the arm *call* draws, less where it would take more than half of the room. `by_rank`: how many are
    called by their rank, so that with those drawn about as many are called as there is room for.
    """

    shares: ArmShares
    room: int
    ranked: int
    call_today: float
    by_rank: int

    @classmethod
    def of(cls, shares: ArmShares, *, room: int, ranked: int) -> "DayRoom":
        """Divide the room of a day."""
        if room <= 0 or ranked <= 0:
            return cls(shares, 0, ranked, 0.0, 0)
        call_today = min(shares.call_today, room / ranked / 2)
        beyond = max(ranked - room, 0) * call_today
        return cls(shares, room, ranked, call_today, max(round((room - beyond) / (1 - shares.no_call)), 0))

    @property
    def even(self) -> float:
        """The chance of being among those called of who is placed evenly."""
        return min(self.room / self.ranked, 1.0) if self.ranked else 0.0


def is_called(external_id: str, drawn: Slice, room: DayRoom, *, place: int, on: date) -> bool:
    """Whether one of the ranked is within the day's capacity, by its draw or by its place.

    Args:
        external_id: Of the customer.
        drawn: As `slice_of` draws it.
        room: Of its queue, by the shares of its portfolio.
        place: By value, from 1, among those who may be called.
        on: The day of work.

    """
    if drawn is Slice.NO_CALL_ARM:
        return False
    if drawn is Slice.RANDOM:
        return fraction(external_id, on=on, salt="even") < room.even
    if place <= room.by_rank:
        return True
    return (
        drawn is Slice.CALL_ARM and fraction(external_id, on=on, salt="thin") * room.shares.call_today < room.call_today
    )


def chance_of_call(room: DayRoom, *, place: int) -> float:
    """The chance with which `is_called` says yes, before anything was drawn."""
    shares = room.shares
    by_rank = (1 - shares.random) * (place <= room.by_rank) + shares.random * room.even
    # A call drawn and thinned out stands at its place, as if nothing had been drawn.
    kept = room.call_today + (shares.call_today - room.call_today) * (place <= room.by_rank)
    return (1 - shares.no_call) * (kept + (1 - shares.call_today) * by_rank)


def fraction(external_id: str, *, salt: str, on: date | None = None) -> float:
    """A number within [0, 1) that a customer has for a purpose, and for a day where one is given."""
    day = "" if on is None else on.isoformat()
    digest = hashlib.sha256(f"{salt}:{day}:{external_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
