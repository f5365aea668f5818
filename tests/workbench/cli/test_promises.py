"""`workbench promises`: the public object, the state as of a day, and its limits."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.ledger import make_account, make_customer, make_payment
from tests.factories.promises import make_promise

MADE_AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def promise(session, cast, now):
    customer = make_customer(session, now=now, external_id="A1")
    account = make_account(session, cast.consumo, now=now, customer_id=customer.id)
    made = make_promise(session, account, amount=100_00, due_on=date(2026, 11, 5), made_at=MADE_AT)
    make_payment(session, account, paid_on=date(2026, 11, 7), amount=96_50)
    session.commit()
    return made


def test_promises_prints_the_public_object(workbench, promise):
    answer = workbench("promises", "--format", "json")

    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "schema": 1,
        "date": "2026-11-18",
        "promises": [
            {
                "id": promise.id,
                "account": promise.account_id,
                "customer": "A1",
                "portfolio": "consumo",
                "plan": None,
                "amount": 100_00,
                "currency": "COP",
                "due_on": "2026-11-05",
                "made_at": "2026-11-02T15:00:00+00:00",
                "state": "kept",
                "counted": 96_50,
                "decided_on": "2026-11-08",
            }
        ],
    }


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-11-03", "open"), ("2026-11-05", "due"), ("2026-11-07", "in_grace"), ("2026-11-08", "kept")],
)
def test_promises_are_as_of_the_day_asked(workbench, promise, day, state):
    (line,) = workbench("promises", "--date", day, "--format", "json").json["promises"]

    assert line["state"] == state


def test_promises_not_made_yet_are_left_out(workbench, promise):
    assert workbench("promises", "--date", "2026-11-02", "--format", "json").json["promises"] == []


def test_promises_can_be_limited_to_a_state_and_a_portfolio(workbench, promise):
    def found(*limits):
        return len(workbench("promises", *limits, "--format", "json").json["promises"])

    assert found("--state", "kept") == found("--portfolio", "consumo") == 1
    assert found("--state", "broken") == found("--portfolio", "microcredito") == 0


def test_promises_in_words(workbench, promise):
    assert workbench("promises").out == "2026-11-05\tconsumo\tA1\t96.50/100.00 COP\tcumplida\n"


def test_promises_refuses_a_portfolio_that_is_not_there(workbench, promise):
    answer = workbench("promises", "--portfolio", "otra")

    assert (answer.code, answer.out, answer.err) == (1, "", "No hay ninguna cartera «otra».\n")


def test_promises_refuses_a_state_that_is_none(workbench, promise):
    assert workbench("promises", "--state", "rota").code == 2
