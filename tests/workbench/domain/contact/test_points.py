"""The life of a number: what each report makes of it, here and wherever else it stands."""

import pytest
import sqlalchemy as sa

from models import ContactPointEvent, Outcome
from models.enums import PointKind, PointState
from tests.factories.ledger import make_account, make_interaction, make_phone
from workbench.domain.contact.points import PointChange, apply_outcome, next_state

UNVERIFIED, VERIFIED, BAD, SUPPRESSED = (
    PointState.UNVERIFIED,
    PointState.VERIFIED,
    PointState.BAD,
    PointState.SUPPRESSED,
)
NUMBER = "+573001112233"


@pytest.fixture
def account(session, now, cast):
    return make_account(session, cast.consumo, now=now)


@pytest.fixture
def number(session, now, account):
    return make_phone(session, account.customer_id, now=now, value=NUMBER, state=UNVERIFIED)


@pytest.fixture
def report(session, now, cast, account):
    """Record an outcome of a call of the account, and apply it to the number that was used."""

    def apply(point, code: str) -> PointChange | None:
        interaction = make_interaction(
            session, account, at=now, outcome=code, contact_point_id=point and point.id, collector_id=cast.andrea.id
        )
        return apply_outcome(session, interaction, session.get_one(Outcome, code), now=now)

    return apply


@pytest.mark.parametrize(
    ("current", "reported", "reports", "needed", "state"),
    [
        (UNVERIFIED, VERIFIED, 1, 1, VERIFIED),
        (UNVERIFIED, BAD, 1, 2, UNVERIFIED),
        (UNVERIFIED, BAD, 2, 2, BAD),
        (VERIFIED, SUPPRESSED, 1, 1, SUPPRESSED),
        (BAD, VERIFIED, 1, 1, VERIFIED),
        (SUPPRESSED, VERIFIED, 1, 1, SUPPRESSED),
        (SUPPRESSED, BAD, 1, 1, SUPPRESSED),
    ],
)
def test_next_state(current, reported, reports, needed, state):
    assert next_state(current, reported, reports=reports, needed=needed) is state


def test_reaching_the_person_verifies_the_number(session, report, number, cast, now):
    change = report(number, "CD-PEN")

    event = session.scalars(sa.select(ContactPointEvent)).one()
    assert (change, number.state) == (PointChange(VERIFIED, 1), VERIFIED)
    assert (event.state, event.why, event.user_id, event.at) == (VERIFIED, "CD-PEN", cast.andrea.id, now)


def test_reaching_the_person_again_changes_nothing(session, report, number):
    report(number, "CD-PEN")

    assert report(number, "CD-PEN") is None
    assert len(session.scalars(sa.select(ContactPointEvent)).all()) == 1


def test_wrong_person_stops_the_number_for_every_customer(session, report, number, now, cast):
    stranger = make_account(session, cast.microcredito, now=now).customer_id
    same = make_phone(session, stranger, now=now, value=NUMBER)
    whatsapp = make_phone(session, stranger, now=now, value=NUMBER, kind=PointKind.WHATSAPP)
    other = make_phone(session, stranger, now=now)

    change = report(number, "NC-EQV")

    assert change == PointChange(SUPPRESSED, 3)
    assert [point.state for point in (number, same, whatsapp, other)] == [SUPPRESSED] * 3 + [VERIFIED]
    assert len(session.scalars(sa.select(ContactPointEvent)).all()) == 3


def test_verifying_says_nothing_of_other_customers(session, report, number, now, cast):
    stranger = make_account(session, cast.microcredito, now=now).customer_id
    same = make_phone(session, stranger, now=now, value=NUMBER, state=UNVERIFIED)

    report(number, "CD-PEN")

    assert same.state is UNVERIFIED


def test_out_of_service_counts_from_the_second_report(report, number):
    assert report(number, "NC-FDS") is None
    assert report(number, "NC-FDS") == PointChange(BAD, 1)


@pytest.mark.parametrize("code", ["NC-NCT", "CI-CON", "CI-MUD", "NC-OCU"])
def test_most_tries_say_nothing_of_the_number(report, number, code):
    assert report(number, code) is None
    assert number.state is UNVERIFIED


def test_call_without_a_known_number_changes_none(report, number):
    assert report(None, "NC-EQV") is None
    assert number.state is UNVERIFIED
