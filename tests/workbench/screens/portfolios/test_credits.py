"""Saldo a favor por aplicar: which accounts have it, how much, and what is still asked of them."""

import pytest

from tests.factories.ledger import make_account

OPEN = {"open_amount": 500_00, "overdue_amount": 300_00}


@pytest.fixture
def credited(session, cast, now):
    """Makes an account with credit."""

    def make(credit, portfolio=None, **values):
        account = make_account(session, portfolio or cast.consumo, now=now, **OPEN | {"credit": credit} | values)
        session.flush()
        return account

    return make


def test_credits_tell_what_is_asked_all_the_same(people, credited, cast):
    covered, part = credited(300_00), credited(100_00)
    credited(0)
    credited(50_00, open_amount=0, overdue_amount=0)
    credited(70_00, portfolio=cast.microcredito)

    page = people("paola").get(f"/carteras/{cast.consumo.id}/saldos-a-favor")

    words = page.words()
    assert "2 cuentas · $ 400" in words
    assert "1 no se llama" in words
    assert words.index("nada: no se llama") < words.index("$ 200")
    assert all(f"/llamada/{one.id}" in page.text for one in (covered, part))


def test_credits_where_there_are_none_say_so(people, cast):
    assert "Nada por aplicar" in people("paola").get(f"/carteras/{cast.consumo.id}/saldos-a-favor").words()


def test_credits_of_a_portfolio_out_of_scope_are_not_there(people, cast, session):
    cast.paola.teams = []
    session.flush()

    people("paola").get(f"/carteras/{cast.consumo.id}/saldos-a-favor", status=404)


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_credits_are_for_who_may_reassign(people, cast, who):
    people(who).get(f"/carteras/{cast.consumo.id}/saldos-a-favor", status=403)


def test_board_leads_to_the_credits(people, cast):
    page = people("paola").get(f"/carteras/{cast.consumo.id}")

    assert f"/carteras/{cast.consumo.id}/saldos-a-favor" in page.text
