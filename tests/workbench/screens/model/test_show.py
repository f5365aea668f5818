"""Modelo: which model ranks, what that means in money, whether it can be relied on, and who may look."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import ModelVersion, Training
from scoring.contestants import CONTESTANTS
from scoring.promotion import RATIO
from tests.factories.scoring import REPORT, TOO_FEW, card, make_champion, make_model, make_training, money
from workbench.domain.records import open_requests
from workbench.screens.model.health import SAID_TO_HAPPENED
from workbench.screens.model.words import METHODS

MONEY = (
    "Llamando al 20 % de las cuentas que el modelo pone primero se alcanza el 65 % del dinero que entra en los 14 días"
    " siguientes; ordenando por saldo, el 24 %."
)
ANCHORED = "Regresión apoyada en las reglas"
SVG = "{http://www.w3.org/2000/svg}"


def sentence(page):
    """The heading of the first box."""
    return page.words(page.by_id("quien-ordena"))


def verdict(page):
    """The whole first box."""
    return page.words(page.with_class("model__verdict")[0])


def parts(element):
    """What stands in an element, what is drawn apart with a bar between."""
    return " | ".join(" ".join(text.split()) for text in element.itertext() if text.strip())


def tiles(page):
    """What stands under each question."""
    found = [parts(one).partition(" | ") for one in page.with_class("measure")]
    return {question: shown for question, _, shown in found}


def rows(element):
    """The rows of the tables in an element."""
    return [parts(one) for one in element.findall(".//tbody/tr")]


@pytest.fixture
def show(people):
    """The page as a persona sees it."""

    def fetch(name="elena", *, status=200, query=""):
        return people(name).get(f"/modelo{query}", status=status)

    return fetch


def test_show_says_who_ranks_since_when_and_what_it_means_in_money(show, ranked):
    ranked()

    page = show()

    assert sentence(page) == "Un modelo ordena la cola desde el 16 nov. Puede confiar en el orden."
    assert MONEY in verdict(page)
    assert "3 de 3 controles en orden" in verdict(page)


@pytest.mark.parametrize("value", ["if_called", "effect"])
def test_money_of_an_order_by_chance_is_not_said_of_a_queue_that_is_ordered_by_what_a_call_brings(show, ranked, value):
    ranked(model_card=card(value=value))

    page = show()

    assert MONEY not in verdict(page)
    assert (
        "Con la probabilidad de pago por el saldo, el primer 20 % de las cuentas alcanza el 65 % del dinero que entra"
        " en los 14 días siguientes; ordenando por saldo, el 24 %. La cola se ordena por lo que logra la llamada"
    ) in verdict(page)
    assert "con el primer 20 % por probabilidad y saldo" in tiles(page)["¿Ordena bien?"]


def test_show_answers_four_questions(show, ranked):
    ranked()

    assert tiles(show()) == {
        "¿Ordena bien?": "Bien | 3,2 veces | el dinero de llamar al azar, con el primer 20 %",
        "¿Dice la verdad?": "Bien | 2 puntos | de diferencia: dijo que pagaría el 50 % y pagó el 52 %",
        "¿Con qué aprendió?": "3.313 filas | una por cuenta y semana; 1.628 con pago | 5 ene – 26 oct",
        "¿Está al día?": "Bien | Puntajes de hoy | entrenamiento: hace 2 días | datos hasta: hoy",
    }


def test_show_draws_the_curves_with_a_table_beside_them(show, ranked):
    ranked()

    page = show()

    lines = page.all(f".//{SVG}polyline")
    assert [one.get("points").split()[2] for one in lines] == ["20.0,80.0", "20.0,76.0", "20.0,35.0"]
    table = rows(page.with_class("model__data")[0])
    assert (len(table), table[2]) == (11, "20 % | 65 % | 24 % | 20 %")


def test_show_draws_a_dot_for_what_was_said_and_what_happened(show, ranked):
    ranked()

    (plot,) = [one for one in show().all(f".//{SVG}svg") if one.get("aria-label", "").startswith("Diez grupos")]

    dots = [(one.get("cx"), one.get("cy")) for one in plot.findall(f".//{SVG}circle")]
    assert dots == [("26.40%", "67.96%"), ("78.60%", "18.76%")]


def test_show_names_what_weighs_most_in_the_language_of_the_screen(people, ranked):
    ranked()
    elena = people("elena")
    elena.client.set_cookie("idioma", "en")

    page = elena.get("/modelo")

    assert [page.words(one) for one in page.all(".//ol/li")] == [
        "Mean arrears of the balance",
        "Days past due of the oldest",
        "gone_feature",
    ]


def test_show_compares_orders_and_keeps_the_numbers_for_who_wants_them(show, ranked):
    ranked()

    page = show()

    assert "El modelo: probabilidad por saldo | 40 % | 65 % | 88 %" in rows(page.root)
    assert "Mora más nueva primero | 5 % | 10 % | 34 %" in rows(page.root)
    (numbers,) = page.with_class("model__numbers")
    assert "AUC" not in page.words().replace(page.words(numbers), "")
    assert rows(numbers) == [
        "Reglas | 0,510 | 0,970 | 0,180 | 35 % | Ordenaba antes: con ella se compara",
        f"{ANCHORED} | ordena | 0,840 | 0,493 | 0,048 | 65 % | Mejor que lo anterior, más allá del azar",
    ]


def test_show_marks_the_method_that_ranks_among_those_that_were_tried(show, ranked):
    tried = [
        {**one, "name": name} for one, name in zip(REPORT["candidates"], ("boosted", "boosted_pairs"), strict=True)
    ]
    ranked(model_card={**card(), "candidates": tried, "chosen": "boosted_pairs"})

    (numbers,) = show().with_class("model__numbers")

    assert [row.split(" | ")[:2] for row in rows(numbers)] == [
        ["Árboles de decisión", "0,510"],
        ["Árboles de decisión que cruzan dos datos", "ordena"],
    ]


def test_every_method_that_is_tried_has_a_name():
    assert [one.name for one in CONTESTANTS] == list(METHODS)


def test_show_says_that_nothing_was_trained_yet(show, cast):
    page = show()

    assert sentence(page) == "Ordenan reglas, no un modelo."
    assert "todavía no se ha entrenado ninguno" in verdict(page)
    assert "workbench train" not in page.words()
    assert tiles(page) == {}


def test_show_says_why_a_training_was_refused(show, session, cast, now):
    report = {**REPORT, "rows": 300, "positives": 20, "window": None, "candidates": []}
    make_training(session, cast.consumo, at=now, promoted=False, why=TOO_FEW, report=report)

    page = show()

    assert sentence(page) == "Ordenan reglas, no un modelo."
    assert "300 filas con 20 pagos" in verdict(page)
    assert tiles(page) == {
        "¿Ordena bien?": "– | Se sabrá cuando haya semanas de prueba",
        "¿Dice la verdad?": "– | Las reglas dan una prioridad, no una probabilidad",
        "¿Con qué aprendió?": "300 filas | una por cuenta y semana; 20 con pago",
        "¿Está al día?": "Vigilar | Hoy | último entrenamiento | sin datos",
    }
    assert page.with_class("model__line") == []


def test_show_says_how_the_rules_did_where_no_model_was_better(show, session, cast, now):
    why = {"rule": "not_better", "values": {}}
    make_training(session, cast.consumo, at=now, promoted=False, why=why)

    page = show()

    assert "En las semanas de prueba no ordenó mejor" in verdict(page)
    assert tiles(page)["¿Ordena bien?"].startswith("35 % | del dinero con el primer 20 %, con reglas")
    assert rows(page.with_class("model__numbers")[0])[0].startswith("Reglas | 0,510")


def test_show_says_when_the_last_training_changed_nothing(show, session, cast, ranked, now):
    ranked(since=timedelta(days=9), trained_on=date(2026, 11, 9))
    make_training(
        session, cast.consumo, at=now, promoted=False, why={"rule": "not_better", "values": {}}, trained_on=now.date()
    )

    page = show()

    assert sentence(page) == "Un modelo ordena la cola desde el 9 nov. Puede confiar en el orden."
    assert "Último entrenamiento, hoy: En las semanas de prueba no ordenó mejor" in verdict(page)
    assert "entrenamiento: 9 nov" in tiles(page)["¿Está al día?"].replace("lun ", "")


def test_show_warns_that_the_model_could_not_score(show, ranked):
    ranked(trouble="the artefact is not there")

    page = show()

    assert sentence(page) == "El modelo no pudo dar puntajes. Mientras tanto ordenan las reglas."
    assert "(the artefact is not there)" in verdict(page)
    assert page.with_class("model__verdict--warn") != []
    assert "2 de 3 controles en orden" in verdict(page)
    assert tiles(page)["¿Está al día?"].startswith("Vigilar | Sin puntajes |")


@pytest.mark.parametrize(
    ("scored_on", "shown"), [(date(2026, 11, 17), "Los últimos son de ayer."), (None, "Pasó a ordenar el 16 nov")]
)
def test_show_warns_that_there_are_no_scores_of_today(show, ranked, scored_on, shown):
    ranked(scored_on=scored_on)

    page = show()

    assert sentence(page) == "El modelo no ha dado puntajes hoy. Sin ellos ordenan las reglas."
    assert shown in verdict(page)
    assert "Vigilar" in tiles(page)["¿Está al día?"]


@pytest.mark.parametrize(("trained_on", "seen"), [(date(2026, 10, 14), "Bien"), (date(2026, 10, 13), "Vigilar")])
def test_show_watches_a_model_trained_long_ago(show, ranked, trained_on, seen):
    ranked(trained_on=trained_on)

    page = show()

    assert seen in tiles(page)["¿Está al día?"]
    assert ("Conviene vigilarlo" in sentence(page)) is (seen == "Vigilar")


@pytest.mark.parametrize(("said", "seen"), [(0.41, "Vigilar"), (0.43, "Bien"), (0.64, "Bien"), (0.67, "Vigilar")])
def test_show_watches_a_model_that_does_not_say_what_happens(show, ranked, said, seen):
    ranked(model_card=card(bins=[{"said": said, "happened": 0.5 + 0.03, "rows": 10}]))

    assert seen in tiles(show())["¿Dice la verdad?"]


def test_show_watches_a_model_that_balance_beats(show, ranked):
    rankings = {**card()["rankings"], "balance": money(0.4, 0.7, 0.9)}
    ranked(model_card=card(rankings=rankings))

    page = show()

    assert "Vigilar" in tiles(page)["¿Ordena bien?"]
    assert "2 de 3 controles en orden" in verdict(page)


def test_show_does_without_figures_that_the_card_does_not_have(show, ranked):
    ranked(model_card=REPORT)

    page = show()

    assert sentence(page).endswith("Conviene vigilarlo.")
    assert tiles(page)["¿Ordena bien?"] == "– | La ficha no trae cifras"
    assert "no trae las cifras de su prueba" in page.words()


def test_show_tells_who_ranked_newest_first(show, session, cast, ranked, now):
    make_champion(
        session, cast.consumo, since=now - timedelta(days=9), until=now - timedelta(days=2), actor="paola@example.com"
    )
    ranked()

    page = show("paola")

    assert rows(page.root)[-2:] == [
        f"{ANCHORED} | consumo-20261116-aaaaaaaa | 16 nov 10:00 | ahora | 65 % | El entrenamiento semanal",
        "Reglas | 9 nov 10:00 | 16 nov 10:00 | – | paola@example.com",
    ]


def test_show_says_that_a_person_chose_the_rules(show, session, cast, now):
    model = make_model(session, cast.consumo, now=now)
    make_training(session, cast.consumo, at=now - timedelta(days=2), model=model)
    make_champion(session, cast.consumo, since=now - timedelta(days=1), actor="paola@example.com")

    page = show()

    assert sentence(page) == "Ordenan reglas, no un modelo."
    assert "Así lo decidió paola@example.com el 17 nov." in verdict(page)


def test_show_says_that_a_person_chose_the_model(show, session, cast, ranked, now):
    ranked(actor="paola@example.com")
    make_training(session, cast.consumo, at=now - timedelta(days=3))
    session.execute(sa.delete(Training).where(Training.at > now - timedelta(days=3)))

    page = show()

    assert "Así lo decidió paola@example.com el 16 nov." in verdict(page)
    assert "Último entrenamiento" not in verdict(page)


def test_show_lets_who_has_several_portfolios_choose(show, cast, ranked):
    ranked(cast.microcredito, model_name="micro")

    first, chosen = show("ana"), show("ana", query="?cartera=microcredito")

    options = [(one.get("value"), one.get("selected") is not None) for one in chosen.all(".//select/option")]
    assert options == [("consumo", False), ("microcredito", True)]
    assert "Ordenan reglas" in sentence(first)
    assert "Un modelo ordena" in sentence(chosen)


@pytest.mark.parametrize("code", ["microcredito", "nada"])
def test_show_has_no_portfolio_of_another_team(show, code):
    show(query=f"?cartera={code}", status=404)


def test_show_says_that_there_is_no_portfolio(show, cast):
    cast.elena.teams = []

    page = show()

    assert "Sus equipos todavía no tienen carteras" in page.words()
    show(query="?cartera=consumo", status=404)


def test_show_is_not_for_collectors(show):
    show("andrea", status=403)


def test_show_stands_in_the_rail_of_who_may_see_it(people):
    links = {
        name: [one.get("href") for one in people(name).get("/ayuda").all(".//nav//a")] for name in ("elena", "luis")
    }

    assert {name: "/modelo" in hrefs for name, hrefs in links.items()} == {"elena": True, "luis": False}


def test_show_asks_the_same_number_of_questions_whatever_there_is(people, cast, ranked, statements, now):
    elena = people("elena")
    elena.get("/modelo")
    with statements() as nothing:
        elena.get("/modelo")
    for days in range(30, 9, -1):
        since = now - timedelta(days=days)
        make_champion(elena.session, cast.consumo, since=since, until=since + timedelta(days=1))
    ranked()
    with statements() as much:
        page = elena.get("/modelo")

    assert "Y 14 antes." in page.words()
    assert len(much) == len(nothing)


def test_bounds_of_calibration_are_those_of_promotions():
    assert SAID_TO_HAPPENED == RATIO


LADDER = {
    "value": "effect",
    "ladder": [
        {"value": "if_called", "taken": False, "rule": "below", "values": {"adds": 200_000.0}, "gain": -123_000.4,
         "interval": [-300_000.0, 54_000.0],
         "evidence": {"state": "by", "known": 900, "needed": 4000, "a_day": 9.1, "share": 1.0, "by": "2027-03-14"}},
        {"value": "effect", "taken": True, "rule": "adds", "values": {"adds": 410_000.0, "over": "points"},
         "gain": 90_000.0,
         "interval": [10_000.0, 170_000.0],
         "evidence": {"state": "enough", "known": 900, "needed": 700, "a_day": 30.0, "share": 1.0, "by": None}},
    ],
}  # fmt: skip


def rungs(page):
    """Each rung of the ladder of value: what is written, with bars between."""
    return [parts(one) for one in page.with_class("model__rungs")[0].findall("li")]


def test_show_says_by_what_calls_are_ranked_and_why_not_by_the_rest(show, ranked, session, cast, now):
    model = session.get_one(ModelVersion, ranked().model_id)
    make_training(session, cast.consumo, at=now, model=model, report=REPORT | LADDER)

    lowest, if_called, effect = rungs(show())

    assert lowest.startswith("La probabilidad de que pague, por lo vencido | Es el punto de partida")
    assert "ordena |" not in lowest
    assert "sumó menos que el escalón anterior (-$ 1.230 por llamada): no se usa" in if_called
    assert "por llamada: entre -$ 3.000 y $ 540 (95 %)" in if_called
    assert "se necesitan 4.000 para que el margen no incluya el cero. A este ritmo (9,1 por día)" in if_called
    assert "se sabrá hacia el" in if_called
    assert effect.startswith("Lo que suma la llamada | ordena | En días que no había visto")
    assert "sumó $ 4.100 por llamada, y no se nota que sea menos que con el escalón anterior: se da el paso" in effect
    assert "Frente a «La probabilidad de que pague, por lo vencido», por llamada: entre $ 100 y $ 1.700" in effect


def test_show_marks_no_rung_where_another_training_ranks(show, ranked, session, cast, now):
    ranked()
    make_training(session, cast.consumo, at=now, promoted=False, report=REPORT | LADDER)

    assert not any("| ordena |" in rung for rung in rungs(show()))


def test_show_without_a_judged_ladder_shows_none(show, ranked):
    ranked()

    assert show().with_class("model__rungs") == []


def test_supervisor_asks_for_a_training_and_for_new_queues(people, cast, session, now):
    browser = people("paola")
    assert "Entrenar ahora" in browser.get("/modelo?cartera=consumo").words()
    browser.post("/modelo/entrenar", {"portfolio": "consumo"})
    browser.post("/modelo/entrenar", {"portfolio": "consumo"})
    browser.post("/modelo/ordenar", {"portfolio": "consumo"})

    assert [job for job, _ in open_requests(session)] == ["training_now", "first_queue"]


def test_team_lead_does_not_ask_for_a_training(people, cast):
    assert "Entrenar ahora" not in people("elena").get("/modelo?cartera=consumo").words()
    people("elena").post("/modelo/entrenar", {"portfolio": "consumo"}, status=403)
