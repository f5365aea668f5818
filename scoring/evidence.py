"""The evidence clock of the ladder of value: how many calls are known, how many are needed, and when they will be.

A standard error shrinks with the root of the number of calls. So from an estimate and its interval it follows how many
calls make the interval leave 0, if the estimate stays what it is; from the pace of calls, on which day their windows
are over. Where the history leaves no overlap, only calls that chance decided count.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

WIDE = 1.96
"""Standard errors on either side of an interval of 95 %."""

MOST_DAYS = 2 * 365
"""A day further off than this is not told: nobody knows the pace of calls so far ahead."""


class EvidenceState(StrEnum):
    """What the clock says."""

    ENOUGH = "enough"
    BY = "by"
    FAR = "far"
    NO_PACE = "no_pace"


@dataclass(frozen=True)
class CallPace:
    """Calls that count as evidence: how many are known, in how many days they were made, and their share of all calls.

    `share` is below 1 where only calls that chance decided count.
    """

    known: int
    days: int
    share: float = 1.0

    @property
    def a_day(self) -> float:
        """Calls per calendar day."""
        return self.known / self.days if self.days > 0 else 0.0


@dataclass(frozen=True)
class EvidenceClock:
    """How many calls are known and needed; `by` is the ordinal of the day on which that many are known."""

    state: EvidenceState
    known: int
    needed: int | None
    a_day: float
    share: float
    by: int | None = None


def calls_needed(*, calls: int, estimate: float, error: float) -> int | None:
    """How many calls make the interval around the estimate leave 0; None where the estimate is 0.

    Args:
        calls: From which the estimate comes.
        estimate: Per call.
        error: Its standard error.

    """
    if not estimate:
        return None
    return max(1, ceil(calls * (WIDE * error / estimate) ** 2))


def evidence_clock(pace: CallPace, *, needed: int | None, today: int) -> EvidenceClock:
    """When as many calls are known as are needed, at the present pace.

    Calls of the last weeks are made already and become known one day after the other, as many a day as were made.

    Args:
        pace: Of the calls that count.
        needed: How many; None where no number of them would do.
        today: An ordinal.

    """

    def says(state: EvidenceState, by: int | None = None) -> EvidenceClock:
        return EvidenceClock(state, pace.known, needed, pace.a_day, pace.share, by)

    if needed is None:
        return says(EvidenceState.FAR)
    if needed <= pace.known:
        return says(EvidenceState.ENOUGH)
    if not pace.a_day:
        return says(EvidenceState.NO_PACE)
    days = ceil((needed - pace.known) / pace.a_day)
    return says(EvidenceState.FAR) if days > MOST_DAYS else says(EvidenceState.BY, today + days)
