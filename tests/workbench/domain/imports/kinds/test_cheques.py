"""Importing cheques: they are money from their day or their deposit, and no more once they bounced."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models import Payment
from models.enums import ChequeState
from tests.workbench.domain.imports.conftest import counts, payment, reasons
from workbench.domain.standing import recompute_standing

pytestmark = pytest.mark.usefixtures("ana")


def cheque(**values):
    """A cheque dated in December, received in November; today is 18 November."""
    told = {"method": "cheque", "paid_on": "2026-12-15", "cheque_status": "received", "known_at": "2026-11-10"}
    return payment(**{"deposited_on": "", "bounced_on": ""} | told | values)


@pytest.fixture
def open_on(database, account_of):
    """What is open at a day."""

    def ask(day):
        with database.writing() as session:
            recompute_standing(session, on=day, today=date(2027, 1, 31))
        return account_of().open_amount

    return ask


@pytest.mark.both
def test_a_cheque_is_no_money_before_its_date_though_it_was_known_before(bring, rows, account_of, open_on):
    cash = {"external_id": "P0", "paid_on": "2026-11-10", "method": "cash", "cheque_status": ""}

    report = bring("payments", cheque(**cash, amount="10.00"), cheque(amount="20.00"))

    assert (account_of().open_amount, dict(report.money), dict(report.postdated)) == (
        9000,
        {"COP": 1000},
        {"COP": 2000},
    )
    assert report.warnings.lines() == [
        "Posfechado, aparte del monto: 20.00 COP. Entra en los saldos desde la fecha de cada fila, no desde hoy."
    ]


@pytest.mark.both
def test_a_cheque_counts_from_its_day(bring, rows, open_on):
    bring("payments", cheque())

    assert rows(Payment.known_on, Payment.cheque_status) == [(date(2026, 12, 15), ChequeState.RECEIVED)]
    assert [open_on(date(2026, 12, day)) for day in (15, 16)] == [10000, 7000]


@pytest.mark.both
def test_a_cheque_deposited_on_another_day_is_money_from_then(bring, rows, account_of):
    bring("payments", cheque())

    report = bring("payments", cheque(cheque_status="deposited", deposited_on="2026-11-12", known_at=""))

    assert (counts(report), dict(report.money), account_of().open_amount) == ((0, 1, 0, 0), {"COP": 3000}, 7000)
    assert rows(Payment.known_on, Payment.cheque_status) == [(date(2026, 11, 12), ChequeState.DEPOSITED)]


@pytest.mark.both
def test_a_bounced_cheque_is_taken_back_once(bring, rows, account_of, open_on):
    deposited = {"deposited_on": "2026-11-12", "known_at": ""}
    bring("payments", cheque(**deposited))
    bounced = cheque(**deposited | {"cheque_status": "bounced", "bounced_on": "2026-11-14"})

    reports = [bring("payments", bounced) for _ in range(2)]

    assert [(counts(one), dict(one.money)) for one in reports] == [
        ((0, 1, 0, 0), {"COP": -3000}), ((0, 0, 1, 0), {"COP": 0}),
    ]  # fmt: skip
    assert rows(Payment.external_id, Payment.reverses_external_id, Payment.known_on) == [
        ("P1", None, date(2026, 11, 12)), ("P1/bounced", "P1", date(2026, 11, 14)),
    ]  # fmt: skip
    assert account_of().open_amount == 10000
    assert [open_on(date(2026, 11, day)) for day in (14, 15)] == [7000, 10000]


BOUNCED = {"paid_on": "2026-11-10", "known_at": "", "cheque_status": "bounced", "bounced_on": "2026-11-14"}


@pytest.mark.both
@pytest.mark.parametrize("amount", ["50.00", "20.00"])
def test_a_corrected_amount_of_a_bounced_cheque_is_taken_back_in_whole(bring, account_of, amount):
    bring("payments", cheque(**BOUNCED))

    report = bring("payments", cheque(**BOUNCED, amount=amount))

    account = account_of()
    assert (account.open_amount, account.credit, dict(report.money)) == (10000, 0, {"COP": 0})


def test_a_corrected_day_of_bouncing_moves_what_is_taken_back(bring, rows):
    bring("payments", cheque(**BOUNCED))

    bring("payments", cheque(**BOUNCED | {"bounced_on": "2026-11-16"}))
    bring("payments", cheque(**BOUNCED | {"bounced_on": ""}))

    assert rows(Payment.known_on, where=Payment.reverses_external_id == "P1") == [(date(2026, 11, 16),)]


@pytest.mark.both
def test_a_cheque_that_a_reversal_took_back_is_not_taken_back_again(bring, rows, account_of):
    bring("payments", cheque(paid_on="2026-11-10", known_at=""))
    bring("payments", payment(external_id="R1", amount="20.00", paid_on="2026-11-12", reverses="P1"))

    report = bring("payments", cheque(**BOUNCED))

    assert (account_of().open_amount, dict(report.money)) == (10000, {"COP": -1000})
    assert rows(Payment.amount, where=Payment.external_id == "P1/bounced") == [(1000,)]


def test_a_cheque_that_bounced_before_it_was_told_of_is_no_money(bring, account_of):
    report = bring("payments", cheque(paid_on="2026-11-10", cheque_status="bounced", known_at=""))

    assert (dict(report.money), account_of().open_amount) == ({"COP": 0}, 10000)


def test_a_bounced_cheque_is_not_deposited_again_under_its_number(bring):
    bring("payments", cheque(cheque_status="bounced"))

    report = bring("payments", cheque(cheque_status="deposited"))

    assert reasons(report) == [
        (2, "cheque_status", "El cheque «P1» ya fue devuelto: si se deposita otra vez, lleva otro número.")
    ]


def test_a_day_of_bouncing_says_that_it_bounced(bring, rows):
    bring("payments", cheque(cheque_status="", bounced_on="2026-12-17"))

    assert rows(Payment.external_id, Payment.cheque_status) == [("P1", ChequeState.BOUNCED), ("P1/bounced", None)]


def test_other_payments_count_from_when_they_were_known(bring, rows, terms):
    bring("payments", payment(method="transfer", known_at="2026-11-09T10:00:00-05:00"), terms=replace(terms))

    assert rows(Payment.known_at) == [(datetime(2026, 11, 9, 15, tzinfo=UTC),)]
