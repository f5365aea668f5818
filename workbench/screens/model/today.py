"""What Modelo shows of today beside the training: the cost of chance, and the hours at which customers answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import Slice
from scoring.hours import LEAST_TRIES
from workbench.domain.queue import (
    DRAWN,
    AnsweredHours,
    ArmsToday,
    WorkTerms,
    arms_text,
    arms_today,
    hours_text,
    portfolio_hours,
    work_policy_on,
)
from workbench.kernel.text import N_
from workbench.screens.model.intervals import Interval, drawn
from workbench.screens.model.ladder import amount
from workbench.web.alarms import share_said
from workbench.web.formats import number
from workbench.web.words import say

SLICES = {
    Slice.CALL_ARM: N_("Se llaman por azar"),
    Slice.NO_CALL_ARM: N_("No se llaman durante dos semanas"),
    Slice.RANDOM: N_("Su lugar en la cola es al azar"),
}


@dataclass(frozen=True)
class SliceLine:
    """A slice in words, how many accounts it has today, and what it costs; no amount while rules rank."""

    name: str
    set_apart: str
    accounts: int
    cost: str | None


@dataclass(frozen=True)
class ChanceBox:
    """The random part of the queue: what it costs in a sentence, and each slice."""

    drawn: int
    says: str
    lines: Sequence[SliceLine]


@dataclass(frozen=True)
class HourLine:
    """A band of hours with its calls, the share answered, and its interval as a drawing."""

    hours: str
    calls: int
    share: str | None
    interval: str | None
    mark: Interval | None
    is_best: bool


@dataclass(frozen=True)
class HoursBox:
    """What is known of the hours in a sentence, and each band."""

    says: str
    lines: Sequence[HourLine]


@dataclass(frozen=True)
class TodayBoxes:
    """Both boxes."""

    chance: ChanceBox
    hours: HoursBox


def boxes(session: Session, portfolio: Portfolio, *, today: date) -> TodayBoxes:
    """Read both boxes of a portfolio."""
    terms = work_policy_on(session, [portfolio.id], on=today)[portfolio.id]
    chance = chance_box(arms_today(session, portfolio, on=today), portfolio, terms)
    return TodayBoxes(chance, hours_box(portfolio_hours(session, portfolio, today=today)))


def chance_box(found: ArmsToday, portfolio: Portfolio, terms: WorkTerms) -> ChanceBox:
    """The random part in words. A slice is shown where accounts are set apart for it or are in it."""
    has_shares = terms.call_share + terms.no_call_share > 0
    text, names = arms_text(found, has_shares=has_shares)
    values = {"cost": amount(found.total, portfolio), "share": share_said(found.share or 0.0)}
    shares = {
        Slice.CALL_ARM: gettext("%(share)s de las cuentas por quincena", share=share_said(terms.call_share)),
        Slice.NO_CALL_ARM: gettext("%(share)s de las cuentas", share=share_said(terms.no_call_share)),
        Slice.RANDOM: gettext("%(share)s de la cola", share=share_said(portfolio.random_slice)),
    }
    parts = {
        Slice.CALL_ARM: terms.call_share,
        Slice.NO_CALL_ARM: terms.no_call_share,
        Slice.RANDOM: portfolio.random_slice,
    }
    lines = [
        SliceLine(
            gettext(SLICES[one]),
            shares[one],
            found.accounts.get(one, 0),
            None if found.value is None else amount(found.cost.get(one, 0), portfolio),
        )
        for one in DRAWN
        if parts[one] > 0 or found.accounts.get(one, 0)
    ]
    return ChanceBox(found.drawn if has_shares else 0, say(text, {name: values[name] for name in names}), lines)


def hours_box(found: AnsweredHours) -> HoursBox:
    """The hours in words; each band with its interval on a scale that begins at nobody."""
    text, names = hours_text(found)
    best = found.best
    values = {
        "calls": number(found.calls),
        "least": number(LEAST_TRIES),
        "share": share_said(found.share),
        "start": f"{best.start}:00" if best else "",
        "end": f"{best.end}:00" if best else "",
        "best": share_said(best.share or 0.0) if best else "",
    }
    most = max((band.high or 0.0 for band in found.bands), default=0.0)
    lines = [
        HourLine(
            f"{band.start}–{band.end} h",
            band.calls,
            None if band.share is None else share_said(band.share),
            None if band.low is None or band.high is None else f"{share_said(band.low)} – {share_said(band.high)}",
            drawn((band.low, band.share, band.high), scale=(0.0, most), against=found.share),
            band == best,
        )
        for band in found.bands
    ]
    return HoursBox(say(text, {name: values[name] for name in names}), lines)
