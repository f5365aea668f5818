"""What the queue's templates are given: the page, the card beside it, and the window on top."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Portfolio, WorkItem
from models.enums import Lane, WorkState
from workbench.access.person import Person
from workbench.domain.calls import customers_with_draft
from workbench.domain.contact import ContactedPerson, WindowState, opening, preset
from workbench.domain.queue import (
    CustomerHours,
    SnoozeHour,
    SnoozeOffer,
    asked_people,
    block_text,
    hours_of_customer,
    openings_now,
    snooze_offers,
)
from workbench.kernel.text import N_
from workbench.kernel.work_order import TIMED, WorkPosition, position_of
from workbench.queries.desk.pace import usual_day
from workbench.queries.next_card import card_of, last_promises, next_card
from workbench.queries.queue import NOT_WORKED, QueuePage, day_queue, had_items, queue_version
from workbench.queries.queue_rows import Chip, QueueFilters, QueueRow
from workbench.queries.scope import portfolios_of, work_items_of
from workbench.screens.queue import rows as row_words
from workbench.screens.queue.rows import RowWords
from workbench.web.db import get_session
from workbench.web.formats import NARROW, full_day, hour_span, instant
from workbench.web.moment import company_zone, now, today
from workbench.web.numbers import row_number
from workbench.web.reasons import SaidReason, said_habits
from workbench.web.work_filter import CHIPS, chip_name, queue_args, work_filter

Context = dict[str, Any]
"""Any: what templates are given."""

MINUTE = 60
DAY_MINUTES = 24 * 60


def page(session: Session, person: Person, *, near: WorkPosition | None = None) -> Context:
    """The queue as the address asks for it, with the chosen row.

    Args:
        session: To look.
        person: Whose queue.
        near: The place of an item that has just left: the row after it is chosen.

    """
    chip = work_filter()
    built = day_queue(
        session, person, today=today(), now=now(), filters=QueueFilters(chip=chip), after=request.args.get("desde")
    )
    people = asked_people(session, (*built.pinned, *built.ranked), now=now())
    found = as_of_now(built, people)
    listed = (*found.pinned, *found.ranked)
    wanted = request.args.get("cuenta", type=row_number)
    chosen = next((row for row in listed if row.id == wanted), None)
    if chosen is None and wanted is not None:
        near = near or place_of(session, wanted)
    chosen = chosen or next((row for row in listed if near is None or row.position_at(now()) >= near), None)
    chosen = chosen or (listed[-1] if listed else None)
    asked = queue_args()
    promised = [row.account_id for row in listed if row.lane in row_words.ABOUT_PROMISE]
    promises = last_promises(session, promised)
    drafted = customers_with_draft(session, person, [row.customer_id for row in listed])
    words = RowWords(chosen=chosen, me=person.id, asked=asked, promises=promises, drafted=drafted)
    return {
        "queue": found,
        "chip": chip,
        "chips": [(one, gettext(label), found.counts.get(one, 0), chip_url(one)) for one, label in CHIPS],
        "chip_name": chip_name(chip),
        "pinned": [words.of(row) for row in found.pinned],
        "sections": [(title, [words.of(row) for row in rows]) for title, rows in sections(found, chip)],
        "quiet_until": quiet_until(found, chip, person.id),
        "empty": None if listed else empty_state(session, person, found, chip=chip),
        "openings": openings(session, person),
        "asked": asked,
        "list_url": url_for("queue.show", **asked),
        "more_url": url_for("queue.show", **asked | {"desde": found.after}),
        "version": _with_minute(found.version),
        "tab_title": row_words.title_of(found.pinned, person.id),
        **strip(session, person, found),
        **card(session, person, chosen, people=people, is_first=bool(listed) and chosen == listed[0] and not asked),
    }


def single(session: Session, person: Person, item_id: int) -> Context:
    """The card of one item, without its queue.

    Raises:
        NotVisible: It is not there for this person.

    """
    row = next_card(session, person, item_id)
    people = asked_people(session, [row], now=now())
    shown = replace(row, **openings_now([row], people, now=now())[row.customer_id].shown())
    return {"asked": queue_args()} | card(session, person, shown, people=people, is_first="primera" in request.args)


def card(
    session: Session, person: Person, row: QueueRow | None, *, people: Mapping[int, ContactedPerson], is_first: bool
) -> Context:
    """What the card tells of the chosen row beyond its line."""
    if row is None:
        return {"chosen": None, "card_version": ""}
    known = hours_of_customer(session, customer_id=row.customer_id, portfolio_id=row.portfolio_id, now=now())
    return {
        "chosen": row,
        "left_because": None,
        "is_first": is_first,
        "card_version": card_version(row, person),
        "card": card_of(session, row),
        "taken": row_words.is_taken(row, person.id),
        "snoozes": snoozes_of(row, people[row.customer_id], known),
        "reasons": row_words.reasons_of(row) + habits_of(row),
        "blocks": [block_text(rule, gettext) for rule in row.blocked_by],
        "best_hours": best_hours_of(known),
        "planned_hours": row_words.hours_of(row),
        "last_label": row_words.last_of(row),
    }


def card_version(row: QueueRow, person: Person) -> str:
    """Changes with what the card says of an item: what is owed, who has it, whether it may be called."""
    told = (
        row.id, row.account_id, row.lane, row.overdue_amount, row.open_amount, row.credit, row.due_at,
        row_words.is_taken(row, person.id), row.may_call_at(now()), row.last,
    )  # fmt: skip
    return hashlib.blake2s(repr(told).encode(), digest_size=8).hexdigest()


def strip(session: Session, person: Person, found: QueuePage) -> Context:
    """What was done today beside what is usual."""
    return {
        "strip": found.strip,
        "usual": usual_day(session, person.id, today=today(), now=now(), zone=company_zone()),
    }


def version(session: Session, person: Person) -> str:
    """What a list that is shown now would be marked with."""
    return _with_minute(queue_version(session, person, today=today(), now=now()))


def _with_minute(of_items: str) -> str:
    """Hours come and what is not counted changes: a list is drawn anew each minute at least."""
    return f"{of_items}.{int(now().timestamp()) // MINUTE}"


def place_of(session: Session, item_id: int) -> WorkPosition | None:
    """Where an item stood in the order of work, also once it has left; None where there is none."""
    item = session.get(WorkItem, item_id)
    if item is None:
        return None
    return position_of(
        lane=item.lane,
        due_at=item.due_at,
        is_pooled=item.collector_id is None,
        best_from=item.best_from,
        rank=item.rank,
        item_id=item.id,
        now=now(),
    )


def why_left(session: Session, person: Person, item_id: int) -> str | None:
    """Why an item that was on the screen is not in the queue any more; None where it is or is not theirs."""
    item = session.scalar(select(WorkItem).where(WorkItem.id == item_id, work_items_of(person)))
    if item is None or item.state in {WorkState.WAITING, WorkState.CLAIMED}:
        return None
    if item.state is WorkState.GONE:
        return gettext(item.why or N_("Ya no se trabaja hoy."))
    return gettext("Ya se gestionó.") if item.state is WorkState.DONE else gettext("Se saltó por hoy.")


def quiet_until(found: QueuePage, chip: Chip, me: int) -> tuple[datetime | None, str] | None:
    """Where nobody of the whole list may be called at this moment: from when somebody may be, and on whose clock."""
    listed = (*found.pinned, *found.ranked)
    if not listed or found.after or chip in NOT_WORKED or any(row_words.is_next(row, me) for row in listed):
        return None
    hours = [(at, row.timezone) for row in listed if (at := row_words.opens_at(row)) is not None]
    return min(hours) if hours else (None, listed[0].timezone)


def empty_state(session: Session, person: Person, found: QueuePage, *, chip: Chip) -> str:
    """Why there is nothing to list: the name of what is said."""
    if not session.query(portfolios_of(person).exists()).scalar():
        return "no_portfolio"
    if not found.is_built:
        return "not_built"
    if chip is not Chip.ALL:
        return "filter"
    if found.counts[Chip.RESTING] and not found.strip.attempts:
        return "all_rest"
    worked = found.strip.attempts or had_items(session, person, today=today())
    return "finished" if worked else "nothing_assigned"


def as_of_now(found: QueuePage, people: Mapping[int, ContactedPerson]) -> QueuePage:
    """The page with what the contact gate says at this moment of the rows that are shown."""
    asked = openings_now((*found.pinned, *found.ranked), people, now=now())

    def shown(rows: tuple[QueueRow, ...]) -> tuple[QueueRow, ...]:
        return tuple(replace(row, **asked[row.customer_id].shown()) for row in rows)

    return replace(found, pinned=shown(found.pinned), ranked=shown(found.ranked))


def sections(found: QueuePage, chip: Chip = Chip.ALL) -> list[tuple[str, list[QueueRow]]]:
    """What comes by priority in parts, as it is worked. None is empty.

    Under a filter what has its hour comes first; then one's own accounts, those whose promise was just broken in front,
    then the pool's.
    """
    timed = [] if chip in NOT_WORKED else [row for row in found.ranked if row.lane in TIMED]
    rest = [row for row in found.ranked if row not in timed]
    own = [row for row in rest if not row.is_pooled]
    pooled = [row for row in rest if row.is_pooled]
    broken = list(takewhile(lambda row: row.lane is Lane.PROMISE_BROKEN, own)) if chip is Chip.ALL else []
    own = own[len(broken) :]
    parts = [
        (gettext("Con hora"), timed),
        (gettext("Recién no cumplidas"), broken),
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


def openings(session: Session, person: Person) -> list[tuple[str, WindowState, str]]:
    """The window of each portfolio the person works: name, opening and how long it lasts; equal windows once."""
    rows = session.query(Portfolio).where(Portfolio.id.in_(portfolios_of(person))).order_by(Portfolio.name)
    seen: dict[WindowState, str] = {}
    for row in rows:
        at = opening(preset(row.preset), zone=row.timezone, at=now())
        seen.setdefault(at, row.name)
    return [(name, one, time_left(one)) for one, name in seen.items()]


def time_left(window: WindowState) -> str:
    """«3 h 22 min»: how long a window is still open today; empty where it is closed or has no end today."""
    left = math.ceil((window.until - now()).total_seconds() / MINUTE) if window.is_open and window.until else 0
    if not 0 < left < DAY_MINUTES:
        return ""
    hours, minutes = divmod(left, 60)
    parts = [f"{hours}{NARROW}h"] * bool(hours) + [f"{minutes}{NARROW}min"] * bool(minutes)
    return " ".join(parts)


def habits_of(row: QueueRow) -> list[SaidReason]:
    """When in the month the customer of the row pays; asked for the card only. One query."""
    return said_habits(get_session(), account_id=row.account_id, on=today(row.timezone))


def best_hours_of(known: CustomerHours) -> str | None:
    """The hours in which they answer most, in the portfolio's time; None where too little is known."""
    return hour_span(known.customer.begins, known.customer.ends) if known.customer is not None else None


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
