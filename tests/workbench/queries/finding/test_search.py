"""Searching: what is found, why, in which order, and for whom."""

import itertools
from datetime import date

import pytest

from models.enums import PointKind
from tests.factories.ledger import make_account, make_customer, make_invoice, make_phone
from tests.workbench.domain.statements import counted
from workbench.queries.finding.lookups import Matched
from workbench.queries.finding.search import callers, search

pytestmark = pytest.mark.both


@pytest.fixture
def account(session, now, cast):
    customer = make_customer(session, now=now, name="María Fernanda Ríos González", document="CC 52.418.903")
    row = make_account(session, cast.consumo, now=now, customer_id=customer.id, collector_id=cast.andrea.id)
    make_phone(session, customer.id, now=now, value="+573008451260")
    make_phone(session, customer.id, now=now, kind=PointKind.EMAIL, value="MF.Rios@correo.co")
    make_invoice(session, row, due_on=date(2026, 10, 3), amount=100_00, external_id="FE-20418")
    other = make_customer(session, now=now, name="Otra Persona", document="12345678")
    make_account(session, cast.consumo, now=now, customer_id=other.id, collector_id=cast.andrea.id)
    return row


def found_by(session, person, typed):
    return [(one.id, [(why.matched, why.text) for why in one.whys]) for one in search(session, person, typed).found]


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("rios maria", [Matched.NAME, Matched.NAME]),
        ("RÍOS", [Matched.NAME]),
        ("mar", [Matched.NAME]),
        ("gonsales", [Matched.NAME]),
        ("Gonzáles", [Matched.NAME]),
        ("fernamda", [Matched.NAME]),
        ("fernadna rios", [Matched.NAME, Matched.NAME]),
        ("gonzzle", [Matched.NAME]),
        ("52.418", [Matched.DOCUMENT]),
        ("CC 52418903", [Matched.DOCUMENT]),
        ("8903", [Matched.DOCUMENT]),
        ("1260", [Matched.PHONE]),
        ("845 12 60", [Matched.PHONE]),
        ("+57 300 845 1260", [Matched.PHONE]),
        ("0300 8451260", [Matched.PHONE]),
        ("rios 1260", [Matched.NAME, Matched.PHONE]),
        ("FE-20418", [Matched.INVOICE]),
        ("factura fe-20418", [Matched.INVOICE]),
        ("20418", [Matched.INVOICE]),
        ("mf.rios@", [Matched.EMAIL]),
        ("MF.RIOS@correo.co", [Matched.EMAIL]),
    ],
)
def test_customer_is_found_and_says_why(session, account, cast, typed, matched):
    found = search(session, cast.person("andrea"), typed).found

    assert [(one.id, [why.matched for why in one.whys]) for one in found] == [(account.customer_id, matched)]
    assert not found[0].accounts[0].open_amount


@pytest.mark.parametrize(
    "typed", ["", "r", "%%", "__", "*", "rios pedro", "99999", "FE-2041", "12", "@", "' or 1=1 --"]
)
def test_nothing_else_is_found(session, account, cast, typed):
    assert search(session, cast.person("andrea"), typed).found == ()


def test_only_what_the_person_sees_is_searched(session, account, cast):
    for typed in ("rios", "riso", "8451260", "FE-20418", "52418903", "mf.rios@correo.co"):
        assert search(session, cast.person("luis"), typed).found == (), typed
        assert len(search(session, cast.person("ana"), typed).found) == 1, typed
    assert [one.id for one in callers(session, cast.person("luis"), "300 8451260")] == [account.customer_id]
    assert callers(session, cast.person("sara"), "300 8451260") == []


def test_amounts_are_not_told_of_who_calls(session, account, cast):
    account.open_amount = account.overdue_amount = 5
    session.flush()

    caller = callers(session, cast.person("andrea"), "+573008451260")[0]
    searched = search(session, cast.person("andrea"), "rios").found[0]

    assert [(one.open_amount, one.overdue_amount) for one in caller.accounts] == [(None, None)]
    assert [(one.open_amount, one.overdue_amount) for one in searched.accounts] == [(5, 5)]


def test_a_word_that_is_whole_comes_before_a_longer_one_and_pages_go_on(session, now, cast):
    for name in ("Ana Perezoso", "Beto Pérez", "Caro Péres", "Dora Perezoso"):
        customer = make_customer(session, now=now, name=name)
        make_account(session, cast.consumo, now=now, customer_id=customer.id)

    first, second = (search(session, cast.person("andrea"), "perez", limit=3, page=page) for page in (1, 2))

    assert [one.name for one in first.found] == ["Beto Pérez", "Caro Péres", "Ana Perezoso"]
    assert (first.has_more, [one.name for one in second.found], second.has_more) == (True, ["Dora Perezoso"], False)


def test_who_sees_few_customers_finds_them_among_many_of_the_same_name(session, now, cast, monkeypatch):
    monkeypatch.setattr("workbench.queries.finding.matching.FREQUENT", 3)
    for number in range(6):
        customer = make_customer(session, now=now, name=f"Ana Pérez {'Ríos' if number % 2 else ''}")
        owner = cast.andrea if number == 5 else cast.luis
        make_account(session, cast.consumo, now=now, customer_id=customer.id, collector_id=owner.id)

    assert len(search(session, cast.person("andrea"), "perez").found) == 1
    assert len(search(session, cast.person("andrea"), "rios perez").found) == 1
    assert len(search(session, cast.person("paola"), "perez").found) == 6


def test_who_sees_few_customers_finds_them_in_the_order_of_all_others(session, now, cast, monkeypatch):
    names = ("Ana Perezoso", "Eva Zea Perico", "Beto Pérez", "Perla Pérez", "Dora Perezoso")
    for owner, name in itertools.product((cast.luis, cast.andrea), names * 2):
        customer = make_customer(session, now=now, name=name)
        make_account(session, cast.consumo, now=now, customer_id=customer.id, collector_id=owner.id)

    def ids(typed):
        return [one.id for one in search(session, cast.person("andrea"), typed, limit=80).found]

    every, both = ids("pere"), ids("pere per")
    monkeypatch.setattr("workbench.queries.finding.matching.FREQUENT", 12)

    with counted(session) as said:
        assert ids("pere") == every
    assert any("LIKE" in one for one in said), "their own customers were gone through"
    assert ids("pere per") == both
    assert (len(every), len(both)) == (8, 8)


def test_an_erased_customer_is_not_found_by_a_number(session, account, cast, now):
    gone = make_customer(session, now=now, name="Cliente borrado 9", erased_at=now)
    make_account(session, cast.consumo, now=now, customer_id=gone.id)
    make_phone(session, gone.id, now=now, value="borrado:1260")

    assert [one.id for one in search(session, cast.person("paola"), "1260").found] == [account.customer_id]


@pytest.mark.parametrize(
    ("typed", "most"), [("rios", 6), ("maria rios", 6), ("1260", 9), ("rios 1260", 9), ("a@b.co", 1)]
)
def test_a_search_takes_few_queries(session, account, cast, typed, most):
    with counted(session) as said:
        search(session, cast.person("andrea"), typed)

    assert len(said) <= most
