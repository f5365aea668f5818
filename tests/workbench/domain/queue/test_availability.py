"""What the gate's answer means for a place in the queue."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Channel, Direction, EventKind, Lane
from workbench.domain.contact import ContactedPerson, ContactEvent, preset_codes
from workbench.domain.contact.law.verdict import SpokenRule, Verdict
from workbench.domain.contact.law.vocabulary import Answer, Severity
from workbench.domain.queue.availability import (
    CallAvailability,
    CallQuestion,
    availability_of_day,
    block_text,
    blocks_of,
    day_availability,
    opening_of,
    verdict_at,
)
from workbench.kernel.days import start_of_day

DAY = date(2026, 11, 18)
ZONE = "America/Bogota"
SEVEN = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HOURS = SpokenRule("hours", Severity.BLOCK, "Ley 2300", "Se puede llamar desde las %(hour)s.", (("hour", "7:00"),))
WEEKEND = SpokenRule("weekend", Severity.WARN, "aviso", "Es fin de semana.")


def verdict(answer: Answer, *rules: SpokenRule, opens_at: datetime | None = None) -> Verdict:
    return Verdict(verdict=answer, rules=rules, next_allowed_at=opens_at, remaining=())


def opening(found: Verdict, *, is_now: bool) -> CallAvailability:
    return opening_of(found, on=DAY, zone=ZONE, is_now=is_now)


def test_allowed_and_warned_are_callable():
    for found in (verdict(Answer.ALLOWED), verdict(Answer.WARNED, WEEKEND)):
        assert opening(found, is_now=True) == CallAvailability(callable=True, callable_from=None, blocked_by=[])


def test_blocked_now_opens_later():
    found = opening(verdict(Answer.BLOCKED, HOURS, opens_at=SEVEN), is_now=True)

    assert (found.callable, found.callable_from, [block["id"] for block in found.blocked_by]) == (
        False,
        SEVEN,
        ["hours"],
    )


def test_day_to_come_is_callable_if_it_opens_on_that_day():
    same, next_day = SEVEN, datetime(2026, 11, 19, 12, 0, tzinfo=UTC)

    assert opening(verdict(Answer.BLOCKED, HOURS, opens_at=same), is_now=False) == CallAvailability(
        callable=True, callable_from=same, blocked_by=[]
    )
    assert not opening(verdict(Answer.BLOCKED, HOURS, opens_at=next_day), is_now=False).callable
    assert opening(verdict(Answer.BLOCKED, HOURS), is_now=False).callable_from is None


def test_only_what_blocks_is_kept_with_what_fills_it():
    kept = blocks_of(verdict(Answer.BLOCKED, HOURS, WEEKEND))

    assert kept == [
        {
            "id": "hours", "text": "Se puede llamar desde las 7:00.",
            "template": "Se puede llamar desde las %(hour)s.", "values": {"hour": "7:00"},
        }
    ]  # fmt: skip


def test_kept_rule_is_said_in_another_language():
    words = {"Se puede llamar desde las %(hour)s.": "Calls are allowed from %(hour)s.", "Es fin de semana.": "Weekend."}
    (hours,) = blocks_of(verdict(Answer.BLOCKED, HOURS))

    assert block_text(hours, words.__getitem__) == "Calls are allowed from 7:00."
    assert block_text({"id": "weekend", "text": "Es fin de semana."}, words.__getitem__) == "Weekend."
    assert block_text(hours) == "Se puede llamar desde las 7:00."


EVENTS = st.builds(
    ContactEvent,
    at=st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 20), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants them naive
    channel=st.sampled_from([Channel.CALL, Channel.CALL, Channel.SMS]),
    kind=st.sampled_from(EventKind),
    direction=st.sampled_from(Direction),
    debt=st.sampled_from([None, 1, 7, 8]),
)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(EVENTS, max_size=12),
    st.sampled_from(preset_codes()),
    st.sampled_from(["America/Bogota", "America/Mexico_City", "Europe/Madrid", "Asia/Kolkata"]),
    st.dates(date(2026, 11, 9), date(2026, 11, 21)),
    st.integers(0, 23),
)
def test_who_rests_may_be_called_again_when_the_gate_asked_about_them_alone_says(events, code, zone, day, hour):
    before = tuple(event for event in events if event.at < start_of_day(day, zone))
    person = ContactedPerson(zones=(zone,), authorized=frozenset({Channel.CALL}), events=before)
    until = start_of_day(day, zone) + timedelta(hours=hour)
    question = CallQuestion(3, 7, Lane.RESTING, until, (), preset=code, timezone=zone)

    alone = verdict_at(question, person, at=until)

    expected = alone.next_allowed_at if alone.is_blocked else until
    assert day_availability(question, person, on=day - timedelta(days=1)).callable_from == expected


@settings(deadline=None, max_examples=200)
@given(
    st.lists(EVENTS, max_size=12),
    st.sampled_from(preset_codes()),
    st.sampled_from(["America/Bogota", "America/Mexico_City", "Europe/Madrid", "Asia/Kolkata"]),
    st.dates(date(2026, 11, 9), date(2026, 11, 20)),
)
def test_whoever_is_alike_gets_the_answer_of_the_gate_asked_about_them_alone(events, code, zone, on):
    person = ContactedPerson(zones=(zone,), authorized=frozenset({Channel.CALL}), events=tuple(events))
    question = CallQuestion(3, 7, Lane.RANKED, None, (), preset=code, timezone=zone)

    assert availability_of_day(question, person, on=on) == day_availability(question, person, on=on)
