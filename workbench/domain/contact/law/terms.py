"""The terms of a preset as values: windows, caps and waits. Read from a file by `preset_file`."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from models.enums import Channel, Direction
from scripts_library.phrases import Phrase
from workbench.domain.contact.gate.person import ContactEvent, Question, same_debt
from workbench.domain.contact.law.verdict import SpokenRule
from workbench.domain.contact.law.vocabulary import (
    COUNTED_KINDS,
    OUTBOUND_ONLY,
    CapUnit,
    Confidence,
    Level,
    Recipient,
    Scope,
    Severity,
    counted_as,
)

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HoursWindow:
    """A half-open stretch of a local day, in minutes since midnight: `end` itself is outside."""

    start: int
    end: int

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end

    def __str__(self) -> str:
        return f"{clock_face(self.start)}–{clock_face(self.end)}"


def clock_face(minute: int) -> str:
    """Minutes since midnight as 07:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch of local days a cap looks at: the ISO week, or `days` days up to and with the day of the try."""

    name: str
    days: int
    iso_week: bool = False

    def holds(self, day: date, today: date) -> bool:
        """Whether `day` falls in the period that the try of `today` belongs to."""
        if self.iso_week:
            return monday_of(day) == monday_of(today)
        return 0 <= (today - day).days < self.days


def monday_of(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cap:
    """At most `max` of one unit within a window, and days that must lie between two."""

    id: str
    unit: CapUnit
    channels: frozenset[Channel]
    same_channel: bool
    scope: Scope
    max: int
    window: Period
    min_gap_days: int
    extra_same_day_if_answered: int
    reached: SpokenRule
    too_soon: SpokenRule | None

    def applies(self, question: Question) -> bool:
        """Whether a try on this channel is limited by the cap."""
        return question.channel in self.channels

    def counts(self, event: ContactEvent, question: Question) -> bool:
        """Whether what happened uses up the cap of what is asked."""
        if event.kind not in COUNTED_KINDS[self.unit] or event.channel not in self.channels:
            return False
        if self.unit in OUTBOUND_ONLY and event.direction is not Direction.OUTBOUND:
            return False
        if self.same_channel and counted_as(event.channel) is not counted_as(question.channel):
            return False
        return self.scope is Scope.PERSON or same_debt(event.debt, question.debt)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wait:
    """Days of rest after a conversation, its own day being the first of them."""

    days: int
    scope: Scope
    channels: frozenset[Channel]
    inbound_counts: bool
    rule: SpokenRule


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """How far a request to be left alone reaches, how fast it is heeded, and whether messages must offer it."""

    scope: str
    max_hours: int
    notice_in_every_message: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Preset:
    """A jurisdiction's contact law. Compared by identity, so that it can be a key of caches.

    Attributes:
        windows: for Monday to Sunday, when contact may happen; empty: not on that day.
        weekend: `warn` where a weekend day is open with a warning; None: as its windows say.
        holiday: block, warn, or None to ignore them.
        window_severity: what it means to be outside a window on a working day.
        country: whose zones are meant when the person's zone is not known; None: the person's.
        calendar: whose holidays count, "CO" or "GB-ENG"; None: the person's country.
        rules: what each general rule says, by id.
        written_waivers: whether an hour outside the windows has to be asked for in writing.
        more: terms that other parts of the product read, such as `caller_prefix` or `pay_to`.
    """

    code: str
    name: str
    level: Level
    ref: str
    verified_on: date
    confidence: Confidence
    notes: str
    country: str | None
    calendar: str | None
    windows: tuple[tuple[HoursWindow, ...], ...]
    weekend: Severity | None
    holiday: Severity | None
    window_severity: Severity
    channel_auth_required: bool
    one_channel_per_week: Severity | None
    recipients: frozenset[Recipient]
    caps: tuple[Cap, ...]
    post_conversation: Wait | None
    visits_forbidden: bool
    written_waivers: bool
    ask_delay_reason: str
    opt_out: OptOut
    rules: MappingProxyType[str, SpokenRule]
    holds: MappingProxyType[str, SpokenRule]
    hold_recipients: MappingProxyType[str, frozenset[Recipient]]
    opt_out_notice: Phrase
    more: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # Any: TOML values

    @cached_property
    def longest_window_days(self) -> int:
        """How many local days back an event can still matter; at least the ISO week."""
        waits = [self.post_conversation.days] if self.post_conversation else []
        return max([7, *waits, *(max(cap.window.days, cap.min_gap_days) for cap in self.caps)])
