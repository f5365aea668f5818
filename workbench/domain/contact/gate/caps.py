"""Frequency rules: caps per day, week or rolling days, days between two tries, one channel per week after a contact.

Windows are local days: a rolling window of n days is the day of the try and the n - 1 before it, a gap of n days means
dates that differ by at least n, a week is the ISO week.
"""

from models.enums import Direction, EventKind
from workbench.domain.contact.gate.history import EventsAsOf
from workbench.domain.contact.gate.person import Question, same_debt
from workbench.domain.contact.law.terms import Cap, Preset, Wait, monday_of
from workbench.domain.contact.law.verdict import Remaining, SpokenRule
from workbench.domain.contact.law.vocabulary import Purpose, Scope, counted_as


def cap_rules(preset: Preset, question: Question, views: list[EventsAsOf]) -> tuple[SpokenRule, ...]:
    """A cap blocks or warns when its count has reached the maximum, or when the last try is too near.

    Service messages are not counted out by caps. Caps of a day are asked before those of weeks.
    """
    if question.purpose is Purpose.SERVICE:
        return ()
    rules = []
    for cap in preset.caps:
        if cap.applies(question):
            if any(left(cap, question, seen) == 0 for seen in views):
                rules.append(cap.reached)
            if cap.too_soon and any(_is_too_soon(cap, question, seen) for seen in views):
                rules.append(cap.too_soon)
    return tuple(rules)


def remaining(preset: Preset, question: Question, views: list[EventsAsOf]) -> tuple[Remaining, ...]:
    """What is left of each cap that limits the channel: the least over the zones the person may be in."""
    return tuple(
        Remaining(
            id=cap.id,
            unit=cap.unit,
            window=cap.window.name,
            max=cap.max,
            left=min((left(cap, question, seen) for seen in views), default=0),
            severity=cap.reached.severity,
        )
        for cap in preset.caps
        if cap.applies(question)
    )


def left(cap: Cap, question: Question, seen: EventsAsOf) -> int:
    """How many more tries a cap allows on the day of `seen`; never below zero."""
    used = sum(1 for day, event in seen.events if cap.window.holds(day, seen.today) and cap.counts(event, question))
    return max(0, _limit(cap, seen) - used)


def _limit(cap: Cap, seen: EventsAsOf) -> int:
    """An answered try raises the maximum by the cap's extra, on its own day only."""
    if not cap.extra_same_day_if_answered:
        return cap.max
    answered = any(
        day == seen.today and event.is_contact and event.direction is Direction.OUTBOUND for day, event in seen.events
    )
    return cap.max + cap.extra_same_day_if_answered * answered


def _is_too_soon(cap: Cap, question: Question, seen: EventsAsOf) -> bool:
    return any(
        abs((seen.today - day).days) < cap.min_gap_days and cap.counts(event, question) for day, event in seen.events
    )


def one_channel_rules(preset: Preset, question: Question, views: list[EventsAsOf]) -> tuple[SpokenRule, ...]:
    """After a direct contact in either direction no other channel is used until the ISO week ends."""
    if preset.one_channel_per_week is None:
        return ()
    rule = preset.rules["one_channel_per_week"]
    return (rule,) if any(_used_another_channel(question, seen) for seen in views) else ()


def _used_another_channel(question: Question, seen: EventsAsOf) -> bool:
    asked = counted_as(question.channel)
    return any(
        event.is_contact and counted_as(event.channel) is not asked and monday_of(day) == monday_of(seen.today)
        for day, event in seen.events
        if day <= seen.today
    )


def wait_rules(preset: Preset, question: Question, views: list[EventsAsOf]) -> tuple[SpokenRule, ...]:
    """After a conversation about the debt the next try waits; the day of the conversation is the first day."""
    wait = preset.post_conversation
    if wait is None or question.purpose is Purpose.SERVICE or question.channel not in wait.channels:
        return ()
    return (wait.rule,) if any(_must_wait(wait, question, seen) for seen in views) else ()


def _must_wait(wait: Wait, question: Question, seen: EventsAsOf) -> bool:
    return any(
        event.kind is EventKind.CONVERSATION
        and 0 <= (seen.today - day).days < wait.days
        and (wait.inbound_counts or event.direction is Direction.OUTBOUND)
        and (wait.scope is Scope.PERSON or same_debt(event.debt, question.debt))
        for day, event in seen.events
    )
