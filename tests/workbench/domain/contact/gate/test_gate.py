"""What the gate means where the golden cases leave a choice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.enums import Channel, Direction, EventKind
from tests.workbench.domain.contact.situations import ask, event, local, person, spoken
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.person import ContactedPerson, ContactHold
from workbench.domain.contact.law.presets import preset
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS, Answer, Purpose, Recipient

RANG = EventKind.ATTEMPT_CONNECTED
TALKED = EventKind.CONVERSATION
SENT = EventKind.MESSAGE_SENT


@pytest.mark.parametrize(
    ("code", "at", "rules"),
    [
        ("ES", "2026-11-18 22:00", [("hours", "warn")]),
        ("PE", "2026-11-18 22:00", [("hours", "block")]),
        ("ES", "2026-11-22 12:00", [("weekend", "warn")]),
        ("ES", "2026-11-22 22:00", [("weekend", "warn"), ("hours", "block")]),
        ("MX", "2026-11-22 23:00", [("weekend", "warn"), ("hours", "block")]),
        ("GB", "2026-11-21 18:00", [("weekend", "warn"), ("hours", "block")]),
        ("MX", "2026-11-16 12:00", [("holiday", "warn")]),
        ("DO", "2026-11-22 12:00", [("weekday", "block")]),
        ("CO", "2026-11-16 12:00", [("holiday", "block")]),
        ("US", "2026-11-26 12:00", []),
    ],
)
def test_days_and_hours_are_those_of_the_preset(code, at, rules):
    assert sorted(spoken(ask(code, at))) == sorted(rules)


def test_nothing_opens_where_the_verdict_is_not_blocked():
    assert ask("ES", "2026-11-18 22:00").next_allowed_at is None


def test_an_unknown_zone_needs_every_zone_of_the_country():
    nowhere = ContactedPerson(country="US")

    early, later = ask("US", "2026-11-18 12:59", who=nowhere), ask("US", "2026-11-18 13:00", who=nowhere)

    assert spoken(early) == [("hours", "block")]
    assert early.next_allowed_at == datetime(2026, 11, 18, 8, 0, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert later.verdict is Answer.ALLOWED


@pytest.mark.parametrize("waivers", [(), (local("2026-11-18 10:00"),)])
def test_a_zone_that_does_not_exist_blocks_for_good(waivers):
    lost = person(zones=("America/Bogota", "Mars/Olympus"), waivers=waivers)

    verdict = ask("CO", "2026-11-18 10:00", who=lost)

    assert spoken(verdict) == [("zone", "block")]
    assert verdict.next_allowed_at is None


def test_strict_takes_the_holidays_of_the_debtors_country():
    in_chile = person(zones=("America/Santiago",))

    assert [rule.id for rule in ask("STRICT", "2026-11-16 10:00").rules] == ["holiday"]
    assert ask("STRICT", "2026-11-16 10:00", who=in_chile).verdict is Answer.ALLOWED


def test_strict_blocks_where_no_country_is_known():
    verdict = ask("STRICT", "2026-11-18 10:00", who=person(zones=("UTC",)))

    assert spoken(verdict) == [("calendar", "block")]
    assert verdict.next_allowed_at is None


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="zone"):
        may_contact(
            person(), channel=Channel.CALL, at=local("2026-11-18 10:00").replace(tzinfo=None), preset=preset("CO")
        )


@pytest.mark.parametrize(("minutes", "open_"), [(-16, False), (-15, True), (60, True), (61, False)])
def test_a_waiver_lifts_hours_around_the_instant_that_was_asked_for(minutes, open_):
    asked = local("2026-11-18 21:00")

    verdict = may_contact(
        person(waivers=(asked,)), channel=Channel.CALL, at=asked + timedelta(minutes=minutes), preset=preset("CO")
    )

    assert (verdict.verdict is Answer.ALLOWED) is open_


def test_a_waiver_is_where_the_gate_opens_next():
    who = person(waivers=(local("2026-11-18 21:00"),))

    assert ask("CO", "2026-11-18 19:30", who=who).next_allowed_at == local("2026-11-18 20:45")


def test_a_waiver_lifts_holidays_but_neither_caps_nor_holds_nor_channels():
    holiday = local("2026-11-16 12:00")
    free = person(waivers=(holiday,))
    bound = person(
        waivers=(holiday,),
        events=(event(local("2026-11-16 09:00"), RANG),),
        holds=(ContactHold("dispute"),),
        authorized=frozenset(),
        opted_out=ALL_CHANNELS,
    )

    assert ask("CO", "2026-11-16 12:00", who=free).verdict is Answer.ALLOWED
    assert spoken(ask("CO", "2026-11-16 12:00", who=bound)) == [
        ("hold_dispute", "block"),
        ("channel_authorization", "block"),
        ("opt_out", "block"),
        ("attempts_per_day", "block"),
    ]


def test_a_hold_with_an_end_opens_with_the_next_window():
    who = person(holds=(ContactHold("claimed_payment", until=local("2026-11-21 00:00")),))

    verdict = ask("CO", "2026-11-18 10:00", who=who)

    assert spoken(verdict) == [("hold_claimed_payment", "block")]
    assert verdict.next_allowed_at == local("2026-11-21 08:00")


def test_a_hold_within_the_window_opens_when_it_ends():
    who = person(holds=(ContactHold("claimed_payment", until=local("2026-11-18 11:30:20")),))

    assert ask("CO", "2026-11-18 10:00", who=who).next_allowed_at == local("2026-11-18 11:31")


def test_a_hold_of_one_debt_leaves_the_others():
    who = person(holds=(ContactHold("dispute", debt="A"),))

    assert ask("CO", "2026-11-18 10:00", who=who, debt="B").verdict is Answer.ALLOWED
    assert ask("CO", "2026-11-18 10:00", who=who, debt="A").verdict is Answer.BLOCKED
    assert ask("CO", "2026-11-18 10:00", who=who).verdict is Answer.BLOCKED


def test_an_unknown_hold_still_holds():
    assert spoken(ask("CO", "2026-11-18 10:00", who=person(holds=(ContactHold("new_kind"),)))) == [
        ("hold_other", "block")
    ]


@pytest.mark.parametrize(
    ("role", "rules"), [(Recipient.ATTORNEY, []), (Recipient.DEBTOR, [("hold_attorney", "block")])]
)
def test_an_attorneys_hold_leaves_the_attorney(role, rules):
    verdict = ask("US", "2026-11-18 12:00", who=person("US", holds=(ContactHold("attorney"),)), recipient=role)

    assert spoken(verdict) == rules


@pytest.mark.parametrize(
    ("purpose", "rules"), [(Purpose.SERVICE, [("hours", "block")]), (Purpose.COLLECTION, ["hours", "cap"])]
)
def test_service_messages_keep_to_the_hours(purpose, rules):
    who = person(events=(event(local("2026-11-18 09:00"), RANG),))

    verdict = ask("CO", "2026-11-18 20:00", Channel.SMS, who=who, purpose=purpose)

    assert len(verdict.rules) == len(rules)
    assert verdict.rules[0].id == "hours"


def test_one_channel_counts_from_an_inbound_contact_to_the_end_of_the_week():
    wrote = event(local("2026-11-19 10:00"), EventKind.DIRECT_CONTACT, Channel.WHATSAPP, direction=Direction.INBOUND)
    who = person(events=(wrote,))

    friday, monday = ask("CO", "2026-11-20 10:00", who=who), ask("CO", "2026-11-23 10:00", who=who)

    assert spoken(friday) == [("one_channel_per_week", "block")]
    assert friday.next_allowed_at == local("2026-11-23 07:00")
    assert monday.verdict is Answer.ALLOWED


def test_a_voicemail_counts_as_a_call():
    who = person(events=(event(local("2026-11-17 10:00"), TALKED, Channel.CALL),), authorized=frozenset({Channel.CALL}))

    assert spoken(ask("CO", "2026-11-18 10:00", Channel.VOICEMAIL, who=who)) == [("contacts_per_week", "warn")]


def test_an_inbound_conversation_is_no_attempt():
    called_in = event(local("2026-11-18 09:00", "EC"), TALKED, direction=Direction.INBOUND)

    assert ask("EC", "2026-11-18 10:00", who=person("EC", events=(called_in,))).verdict is Answer.ALLOWED


@pytest.mark.parametrize(("channel", "blocked"), [(Channel.WHATSAPP, True), (Channel.VISIT, False)])
def test_chile_counts_whatsapp_as_chat(channel, blocked):
    sent = event(local("2026-11-17 10:00", "CL"), SENT, Channel.WHATSAPP)

    verdict = ask("CL", "2026-11-18 10:00", channel, who=person("CL", events=(sent,)))

    assert verdict.is_blocked is blocked


def test_massachusetts_counts_texts_with_calls():
    tries = (
        event(local("2026-11-16 12:00", "US-MA"), RANG, debt="A"),
        event(local("2026-11-17 12:00", "US-MA"), SENT, Channel.SMS, debt="A"),
    )
    who = person("US-MA", events=tries)

    assert spoken(ask("US-MA", "2026-11-18 12:00", who=who, debt="A")) == [
        ("calls_and_texts_per_7_days_and_debt", "block")
    ]
    assert ask("US-MA", "2026-11-18 12:00", who=who, debt="B").verdict is Answer.ALLOWED


def test_visits_are_forbidden_where_the_law_says_so():
    assert spoken(ask("CO", "2026-11-18 10:00", Channel.VISIT)) == [("visits", "block")]
    assert ask("PE", "2026-11-18 10:00", Channel.VISIT).verdict is Answer.ALLOWED


def test_whatsapp_warns_of_its_own_rules_when_collecting():
    assert spoken(ask("PE", "2026-11-18 10:00", Channel.WHATSAPP)) == [("platform_whatsapp", "warn")]
    assert spoken(ask("PE", "2026-11-18 10:00", Channel.WHATSAPP, purpose=Purpose.SERVICE)) == []


def test_other_is_no_channel_to_contact_on():
    assert spoken(ask("PE", "2026-11-18 10:00", Channel.OTHER)) == [("channel", "block")]


@pytest.mark.parametrize(
    ("content", "rules"),
    [("You owe us. Call me.", [("opt_out_notice", "block")]), ("You owe us. Reply STOP to end.", [])],
)
def test_united_states_messages_carry_a_way_out(content, rules):
    assert spoken(ask("US", "2026-11-18 12:00", Channel.SMS, content=content)) == rules


def test_what_is_left_of_each_cap_is_told():
    tries = tuple(event(local(f"2026-11-{day} 10:00", "PY"), RANG) for day in (13, 16, 17))

    verdict = ask("PY", "2026-11-18 10:00", who=person("PY", events=tries))

    assert [(cap.id, cap.window, cap.left) for cap in verdict.remaining] == [("attempts_per_week", "iso_week", 1)]


def test_what_is_too_old_changes_nothing():
    old = tuple(event(local("2026-11-18 10:00") - timedelta(days=days), TALKED) for days in range(9, 400))

    assert ask("CO", "2026-11-18 10:00", who=person(events=old)) == ask("CO", "2026-11-18 10:00")


def test_rolling_days_count_local_days_not_hours():
    first = event(datetime(2026, 11, 18, 4, 50, tzinfo=UTC), TALKED)  # 23:50 of the 17th in Bogotá
    who = person("STRICT", events=(first,))

    assert ask("STRICT", "2026-11-23 17:59", who=who).next_allowed_at == local("2026-11-24 09:00")


def test_an_inbound_contact_of_today_already_fixes_the_channel():
    wrote = event(local("2026-11-18 09:00"), EventKind.DIRECT_CONTACT, Channel.EMAIL, direction=Direction.INBOUND)

    assert spoken(ask("CO", "2026-11-18 10:00", who=person(events=(wrote,)))) == [("one_channel_per_week", "block")]


@pytest.mark.parametrize(("code", "rules"), [("PE", []), ("CO", [("hours", "block")])])
def test_a_call_back_agreed_in_a_call_is_no_written_waiver(code, rules):
    night = local("2026-11-18 21:00", code)

    assert spoken(ask(code, "2026-11-18 21:00", who=person(code, callbacks=(night,)))) == rules


@pytest.mark.parametrize("at", ["2026-11-21 00:30", "2026-11-23 00:30"])
def test_of_two_zones_the_stricter_speaks(at):
    between = person(zones=("Europe/Madrid", "Atlantic/Canary"))

    verdict = ask("ES", at, who=between)

    assert spoken(verdict) == [("hours", "block"), ("weekend", "warn")]


def test_leaving_calls_leaves_voicemails_and_leaving_chat_leaves_whatsapp():
    who = person("PE", opted_out=frozenset({Channel.CALL, Channel.CHAT}))

    voicemail, whatsapp = (ask("PE", "2026-11-18 10:00", to, who=who) for to in (Channel.VOICEMAIL, Channel.WHATSAPP))

    assert spoken(voicemail) == [("opt_out", "block")]
    assert spoken(whatsapp) == [("opt_out", "block"), ("platform_whatsapp", "warn")]
