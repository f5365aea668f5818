"""Duplicates: the evidence in words, merging as chosen, judging, and separating again."""

import pytest
import sqlalchemy as sa

from models import Account, Customer, CustomerMerge, DuplicatePair
from models.enums import PairState


@pytest.fixture
def act(people, pair):
    """Paola answers a pair with its own form."""

    def send(what="unir", *, by="paola", status=303, **fields):
        browser = people(by)
        address = f"/datos/duplicados/{pair.id}"
        data = {**browser.get(address).form(f"{address}/unir"), **fields}
        return browser.post(f"{address}/{what}", data, status=status)

    return send


def test_pair_says_why_in_words(people, pair):
    seen = people("paola").get(f"/datos/duplicados/{pair.id}").words().replace("\N{NO-BREAK SPACE}", " ")

    for words in ("Mismo documento", "Mismo teléfono", "Nombre 100 % igual", "Muy probable: 97 %"):
        assert words in seen


def test_list_of_pairs_begins_with_the_likeliest(people, pair, owe, check):
    check(owe("Luz Quintero", phone="+573011112222"), owe("Luz Quintero", phone="+573033334444"))

    lines = people("paola").get("/datos/duplicados").words()

    assert lines.index("María Fernanda Ríos") < lines.index("Luz Quintero")


def test_merging_takes_what_was_chosen(act, pair, session, cast):
    session.expire_all()
    act(name=str(pair.second_id), gestor=str(cast.luis.id))
    session.expire_all()

    kept = session.get_one(Customer, pair.first_id)
    assert (kept.name, kept.document) == ("Maria Fernanda Rios", "CC 52.418.903")
    rows = session.execute(sa.select(Account.customer_id, Account.collector_id)).all()
    assert rows == [(pair.first_id, cast.luis.id)] * 2
    assert session.get_one(DuplicatePair, pair.id).state is PairState.MERGED


def test_merged_customers_are_separated_from_the_list(act, people, session):
    act()
    paola = people("paola")
    merge_id = session.scalar(sa.select(CustomerMerge.id))
    page = paola.get("/datos/duplicados?ver=unidas")
    assert "S-8821" in page.words()

    paola.post(f"/datos/uniones/{merge_id}/separar", page.form(f"/datos/uniones/{merge_id}/separar"), status=303)
    session.expire_all()

    assert session.scalars(sa.select(Account.merged_from)).all() == [0, 0]
    assert session.scalars(sa.select(DuplicatePair.state)).all() == [PairState.OPEN]


def test_pair_of_distinct_people_is_not_proposed_again(act, pair, check, session):
    act("distintas")
    check()
    session.expire_all()

    assert session.get_one(DuplicatePair, pair.id).state is PairState.DISTINCT


def test_pair_one_is_unsure_of_stays_to_decide(act, pair, people):
    act("no-se")

    assert "alguien no supo decidir" in people("paola").get("/datos/duplicados").words()


def test_decided_pair_is_refused_with_the_reason(act, people, pair, session):
    browser = people("paola")
    form = browser.get(f"/datos/duplicados/{pair.id}").form(f"/datos/duplicados/{pair.id}/unir")
    act("distintas")

    page = browser.post(f"/datos/duplicados/{pair.id}/no-se", form, status=409)

    assert "Ya dijeron que son distintas." in page.words()


@pytest.mark.parametrize("what", ["unir", "distintas", "no-se"])
def test_pair_is_nobodys_who_does_not_see_both(people, pair, what):
    people("andrea").get(f"/datos/duplicados/{pair.id}", status=403)
    paola = people("paola")
    form = paola.get(f"/datos/duplicados/{pair.id}").form(f"/datos/duplicados/{pair.id}/unir")
    people("andrea").post(f"/datos/duplicados/{pair.id}/{what}", form, status=403)


def test_pair_out_of_scope_is_not_found(people, pair, session, cast):
    session.execute(
        sa.update(Account).where(Account.customer_id == pair.second_id).values(portfolio_id=cast.microcredito.id)
    )
    session.commit()

    people("paola").get(f"/datos/duplicados/{pair.id}", status=404)
    people("ana").get(f"/datos/duplicados/{pair.id}")


@pytest.mark.parametrize("name", ["andrea", "elena"])
@pytest.mark.parametrize("address", ["/datos/calidad/revisar", "/datos/duplicados/1/unir", "/datos/uniones/1/separar"])
def test_who_may_not_import_changes_nothing(people, name, address):
    people(name).post(address, {}, status=403)


def test_merge_of_another_teams_customers_is_not_found(act, people, pair, session, cast):
    act()
    session.execute(sa.update(Account).values(portfolio_id=cast.microcredito.id))
    session.commit()
    paola = people("paola")
    form = paola.get("/datos/calidad").form("/datos/calidad/revisar")

    paola.post("/datos/uniones/1/separar", form, status=404)
    assert session.scalar(sa.select(CustomerMerge.undone_at)) is None


def test_separating_is_refused_where_an_account_is_not_seen(act, people, pair, session, cast):
    act()
    session.execute(
        sa.update(Account).where(Account.merged_from == pair.second_id).values(portfolio_id=cast.microcredito.id)
    )
    session.commit()
    paola = people("paola")
    page = paola.get("/datos/duplicados?ver=unidas")

    told = paola.post("/datos/uniones/1/separar", page.form("/datos/uniones/1/separar"), status=409)

    assert "Alguna cuenta es de una cartera que usted no ve" in told.words()


def test_country_zone_and_language_of_a_pair_stand_in_words(people, owe, check, session):
    codes = {"country": "CO", "timezone": "America/Bogota", "language": "es", "document": "CC 52.418.903"}
    check(owe("Ana Peña", **codes), owe("Ana Peña", **codes))
    pair_id = session.scalar(sa.select(DuplicatePair.id))

    seen = people("paola").get(f"/datos/duplicados/{pair_id}").words()

    assert "Colombia" in seen
    assert "Bogotá" in seen
    assert "español" in seen
    assert "America/" not in seen
