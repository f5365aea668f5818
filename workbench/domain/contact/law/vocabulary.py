"""The words of the contact laws. Channels, directions and kinds of events are those of `models.enums`."""

from enum import StrEnum
from functools import lru_cache

from models.enums import Channel, EventKind

ALL_CHANNELS = frozenset(Channel)
CONTACT_CHANNELS = tuple(channel for channel in Channel if channel is not Channel.OTHER)
"""What the gate can be asked about. `other` exists in imported history only."""


class Severity(StrEnum):
    """A block cannot be passed by a collector; a warning needs a typed reason."""

    BLOCK = "block"
    WARN = "warn"


class Answer(StrEnum):
    """The gate's answer in one word."""

    ALLOWED = "allowed"
    WARNED = "warned"
    BLOCKED = "blocked"


class Purpose(StrEnum):
    """Collection, or a service message such as a receipt or the answer to the customer's own question."""

    COLLECTION = "collection"
    SERVICE = "service"


class Recipient(StrEnum):
    """The role of the person to be contacted."""

    DEBTOR = "debtor"
    CO_DEBTOR = "co_debtor"
    GUARANTOR = "guarantor"
    SPOUSE = "spouse"
    ATTORNEY = "attorney"
    REFERENCE = "reference"
    RELATIVE = "relative"
    EMPLOYER = "employer"
    THIRD_PARTY = "third_party"


class CapUnit(StrEnum):
    """What a cap counts. Laws count different things, so they are kept apart."""

    ATTEMPT = "attempt"
    """Every outbound try, answered or not, messages too."""
    ATTEMPT_CONNECTED = "attempt_connected"
    """Outbound tries that rang, and messages; not busy, switched off or out of service."""
    CONTACT = "contact"
    """The debtor was reached, in either direction."""
    CONVERSATION = "conversation"
    """The debt was discussed, in either direction."""
    MESSAGE = "message"


class Scope(StrEnum):
    """Whether a cap counts all that was tried with a person, or only for the debt in question."""

    PERSON = "person"
    PERSON_DEBT = "person_debt"


class Level(StrEnum):
    """How binding a preset is."""

    LAW = "law"
    LAW_HOURS = "law_hours"
    LAW_COUNT = "law_count"
    LAW_CONFLICT = "law_conflict"
    LAW_THIRD_PARTY = "law_third_party"
    MIXED = "mixed"
    PRINCIPLE = "principle"
    BILL = "bill"
    ADVISORY = "advisory"
    HOUSE = "house"


class Confidence(StrEnum):
    """How far a preset was checked against its source."""

    CONFIRMED = "confirmed"
    CONFIRMED_HOURS = "confirmed_hours"
    CONFIRMED_PRINCIPLE = "confirmed_principle"
    SECONDARY = "secondary"
    DISPUTED = "disputed"
    PROPOSED = "proposed"
    ADVISORY = "advisory"
    HOUSE = "house"


_TRIES = frozenset(
    {
        EventKind.ATTEMPT_NOT_CONNECTED,
        EventKind.ATTEMPT_CONNECTED,
        EventKind.CONVERSATION,
        EventKind.DIRECT_CONTACT,
        EventKind.MESSAGE_SENT,
    }
)
CONTACTS = frozenset({EventKind.CONVERSATION, EventKind.DIRECT_CONTACT})
COUNTED_KINDS = {
    CapUnit.ATTEMPT: _TRIES,
    CapUnit.ATTEMPT_CONNECTED: _TRIES - {EventKind.ATTEMPT_NOT_CONNECTED},
    CapUnit.CONTACT: CONTACTS,
    CapUnit.CONVERSATION: frozenset({EventKind.CONVERSATION}),
    CapUnit.MESSAGE: frozenset({EventKind.MESSAGE_SENT}),
}
OUTBOUND_ONLY = frozenset({CapUnit.ATTEMPT, CapUnit.ATTEMPT_CONNECTED, CapUnit.MESSAGE})
MESSAGES = frozenset({Channel.SMS, Channel.EMAIL, Channel.WHATSAPP, Channel.CHAT})


@lru_cache(maxsize=1024)
def expanded(channels: frozenset[Channel]) -> frozenset[Channel]:
    """What a list of channels covers: a voicemail counts as a call, and chat includes WhatsApp."""
    covered = set(channels)
    if Channel.CALL in channels:
        covered.add(Channel.VOICEMAIL)
    if Channel.CHAT in channels:
        covered.add(Channel.WHATSAPP)
    return frozenset(covered)


def counted_as(channel: Channel) -> Channel:
    """The channel a try is counted on: a voicemail is a call."""
    return Channel.CALL if channel is Channel.VOICEMAIL else channel
