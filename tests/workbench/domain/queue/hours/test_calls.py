"""Which calls are counted, and in which hour of the local clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import ImportRun
from models.enums import Channel, Direction, ImportKind, PointState
from scoring.hours import FIRST_HOUR, HOURS, DayKind, HourCounts
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction, make_phone
from workbench.domain.queue.hours.calls import (
    CallsKnown,
    calls_by_number,
    calls_by_person,
    calls_of,
    cell_at,
    usual_calls,
)

TODAY = date(2026, 11, 18)
ZONE = "America/Bogota"
TEN = datetime(2026, 11, 10, 15, tzinfo=UTC)
AT_TEN = 10 - FIRST_HOUR


@pytest.fixture
def account(session, cast, now):
    return make_callable(session, cast.consumo, now=now, today=TODAY)


@pytest.fixture
def file(session, now):
    run = ImportRun(kind=ImportKind.INTERACTIONS, file_name="gestiones.csv", sha256="", started_at=now)
    session.add(run)
    session.flush()
    return run.id


@pytest.fixture
def known(session):
    return CallsKnown.before_day(session, TODAY)


@pytest.fixture
def counted(session, account, known, cast):
    """The customer's calls by cell: tries and answers."""

    def count() -> HourCounts:
        by_customer = calls_of(session, [account.customer_id], ZONE, known=known)
        return HourCounts.of(cell for customers in by_customer.values() for told in customers.values() for cell in told)

    return count


def half_hour(at: datetime) -> int:
    return int(at.timestamp()) // 1800


@pytest.mark.parametrize(
    ("local", "kind", "hour"),
    [
        ("2026-11-18T10:59", DayKind.WEEKDAY, 10),
        ("2026-11-21T10:00", DayKind.WEEKEND, 10),
        # Clocks in Chile stand an hour earlier from 5 April to 6 September.
        ("2026-07-01T08:30", DayKind.WEEKDAY, 8),
        ("2026-09-07T08:30", DayKind.WEEKDAY, 8),
    ],
)
def test_cell_is_the_hour_that_the_clock_showed(local, kind, hour):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Santiago"))

    assert cell_at(half_hour(at), "America/Santiago") == kind * HOURS + hour - FIRST_HOUR


@pytest.mark.parametrize("local", ["2026-11-18T06:59", "2026-11-18T21:00"])
def test_early_and_late_hours_are_not_looked_at(local):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Santiago"))

    assert cell_at(half_hour(at), "America/Santiago") is None


@pytest.mark.both
def test_our_calls_are_counted_with_who_answered_them(session, account, counted):
    make_interaction(session, account, at=TEN, outcome="CD-NCP")
    make_interaction(session, account, at=TEN + timedelta(minutes=59), outcome="NC-NCT")
    make_interaction(session, account, at=TEN + timedelta(hours=7), outcome="CI-CON")

    assert counted() == HourCounts({AT_TEN: 2, AT_TEN + 7: 1}, {AT_TEN: 1, AT_TEN + 7: 0})


@pytest.mark.parametrize(
    "values",
    [
        {"channel": Channel.WHATSAPP}, {"direction": Direction.INBOUND}, {"outcome": "MS-ENV"}, {"outcome": None},
        {"known_on": TODAY}, {"known_on": TODAY - timedelta(days=366)},
    ],
)  # fmt: skip
def test_other_interactions_are_not_counted(session, account, counted, values):
    make_interaction(session, account, **{"at": TEN, "outcome": "CD-NCP"} | values)

    assert counted() == HourCounts({}, {})


@pytest.mark.both
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 10, 5, tzinfo=UTC),
        datetime(2026, 11, 11, 4, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 11, 10, 0, tzinfo=UTC),
    ],
    ids=["midnight here", "end of the day here", "midnight in Greenwich, seven in the evening here"],
)
def test_a_day_without_an_hour_is_no_call_at_midnight_nor_in_the_evening(session, account, counted, file, at):
    make_interaction(session, account, at=at, outcome="CD-NCP", import_id=file)

    assert counted() == HourCounts({}, {})


def test_a_call_made_here_at_midnight_in_greenwich_counts(session, account, counted):
    make_interaction(session, account, at=datetime(2026, 11, 10, 0, tzinfo=UTC), outcome="CD-NCP")

    assert counted().tries == {19 - FIRST_HOUR: 1}


def test_calls_of_files_that_nearly_all_have_one_hour_do_not_count(session, account, file, known):
    for day in range(2, 112):
        make_interaction(session, account, at=TEN - timedelta(days=day), outcome="CD-NCP", import_id=file)
    make_interaction(session, account, at=TEN + timedelta(hours=3), outcome="NC-NCT", import_id=file)
    make_interaction(session, account, at=TEN, outcome="NC-NCT")

    usual, stamped = usual_calls(session, {account.portfolio_id: ZONE}, known)

    assert stamped == {account.portfolio_id}
    assert usual == {account.portfolio_id: [(AT_TEN, 1, 0)]}
    own = calls_by_number(session, account.customer_id, ZONE, known=known._replace(stamped=stamped))
    assert own == {None: [(AT_TEN, 1, 0)]}


@pytest.mark.both
def test_usual_calls_are_those_of_everybody(session, account, cast, now, known):
    other = make_callable(session, cast.consumo, now=now, today=TODAY)
    for one in (account, other):
        make_interaction(session, one, at=TEN, outcome="CD-NCP")

    usual, _ = usual_calls(session, {account.portfolio_id: ZONE}, known)

    assert HourCounts.of(usual[account.portfolio_id]) == HourCounts({AT_TEN: 2}, {AT_TEN: 2})


def test_calls_to_a_number_that_was_stopped_since_do_not_count(session, account, counted, now):
    bad = make_phone(session, account.customer_id, now=now, state=PointState.BAD)
    good = make_phone(session, account.customer_id, now=now)
    make_interaction(session, account, at=TEN, outcome="NC-FDS", contact_point_id=bad.id)
    make_interaction(session, account, at=TEN, outcome="CD-NCP", contact_point_id=good.id)

    assert counted() == HourCounts({AT_TEN: 1}, {AT_TEN: 1})


def test_calls_of_a_person_are_those_of_days_like_the_day_of_work(session, account, known, cast):
    saturday = TEN - timedelta(days=3)
    for at in (TEN, TEN - timedelta(days=1), saturday, TEN - timedelta(days=90)):
        make_interaction(session, account, at=at, outcome="NC-NCT", collector_id=cast.andrea.id)

    assert calls_by_person(session, [cast.andrea.id, cast.luis.id], ZONE, known=known) == {cast.andrea.id: {AT_TEN: 2}}
