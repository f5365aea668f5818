"""What the queue's templates are given: the page, the card beside it, and the window on top."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session

from models import Portfolio
from workbench.access.person import Person
from workbench.domain.calls import customers_with_draft
from workbench.domain.contact import ContactedPerson, WindowState, opening, preset
from workbench.domain.queue import (
    BAND,
    CustomerHours,
    SnoozeHour,
    SnoozeOffer,
    asked_people,
    block_text,
    hours_of_customer,
    openings_now,
    snooze_offers,
)
from workbench.kernel.days import day_of
from workbench.kernel.text import N_
from workbench.kernel.work_order import TIMED, Wave
from workbench.queries.queue import QueuePage, day_queue
from workbench.queries.queue_rows import Chip, LastContact, QueueFilters, QueueRow
from workbench.queries.scope import portfolios_of
from workbench.web.db import get_session
from workbench.web.formats import full_day, hour_span, instant
from workbench.web.moment import now, today
from workbench.web.numbers import row_number
from workbench.web.reasons import SaidReason, in_one_line, said_habits, said_reasons

CHIPS: tuple[tuple[Chip, str], ...] = (
    (Chip.ALL, N_("Todas")),
    (Chip.UNTOUCHED, N_("Sin gestión hoy")),
    (Chip.BROKEN, N_("Promesas no cumplidas")),
    (Chip.HIGH, N_("Monto alto")),
    (Chip.NEW, N_("Nuevas")),
    (Chip.LOCATE, N_("Por localizar")),
    (Chip.RESTING, N_("Hoy no se llaman")),
)
NOT_WORKED = (Chip.LOCATE, Chip.RESTING)
"""Filters of what is not called today: nothing in them has its hour."""

REASONS_SHOWN = 5
LETTERS = 52
"""What fits into a row of the list at 1366 pixels."""


def page(session: Session, person: Person) -> dict[str, Any]:  # Any: what templates are given
    """The queue as the address asks for it, with the chosen row."""
    chip = _chip(request.args.get("filtro"))
    built = day_queue(
        session, person, today=today(), now=now(), filters=QueueFilters(chip=chip), after=request.args.get("desde")
    )
    people = asked_people(session, (*built.pinned, *built.ranked), now=now())
    found = as_of_now(built, people)
    rows = (*found.pinned, *found.ranked)
    wanted = request.args.get("cuenta", type=row_number)
    chosen = next((row for row in rows if row.id == wanted), rows[0] if rows else None)
    asked = _asked(chip)
    return {
        "queue": found,
        "chip": chip,
        "chips": [(one, gettext(label), found.counts.get(one, 0), chip_url(one)) for one, label in CHIPS],
        "chosen": chosen,
        "drafted": customers_with_draft(session, person, [row.customer_id for row in rows]),
        "openings": openings(session, person),
        "sections": sections(found, chip),
        "asked": asked,
        "list_url": url_for("queue.show", **asked),
        "more_url": url_for("queue.show", **asked | {"desde": found.after}),
        "snoozes_of": lambda row, known: snoozes_of(row, people[row.customer_id], known),
        **words(),
    }


def as_of_now(found: QueuePage, people: Mapping[int, ContactedPerson]) -> QueuePage:
    """The page with what the contact gate says at this moment of the rows that are shown."""
    asked = openings_now((*found.pinned, *found.ranked), people, now=now())

    def shown(rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        return tuple(replace(row, **asked[row.customer_id].shown()) for row in rows)

    return replace(found, pinned=shown(found.pinned), ranked=shown(found.ranked))


def row_of(found: QueuePage, item_id: int) -> QueueRow | None:
    """A row of the page by its item."""
    return next((row for row in (*found.pinned, *found.ranked) if row.id == item_id), None)


def sections(found: QueuePage, chip: Chip = Chip.ALL) -> list[tuple[str, list[QueueRow]]]:
    """What comes by priority in parts, as it is worked. None is empty.

    Under a filter what has its hour comes first; then one's own accounts, then the pool's.
    """
    timed = [] if chip in NOT_WORKED else [row for row in found.ranked if row.lane in TIMED]
    rest = [row for row in found.ranked if row not in timed]
    own = [row for row in rest if not row.is_pooled]
    pooled = [row for row in rest if row.is_pooled]
    parts = [
        (gettext("Con hora"), timed),
        (
            gettext("No se llaman hoy; quienes descansan, por el día en que vuelven")
            if chip is Chip.RESTING
            else gettext("Por prioridad"),
            own,
        ),
        (gettext("Del equipo, sin asignar"), pooled),
    ]
    return [(title, rows) for title, rows in parts if rows]


def chip_url(chip: Chip) -> str:
    """Address of the queue with a filter."""
    return url_for("queue.show") if chip is Chip.ALL else url_for("queue.show", filtro=chip.value)


def openings(session: Session, person: Person) -> list[tuple[str, WindowState]]:
    """The window of each portfolio the person works: name and opening; equal windows once."""
    rows = session.query(Portfolio).where(Portfolio.id.in_(portfolios_of(person))).order_by(Portfolio.name)
    seen: dict[WindowState, str] = {}
    for row in rows:
        at = opening(preset(row.preset), zone=row.timezone, at=now())
        seen.setdefault(at, row.name)
    return [(name, one) for one, name in seen.items()]


def words() -> dict[str, Any]:
    """Functions that put a row into words, for the templates of this screen."""
    return {
        "reasons_of": reasons_of,
        "habits_of": habits_of,
        "why_of": why_of,
        "known_hours": known_hours,
        "best_hours_of": best_hours_of,
        "hours_of": hours_of,
        "waits_for_hours": waits_for_hours,
        "last_of": last_of,
        "label_of": label_of,
        "block_of": block_of,
    }


def reasons_of(row: QueueRow) -> list[SaidReason]:
    """The first reasons of a row in the language of the screen: those that raise it before those that lower it."""
    return said_reasons(row, currency=row.currency, locale=row.locale)[:REASONS_SHOWN]


def habits_of(row: QueueRow) -> list[SaidReason]:
    """When in the month the customer of the row pays; asked for the card only. One query."""
    on = today(row.timezone)
    return said_habits(get_session(), account_id=row.account_id, on=on)


def why_of(row: QueueRow) -> str:
    """The first reasons that fit into one line, or why the account is not called any more today."""
    if row.blocked_by and not opens_today(row):
        return block_of(row.blocked_by[0])
    return in_one_line(reasons_of(row), letters=LETTERS)


def hours_of(row: QueueRow) -> str | None:
    """The hours in which they are to be called, in the portfolio's time; None where none are planned."""
    if row.best_from is None:
        return None
    starts = row.best_from.astimezone(ZoneInfo(row.timezone))
    return f"{starts:%H:%M}–{starts + BAND:%H:%M}"


def known_hours(row: QueueRow) -> CustomerHours:
    """When the customer answers most; asked for the card only."""
    return hours_of_customer(get_session(), customer_id=row.customer_id, portfolio_id=row.portfolio_id, now=now())


def best_hours_of(known: CustomerHours) -> str | None:
    """The hours in which they answer most, in the portfolio's time; None where too little is known."""
    return hour_span(known.customer.begins, known.customer.ends) if known.customer is not None else None


def waits_for_hours(row: QueueRow) -> bool:
    """Whether those hours are still to come today: others are called before."""
    return row.wave_at(now()) is Wave.LATER


def opens_today(row: QueueRow) -> bool:
    """Whether a call may be made now or later on this local day."""
    if row.callable_from is None:
        return row.callable
    return day_of(row.callable_from, row.timezone) <= today(row.timezone)


def last_of(row: QueueRow) -> str:
    """The last result with this customer."""
    return label_of(row.last) if row.last else "—"


def label_of(contact: LastContact) -> str:
    """A result in the language of the screen."""
    return contact.label_en if str(get_locale()) == "en" else contact.label_es


def block_of(rule: Mapping[str, Any]) -> str:  # Any: JSON, see `models.WorkItem`
    """A rule that forbids a call, in the language of the screen."""
    return block_text(rule, gettext)


def snoozes_of(row: QueueRow, person: ContactedPerson, known: CustomerHours) -> list[tuple[str, str, str]]:
    """Hours offered to put an item off to: value on the portfolio's clock, the hour in words, and why it is offered."""
    best = known.customer.begins if known.customer is not None else None
    offers = snooze_offers(row, person, best_hour=best, now=now())
    return [(f"{offer.at:%Y-%m-%dT%H:%M}", instant(offer.at, row.timezone), _snooze_words(offer)) for offer in offers]


def _snooze_words(offer: SnoozeOffer) -> str:
    if offer.hour is SnoozeHour.BEST:
        return gettext("cuando más contesta")
    if offer.closes is not None and offer.hour is SnoozeHour.LAST:
        return gettext("se puede llamar hasta las %(hour)s", hour=f"{offer.closes:%H:%M}")
    if offer.hour is SnoozeHour.ANOTHER_DAY:
        return full_day(offer.at.date())
    return ""


def _asked(chip: Chip) -> dict[str, Any]:  # Any: as addresses take them
    """The filter and the page of the list, for every address that comes back to it."""
    after = request.args.get("desde")
    return {} | ({"filtro": chip.value} if chip is not Chip.ALL else {}) | ({"desde": after} if after else {})


def _chip(asked: str | None) -> Chip:
    return Chip(asked) if asked in set(Chip) else Chip.ALL
