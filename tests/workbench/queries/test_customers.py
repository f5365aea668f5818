"""Searching: what is found, why, and for whom."""

from datetime import date

import pytest

from tests.factories.ledger import make_account, make_customer, make_invoice, make_phone
from workbench.queries.customers import Matched, search


@pytest.fixture
def account(session, now, cast):
    customer = make_customer(
        session, now=now, name="María Fernanda Ríos", document="CC 52.418.903",
        search_text="maria fernanda rios cc 52.418.903 cc52418903",
    )  # fmt: skip
    row = make_account(session, cast.consumo, now=now, customer_id=customer.id, collector_id=cast.andrea.id)
    make_phone(session, customer.id, now=now, value="+573008451260")
    make_invoice(session, row, due_on=date(2026, 10, 3), amount=100_00, external_id="FE-20418")
    make_account(session, cast.consumo, now=now, collector_id=cast.andrea.id)
    return row


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("rios maria", (Matched.NAME, "María Fernanda Ríos")),
        ("RÍOS", (Matched.NAME, "María Fernanda Ríos")),
        ("418.903", (Matched.NAME, "María Fernanda Ríos")),
        ("845 12 60", (Matched.PHONE, "+573008451260")),
        ("+57 300 845 1260", (Matched.PHONE, "+573008451260")),
        ("FE-20418", (Matched.INVOICE, "FE-20418")),
    ],
)
def test_customer_is_found_and_says_why(session, account, cast, typed, why):
    found = search(session, cast.person("andrea"), typed)

    assert [(one.account_id, (one.matched, one.text)) for one in found] == [(account.id, why)]


@pytest.mark.parametrize("typed", ["", "r", "%%", "__", "rios pedro", "99999", "FE-2041"])
def test_nothing_else_is_found(session, account, cast, typed):
    assert search(session, cast.person("andrea"), typed) == []


def test_only_what_the_person_sees_is_searched(session, account, cast):
    for typed in ("rios", "8451260", "FE-20418"):
        assert search(session, cast.person("luis"), typed) == []
        assert search(session, cast.person("sara"), typed, calling_in=True) == []
        assert [one.account_id for one in search(session, cast.person("luis"), typed, calling_in=True)] == [account.id]


def test_what_owes_comes_first_up_to_the_limit(session, now, cast):
    names = ["Ana Ríos", "Beto Ríos", "Caro Ríos"]
    for name, owed in zip(names, (0, 10, 20), strict=True):
        customer = make_customer(session, now=now, name=name, search_text=name.lower().replace("í", "i"))
        make_account(session, cast.consumo, now=now, customer_id=customer.id, open_amount=owed)

    found = [one.name for one in search(session, cast.person("andrea"), "rios")]
    first = [one.name for one in search(session, cast.person("andrea"), "rios", limit=1)]

    assert (found, first) == (["Beto Ríos", "Caro Ríos", "Ana Ríos"], ["Beto Ríos"])
