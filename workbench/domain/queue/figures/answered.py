"""When the customers of a portfolio answer: the share of calls answered by band of hours, with its interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction, Portfolio
from models.bulk import bulk_stream
from models.enums import Channel, Direction
from scoring.hours import BANDS, LEAST_TRIES, BandCounts, usual_hours
from workbench.domain.queue.worked.people import outcome_meanings
from workbench.kernel.text import N_

LOOK_BACK = timedelta(days=365)
MOST_CALLS = 30_000
"""Calls that are read, the latest: enough to tell bands of two hours apart."""

LEAST_IN_BAND = 30
"""Calls without which a band's share is not told."""

WIDE = 1.96


@dataclass(frozen=True)
class BandShare:
    """Calls within local hours [start, end), the share of them that was answered, and its 95 % interval.

    With fewer than `LEAST_IN_BAND` calls there is no share.
    """

    start: int
    end: int
    calls: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class AnsweredHours:
    """The bands in which calls were made, and the best of them where it is better beyond chance.

    `is_known`: there are enough calls, and their hours are not one stamp of the sender's.
    """

    calls: int
    share: float
    bands: tuple[BandShare, ...]
    best: BandShare | None
    is_known: bool


def answered_hours(counts: BandCounts) -> AnsweredHours:
    """The share answered by band, of the calls counted."""
    calls, answers = round(sum(counts.tries)), sum(counts.answers)
    share = answers / calls if calls else 0.0
    if usual_hours(counts) is None:
        return AnsweredHours(calls, share, (), None, is_known=False)
    bands = tuple(
        _band(start, end, round(tries), answered)
        for (start, end), tries, answered in zip(BANDS, counts.tries, counts.answers, strict=True)
        if tries
    )
    told = [band for band in bands if band.share is not None]
    best = max(told, key=lambda band: band.share or 0.0, default=None)
    is_better = best is not None and best.low is not None and best.low > share
    return AnsweredHours(calls, share, bands, best if is_better else None, is_known=True)


def hours_text(found: AnsweredHours) -> tuple[str, tuple[str, ...]]:
    """What is known of the hours, marked for translation, and which values fill it."""
    if not found.calls:
        return N_("En el historial no hay llamadas con hora y resultado: no se sabe a qué hora contestan."), ()
    if not found.is_known and found.calls < LEAST_TRIES:
        return _FEW, ("calls", "least")
    if not found.is_known:
        return (_STAMP if found.share else _NOBODY), ("calls",)
    if found.best is None:
        return _ALIKE, ("share",)
    return _BEST, ("start", "end", "best", "share")


_FEW = N_(
    "Todavía no se sabe a qué hora contestan: con hora y resultado se conocen pocas llamadas (%(calls)s). Con %(least)s"
    " a distintas horas se podrá saber."
)
_NOBODY = N_("Todavía no se sabe a qué hora contestan: en %(calls)s llamadas nadie habló con el titular.")
_STAMP = N_(
    "No se sabe a qué hora contestan: casi todas las %(calls)s llamadas traen la misma hora, como si la hubiera puesto"
    " el sistema que las envía."
)
_ALIKE = N_("Contestan el %(share)s de las llamadas. Ninguna hora se distingue de las demás más allá del azar.")
_BEST = N_(
    "Contestan más entre las %(start)s y las %(end)s: el %(best)s de las llamadas; en todo el día, el %(share)s."
)


def portfolio_hours(session: Session, portfolio: Portfolio, *, today: date) -> AnsweredHours:
    """The share answered by band of a portfolio's latest calls; an answer is a conversation with the person."""
    meanings = outcome_meanings(session)
    statement = (
        sa.select(Interaction.at, Interaction.outcome_code)
        .where(
            Interaction.portfolio_id == portfolio.id,
            Interaction.known_on >= today - LOOK_BACK,
            Interaction.channel == Channel.CALL,
            Interaction.direction == Direction.OUTBOUND,
            Interaction.outcome_code.in_([code for code, meaning in meanings.items() if meaning.is_try]),
        )
        .order_by(Interaction.id.desc())
        .limit(MOST_CALLS)
    )
    rows: Iterable[tuple[datetime, str]] = bulk_stream(session.connection(), statement, tuple)
    zone = ZoneInfo(portfolio.timezone)
    return answered_hours(BandCounts.of((at.astimezone(zone).hour, meanings[code].is_direct) for at, code in rows))


def _band(start: int, end: int, calls: int, answers: float) -> BandShare:
    """A band with the interval of Wilson (1927)."""
    if calls < LEAST_IN_BAND:
        return BandShare(start, end, calls)
    share, square = answers / calls, WIDE**2
    middle = (share + square / (2 * calls)) / (1 + square / calls)
    half = WIDE * sqrt(share * (1 - share) / calls + square / (4 * calls**2)) / (1 + square / calls)
    return BandShare(start, end, calls, share, max(middle - half, 0.0), min(middle + half, 1.0))
