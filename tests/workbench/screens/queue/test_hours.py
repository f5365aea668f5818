"""Mi cola at different hours of one day: what depends on the clock is said for the moment it is shown."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import Account
from tests.factories.hours import make_habits
from tests.factories.ledger import make_interaction
from workbench.domain.queue import build_queues

WEDNESDAY, HOLIDAY = date(2026, 11, 18), date(2026, 11, 16)


def bogota(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("America/Bogota")).astimezone(UTC)


@pytest.fixture
def queue_at(app, people, session, place, now):
    """The queue of a day, built at two in the morning, as Andrea sees it at an hour."""

    def look(day: date, hour: int, minute: int = 0, *, chip: str = "all", called: bool = False):
        item = place(queue_on=date(2025, 1, 1))
        if called:
            at = bogota(day, 9)
            make_interaction(session, session.get_one(Account, item.account_id), at=at, outcome="NC-NCT", known_on=day)
        build_queues(session, on=day, today=day, now=bogota(day, 2))
        app.extensions["workbench_clock"] = lambda: bogota(day, hour, minute)
        return people("andrea").get(f"/cola?filtro={chip}")

    return look


@pytest.mark.parametrize(
    ("hour", "minute", "when", "is_closed"),
    [(2, 30, "hoy 07:00", False), (10, 0, "Ahora", False), (20, 30, "mañana 07:00", True)],
)
def test_row_says_whether_it_may_be_called_at_this_hour(queue_at, hour, minute, when, is_closed):
    page = queue_at(WEDNESDAY, hour, minute)

    assert page.texts("queue__when") == [when]
    assert ("Fuera del horario" in page.texts("queue__why")[0]) is is_closed


@pytest.mark.parametrize(("hour", "says"), [(2, True), (10, False), (20, True)])
def test_card_says_the_same_as_its_row(queue_at, hour, says):
    page = queue_at(WEDNESDAY, hour)

    assert ("Ahora no se puede llamar" in page.words()) is says
    assert ("Abrir la cuenta" in page.words()) is says


def test_counts_are_of_the_day_and_not_of_the_hour(queue_at):
    assert [queue_at(WEDNESDAY, hour).texts("filter-chip")[0] for hour in (2, 10, 20)] == [
        "Todas 1", "Todas 2", "Todas 3",
    ]  # fmt: skip


def test_on_a_holiday_nobody_is_listed_and_the_filter_says_why(queue_at):
    page = queue_at(HOLIDAY, 10, chip="resting")

    assert page.texts("filter-chip")[0] == "Todas 0"
    assert page.texts("queue__when") == ["mañana 07:00"]
    assert "festivo" in page.texts("queue__why")[0].lower()


def test_who_was_called_today_says_why_and_not_the_hour(queue_at):
    page = queue_at(WEDNESDAY, 10, chip="resting", called=True)

    assert page.texts("queue__when") == ["mañana 07:00"]
    assert "horario" not in page.texts("queue__why")[0]


@pytest.mark.parametrize(("hour", "when"), [(8, "15:00–17:00"), (15, "Ahora")])
def test_who_answers_later_is_listed_with_their_hours(app, people, place, session, *, hour, when):
    place(best_from=bogota(WEDNESDAY, 15))
    session.commit()
    app.extensions["workbench_clock"] = lambda: bogota(WEDNESDAY, hour)

    page = people("andrea").get("/cola")

    assert page.texts("queue__when") == [when]
    assert "Hora prevista" in page.words()
    assert "15:00–17:00" in page.words()


@pytest.mark.parametrize(("times", "is_told"), [(8, True), (2, False)])
def test_card_says_the_best_hours_of_whom_enough_calls_are_known(app, people, place, session, cast, *, times, is_told):
    item = place()
    make_habits(session, cast.consumo, on=WEDNESDAY)
    for week in range(times):
        for hour, outcome in ((16, "CD-NCP"), (9, "NC-NCT")):
            at = bogota(WEDNESDAY, hour) - timedelta(weeks=week + 2)
            make_interaction(session, session.get_one(Account, item.account_id), at=at, outcome=outcome)
    session.commit()

    page = people("andrea").get("/cola")

    assert ("Mejor hora16:00–18:00" in page.words()) is is_told
