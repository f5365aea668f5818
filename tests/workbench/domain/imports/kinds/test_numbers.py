"""What imported outcomes do to numbers: as from the call screen, in the order of time, and once."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Account, ContactPoint, ContactPointEvent, Customer, Interaction, WorkItem
from models.enums import Lane, PointState
from tests.workbench.domain.imports.conftest import interaction
from workbench.domain.queue import build_queues

pytestmark = pytest.mark.usefixtures("ana")

DAY = date(2026, 11, 18)


@pytest.fixture
def numbers(database, now):
    """Makes numbers of a customer, by external id, in the order in which they are tried."""

    def make(*values: str, of: str = "C1", state: PointState = PointState.UNVERIFIED) -> None:
        with database.writing() as session:
            customer_id = session.scalars(sa.select(Customer.id).where(Customer.external_id == of)).one()
            session.add_all(
                ContactPoint(
                    customer_id=customer_id, kind="phone", value=value, state=state, position=place, created_at=now
                )
                for place, value in enumerate(values)
            )

    return make


@pytest.fixture
def states(rows):
    """The state of every number, by its digits."""
    return lambda: {value: state.value for value, state in rows(ContactPoint.value, ContactPoint.state)}


def call(number: int, outcome: str, *, day: int = 10, **values: str) -> dict[str, str]:
    return interaction(external_id=f"G{number}", outcome=outcome, at=f"2026-11-{day:02}T10:00:00-05:00", **values)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("CI-NCO", "bad"),
        ("NC-EQV", "suppressed"),
        ("CI-NQR", "suppressed"),
        ("CI-TRA", "suppressed"),
        ("CI-CON", "unverified"),
        ("NC-NCT", "unverified"),
    ],
)
def test_report_stops_the_number_that_would_have_been_tried(bring, numbers, states, outcome, state):
    numbers("+573001", "+573002")

    bring("interactions", call(1, outcome))

    assert states() == {"+573001": state, "+573002": "unverified"}


def test_dead_line_needs_two_reports_and_the_next_report_is_of_the_next_number(bring, numbers, states):
    numbers("+573001", "+573002")

    bring("interactions", call(1, "NC-FDS", day=9))
    after_one = states()
    bring("interactions", call(3, "NC-FDS", day=11), call(2, "NC-FDS", day=10))

    assert after_one == {"+573001": "unverified", "+573002": "unverified"}
    assert states() == {"+573001": "bad", "+573002": "unverified"}


def test_rows_of_a_file_count_in_the_order_of_time(bring, numbers, states, rows):
    numbers("+573001", "+573002")

    bring("interactions", call(2, "NC-EQV", day=12), call(1, "CI-NCO", day=10))

    assert states() == {"+573001": "bad", "+573002": "suppressed"}
    found = rows(ContactPointEvent.why, ContactPointEvent.state)
    assert found == [("CI-NCO", PointState.BAD), ("NC-EQV", PointState.SUPPRESSED)]


def test_same_file_again_and_a_correction_of_it_stop_no_second_number(bring, numbers, states, rows):
    numbers("+573001", "+573002")
    file = call(1, "CI-NCO")

    bring("interactions", file)
    bring("interactions", file)
    bring("interactions", {**file, "note": "Otra nota", "outcome": "NC-EQV"})

    assert states() == {"+573001": "suppressed", "+573002": "unverified"}
    assert len(rows(ContactPointEvent.id)) == 2
    assert [point for (point,) in rows(Interaction.contact_point_id)] == [rows(ContactPoint.id)[0][0]]


def test_wrong_person_stops_the_number_of_every_customer(bring, numbers, states, database, now):
    with database.writing() as session:
        session.add(Customer(external_id="C2", name="Otra", created_at=now))
    numbers("+573001")
    numbers("+573001", of="C2")

    bring("interactions", call(1, "CI-NCO"))

    with database.reading() as session:
        assert set(session.scalars(sa.select(ContactPoint.state))) == {PointState.BAD}


def test_call_of_the_customer_and_who_was_reached_change_no_number(bring, numbers, states):
    numbers("+573001")

    bring("interactions", call(1, "CI-NCO", direction="inbound"), call(2, "CD-PEN", day=11, direction=""))

    assert states() == {"+573001": "unverified"}


@pytest.mark.parametrize("outcomes", [("CI-NCO",), ("NC-FDS", "NC-FDS"), ("NC-EQV",)])
def test_customer_whose_number_a_file_stopped_waits_to_be_located(bring, numbers, database, now, outcomes):
    numbers("+573001")
    with database.writing() as session:
        for account in session.scalars(sa.select(Account)):
            account.open_amount = account.overdue_amount = 500_00
            account.oldest_due_on, account.standing_on = date(2026, 10, 1), DAY

    bring("interactions", *(call(number, outcome, day=9 + number) for number, outcome in enumerate(outcomes)))

    with database.writing() as session:
        build_queues(session, on=DAY, today=DAY, now=now)
        assert [item.lane for item in session.scalars(sa.select(WorkItem))] == [Lane.LOCATE]


@pytest.fixture
def lane(numbers, database, now):
    """The lane of the only customer, who owes something overdue and has a number, and why they rest."""

    def read() -> tuple[Lane, list[str]]:
        numbers("+573001")
        with database.writing() as session:
            for account in session.scalars(sa.select(Account)):
                account.open_amount = account.overdue_amount = 500_00
                account.oldest_due_on, account.standing_on = date(2026, 10, 1), DAY
            build_queues(session, on=DAY, today=DAY, now=now)
            item = session.scalars(sa.select(WorkItem)).one()
            return item.lane, [rule["id"] for rule in item.resting_because]

    return read


@pytest.mark.parametrize(
    ("callback_at", "expected"),
    [
        ("2026-11-18T16:00:00-05:00", (Lane.CALLBACK, [])),
        ("2026-11-18", (Lane.CALLBACK, [])),
        ("2026-11-20T09:00", (Lane.RESTING, ["callback_later"])),
        ("", (Lane.RANKED, [])),
    ],
)
def test_call_agreed_in_a_file_is_made_at_its_hour_and_without_one_rests_nobody(bring, lane, callback_at, expected):
    bring("interactions", call(1, "CD-VLL", day=16, callback_at=callback_at))

    assert lane() == expected


@pytest.mark.parametrize(
    ("outcome", "callback_at", "sentence"),
    [
        (
            "CD-PEN",
            "2026-11-18",
            "El resultado CD-PEN no lleva llamada acordada: deje «callback_at» vacío o corrija el resultado.",
        ),
        ("CD-VLL", "2026-11-09", "La llamada acordada es anterior a la gestión: corrija una de las dos fechas."),
        (
            "CD-VLL",
            "2027-01-16",
            "La llamada acordada queda demasiado lejos de la gestión: puede ser hasta sesenta días después.",
        ),
    ],
)
def test_call_agreed_in_a_file_that_cannot_be_is_refused(bring, outcome, callback_at, sentence):
    report = bring("interactions", call(1, outcome, day=16, callback_at=callback_at))

    assert [(reject.column, reject.text()) for reject in report.rejects] == [("callback_at", sentence)]


def test_rows_without_outcome_are_refused_and_those_without_an_hour_land_and_there_is_a_queue(bring, lane):
    row = interaction(external_id="G2", outcome="CD-PEN", at="2026-11-16")

    report = bring("interactions", call(1, ""), row, interaction(external_id="G3", at=""))

    assert (report.inserted, [reject.column for reject in report.rejects]) == (1, ["outcome", "at"])
    assert all(reject.text() for reject in report.rejects)
    assert lane() == (Lane.RESTING, ["spoken_lately"])
