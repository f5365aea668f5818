"""When the customers of a portfolio answer: the share of calls answered by band of hours, with its interval."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt

from sqlalchemy.orm import Session

from models import Portfolio
from scoring.evidence import WIDE
from scoring.hours import FIRST_HOUR, HOURS, LEAST_TRIES, WINDOW
from workbench.domain.queue.hours.calls import CallsKnown, CellTries, latest_calls
from workbench.kernel.text import N_

MOST_CALLS = 30_000
"""Calls that are read, the latest: enough to tell bands of two hours apart."""

LEAST_IN_BAND = 30
"""Calls without which a band's share is not told."""


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

    `is_known`: there are enough calls, and some were answered. `is_stamped`: calls of files were left out because
    nearly all of them have one hour, a stamp of the sender's.
    """

    calls: int
    share: float
    bands: tuple[BandShare, ...]
    best: BandShare | None
    is_known: bool
    is_stamped: bool = False


def answered_hours(calls: Iterable[CellTries], *, is_stamped: bool = False) -> AnsweredHours:
    """The share answered by band.

    Args:
        calls: Cells of `scoring.hours` with their tries and answers; weekdays and weekends are taken together.
        is_stamped: Calls of files were left out because nearly all have one hour.

    """
    tries, answers = [0] * (HOURS // WINDOW), [0] * (HOURS // WINDOW)
    for cell, tried, answered in calls:
        tries[cell % HOURS // WINDOW] += tried
        answers[cell % HOURS // WINDOW] += answered
    whole = sum(tries)
    share = sum(answers) / whole if whole else 0.0
    if whole < LEAST_TRIES or not share:
        return AnsweredHours(whole, share, (), None, is_known=False, is_stamped=is_stamped)
    bands = tuple(
        _band(FIRST_HOUR + WINDOW * place, tried, answered)
        for place, (tried, answered) in enumerate(zip(tries, answers, strict=True))
        if tried
    )
    told = [band for band in bands if band.share is not None]
    best = max(told, key=lambda band: band.share or 0.0, default=None)
    is_better = best is not None and best.low is not None and best.low > share
    return AnsweredHours(whole, share, bands, best if is_better else None, is_known=True, is_stamped=is_stamped)


def hours_text(found: AnsweredHours) -> tuple[str, tuple[str, ...]]:
    """What is known of the hours, marked for translation, and which values fill it."""
    if found.is_stamped and not found.is_known:
        return _STAMP, ()
    if not found.calls:
        return N_("En el historial no hay llamadas con hora y resultado: no se sabe a qué hora contestan."), ()
    if not found.is_known and found.calls < LEAST_TRIES:
        return _FEW, ("calls", "least")
    if not found.is_known:
        return _NOBODY, ("calls",)
    if found.best is None:
        return _ALIKE, ("share",)
    return _BEST, ("start", "end", "best", "share")


_FEW = N_(
    "Todavía no se sabe a qué hora contestan: con hora y resultado se conocen pocas llamadas (%(calls)s). Con %(least)s"
    " a distintas horas se podrá saber."
)
_NOBODY = N_("Todavía no se sabe a qué hora contestan: en %(calls)s llamadas nadie habló con el titular.")
_STAMP = N_(
    "No se sabe a qué hora contestan: casi todas las llamadas de los archivos traen la misma hora, como si la hubiera"
    " puesto el sistema que las envía. Se sabrá con las llamadas que se hagan desde aquí."
)
_ALIKE = N_("Contestan el %(share)s de las llamadas. Ninguna hora se distingue de las demás más allá del azar.")
_BEST = N_(
    "Contestan más entre las %(start)s y las %(end)s: el %(best)s de las llamadas; en todo el día, el %(share)s."
)


def portfolio_hours(session: Session, portfolio: Portfolio, *, today: date) -> AnsweredHours:
    """The share answered by band of a portfolio's latest calls; an answer is a conversation with the person."""
    calls, is_stamped = latest_calls(session, portfolio, CallsKnown.before_day(session, today), most=MOST_CALLS)
    return answered_hours(calls, is_stamped=is_stamped)


def _band(start: int, calls: int, answers: int) -> BandShare:
    """A band with the interval of Wilson (1927)."""
    end = start + WINDOW
    if calls < LEAST_IN_BAND:
        return BandShare(start, end, calls)
    share, square = answers / calls, WIDE**2
    middle = (share + square / (2 * calls)) / (1 + square / calls)
    half = WIDE * sqrt(share * (1 - share) / calls + square / (4 * calls**2)) / (1 + square / calls)
    return BandShare(start, end, calls, share, max(middle - half, 0.0), min(middle + half, 1.0))
