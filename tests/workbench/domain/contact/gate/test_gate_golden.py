"""The golden cases: situations whose answer was settled from the sources before the gate was written."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models.enums import Channel, Direction, EventKind
from tests.workbench.domain.contact.situations import ask, event, local, person, spoken
from workbench.domain.contact.gate.person import ContactHold
from workbench.domain.contact.law.presets import preset_codes
from workbench.domain.contact.law.vocabulary import Answer, Purpose, Recipient
from workbench.domain.contact.opt_out_requests import asks_to_opt_out

RANG = EventKind.ATTEMPT_CONNECTED
BUSY = EventKind.ATTEMPT_NOT_CONNECTED
TALKED = EventKind.CONVERSATION
SENT = EventKind.MESSAGE_SENT


def test_colombia_closes_at_the_end_of_the_window_and_opens_on_saturday():
    before, at_end = ask("CO", "2026-11-20 18:59"), ask("CO", "2026-11-20 19:00")

    assert before.verdict is Answer.ALLOWED
    assert spoken(at_end) == [("hours", "block")]
    assert at_end.next_allowed_at == local("2026-11-21 08:00")


def test_colombia_after_saturday_opens_on_the_tuesday_of_a_moved_holiday():
    verdict = ask("CO", "2026-11-14 15:00")

    assert spoken(verdict) == [("hours", "block")]
    assert verdict.next_allowed_at == local("2026-11-17 07:00")


def test_colombia_counts_an_unanswered_call_against_the_days_message():
    who = person(events=(event(local("2026-11-18 09:00"), RANG),))

    verdict = ask("CO", "2026-11-18 16:00", Channel.SMS, who=who)

    assert spoken(verdict) == [("attempts_per_day", "block")]
    assert verdict.next_allowed_at == local("2026-11-19 07:00")


def test_colombia_keeps_to_one_channel_after_a_contact():
    who = person(events=(event(local("2026-11-17 10:00"), TALKED),))

    other, same = ask("CO", "2026-11-19 10:00", Channel.EMAIL, who=who), ask("CO", "2026-11-19 10:00", who=who)

    assert spoken(other) == [("one_channel_per_week", "block")]
    assert other.next_allowed_at == local("2026-11-23 07:00")
    assert spoken(same) == [("contacts_per_week", "warn")]


def test_colombia_refuses_a_channel_that_was_not_authorised():
    who = person(authorized=frozenset({Channel.CALL}))

    verdict = ask("CO", "2026-11-18 10:00", Channel.WHATSAPP, who=who)

    assert spoken(verdict) == [("channel_authorization", "block"), ("platform_whatsapp", "warn")]
    assert verdict.next_allowed_at is None


def test_colombia_refuses_a_script_that_asks_why():
    verdict = ask("CO", "2026-11-18 10:00", content="Buenos días. ¿Por qué no pagó?")

    assert spoken(verdict) == [("ask_reason", "block")]
    assert verdict.next_allowed_at is None


def test_mexico_uses_the_debtors_zone():
    tijuana = person(zones=("America/Tijuana",))

    verdict = ask("MX", "2026-11-18 08:30", who=tijuana)

    assert spoken(verdict) == [("hours", "block")]
    assert verdict.next_allowed_at == datetime(2026, 11, 18, 7, 0, tzinfo=ZoneInfo("America/Tijuana"))


def test_mexico_warns_on_a_sunday():
    verdict = ask("MX", "2026-11-22 11:00")

    assert (verdict.verdict, spoken(verdict)) == (Answer.WARNED, [("weekend", "warn")])


def test_peru_is_closed_on_saturday():
    verdict = ask("PE", "2026-11-21 10:00")

    assert spoken(verdict) == [("weekday", "block")]
    assert verdict.next_allowed_at == local("2026-11-23 07:00", "PE")


@pytest.mark.parametrize(
    ("day", "channel", "sent_on", "rules"),
    [
        ("17", Channel.SMS, [], []),
        ("18", Channel.EMAIL, ["17"], [("messages_per_7_days_gap", "block")]),
        ("19", Channel.EMAIL, ["17"], []),
        ("21", Channel.LETTER, ["17", "19"], [("messages_per_7_days", "block")]),
        ("19", Channel.CALL, [], [("contacts_per_7_days", "block")]),
    ],
)
def test_chile_allows_one_call_and_two_spaced_messages_a_week(day, channel, sent_on, rules):
    monday = event(local("2026-11-16 10:00", "CL"), TALKED)
    sent = [event(local(f"2026-11-{on} 10:00", "CL"), SENT, Channel.SMS) for on in sent_on]

    verdict = ask("CL", f"2026-11-{day} 11:00", channel, who=person("CL", events=(monday, *sent)))

    assert spoken(verdict) == rules


def test_ecuador_counts_a_call_against_the_days_mail():
    who = person("EC", events=(event(local("2026-11-18 09:00", "EC"), RANG),))

    verdict = ask("EC", "2026-11-18 16:00", Channel.EMAIL, who=who)

    assert spoken(verdict) == [("attempts_per_day", "block")]


def test_paraguay_waits_for_the_next_week_after_three_tries():
    tries = tuple(event(local(f"2026-11-{day} 10:00", "PY"), RANG) for day in (16, 17, 18))

    verdict = ask("PY", "2026-11-19 10:00", who=person("PY", events=tries))

    assert spoken(verdict) == [("attempts_per_week", "block")]
    assert verdict.next_allowed_at == local("2026-11-23 08:00", "PY")


@pytest.mark.parametrize(("at", "answer"), [("2026-11-18 12:00", Answer.ALLOWED), ("2026-11-19 10:00", Answer.BLOCKED)])
def test_paraguay_allows_one_more_on_the_day_of_an_answer(at, answer):
    tries = [event(local(f"2026-11-{day} 10:00", "PY"), RANG) for day in (16, 17)]
    answered = event(local("2026-11-18 10:00", "PY"), TALKED)

    verdict = ask("PY", at, who=person("PY", events=(*tries, answered)))

    assert verdict.verdict is answer


@pytest.mark.parametrize(
    ("not_connected", "rules"),
    [(0, [("calls_per_7_days_and_debt", "block"), ("calls_per_7_days", "warn")]), (1, [])],
)
def test_united_states_counts_calls_that_rang_in_seven_days(not_connected, rules):
    days = [16, 17, 18, 19, 20, 21, 21]
    kinds = [BUSY] * not_connected + [RANG] * (7 - not_connected)
    calls = tuple(
        event(local(f"2026-11-{day} 12:00", "US"), kind, debt="A") for day, kind in zip(days, kinds, strict=True)
    )

    verdict = ask("US", "2026-11-22 12:00", who=person("US", events=calls), debt="A")

    assert spoken(verdict) == rules


@pytest.mark.parametrize(("day", "answer"), [("07", Answer.BLOCKED), ("08", Answer.ALLOWED)])
def test_united_states_waits_seven_days_after_a_conversation(day, answer):
    who = person("US", events=(event(local("2026-06-01 12:00", "US"), TALKED),))

    verdict = ask("US", f"2026-06-{day} 12:00", who=who)

    assert verdict.verdict is answer


@pytest.mark.parametrize("asked_for_it", [False, True])
def test_united_states_waits_after_an_inbound_conversation_unless_a_call_back_was_asked_for(asked_for_it):
    called_in = event(local("2026-11-16 12:00", "US"), TALKED, direction=Direction.INBOUND)
    wednesday = local("2026-11-18 12:00", "US")
    who = person("US", events=(called_in,), waivers=(wednesday,) if asked_for_it else ())

    verdict = ask("US", "2026-11-18 12:00", who=who)

    assert spoken(verdict) == ([] if asked_for_it else [("wait_after_conversation", "block")])


def test_united_states_counts_per_debt_and_warns_of_the_total():
    calls = tuple(
        event(local(f"2026-11-{day} 12:00", "US"), RANG, debt=debt) for day in range(13, 19) for debt in ("A", "B")
    )

    verdict = ask("US", "2026-11-18 13:00", who=person("US", events=calls), debt="A")

    assert spoken(verdict) == [("calls_per_7_days", "warn")]
    assert verdict.verdict is Answer.WARNED


def test_united_states_needs_every_plausible_zone():
    who = person(zones=("America/New_York", "America/Los_Angeles"))

    verdict = ask("US", "2026-11-18 08:30", who=who)

    assert spoken(verdict) == [("hours", "block")]
    assert verdict.next_allowed_at == datetime(2026, 11, 18, 8, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


def test_united_states_voicemail_may_not_name_collection():
    verdict = ask("US", "2026-11-18 12:00", Channel.VOICEMAIL, content="This is Ann from Acme Collection. Call me.")

    assert spoken(verdict) == [("voicemail_debt", "block")]


def test_britain_respects_breathing_space():
    verdict = ask("GB", "2026-11-18 12:00", who=person("GB", holds=(ContactHold("breathing_space"),)))

    assert spoken(verdict) == [("hold_breathing_space", "block")]
    assert verdict.next_allowed_at is None


@pytest.mark.parametrize("code", preset_codes())
@pytest.mark.parametrize("role", [Recipient.REFERENCE, Recipient.EMPLOYER])
def test_no_preset_lets_outsiders_hear_of_the_debt(code, role):
    verdict = ask(code, "2026-11-18 12:00", recipient=role)

    assert spoken(verdict) == [("recipient", "block")]


@pytest.mark.parametrize("code", preset_codes())
def test_a_receipt_may_be_sent_when_caps_are_used(code):
    used = tuple(event(local(f"2026-11-{day} 09:00", code), SENT, Channel.SMS) for day in range(12, 19))

    verdict = ask(code, "2026-11-18 12:00", Channel.SMS, who=person(code, events=used), purpose=Purpose.SERVICE)

    assert verdict.verdict is Answer.ALLOWED


@pytest.mark.parametrize("code", preset_codes())
def test_an_opt_out_closes_its_channel_only(code):
    words = "Por favor, ya no me escriban"
    who = person(code, opted_out=frozenset({Channel.SMS}) if asks_to_opt_out(words) else frozenset())

    sms, call = (ask(code, "2026-11-18 12:00", channel, who=who) for channel in (Channel.SMS, Channel.CALL))

    assert spoken(sms) == [("opt_out", "block")]
    assert call.verdict is Answer.ALLOWED
