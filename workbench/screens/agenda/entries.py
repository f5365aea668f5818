"""An agreed call as a row shows it: when, what became of it, and in which words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import get_locale, gettext

from workbench.domain.contact import SpokenRule
from workbench.kernel.days import day_of
from workbench.kernel.money import asked_for
from workbench.queries.agenda.agreed import AgreedCall, LaterTry
from workbench.web.formats import ago, hour, instant, relative_day
from workbench.web.moment import company_zone, now, today

SOON = timedelta(minutes=10)
"""So long before its hour a call turns amber; two calls of one person nearer to one another than this clash."""


class CallState(StrEnum):
    """What became of an agreed call."""

    DONE = "done"
    MOVED = "moved"
    PAID = "paid"
    OVERDUE = "overdue"
    SOON = "soon"
    TO_COME = "to_come"


TONES = {CallState.DONE: "ok", CallState.OVERDUE: "bad", CallState.SOON: "warn", CallState.PAID: "ok"}
ICONS = {CallState.DONE: "circle-check", CallState.MOVED: "phone-off", CallState.PAID: "cash"}


@dataclass(frozen=True)
class CallEntry:
    """One row. `at` is where it stands in the day; `blocked`: the rule that forbids a call then; `clash`: with whom."""

    row: AgreedCall
    at: datetime
    state: CallState
    blocked: SpokenRule | None = None
    clash: str | None = None

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return "warn" if self.is_pending and (self.blocked or self.clash) else TONES.get(self.state, "")

    @property
    def icon(self) -> str:
        """The drawing of its state."""
        return ICONS.get(self.state, "phone-calling")

    @property
    def is_pending(self) -> bool:
        """Whether the call is still to be made at this hour."""
        return self.state in {CallState.OVERDUE, CallState.SOON, CallState.TO_COME}

    @property
    def asked(self) -> int:
        """What is asked of the customer."""
        return asked_for(self.row.overdue_amount or self.row.open_amount, self.row.credit)

    @property
    def chip(self) -> str:
        """Its state in a word."""
        named = {
            CallState.DONE: gettext("hecha"),
            CallState.MOVED: gettext("movida"),
            CallState.PAID: gettext("pagó"),
        }
        return named.get(self.state) or ago(self.row.hour)

    @property
    def words(self) -> str:
        """What is said of it under the name."""
        later = self.row.later
        if later is not None:
            told = label_of(later)
            again = later.again_at
            return gettext("%(told)s · se reagendó para %(when)s", told=told, when=instant(again)) if again else told
        if self.state is CallState.MOVED:
            return gettext("Se movió para %(when)s", when=instant(self.row.hour))
        parts = [self._said(), self.blocked.words(gettext) if self.blocked else None, self._clash(), self.row.note]
        return " · ".join(part for part in parts if part)

    @property
    def there(self) -> str | None:
        """The hour where the customer is, in a portfolio of another zone."""
        local = hour(self.at, self.row.timezone)
        return local if local != hour(self.at) else None

    @property
    def day_before(self) -> str | None:
        """The day it was to be made on, where that is over."""
        on = day_of(self.at, company_zone())
        return relative_day(on) if on < today() else None

    def _said(self) -> str:
        if self.state is CallState.PAID:
            return gettext("Ya no debe: no hay que llamar")
        if self.row.moved_to is not None:
            return gettext("La pidió para %(when)s", when=instant(self.row.agreed_at))
        if self.state is CallState.OVERDUE:
            return gettext("Nadie le ha llamado desde esa hora")
        return gettext("Pidió esta hora")

    def _clash(self) -> str | None:
        return gettext("Choca con %(name)s", name=self.clash) if self.clash else None


def label_of(later: LaterTry) -> str:
    """A result in the language of the screen."""
    return later.label_en if str(get_locale()) == "en" else later.label_es


def entry_of(row: AgreedCall, *, begins: datetime, ends: datetime, blocked: SpokenRule | None = None) -> CallEntry:
    """The row as it stands in a day: at its hour, or where it stood before it was moved to another day.

    Args:
        row: The call.
        begins: From when it is shown: the day, or for today also the days before, whose calls nobody made.
        ends: The end of the day.
        blocked: The rule that forbids a call at its hour.

    """
    is_away = not begins <= row.hour < ends
    return CallEntry(row, row.agreed_at if is_away else row.hour, _state(row, is_away=is_away), blocked)


def _state(row: AgreedCall, *, is_away: bool) -> CallState:
    if row.later is not None:
        return CallState.MOVED if row.later.again_at is not None else CallState.DONE
    if is_away:
        return CallState.MOVED
    if row.balance <= 0:
        return CallState.PAID
    if row.hour < now():
        return CallState.OVERDUE
    return CallState.SOON if row.hour - now() <= SOON else CallState.TO_COME
