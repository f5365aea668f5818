"""What the templates of Agenda are given: the day or the week, the promises beside it, and the chosen call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import Channel, Lane
from workbench.access.person import Person
from workbench.domain.contact import (
    LawHours,
    SpokenRule,
    WindowState,
    day_hours,
    may_contact,
    opening,
    people_of,
    preset,
)
from workbench.domain.queue import CallQuestion, SnoozeOffer, snooze_offers
from workbench.kernel.agreements import CALLBACK_KEPT
from workbench.kernel.days import ONE_DAY, start_of_day
from workbench.kernel.errors import NotVisible
from workbench.queries.agenda.agreed import AgreedCall, AgreedPayment, agreed_call, agreed_calls, agreed_payments
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.agenda.asked import SCOPES, AgendaScope, AskedAgenda, belongs, scopes_of
from workbench.screens.agenda.entries import SOON, CallEntry, CallState, entry_of
from workbench.web.moment import company_zone, now, today

WEEK_DAYS = 7
SHOWN_A_DAY = 6
"""Calls of a day that the week shows; the rest are counted and lead to the day."""


@dataclass(frozen=True)
class PaymentGroup:
    """Promises under one heading, with what was promised by currency: two currencies are never added."""

    title: str
    rows: tuple[AgreedPayment, ...]

    @property
    def sums(self) -> list[tuple[str, str, int, int]]:
        """Currency, locale, promised and received."""
        found: dict[str, tuple[str, str, int, int]] = {}
        for row in self.rows:
            _, locale, amount, counted = found.get(row.currency, (row.currency, row.locale, 0, 0))
            found[row.currency] = (row.currency, locale, amount + row.amount, counted + row.counted)
        return list(found.values())


@dataclass(frozen=True)
class WeekDay:
    """A column of the week: the law's hours by portfolio, calls and promises."""

    on: date
    hours: tuple[tuple[str, LawHours], ...]
    entries: tuple[CallEntry, ...]
    more: int
    due: PaymentGroup


def day_context(
    session: Session, person: Person, asked: AskedAgenda
) -> dict[str, Any]:  # Any: what templates are given
    """A day: calls by their hour, promises beside them."""
    found = _of_day(session, person, asked.on)
    shown = _blocked(session, [one for one in found if asked.includes(one.row.owner_id, person)])
    late = [one for one in shown if one.state is CallState.OVERDUE]
    payments = agreed_payments(session, person, first=asked.on, last=asked.on + ONE_DAY)
    return {
        "asked": asked,
        "late": late,
        "timed": [one for one in shown if one.state is not CallState.OVERDUE],
        "scopes": _scopes(asked, [one.row for one in found], person),
        "groups": _groups([one for one in payments if asked.includes(one.owner_id, person)], asked.on),
        "openings": openings(session, person),
        "paid_until": _paid_until(session, person),
        "is_today": asked.on == today(),
        "one_day": ONE_DAY,
    }


def week_context(
    session: Session, person: Person, asked: AskedAgenda
) -> dict[str, Any]:  # Any: what templates are given
    """A week: a column for each day."""
    first = asked.monday
    days = [first + timedelta(days=number) for number in range(WEEK_DAYS)]
    begins, ends = _begins(first), _begins(first + timedelta(days=WEEK_DAYS))
    rows = agreed_calls(session, person, begins=begins, ends=ends)
    shown = [row for row in rows if asked.includes(row.owner_id, person)]
    payments = agreed_payments(session, person, first=first, last=days[-1])
    due = [one for one in payments if asked.includes(one.owner_id, person)]
    portfolios = portfolios_seen(session, person)
    return {
        "asked": asked,
        "days": [_column(day, shown, due, portfolios) for day in days],
        "scopes": _scopes(asked, rows, person),
        "last": days[-1],
        "why_closed": why_closed,
        "one_day": ONE_DAY,
    }


def chosen_context(
    session: Session, person: Person, callback_id: int
) -> dict[str, Any]:  # Any: what templates are given
    """The chosen call and the hours offered to move it to.

    Raises:
        NotVisible: It is not within the person's scope.

    """
    row = agreed_call(session, person, callback_id)
    if row is None:
        raise NotVisible("callback")
    begins = min(row.hour, row.agreed_at)
    entry = _blocked(session, [entry_of(row, begins=begins, ends=row.hour + ONE_DAY)])[0]
    return {"chosen": entry, "offers": _offers(session, row) if entry.is_pending else ()}


def openings(session: Session, person: Person) -> list[tuple[str, WindowState]]:
    """The window of each portfolio at this moment; equal windows once."""
    seen: dict[WindowState, str] = {}
    for row in portfolios_seen(session, person):
        seen.setdefault(opening(preset(row.preset), zone=row.timezone, at=now()), row.name)
    return [(name, one) for one, name in seen.items()]


def why_closed(hours: LawHours) -> str:
    """The rule that closes a whole day, in the language of the screen."""
    return hours.why.words(gettext) if hours.why else gettext("no se llama")


def _of_day(session: Session, person: Person, on: date) -> list[CallEntry]:
    """Everything of a day; of today also what nobody called on the days before."""
    day_begins, ends = _begins(on), _begins(on + ONE_DAY)
    begins = day_begins - CALLBACK_KEPT if on == today() else day_begins
    rows = agreed_calls(session, person, begins=begins, ends=ends)
    entries = [entry_of(row, begins=begins, ends=ends) for row in rows]
    kept = [one for one in entries if one.at >= day_begins or one.state is CallState.OVERDUE]
    return sorted(kept, key=lambda one: (one.at, one.row.id))


def _begins(on: date) -> datetime:
    return start_of_day(on, company_zone())


def _blocked(session: Session, entries: Sequence[CallEntry]) -> list[CallEntry]:
    """With the rule that forbids a call at the hour of what is to come. The gate is asked, as when it is dialled."""
    asked = [one.row for one in entries if one.is_pending]
    people = people_of(session, {row.customer_id for row in asked}, at=now()) if asked else {}
    return [
        replace(one, blocked=_rule(one.row, people[one.row.customer_id])) if one.is_pending else one for one in entries
    ]


def _rule(row: AgreedCall, person: Any) -> SpokenRule | None:  # Any: `ContactedPerson`
    at = max(row.hour, now())
    verdict = may_contact(person, channel=Channel.CALL, at=at, preset=preset(row.preset), debt=row.account_id)
    return verdict.blocks[0] if verdict.is_blocked else None


def _offers(session: Session, row: AgreedCall) -> tuple[SnoozeOffer, ...]:
    question = CallQuestion(row.customer_id, row.account_id, Lane.CALLBACK, None, (), row.preset, row.timezone)
    person = people_of(session, [row.customer_id], at=now())[row.customer_id]
    return snooze_offers(question, person, best_hour=None, now=now())


def _scopes(asked: AskedAgenda, rows: Sequence[AgreedCall], person: Person) -> list[tuple[AgendaScope, str, int, str]]:
    return [
        (
            one,
            gettext(SCOPES[one]),
            sum(belongs(one, row.owner_id, person) for row in rows),
            asked.url(alcance=one.value),
        )
        for one in scopes_of(person)
    ]


def _groups(payments: Sequence[AgreedPayment], on: date) -> list[PaymentGroup]:
    is_today = on == today()
    groups = [
        PaymentGroup(gettext("Vencen hoy") if is_today else gettext("Vencen ese día"), _due(payments, on)),
        PaymentGroup(gettext("En gracia"), tuple(one for one in payments if is_today and one.due_on < on)),
        PaymentGroup(gettext("Mañana") if is_today else gettext("Al otro día"), _due(payments, on + ONE_DAY)),
    ]
    return [one for one in groups if one.rows]


def _due(payments: Iterable[AgreedPayment], on: date) -> tuple[AgreedPayment, ...]:
    return tuple(one for one in payments if one.due_on == on)


def _column(
    on: date, rows: Sequence[AgreedCall], due: Sequence[AgreedPayment], portfolios: Sequence[Portfolio]
) -> WeekDay:
    begins, ends = _begins(on), _begins(on + ONE_DAY)
    entries = [entry_of(row, begins=begins, ends=ends) for row in rows]
    here = sorted((one for one in entries if begins <= one.at < ends), key=lambda one: (one.at, one.row.id))
    marked = _with_clashes(here)
    group = PaymentGroup("", _due(due, on))
    return WeekDay(on, _hours(portfolios, on), tuple(marked[:SHOWN_A_DAY]), len(marked[SHOWN_A_DAY:]), group)


def _hours(portfolios: Sequence[Portfolio], on: date) -> tuple[tuple[str, LawHours], ...]:
    """The law's hours of a day; equal ones once, and named only where they differ."""
    seen: dict[LawHours, str] = {}
    for one in portfolios:
        seen.setdefault(day_hours(preset(one.preset), zone=one.timezone, on=on), one.name)
    return tuple((name if len(seen) > 1 else "", hours) for hours, name in seen.items())


def _with_clashes(entries: Sequence[CallEntry]) -> list[CallEntry]:
    """With the name of another call of the same person that is too near to be made after it."""
    pending = [one for one in entries if one.is_pending and one.row.owner_id is not None]

    def other(one: CallEntry) -> str | None:
        near = (
            two.row.name
            for two in pending
            if two.row.id != one.row.id and two.row.owner_id == one.row.owner_id and abs(two.at - one.at) < SOON
        )
        return next(near, None) if one in pending else None

    return [replace(one, clash=other(one)) for one in entries]


def _paid_until(session: Session, person: Person) -> date | None:
    """The day up to which payments are known in every portfolio of the person."""
    days = [row.payments_as_of or row.data_as_of for row in portfolios_seen(session, person)]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
