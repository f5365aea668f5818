"""A row of the list in words: everything that its line shows is decided here, the template only sets it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import get_locale, gettext

from models.enums import Lane
from workbench.domain.queue import BAND, block_text
from workbench.kernel.days import day_of
from workbench.kernel.work_order import Wave
from workbench.queries.next_card import LastPromiseLine
from workbench.queries.queue import SOON
from workbench.queries.queue_rows import LastContact, QueueRow
from workbench.web.formats import ago, day, hour, instant, percent
from workbench.web.moment import now, today
from workbench.web.money import format_money
from workbench.web.reasons import SaidReason, said_reasons, why_line

REASONS_SHOWN = 5
LETTERS = 52
"""What fits into a row of the list at 1366 pixels."""

LONG_PAST = timedelta(hours=1)
"""An agreed hour that is longer past is still called first, and no longer called out in the tab's title."""

ABOUT_PROMISE = frozenset({Lane.PROMISE_DUE, Lane.PROMISE_BROKEN})
"""Lanes whose reason to call is the last promise."""

_MARKS = {Lane.CALLBACK: "phone-calling", Lane.PROMISE_DUE: "coin"}
_MANY_WORDS = 3


@dataclass(frozen=True, slots=True)
class RowHour:
    """When the row is called: a word or an hour, what it means beside it, and its tone."""

    text: str
    beside: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line of the list. `mark` is the icon of what has its hour; others show their rank."""

    id: int
    url: str
    mark: str | None
    rank: int
    name: str
    has_draft: bool
    why: str
    money: str
    is_owed: bool
    days_past_due: int
    share: float | None
    chance: str
    when: RowHour
    last: str
    is_chosen: bool
    is_soon: bool


class RowWords:
    """Puts rows into words; what is the same for all of them is looked up once."""

    # Any: as addresses take them
    def __init__(
        self,
        *,
        chosen: QueueRow | None,
        me: int,
        asked: dict[str, Any],
        promises: Mapping[int, LastPromiseLine],
        drafted: Collection[int],
    ) -> None:
        self._promises, self._drafted = promises, drafted
        self._chosen = chosen.id if chosen is not None else None
        self._me = me
        before, _, after = url_for("queue.card", item_id=0, **asked).partition("/0")
        self._before, self._after = before, after

    def of(self, row: QueueRow) -> ShownRow:
        """One row."""
        has_chance = row.propensity is not None
        return ShownRow(
            id=row.id,
            url=f"{self._before}/{row.id}{self._after}",
            mark=_MARKS.get(row.lane),
            rank=row.rank,
            name=row.name,
            has_draft=row.customer_id in self._drafted,
            why=why_of(row, self._promises.get(row.account_id)),
            money=format_money(row.asked, row.currency, locale=row.locale),
            is_owed=bool(row.overdue_amount),
            days_past_due=row.days_past_due,
            share=row.propensity,
            chance=percent(row.propensity or 0) if has_chance else gettext("%(points)s pts", points=round(row.points)),
            when=hour_of(row, self._me),
            last=last_of(row),
            is_chosen=row.id == self._chosen,
            is_soon=is_soon(row),
        )


def hour_of(row: QueueRow, me: int) -> RowHour:
    """When a row is called, or why not now."""
    if is_taken(row, me):
        return RowHour(gettext("la tiene %(name)s", name=row.claimed_by_name))
    if row.lane is Lane.CALLBACK and row.due_at is not None:
        is_today = day_of(row.due_at, row.timezone) == today(row.timezone)
        agreed, beside = (hour, ago(row.due_at, row.timezone)) if is_today else (instant, "")
        return RowHour(agreed(row.due_at, row.timezone), beside, "heavy")
    if row.may_call_at(now()):
        return _open_hour(row)
    return RowHour(instant(row.callable_from, row.timezone) if row.callable_from is not None else gettext("No hoy"))


def _open_hour(row: QueueRow) -> RowHour:
    if waits_for_hours(row):
        return RowHour(hours_of(row) or "", tone="quiet")
    if row.lane is Lane.PROMISE_DUE:
        return RowHour(gettext("Hoy"), gettext("vence"), "heavy")
    return RowHour(gettext("Ahora"), tone="tone-ok")


def is_taken(row: QueueRow, me: int) -> bool:
    """Whether a colleague has the customer in hand."""
    return row.claimed_by is not None and row.claimed_by != me


def is_soon(row: QueueRow) -> bool:
    """Whether the agreed hour comes within minutes or has come."""
    return row.lane is Lane.CALLBACK and row.due_at is not None and row.due_at <= now() + SOON


def title_of(pinned: tuple[QueueRow, ...], me: int) -> str | None:
    """What the tab's title calls: the agreed hour that comes next, and whose it is; None where none is near."""
    near = (row for row in pinned if is_soon(row) and not is_taken(row, me))
    row = next((row for row in near if row.due_at is not None and row.due_at > now() - LONG_PAST), None)
    if row is None or row.due_at is None:
        return None
    return f"{hour(row.due_at, row.timezone)} {short_name(row.name)}"


def short_name(name: str) -> str:
    """«Jorge P.» of «Jorge Luis Pardo Mejía»: the first name, and the first surname's letter."""
    words = name.split()
    if len(words) < _MANY_WORDS - 1:
        return name
    surname = words[-2] if len(words) >= _MANY_WORDS else words[-1]
    return f"{words[0]} {surname[0]}." if surname.isalpha() else f"{words[0]} {surname}"


def reasons_of(row: QueueRow) -> list[SaidReason]:
    """The first reasons of a row in the language of the screen: those that raise it before those that lower it."""
    return said_reasons(row, currency=row.currency, locale=row.locale)[:REASONS_SHOWN]


def why_of(row: QueueRow, promise: LastPromiseLine | None = None) -> str:
    """The first reasons that fit into one line, or why the account is not called any more today."""
    if row.blocked_by and not opens_today(row):
        return block_text(row.blocked_by[0], gettext)
    first = promise_words(row, promise) if promise is not None and row.lane in ABOUT_PROMISE else None
    return why_line(row, currency=row.currency, locale=row.locale, letters=LETTERS, first=first)


def promise_words(row: QueueRow, promise: LastPromiseLine) -> str:
    """What was promised for when, and what has come of it."""
    amount = format_money(promise.amount, row.currency, locale=row.locale)
    if row.lane is Lane.PROMISE_DUE:
        if promise.counted:
            paid = format_money(promise.counted, row.currency, locale=row.locale)
            return gettext("Prometió %(amount)s para hoy y ya pagó %(paid)s", amount=amount, paid=paid)
        return gettext("Prometió %(amount)s para hoy, aún sin pago", amount=amount)
    return gettext("Prometió %(amount)s para el %(day)s y no lo cumplió", amount=amount, day=day(promise.due_on))


def hours_of(row: QueueRow) -> str | None:
    """The hours in which they are to be called, in the portfolio's time; None where none are planned."""
    if row.best_from is None:
        return None
    starts = row.best_from.astimezone(ZoneInfo(row.timezone))
    return f"{starts:%H:%M}–{starts + BAND:%H:%M}"


def waits_for_hours(row: QueueRow) -> bool:
    """Whether those hours are still to come today: others are called before."""
    return row.wave_at(now()) is Wave.LATER


def opens_today(row: QueueRow) -> bool:
    """Whether a call may be made now or later on this local day."""
    if row.callable_from is None:
        return row.callable
    return day_of(row.callable_from, row.timezone) <= today(row.timezone)


def is_next(row: QueueRow, me: int) -> bool:
    """Whether "next" would hand it out at this moment, as far as the list knows."""
    waits = row.due_at is not None and row.due_at > now()
    left = row.is_left_alone and row.lane is Lane.RANKED
    return row.may_call_at(now()) and not (waits or left or is_taken(row, me))


def opens_at(row: QueueRow) -> datetime | None:
    """From when "next" would hand out what it does not hand out now; None where no hour is known."""
    hours = [at for at in (row.callable_from, row.due_at) if at is not None and at > now()]
    return max(hours) if hours else None


def last_of(row: QueueRow) -> str:
    """The last result with this customer."""
    return label_of(row.last) if row.last else "—"


def label_of(contact: LastContact) -> str:
    """A result in the language of the screen."""
    return contact.label_en if str(get_locale()) == "en" else contact.label_es
