"""`workbench standing`: what it prints, and that it works on any day."""

from datetime import date

import pytest

from models import Account
from tests.factories.ledger import make_account, make_invoice, make_payment
from tests.workbench.cli.conftest import Answer


@pytest.fixture
def account(session, cast, now):
    made = make_account(session, cast.consumo, now=now)
    make_invoice(session, made, due_on=date(2026, 11, 2), amount=100_00)
    make_payment(session, made, paid_on=date(2026, 11, 18), amount=30_00)
    session.commit()
    return made


def open_amount(database, account):
    with database.reading() as session:
        return session.get_one(Account, account.id).open_amount


def test_standing_is_of_today_with_what_today_brought(workbench, database, account):
    answer = workbench("standing")

    assert (answer.code, answer.out) == (
        0,
        "1 cuentas al 2026-11-18, 1 con movimientos; promesas que cambiaron: 0.\n",
    )
    assert open_amount(database, account) == 70_00


def test_standing_of_an_earlier_day_prints_one_object(workbench, database, account):
    answer = workbench("standing", "--date", "2026-11-18", "--format", "json")
    assert open_amount(database, account) == 70_00

    answer = workbench("standing", "--date", "2026-11-17", "--format", "json")

    assert answer.err == ""
    assert answer.json == {
        "schema": 1,
        "date": "2026-11-17",
        "accounts": 1,
        "replayed": 1,
        "promises_changed": 0,
        "unapplied_reversals": [],
    }
    assert open_amount(database, account) == 100_00


def test_standing_names_the_reversals_that_fit_nothing(workbench, session, account):
    lost = make_payment(session, account, paid_on=date(2026, 11, 3), amount=5, reverses_external_id="nadie")
    session.commit()

    answer = workbench("standing")

    assert answer.out.splitlines()[1:] == [
        "Reversas sin aplicar: 1. Revíselas con quien las envió:",
        f"{lost.external_id}\tno se conoce el pago",
    ]


def test_standing_of_an_empty_company_is_no_failure(workbench):
    assert workbench("standing", "--format", "json") == Answer(
        0,
        '{"schema": 1, "date": "2026-11-18", "accounts": 0, "replayed": 0, "promises_changed": 0, '
        '"unapplied_reversals": []}\n',
        "",
    )


def test_standing_refuses_a_day_that_is_none(workbench):
    answer = workbench("standing", "--date", "18/11/2026")

    assert (answer.code, answer.out) == (2, "")
    assert "AAAA-MM-DD" in answer.err
