"""`workbench train` and `workbench score`: the public objects, what is said, and what is refused."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Blob, Champion, Customer, ModelVersion, Score, Training
from scoring import spreading
from scoring.features import usable
from tests.factories.learnable import CODE, make_learnable, make_portfolio
from tests.learned import NOW, TODAY

KEYS = {
    "portfolio",
    "date",
    "population",
    "horizon",
    "share",
    "rows",
    "positives",
    "window",
    "excluded",
    "candidates",
    "champion",
    "promoted",
    "why",
    "model",
}


SPOILT = "El archivo del modelo no es el que se guardó: ordenan las reglas. Entrénelo de nuevo."


@pytest.fixture
def database_url(learnable_url):
    return learnable_url


@pytest.fixture
def poor(database):
    """Three accounts, from which nothing can be learned, beside the portfolio that can."""
    with database.writing() as session:
        make_learnable(session, now=NOW, today=TODAY, accounts=3, code="pobre")


@pytest.fixture
def nobody(database):
    """No portfolio at all."""
    with database.engine.begin() as connection:
        for table in ("allocation", "payment", "invoice", "account", "portfolio"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


def count(database, table) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_train_and_score_and_queue_print_the_public_objects(workbench, database):
    trained = workbench("train", "--format", "json")

    assert (trained.code, trained.err) == (0, "")
    printed = trained.json
    assert set(printed) >= KEYS | {"schema"}
    assert (printed["schema"], printed["portfolio"], printed["date"]) == (1, CODE, "2026-11-18")
    assert (printed["population"], printed["horizon"], printed["share"]) == ("overdue", 14, 0.5)
    assert printed["window"] == {"from": printed["window"]["from"], "to": "2026-11-02"}
    assert printed["excluded"] == {"on_hold": 0}
    for one in printed["candidates"]:
        assert set(one) >= {"name", "auc", "log_loss", "ece", "money_top20", "interval"}
    assert set(printed["model"]) >= {"id", "sha256", "features", "trained_until"}
    assert (printed["model"]["id"], printed["model"]["trained_until"]) == (printed["champion"], "2026-11-15")
    assert printed["model"]["features"] == [feature.name for feature in usable()]
    assert (printed["promoted"], printed["why"]) == (
        True,
        "Ordenó mejor que lo anterior en semanas que no había visto: pasa a ordenar la cola.",
    )
    assert [(one["value"], one["taken"], one["rule"]) for one in printed["ladder"]] == [
        ("if_called", False, "no_attempts"), ("effect", False, "no_attempts"),
    ]  # fmt: skip
    assert {one["why"].partition(" qué cambia")[0] for one in printed["ladder"]} == {
        "En el historial no hay llamadas de las que aprender"
    }
    assert printed["orders"] == []
    assert printed["drift"]["parted"] is False
    assert printed["drift"]["text"].startswith("Aún no hay semanas cerradas suficientes")
    assert set(printed["weeks"][-1]) == {"day", "source", "rows", "said", "happened", "interval", "ratio"}
    with database.reading() as session:
        version = session.scalars(sa.select(ModelVersion)).one()
        assert (version.name, version.blob_sha256) == (printed["model"]["id"], printed["model"]["sha256"])
        assert session.scalars(sa.select(Champion.actor)).all() == ["workbench train"]

    scored = workbench("score", "--format", "json")

    assert (scored.code, scored.err) == (0, "")
    assert scored.json == {
        "schema": 1,
        "date": "2026-11-18",
        "portfolios": [
            {"portfolio": CODE, "scorer": "model", "model": version.name, "scored": count(database, Score), "why": None}
        ],
    }
    queues = workbench("queues", "--format", "json").json
    assert queues["by_model"] == count(database, Score)
    items = [one for one in workbench("queue", "--format", "json").json["items"] if one["overdue"]]
    assert len(items) == count(database, Score)
    assert_items_are_the_models(items, model=version.name)
    assert_text_says(workbench, version.name, scores=count(database, Score))


def assert_items_are_the_models(items, *, model):
    ranked = [item["gain"] for item in items if item["lane"] == "ranked" and item["slice"] == "model"]
    assert len(ranked) > 0
    assert ranked == sorted(ranked, reverse=True)
    worked = sum(item["lane"] == "ranked" for item in items)
    assert [item["lane"] for item in items] == ["ranked"] * worked + ["resting"] * (len(items) - worked)
    for item in items:
        assert item["value"] == "points"
        assert (item["scorer"], item["model"]) == ("model", model)
        assert 0 < item["propensity"] < 1
        assert set(item["reasons"][0]) >= {"feature", "value", "contribution", "text"}


def assert_text_says(workbench, model, *, scores):
    assert workbench("score").out == f"{CODE}: {scores} cuentas con puntaje de {model}.\n"


def test_train_in_text_says_what_was_compared_and_why(workbench, poor, database):
    answer = workbench("train", "--portfolio", "pobre")

    first, why, *rest = answer.out.splitlines()
    assert answer.code == 0
    assert first.startswith("pobre: ")
    assert first.endswith(" con pago. Ordena: rules.")
    assert why.startswith("  Todavía hay muy poco de qué aprender: ")
    assert why.endswith(" Para juzgar se necesitan 500 filas, 50 con pago y 50 sin él.")
    assert [line.split()[0] for line in rest] == ["if_called", "effect"]
    assert {line.split(maxsplit=1)[1] for line in rest} == {
        "No se aprendió de esta cartera lo bastante para probar qué cambia una llamada."
    }
    assert count(database, Training) == 1
    assert answer.err.startswith("Semanas leídas: ")


def test_train_of_a_day_before_any_row_says_so_in_json(workbench, poor):
    printed = workbench("train", "--portfolio", "pobre", "--date", "2025-06-01", "--format", "json").json

    assert (printed["rows"], printed["window"], printed["candidates"], printed["model"]) == (0, None, [], None)
    assert (printed["champion"], printed["promoted"], printed["rule"]) == ("rules", False, "no_rows")
    assert printed["why"] == (
        "No hay semanas cerradas de las que aprender: faltan cuentas abiertas o pasaron menos de 14 días."
    )


def test_train_of_all_portfolios_lists_them(workbench, database):
    with database.writing() as session:
        make_portfolio(session, "a", now=NOW)

    printed = workbench("train", "--date", "2025-06-01", "--format", "json").json

    assert [one["portfolio"] for one in printed["trainings"]] == ["a", CODE]
    assert set(printed) == {"schema", "date", "trainings"}
    assert set(printed["trainings"][0]) >= KEYS
    assert count(database, Training) == 2


@pytest.mark.parametrize("output", ["text", "json"])
def test_unknown_portfolio_is_one_line(workbench, output):
    answer = workbench("train", "--portfolio", "nada", "--format", output)

    assert (answer.code, answer.out, answer.err) == (1, "", "No hay ninguna cartera «nada».\n")


@pytest.mark.parametrize("command", ["train", "score"])
def test_no_portfolio_is_one_line(workbench, nobody, command):
    answer = workbench(command, "--format", "json")

    assert (answer.code, answer.out, answer.err) == (
        1,
        "",
        "No hay ninguna cartera: importe primero clientes y facturas.\n",
    )


@pytest.mark.parametrize("command", ["train", "score"])
def test_a_day_that_is_none_is_a_misuse(workbench, command):
    answer = workbench(command, "--date", "ayer")

    assert (answer.code, answer.out) == (2, "")


def test_score_without_a_model_says_that_the_rules_rank(workbench):
    assert workbench("score").out == f"{CODE}: ordenan las reglas; ningún modelo las ha superado.\n"
    assert workbench("score", "--format", "json").json["portfolios"] == [
        {"portfolio": CODE, "scorer": "rules", "model": None, "scored": 0, "why": None}
    ]


class TestTrained:
    """On the portfolio after its training."""

    @pytest.fixture
    def database_url(self, trained_url):
        return trained_url

    @pytest.fixture
    def spoilt(self, database):
        with database.writing() as session:
            version = session.scalars(sa.select(ModelVersion)).one()
            session.get_one(Blob, version.blob_sha256).content = b"{}"
            return version.name

    def test_score_with_a_spoilt_model_says_why_and_is_no_failure(self, workbench, database, spoilt):
        answer = workbench("score", "--date", "2026-11-19", "--format", "json")

        (printed,) = answer.json["portfolios"]
        assert (answer.code, printed["scorer"], printed["model"], printed["scored"]) == (0, "rules", spoilt, 0)
        assert printed["why"] == SPOILT
        assert count(database, Score) == 0

    @pytest.mark.usefixtures("spoilt")
    def test_score_with_a_spoilt_model_says_why_in_text(self, workbench):
        assert workbench("score").out == f"{CODE}: sin puntajes. {SPOILT}\n"

    def test_score_of_another_day_is_of_that_day(self, workbench, database):
        printed = workbench("score", "--date", "2026-11-25", "--format", "json").json

        with database.reading() as session:
            assert session.scalars(sa.select(Score.scored_on).distinct()).all() == [TODAY + timedelta(days=7)]
        assert (printed["date"], printed["portfolios"][0]["scored"]) == ("2026-11-25", count(database, Score))

    def test_output_names_nobody(self, workbench, database):
        said = json.dumps(workbench("score", "--format", "json").json)

        with database.reading() as session:
            assert not any(name in said for name in session.scalars(sa.select(Customer.name)))


@pytest.mark.parametrize("command", ["train", "score"])
def test_a_cluster_that_does_not_answer_is_refused_in_words(workbench, database, settings, command, monkeypatch):
    monkeypatch.setattr(spreading, "ANSWERS_WITHIN", 1.0)

    answer = workbench(command, settings=replace(settings, cluster="dask://127.0.0.1:9"))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "El planificador de Dask que nombra WORKBENCH_CLUSTER no contesta en tcp://127.0.0.1:9.\n"
    assert (count(database, Training), count(database, Score)) == (0, 0)


def test_a_command_calculates_where_the_setting_says(workbench, settings):
    answer = workbench("train", "--format", "json", settings=replace(settings, cluster="processes:2"))

    assert (answer.code, answer.json["promoted"]) == (0, True)
