"""The next opening is the first minute that is not blocked: checked minute by minute, and over made-up lives."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Channel, Direction, EventKind
from tests.workbench.domain.contact.situations import ZONES, minute_before
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.openings import _instants
from workbench.domain.contact.gate.person import ContactedPerson, ContactEvent, ContactHold
from workbench.domain.contact.law.presets import preset, preset_codes
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
minutes = st.integers(0, 365 * 24 * 60).map(lambda number: YEAR + timedelta(minutes=number))
channels = st.sampled_from([Channel.CALL, Channel.SMS, Channel.EMAIL, Channel.WHATSAPP])


@st.composite
def cases(draw):
    """A preset, an instant, and a person with some life around it, also in places of many zones and clock changes."""
    code = draw(st.sampled_from(preset_codes()))
    at = draw(minutes)
    near = st.integers(-14 * 24 * 60, 2 * 24 * 60).map(lambda number: at + timedelta(minutes=number))
    events = st.builds(
        ContactEvent,
        near,
        channels,
        st.sampled_from(EventKind),
        st.sampled_from(Direction),
        st.sampled_from([None, "A", "B"]),
    )
    zones = draw(
        st.sampled_from([(ZONES[code],), ("America/New_York", "America/Los_Angeles"), ("America/Havana",), ()])
    )
    person = ContactedPerson(
        zones=zones,
        country=None if zones or code != "STRICT" else "CL",
        authorized=ALL_CHANNELS,
        waivers=tuple(draw(st.lists(near, max_size=1))),
        holds=tuple(ContactHold("dispute", until=until) for until in draw(st.lists(near, max_size=1))),
        events=tuple(draw(st.lists(events, max_size=8))),
    )
    return preset(code), person, draw(channels), at


@given(cases())
@settings(max_examples=400)
def test_the_next_opening_is_open_and_the_minute_before_is_not(case):
    law, person, channel, at = case

    def ask(instant):
        return may_contact(person, channel=channel, at=instant, preset=law, debt="A")

    verdict = ask(at)

    if verdict.is_blocked:
        opens = verdict.next_allowed_at
        assert opens > at
        assert not ask(opens).is_blocked
        assert ask(minute_before(opens)).is_blocked
    else:
        assert verdict.next_allowed_at is None


@given(cases())
@settings(max_examples=12)
def test_no_minute_on_the_way_is_open(case):
    law, person, channel, at = case
    opens = may_contact(person, channel=channel, at=at, preset=law, debt="A").next_allowed_at

    minute = at
    while opens and minute < min(opens, at + timedelta(days=3)):
        assert may_contact(person, channel=channel, at=minute, preset=law, debt="A").is_blocked
        minute += timedelta(minutes=1)


@given(st.text(max_size=20).filter(lambda name: name not in ZONES.values()), minutes, st.sampled_from(preset_codes()))
@settings(max_examples=100)
def test_a_zone_that_is_not_known_never_allows(name, at, code):
    lost = ContactedPerson(zones=(f"Nowhere/{name}",), authorized=ALL_CHANNELS)

    verdict = may_contact(lost, channel=Channel.CALL, at=at, preset=preset(code))

    assert verdict.is_blocked
    assert verdict.next_allowed_at is None


@pytest.mark.parametrize(
    ("day", "minute", "zone", "instants"),
    [
        # Clocks jump from 02:00 to 03:00: 02:30 is never shown, the jump stands for it.
        ("2026-03-08", 150, "America/New_York", ["2026-03-08T07:00"]),
        # Clocks go back from 02:00 to 01:00: 01:30 is shown twice.
        ("2026-11-01", 90, "America/New_York", ["2026-11-01T05:30", "2026-11-01T06:30"]),
        ("2026-11-18", 420, "America/Bogota", ["2026-11-18T12:00"]),
        # Clocks jump at midnight.
        ("2026-09-06", 0, "America/Santiago", ["2026-09-06T04:00"]),
    ],
)
def test_a_time_of_day_is_found_across_clock_changes(day, minute, zone, instants):
    found = _instants(datetime.fromisoformat(day).date(), minute, zone)

    assert sorted(found) == [datetime.fromisoformat(at).replace(tzinfo=UTC) for at in instants]
