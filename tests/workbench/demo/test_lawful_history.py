"""The history keeps the laws the product enforces: hours, rest days, counts and permissions, by the debtor's clock.

Hours and counts are written here anew from the laws, so that the generator is not its own judge.
"""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest

from workbench.demo.life import Life

WINDOWS = {  # weekday: first and last hour; a missing weekday is a day of rest
    "CO": dict.fromkeys(range(5), (7, 19)) | {5: (8, 15)},  # Ley 2300/2023
    "MX": dict.fromkeys(range(5), (7, 22)),  # CONDUSEF, DOF 2014-10-07; weekends only warn, and are left alone
    "CL": dict.fromkeys(range(6), (8, 20)),  # Ley 19.496 art. 37
    "PE": dict.fromkeys(range(5), (7, 20)),  # Ley 29571 art. 62
}


def _contacts_and_tries(life: Life) -> list[tuple[datetime, dict[str, str]]]:
    rows = [row for row in life.interactions if not row["outcome"].startswith("AD")]
    zone = ZoneInfo(life.customer.timezone)
    return [(datetime.fromisoformat(row["at"]).astimezone(zone), row) for row in rows]


def _outreach(life: Life) -> list[tuple[datetime, dict[str, str]]]:
    return [(at, row) for at, row in _contacts_and_tries(life) if row["direction"] == "outbound"]


def _by_country(lives: list[Life], country: str) -> list[Life]:
    return [life for life in lives if life.customer.row["country"] == country]


@pytest.mark.parametrize("country", WINDOWS)
def test_nobody_is_reached_outside_the_hours_of_the_law(lives: list[Life], country):
    rest_days = holidays.country_holidays(country, years=range(2024, 2027))
    checked, outside = 0, []

    for life in _by_country(lives, country):
        for at, row in _outreach(life):
            opens, closes = WINDOWS[country].get(at.weekday(), (0, 0))
            checked += 1
            if not opens <= at.hour < closes or at.date() in rest_days:
                outside.append(row)

    assert outside == []
    assert checked > 500


def test_nobody_is_tried_twice_on_a_day(lives: list[Life]):
    for life in lives:
        days = [at.date() for at, _ in _outreach(life)]
        assert len(days) == len(set(days))


def test_a_colombian_spoken_to_rests_until_the_next_week(lives: list[Life]):
    for life in _by_country(lives, "CO"):
        spoken: set[tuple[int, int]] = set()
        for at, row in _contacts_and_tries(life):
            week = at.isocalendar()[:2]
            assert row["direction"] == "inbound" or week not in spoken
            if row["outcome"].startswith("CD"):
                spoken.add(week)


def test_a_chilean_is_spoken_to_once_in_seven_days_and_written_to_twice(lives: list[Life]):
    for life in _by_country(lives, "CL"):
        spoken = [(at.date(), row["direction"]) for at, row in _contacts_and_tries(life) if row["outcome"][:2] == "CD"]
        messages = [at.date() for at, row in _outreach(life) if row["channel"] in {"sms", "email", "letter"}]
        gaps = [(after - before).days for (before, _), (after, by) in pairwise(spoken) if by == "outbound"]
        assert all(gap >= 7 for gap in gaps)
        assert all((after - before).days >= 2 for before, after in pairwise(messages))
        assert all((third - first).days >= 7 for first, third in zip(messages, messages[2:], strict=False))


def test_only_channels_that_were_allowed_are_used(lives: list[Life]):
    used = defaultdict(set)
    for life in lives:
        for _, row in _outreach(life):
            used[row["channel"]].add(life.customer.row.get(f"consent_{row['channel']}", "by post"))

    assert used == {"call": {"true"}, "sms": {"true"}, "email": {"true"}, "letter": {"by post"}}


def test_no_letters_go_to_colombia(lives: list[Life]):
    assert not [row for life in _by_country(lives, "CO") for _, row in _outreach(life) if row["channel"] == "letter"]


def test_nobody_is_reached_again_after_a_hold_or_an_opt_out(lives: list[Life]):
    for life in lives:
        rows = [row for _, row in _outreach(life)]
        ends = [place for place, row in enumerate(rows) if row["outcome"] in {"CD-DIS", "CD-VUL", "CD-OPT", "CI-FAL"}]
        assert all(place == len(rows) - 1 for place in ends)
