"""The alarm on screens: where it is seen without opening Modelo, who may take note of it, and when it goes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, ModelAlarm
from tests.factories.scoring import make_champion

FIGURES = {"rule": "ratio", "parted": True, "from": "2026-10-05", "to": "2026-10-26", "weeks": 4, "rows": 1200,
           "said": 0.3, "happened": 0.2, "ratio": 1.5, "error": 0.01}  # fmt: skip
SAYS = (
    "En las semanas del 5 oct al 26 oct el modelo dijo que pagaría el 30 % de las cuentas y pagó el 20 %: espera más de"
    " lo que entra."
)
TITLE = "Lo que el modelo dice y lo que pasa se separaron."


@pytest.fixture
def alarm(session, cast, ranked, now):
    """An alarm of consumo, which a model ranks."""
    ranked()
    row = ModelAlarm(portfolio_id=cast.consumo.id, raised_at=now - timedelta(days=1), figures=FIGURES)
    session.add(row)
    session.flush()
    return row


def badge(page):
    """What stands at the door of Modelo."""
    return page.words(next(one for one in page.all(".//nav//a") if one.get("href") == "/modelo"))


@pytest.mark.parametrize("name", ["paola", "elena", "ana"])
def test_alarm_is_on_the_first_page_and_at_the_door_of_who_sees_models(people, alarm, name):
    person = people(name)

    first = person.get("/equipo")

    assert f"Consumo: {SAYS} Ver en Modelo" in first.words()
    assert badge(first) == "Modelo1, 1 aviso"
    assert badge(person.get("/ayuda")) == "Modelo1, 1 aviso"


def test_alarm_of_another_team_and_alarms_at_all_are_not_for_everybody(people, session, cast, ranked, alarm):
    alarm.portfolio_id = cast.microcredito.id
    ranked(cast.microcredito, model_name="micro")
    session.flush()

    assert SAYS not in people("elena").get("/equipo").words()
    assert badge(people("elena").get("/ayuda")) == "Modelo"
    assert "aviso" not in people("andrea").get("/cola").words()


def test_model_says_what_parted_and_is_watched(people, alarm):
    page = people("elena").get("/modelo")

    assert page.words(page.by_id("se-separaron")) == TITLE
    assert SAYS in page.words(page.by_id("aviso-modelo"))
    assert "Lo anota quien supervisa la cartera." in page.words(page.by_id("aviso-modelo"))
    assert page.words(page.by_id("quien-ordena")).endswith("Conviene vigilarlo.")
    assert "2 de 3 controles en orden" in page.words()


def test_a_note_takes_the_alarm_from_the_first_page_and_stays_on_models(people, session, alarm):
    paola = people("paola")

    answer = paola.submit(paola.get("/modelo?cartera=consumo"), "/modelo/aviso", nota="Faltaba el archivo del lunes")

    assert answer.response.location == "/modelo?cartera=consumo"
    assert (alarm.seen_by, alarm.note) == ("paola@example.com", "Faltaba el archivo del lunes")
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "model_alarm_seen")).one()
    assert (entry.actor, entry.why) == ("paola@example.com", "Faltaba el archivo del lunes")
    assert SAYS not in paola.get("/equipo").words()
    page = paola.get("/modelo?cartera=consumo")
    assert "paola@example.com lo anotó el" in page.words(page.by_id("aviso-modelo"))
    assert "«Faltaba el archivo del lunes»" in page.words(page.by_id("aviso-modelo"))
    assert badge(page) == "Modelo"


def test_an_empty_note_is_refused_beside_its_field_with_everything_else_in_place(people, alarm):
    paola = people("paola")

    page = paola.submit(paola.get("/modelo?cartera=consumo"), "/modelo/aviso", nota=" ", status=422)

    assert "Escriba qué encontró o qué va a hacer" in page.words(page.by_id("aviso-modelo"))
    assert page.by_id("quien-ordena") is not None
    assert alarm.seen_at is None


def test_a_note_on_an_alarm_that_ended_is_refused_with_a_notice(people, session, alarm, now):
    paola = people("paola")
    page = paola.get("/modelo?cartera=consumo")
    alarm.ended_at = now
    session.flush()

    paola.submit(page, "/modelo/aviso", nota="Visto")

    assert "Ese aviso ya terminó" in paola.get("/modelo?cartera=consumo").words()
    assert alarm.seen_at is None


@pytest.mark.parametrize("name", ["elena", "andrea"])
def test_a_note_is_not_for_who_only_looks(people, alarm, name):
    browser = people(name)
    browser.get("/ayuda")

    browser.post("/modelo/aviso", {"cartera": "consumo", "aviso": alarm.id, "nota": "Visto"}, status=403)

    assert alarm.seen_at is None


def test_a_note_in_a_portfolio_of_another_team_does_not_exist(people, session, cast, alarm):
    alarm.portfolio_id = cast.microcredito.id
    session.flush()
    paola = people("paola")
    paola.get("/modelo")

    paola.post("/modelo/aviso", {"cartera": "microcredito", "aviso": alarm.id, "nota": "Visto"}, status=404)

    assert alarm.seen_at is None


def test_where_the_rules_rank_again_the_alarm_calls_nobody(people, session, cast, alarm, now):
    session.execute(sa.text("UPDATE champion SET until = since"))
    make_champion(session, cast.consumo, since=now)

    assert SAYS not in people("elena").get("/equipo").words()
    assert "se-separaron" not in people("elena").get("/modelo").response.text
