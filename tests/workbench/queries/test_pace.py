"""What is usual for a collector at this hour."""

from datetime import date, timedelta

import pytest

from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from workbench.queries.desk.pace import LEAST_DAYS, UsualDay, usual_day

TODAY = date(2026, 11, 18)
ZONE = "America/Bogota"


@pytest.fixture
def worked(session, cast, now):
    """A maker of andrea's days: how long ago, how many tries before this hour and after it, how many of them direct."""
    account = make_callable(session, cast.consumo, now=now, today=TODAY)

    def make(ago: int, before: int, after: int = 0, direct: int = 0) -> None:
        for number in range(before + after):
            at = now - timedelta(days=ago) + timedelta(minutes=30 if number >= before else -30)
            outcome = "CD-PEN" if number < direct else "NC-NCT"
            on = TODAY - timedelta(days=ago)
            make_interaction(session, account, at=at, known_on=on, outcome=outcome, collector_id=cast.andrea.id)

    return make


@pytest.fixture
def usual(session, cast, now):
    return lambda: usual_day(session, cast.andrea.id, today=TODAY, now=now, zone=ZONE)


@pytest.mark.both
def test_usual_day_is_the_middle_of_the_days_that_were_worked(worked, usual):
    for ago, before in enumerate((2, 4, 6, 8, 30), start=1):
        worked(ago, before, after=3, direct=2)

    assert usual() == UsualDay(days=5, attempts=9, direct_contacts=2, promises=0, attempts_by_now=6)


def test_of_few_days_nothing_is_told(worked, usual):
    for ago in range(1, LEAST_DAYS):
        worked(ago, 4)

    assert usual() is None


def test_today_and_days_long_ago_do_not_count(worked, usual):
    for ago in (*range(1, LEAST_DAYS), 0, 29, 40):
        worked(ago, 4)

    assert usual() is None


def test_days_of_a_colleague_do_not_count(worked, session, cast, now):
    for ago in range(1, LEAST_DAYS + 1):
        worked(ago, 4)

    assert usual_day(session, cast.luis.id, today=TODAY, now=now, zone=ZONE) is None
