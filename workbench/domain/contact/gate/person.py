"""A person as the gate sees them: plain values, so that the command line can ask about made-up people."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from models.enums import Channel, Direction, EventKind
from workbench.domain.contact.law.vocabulary import CONTACTS, Purpose, Recipient
from workbench.kernel.days import day_of, end_of_day


class ContactEvent(NamedTuple):
    """One thing that happened with the person.

    `debt` is any value that tells debts apart; None counts for every debt.
    """

    at: datetime
    channel: Channel
    kind: EventKind
    direction: Direction = Direction.OUTBOUND
    debt: int | str | None = None

    @property
    def is_contact(self) -> bool:
        """Whether the debtor was reached, in either direction."""
        return self.kind in CONTACTS


@dataclass(frozen=True, slots=True)
class ContactHold:
    """A hold on contact. `until` is the first instant after it, None where only a person lifts it; `debt` None: all."""

    kind: str
    until: datetime | None = None
    debt: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactedPerson:
    """A person as the gate sees them.

    Attributes:
        zones: IANA names of every zone the person may be in; empty: every zone of the country.
        country: ISO 3166 code; None: that of the zones, else of the preset.
        authorized: channels the person agreed to.
        opted_out: channels the person wants no contact on.
        waivers: instants at which the person asked to be contacted, in writing.
        callbacks: the same, asked for in a conversation; no waiver where the preset wants it in writing.
        events: what happened, in any order; older than the longest window of the preset changes nothing.
    """

    zones: tuple[str, ...] = ()
    country: str | None = None
    authorized: frozenset[Channel] = frozenset()
    opted_out: frozenset[Channel] = frozenset()
    holds: tuple[ContactHold, ...] = ()
    waivers: tuple[datetime, ...] = ()
    callbacks: tuple[datetime, ...] = ()
    events: tuple[ContactEvent, ...] = ()

    def with_events_since(self, oldest: datetime) -> "ContactedPerson":
        """The person without events older than the instant."""
        events = tuple(event for event in self.events if event.at >= oldest)
        return self if len(events) == len(self.events) else replace(self, events=events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about the person: on which channel, for what, to whom, about which debt, with which words."""

    channel: Channel
    purpose: Purpose = Purpose.COLLECTION
    recipient: Recipient = Recipient.DEBTOR
    debt: int | str | None = None
    content: str | None = None


def same_debt(one: int | str | None, other: int | str | None) -> bool:
    """Whether two facts may be about one debt; what names no debt is about any (fails closed)."""
    return one is None or other is None or one == other


def told_by_days(person: ContactedPerson, *, debt: int, zone: str, since: datetime) -> ContactedPerson:
    """The person with what happened since told by local days, and by whether it was about `debt`, then called 1.

    Of a person who is in one zone the laws count no more of an event than that, so the gate answers alike about many
    whose events differ only in the hour and the account.
    """
    events = tuple(
        [
            ContactEvent(
                end_of_day(day_of(event.at, zone), zone),
                event.channel,
                event.kind,
                event.direction,
                None if event.debt is None else int(event.debt == debt),
            )
            for event in person.events
            if event.at >= since
        ]
    )
    return ContactedPerson(
        zones=person.zones,
        country=person.country,
        authorized=person.authorized,
        opted_out=person.opted_out,
        holds=person.holds,
        waivers=person.waivers,
        callbacks=person.callbacks,
        events=events,
    )
