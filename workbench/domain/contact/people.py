"""Reads customers for the gate, in the same number of queries for one or a hundred thousand.

Here is also the one question that the call screen, "next" and the outbox ask: `may_reach`.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Consent, Hold, Interaction, Outcome, Portfolio
from models.bulk import bulk_read, is_among
from models.enums import Channel, Direction, EventKind
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.inbound import may_answer
from workbench.domain.contact.gate.person import ContactedPerson, ContactEvent, ContactHold
from workbench.domain.contact.homes import Home, homes_of
from workbench.domain.contact.law.presets import preset, preset_codes
from workbench.domain.contact.law.verdict import Verdict
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS, MESSAGES, Purpose, Recipient
from workbench.kernel.agreements import CALLBACK_WITHIN
from workbench.kernel.days import ONE_DAY

_WRITTEN = MESSAGES | {Channel.LETTER}


def may_reach(  # noqa: PLR0913 - what the gate is asked, each by its name
    session: Session,
    account: Account,
    *,
    channel: Channel,
    at: datetime,
    purpose: Purpose = Purpose.COLLECTION,
    recipient: Recipient = Recipient.DEBTOR,
    content: str | None = None,
) -> Verdict:
    """Whether the customer of an account may be contacted about it, by the preset of its portfolio.

    Everything known counts, also what was recorded a moment ago in this session and flushed. `at` is aware.
    """
    person = people_of(session, [account.customer_id], at=at)[account.customer_id]
    law = preset(session.get_one(Portfolio, account.portfolio_id).preset)
    return may_contact(
        person,
        channel=channel,
        at=at,
        preset=law,
        purpose=purpose,
        recipient=recipient,
        debt=account.id,
        content=content,
    )


def may_respond(session: Session, account: Account, *, at: datetime) -> Verdict:
    """Whether the debt of an account may be settled with its customer who contacted us. `at` is aware."""
    person = people_of(session, [account.customer_id], at=at)[account.customer_id]
    law = preset(session.get_one(Portfolio, account.portfolio_id).preset)
    return may_answer(person, at=at, preset=law, debt=account.id)


def people_of(
    session: Session, customer_ids: Collection[int], *, at: datetime, known_until: date | None = None
) -> dict[int, ContactedPerson]:
    """Customers as the gate sees them, by id; ids that do not exist are left out.

    Args:
        session: to read with.
        customer_ids: of any number.
        at: the earliest instant the gate will be asked about; events too old for every preset are not read.
        known_until: the last day whose facts count, for a day of history; None: everything that is known.
    """
    homes = homes_of(session, customer_ids)
    holds = _holds(session, customer_ids, homes, known_until=known_until)
    consents = _consents(session, customer_ids, homes, known_until=known_until)
    events, callbacks = _events(session, customer_ids, since=at - remembered(), known_until=known_until)
    people = {}
    for customer_id, home in homes.items():
        authorized, opted_out = consents.get(customer_id, _SAID_NOTHING)
        people[customer_id] = person = _person_without_history(home, authorized, opted_out)
        if customer_id in holds or customer_id in callbacks or customer_id in events:
            people[customer_id] = ContactedPerson(
                zones=person.zones,
                country=person.country,
                authorized=person.authorized,
                opted_out=person.opted_out,
                holds=tuple(holds.get(customer_id, ())),
                callbacks=tuple(callbacks.get(customer_id, ())),
                events=tuple(events.get(customer_id, ())),
            )
    return people


_SAID_NOTHING: tuple[frozenset[Channel], frozenset[Channel]] = (frozenset(), frozenset())


@lru_cache(maxsize=4096)
def _person_without_history(
    home: Home, authorized: frozenset[Channel], opted_out: frozenset[Channel]
) -> ContactedPerson:
    """The person of a customer without events, holds or call-backs; the same value for all customers alike."""
    return ContactedPerson(zones=home.zones, country=home.country, authorized=authorized, opted_out=opted_out)


@lru_cache(maxsize=1)
def remembered() -> timedelta:
    """The longest window of any contact law, and a day to spare, because local days differ from UTC's."""
    return ONE_DAY * (1 + max(preset(code).longest_window_days for code in preset_codes()))


def _holds(
    session: Session,
    customer_ids: Collection[int],
    homes: Mapping[int, Home],
    *,
    known_until: date | None,
) -> dict[int, list[ContactHold]]:
    """Holds not lifted, of the customer and of single accounts. The gate decides whether one has ended."""
    standing = (
        Hold.lifted_at.is_(None)
        if known_until is None
        else sa.and_(
            Hold.known_on <= known_until,
            sa.or_(Hold.lifted_on.is_(None), Hold.lifted_on > known_until),
        )
    )
    among = is_among(session.connection(), Hold.customer_id, customer_ids)
    rows = session.execute(
        sa.select(Hold.customer_id, Hold.kind, Hold.until_on, Hold.account_id).where(among, standing).order_by(Hold.id)
    )
    found: dict[int, list[ContactHold]] = {}
    for customer_id, kind, until_on, account_id in rows:
        until = None if until_on is None else homes[customer_id].end_of(until_on)
        found.setdefault(customer_id, []).append(ContactHold(kind.value, until, account_id))
    return found


def _consents(
    session: Session,
    customer_ids: Collection[int],
    homes: Mapping[int, Home],
    *,
    known_until: date | None,
) -> dict[int, tuple[frozenset[Channel], frozenset[Channel]]]:
    """Channels authorised and channels left, by customer. The latest consent of a channel counts."""
    connection = session.connection()
    statement = (
        sa.select(Consent.customer_id, Consent.channel, Consent.granted, Consent.known_at)
        .where(is_among(connection, Consent.customer_id, customer_ids))
        .order_by(Consent.known_at, Consent.id)
    )
    rows = bulk_read(connection, statement, tuple)
    said: dict[int, tuple[tuple[Channel | None, bool], ...]] = {}
    for customer_id, channel, granted, known_at in rows:
        if known_until is None or known_at < homes[customer_id].end_of(known_until):
            said[customer_id] = (*said.get(customer_id, ()), (channel, granted))
    return {customer_id: _both_sides(consents) for customer_id, consents in said.items()}


@lru_cache(maxsize=4096)
def _both_sides(
    consents: tuple[tuple[Channel | None, bool], ...],
) -> tuple[frozenset[Channel], frozenset[Channel]]:
    """Channels authorised and channels left, by consents of one channel or of all, the latest last."""
    words: dict[Channel, bool] = {}
    for channel, is_granted in consents:
        words |= dict.fromkeys(ALL_CHANNELS if channel is None else (channel,), is_granted)
    granted = frozenset(channel for channel, is_granted in words.items() if is_granted)
    return granted, frozenset(words) - granted


class _EventRow(NamedTuple):
    customer_id: int
    at: datetime
    channel: Channel
    direction: Direction
    account_id: int
    discussed_debt: bool | None
    callback_at: datetime | None
    event_kind: EventKind | None


_EVENT_COLUMNS = (
    Interaction.customer_id,
    Interaction.at,
    Interaction.channel,
    Interaction.direction,
    Interaction.account_id,
    Interaction.discussed_debt,
    Interaction.callback_at,
    Outcome.event_kind,
)


def _events(
    session: Session, customer_ids: Collection[int], *, since: datetime, known_until: date | None
) -> tuple[dict[int, list[ContactEvent]], dict[int, list[datetime]]]:
    """What happened since an instant, and the hours at which call-backs were asked for, by customer."""
    connection = session.connection()
    query = (
        sa.select(*_EVENT_COLUMNS)
        .join(Outcome, Outcome.code == Interaction.outcome_code, isouter=True)
        .where(is_among(connection, Interaction.customer_id, customer_ids))
        .where(sa.or_(Interaction.at >= since, Interaction.callback_at >= since))
        # Says nothing new, but lets the index leave years of history aside.
        .where(Interaction.at >= since - CALLBACK_WITHIN - ONE_DAY)
        .order_by(Interaction.at, Interaction.id)
    )
    if known_until is not None:
        query = query.where(Interaction.known_on <= known_until)
    events: dict[int, list[ContactEvent]] = {}
    callbacks: dict[int, list[datetime]] = {}
    for row in bulk_read(connection, query, _EventRow._make):
        kind = counted_kind(row.event_kind, row.channel, row.direction, discussed_debt=row.discussed_debt)
        if kind is not EventKind.NONE:
            events.setdefault(row.customer_id, []).append(
                ContactEvent(row.at, row.channel, kind, row.direction, row.account_id)
            )
        if row.callback_at is not None:
            callbacks.setdefault(row.customer_id, []).append(row.callback_at)
    return events, callbacks


def counted_kind(
    kind: EventKind | None, channel: Channel, direction: Direction, *, discussed_debt: bool | None
) -> EventKind:
    """What the laws count an interaction as.

    Args:
        kind: of its outcome; None while it has none: an attempt counts from the moment it starts.
        channel: on which it was made.
        direction: who began.
        discussed_debt: what the collector ticked where the outcome leaves open whether the debt was discussed.
    """
    if kind is None:
        if direction is Direction.INBOUND:
            return EventKind.INBOUND
        return EventKind.MESSAGE_SENT if channel in _WRITTEN else EventKind.ATTEMPT_CONNECTED
    if kind is EventKind.DIRECT_CONTACT and discussed_debt:
        return EventKind.CONVERSATION
    return kind
