from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest

from workbench.demo.life import Life

REQUIRED = {
    "invoices": {"external_id", "customer_external_id", "issued_on", "due_on", "amount", "portfolio", "currency"},
    "payments": {"external_id", "customer_external_id", "paid_on", "amount", "portfolio"},
    "interactions": {"external_id", "customer_external_id", "at", "channel", "outcome", "portfolio"},
}


@pytest.mark.parametrize("kind", REQUIRED)
def test_rows_carry_what_the_import_requires(lives: list[Life], kind):
    rows = [row for life in lives for row in getattr(life, kind)]

    assert all(row[column] for row in rows for column in REQUIRED[kind])
    assert max(Counter((row["portfolio"], row["external_id"]) for row in rows).values()) == 1


def test_customers_carry_what_the_import_requires(lives: list[Life]):
    rows = [life.customer.row for life in lives]

    assert all(row["external_id"] and row["name"] for row in rows)
    assert len({row["external_id"] for row in rows}) == len(rows)
    assert {row["origen"] for row in rows} == {"demostración"}


def test_nothing_is_known_today_or_later(lives: list[Life]):
    days = [row["issued_on"] for life in lives for row in life.invoices]
    days += [(row["known_at"] or row["paid_on"])[:10] for life in lives for row in life.payments]
    days += [row["at"][:10] for life in lives for row in life.interactions]

    assert max(days) == "2026-11-19"


def test_amounts_are_whole_steps_of_their_currency(lives: list[Life]):
    steps = {"COP": Decimal(100), "MXN": Decimal("0.5"), "CLP": Decimal(10), "PEN": Decimal("0.1")}

    off = [row for life in lives for row in life.invoices if Decimal(row["amount"]) % steps[row["currency"]]]

    assert off == []


def test_a_reversal_takes_back_a_whole_earlier_payment(lives: list[Life]):
    reversals = 0
    for life in lives:
        payments = {row["external_id"]: row for row in life.payments}
        for row in payments.values():
            if row["reverses"]:
                taken = payments[row["reverses"]]
                assert (row["amount"], row["portfolio"]) == (taken["amount"], taken["portfolio"])
                assert row["paid_on"] > taken["paid_on"]
                reversals += 1

    assert reversals > 10


def test_payments_name_invoices_of_their_own_account(lives: list[Life]):
    for life in lives:
        invoices = {(row["portfolio"], row["external_id"]) for row in life.invoices}
        named = {(row["portfolio"], row["invoice_external_id"]) for row in life.payments if row["invoice_external_id"]}
        assert named <= invoices


def test_promises_are_within_a_fortnight_of_the_call(lives: list[Life]):
    waits = []
    for life in lives:
        for row in life.interactions:
            if row["promise_amount"]:
                assert row["outcome"] in {"CD-PDP", "CD-PAR"}
                assert Decimal(row["promise_amount"]) > 0
                waits.append(
                    (date.fromisoformat(row["promise_due_on"]) - datetime.fromisoformat(row["at"]).date()).days
                )

    assert (min(waits), max(waits)) == (1, 12)


def test_the_history_has_the_cases_a_collector_meets(lives: list[Life]):
    outcomes = {row["outcome"] for life in lives for row in life.interactions}
    channels = {(row["channel"], row["direction"]) for life in lives for row in life.interactions}

    expected = {"CD-PDP", "CD-PAR", "CD-PEN", "CD-VLL", "CD-NCP", "CD-REN", "CD-YAP", "CD-DIS", "CD-OPT", "CD-COR"}
    expected |= {"CI-CON", "CI-NCO", "NC-NCT", "NC-EQV", "NC-FDS", "MS-REB", "MS-BAJ", "AD-ILO", "AD-PRE"}

    assert expected - outcomes == set()
    assert channels >= {("call", "inbound"), ("call", "outbound"), ("sms", "outbound"), ("letter", "outbound")}
    assert any(row["disputed"] == "true" for life in lives for row in life.invoices)


def test_colombians_are_seldom_noted_with_a_reason(lives: list[Life]):
    rows = [row for life in lives for row in life.interactions if row["outcome"] in {"CD-PDP", "CD-PEN", "CD-NCP"}]
    colombian = [bool(row["delay_reason"]) for row in rows if row["portfolio"].endswith("-co")]
    mexican = [bool(row["delay_reason"]) for row in rows if row["portfolio"].endswith("-mx")]

    assert sum(colombian) / len(colombian) < 0.1
    assert 0.3 < sum(mexican) / len(mexican) < 0.5
