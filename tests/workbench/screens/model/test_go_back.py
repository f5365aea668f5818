"""Rolling back: shown before it is done, done once, audited, and refused without an earlier champion."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Champion
from tests.factories.scoring import make_champion, make_model


@pytest.fixture
def two(session, cast, ranked, now):
    """A model that ranks, after another one."""
    before = make_model(session, cast.consumo, now=now, name="consumo-20261109-bbbbbbbb")
    make_champion(session, cast.consumo, since=now - timedelta(days=9), until=now - timedelta(days=2), model=before)
    return before, ranked()


def ranking(session):
    """Which model ranks now, and by whose decision."""
    return session.execute(sa.select(Champion.model_id, Champion.actor).where(Champion.until.is_(None))).all()


def test_confirm_says_what_would_rank_and_when_queues_change(people, two):
    page = people("paola").get("/modelo/anterior?cartera=consumo")

    shown = [page.words(one) for one in page.with_class("model__swap")[0].findall("dd")]
    assert [one.partition("En sus")[0].strip() for one in shown] == [
        "Regresión apoyada en las reglas consumo-20261116-aaaaaaaa",
        "Regresión apoyada en las reglas consumo-20261109-bbbbbbbb",
    ]
    assert "Las colas de hoy siguen como están." in page.words()


def test_go_back_lets_the_one_before_rank_with_an_audit_entry(people, session, two):
    before, _ = two
    paola = people("paola")

    answer = paola.submit(paola.get("/modelo/anterior?cartera=consumo"), "/modelo/volver")

    assert answer.response.location == "/modelo?cartera=consumo"
    assert ranking(session) == [(before.id, "paola@example.com")]
    entries = session.execute(
        sa.select(AuditEntry.actor, AuditEntry.after).where(AuditEntry.event == "model_rolled_back")
    ).all()
    assert entries == [("paola@example.com", {"model": before.name})]
    assert "Listo. Las colas cambian" in paola.get("/modelo?cartera=consumo").words()


def test_go_back_sent_twice_goes_back_once(people, session, two):
    before, _ = two
    paola = people("paola")
    page = paola.get("/modelo/anterior?cartera=consumo")

    paola.submit(page, "/modelo/volver")
    paola.submit(page, "/modelo/volver")

    assert ranking(session) == [(before.id, "paola@example.com")]
    assert "mientras tanto cambió quién ordena" in paola.get("/modelo?cartera=consumo").words()


def test_go_back_where_there_is_nothing_is_said(people, session, ranked):
    champion = ranked()
    paola = people("paola")
    paola.get("/modelo")

    paola.post("/modelo/volver", {"cartera": "consumo", "ordena": champion.id})

    assert [one.model_id for one in ranking(session)] == [champion.model_id]
    assert "No hay otro modelo al que volver en esta cartera." in paola.get("/modelo").words()
    paola.get("/modelo/anterior?cartera=consumo", status=303)


def test_button_is_there_for_who_may_press_it_and_only_where_it_does_something(people, two, cast, ranked):
    ranked(cast.microcredito, model_name="micro")

    def offers(name, code):
        page = people(name).get(f"/modelo?cartera={code}")
        return "Volver al anterior…" in page.words()

    assert offers("paola", "consumo")
    assert not offers("elena", "consumo")
    assert not offers("ana", "microcredito")


@pytest.mark.parametrize("name", ["elena", "andrea"])
def test_go_back_is_not_for_who_only_looks(people, session, two, name):
    _, champion = two
    browser = people(name)
    browser.get("/ayuda")

    browser.get("/modelo/anterior?cartera=consumo", status=403)
    browser.post("/modelo/volver", {"cartera": "consumo", "ordena": champion.id}, status=403)

    assert [one.model_id for one in ranking(session)] == [champion.model_id]


def test_go_back_in_a_portfolio_of_another_team_does_not_exist(people, session, cast, ranked):
    champion = ranked(cast.microcredito, model_name="micro")
    paola = people("paola")
    paola.get("/modelo")

    paola.get("/modelo/anterior?cartera=microcredito", status=404)
    paola.post("/modelo/volver", {"cartera": "microcredito", "ordena": champion.id}, status=404)

    assert [one.model_id for one in ranking(session)] == [champion.model_id]


def test_go_back_without_its_token_is_refused(people, session, two):
    _, champion = two
    paola = people("paola")

    paola.post("/modelo/volver", {"cartera": "consumo", "ordena": champion.id, "csrf_token": "otro"}, status=400)

    assert [one.model_id for one in ranking(session)] == [champion.model_id]
