"""The contact gate: decides before every contact whether it is allowed. It fails closed and names every rule."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from models.enums import Channel
from workbench.domain.contact.gate.caps import cap_rules, one_channel_rules, remaining, wait_rules
from workbench.domain.contact.gate.content import content_rules
from workbench.domain.contact.gate.grounds import channel_rules, hold_rules, holds_back, platform_rules, recipient_rules
from workbench.domain.contact.gate.history import DatedEvents
from workbench.domain.contact.gate.hours import hour_rules, place_rules
from workbench.domain.contact.gate.openings import first_opening
from workbench.domain.contact.gate.person import ContactedPerson, Question
from workbench.domain.contact.gate.places import place_of
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import SpokenRule, Verdict, answer_of, blocks
from workbench.domain.contact.law.vocabulary import Purpose, Recipient

# A call-back the debtor asked for may come a little early or late.
WAIVER_BEFORE = timedelta(minutes=15)
WAIVER_AFTER = timedelta(minutes=60)


def may_contact(  # noqa: PLR0913 - what the law asks about, each by its name
    person: ContactedPerson,
    *,
    channel: Channel,
    at: datetime,
    preset: Preset,
    purpose: Purpose = Purpose.COLLECTION,
    recipient: Recipient = Recipient.DEBTOR,
    debt: int | str | None = None,
    content: str | None = None,
) -> Verdict:
    """Whether a person may be contacted, asked in the order holds, role, channel, hour, caps, waits, words.

    Args:
        person: what is known of them.
        channel: how they would be contacted.
        at: when; an aware instant.
        preset: the contact law that applies.
        purpose: collection, or a service message, which skips caps and waits.
        recipient: who would be spoken to.
        debt: which debt; None counts what happened for any debt.
        content: what would be said or sent, where it is known.

    Raises:
        ValueError: `at` carries no zone, or a word is not one of its vocabulary.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    person = person.with_events_since(at - timedelta(days=preset.longest_window_days + 1))
    # Without events the answer depends on place and minute only, so it is the same for many persons and is cached.
    is_plain = not (person.events or person.holds or person.waivers or person.callbacks or content is not None)
    question = Question(
        channel=Channel(channel),
        purpose=Purpose(purpose),
        recipient=Recipient(recipient),
        debt=None if is_plain else debt,
        content=content,
    )
    if is_plain:
        return _plain_verdict(person, question, preset, at.astimezone(UTC).replace(second=0, microsecond=0))
    return _Case(person, question, preset).verdict(at.astimezone(UTC))


@lru_cache(maxsize=16384)
def _plain_verdict(person: ContactedPerson, question: Question, preset: Preset, minute: datetime) -> Verdict:
    return _Case(person, question, preset).verdict(minute)


class _Case:
    """One question about one person: rules independent of the hour are asked once, the others per instant."""

    def __init__(self, person: ContactedPerson, question: Question, preset: Preset) -> None:
        self.person = person
        self.question = question
        self.preset = preset
        self.place = place_of(person, preset)
        self.asked_for = person.waivers if preset.written_waivers else (*person.waivers, *person.callbacks)
        self.history = DatedEvents(person.events, self.place)
        self.before_hours = (
            *recipient_rules(preset, question),
            *channel_rules(preset, person, question),
            *place_rules(preset, self.place),
        )
        self.after_waits = (*platform_rules(preset, question), *content_rules(preset, question))

    def verdict(self, at: datetime) -> Verdict:
        """The answer at an instant."""
        rules = self.rules(at)
        return Verdict(
            verdict=answer_of(rules),
            rules=rules,
            next_allowed_at=self.next_opening(at) if blocks(rules) else None,
            remaining=remaining(self.preset, self.question, self.history.as_of(at)),
        )

    def rules(self, at: datetime) -> tuple[SpokenRule, ...]:
        """Every rule that speaks at an instant, in the order they are asked."""
        views = self.history.as_of(at)
        lifted = self.is_waived(at)
        return (
            *hold_rules(self.preset, self.person, self.question, at=at),
            *self.before_hours,
            *(() if lifted else hour_rules(self.preset, self.place, at)),
            *cap_rules(self.preset, self.question, views),
            *one_channel_rules(self.preset, self.question, views),
            *(() if lifted else wait_rules(self.preset, self.question, views)),
            *self.after_waits,
        )

    def is_waived(self, at: datetime) -> bool:
        """Whether the debtor asked for contact around this instant: lifts hours, holidays and the wait only."""
        return any(waiver - WAIVER_BEFORE <= at <= waiver + WAIVER_AFTER for waiver in self.asked_for)

    def next_opening(self, at: datetime) -> datetime | None:
        """The first minute that is not blocked; None where no passing of time opens it."""
        if blocks((*self.before_hours, *self.after_waits)) or self.is_held_for_good(at):
            return None
        ends = tuple(hold.until for hold in self.person.holds if hold.until is not None)
        asked = tuple(waiver - WAIVER_BEFORE for waiver in self.asked_for)
        return first_opening(
            self.preset,
            self.place,
            at,
            last_change=max([at, *ends, *asked, *(event.at for event in self.person.events)]),
            moments=(*ends, *asked),
            any_hour=bool(asked),
            is_open=lambda moment: not blocks(self.rules(moment)),
        )

    def is_held_for_good(self, at: datetime) -> bool:
        """Whether a hold stands that only a person lifts."""
        return any(
            hold.until is None and holds_back(self.preset, hold, self.question, at=at) for hold in self.person.holds
        )
