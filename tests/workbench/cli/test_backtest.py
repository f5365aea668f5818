"""`workbench backtest`: the public object, which days are left out, and what is refused."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Blob, ModelVersion, Portfolio
from tests.factories.learnable import CODE, make_portfolio
from tests.learned import NOW

RANKINGS = {"propensity", "expected", "balance", "days_past_due", "newest", "random", "oracle"}
SPAN = ("--from", "2026-10-05", "--to", "2026-10-19")


@pytest.fixture
def database_url(trained_url):
    return trained_url


@pytest.fixture
def portfolio(database):
    """Another portfolio, empty and ranked by the rules."""
    with database.writing() as session:
        make_portfolio(session, "otra", now=NOW)


def learned_until(database, day):
    """Let the model have been trained long ago."""
    with database.writing() as session:
        session.execute(sa.update(ModelVersion).values(trained_until=day))


def assert_rankings(rankings):
    assert set(rankings) == RANKINGS
    for name, figures in rankings.items():
        assert set(figures) == {"auc", "log_loss", "ece", "ratio", "ratio_top10", "payers", "money"}
        assert set(figures["payers"]) == set(figures["money"]) == {"10", "20", "50"}
        of_chances = [figures[one] is None for one in ("log_loss", "ece", "ratio", "ratio_top10")]
        assert of_chances == [name != "propensity"] * 4


def test_backtest_prints_the_public_object_and_nothing_else(workbench):
    answer = workbench("backtest", *SPAN, "--format", "json")

    assert (answer.code, answer.err) == (0, "")
    printed = answer.json
    assert set(printed) >= {
        "schema",
        "portfolio",
        "population",
        "horizon",
        "share",
        "frozen",
        "model",
        "trained_until",
        "days",
        "pooled",
    }
    assert (printed["schema"], printed["portfolio"], printed["population"], printed["horizon"], printed["share"]) == (
        1,
        CODE,
        "open",
        14,
        0.5,
    )
    assert (printed["frozen"], printed["model"]) == (False, None)
    assert [day["date"] for day in printed["days"]] == ["2026-10-05", "2026-10-12", "2026-10-19"]
    for part in (*printed["days"], printed["pooled"]):
        assert part["rows"] > 30
        assert_rankings(part["rankings"])
    assert printed["pooled"]["rows"] == sum(day["rows"] for day in printed["days"])
    rankings = printed["pooled"]["rankings"]
    assert rankings["oracle"]["money"]["20"] >= rankings["expected"]["money"]["20"]
    assert printed["left_out"] == []
    assert [one["date"] for one in printed["trainings"]] == ["2026-10-05"]
    # From Monday 2026-09-21, the last whose two weeks had passed by the first tested day.
    assert printed["trained_until"] == "2026-10-04"


def frozen(workbench, *options):
    return workbench("backtest", "--from", "2026-10-05", "--to", "2026-11-09", "--frozen", *options)


def test_frozen_tests_the_champion_as_it_is_and_lists_the_days_not_over(workbench, database):
    learned_until(database, date(2026, 10, 5))

    printed = frozen(workbench, "--every", "5", "--population", "workable", "--format", "json").json

    with database.reading() as session:
        name = session.scalar(sa.select(ModelVersion.name))
    assert (printed["frozen"], printed["model"]) == (True, name)
    assert (printed["trained_until"], printed["trainings"]) == ("2026-10-05", [])
    assert [day["date"] for day in printed["days"]] == [f"2026-10-{day:02}" for day in (5, 10, 15, 20, 25, 30)] + [
        "2026-11-04"
    ]
    assert printed["left_out"] == [{"date": "2026-11-09", "reason": "window_not_over"}]
    assert printed["pooled"]["rankings"]["propensity"]["auc"] > 0.85


def test_the_last_known_day_ends_what_can_be_tested(workbench, database):
    learned_until(database, date(2026, 10, 5))
    with database.writing() as session:
        session.scalars(sa.select(Portfolio)).one().data_as_of = date(2026, 10, 31)

    printed = frozen(workbench, "--every", "6", "--format", "json").json

    assert [day["date"] for day in printed["days"]] == ["2026-10-05", "2026-10-11", "2026-10-17"]
    assert [one["date"] for one in printed["left_out"]] == ["2026-10-23", "2026-10-29", "2026-11-04"]


def test_another_horizon_and_share_are_what_is_tested(workbench, database):
    learned_until(database, date(2026, 10, 5))

    def rate(*options):
        printed = frozen(workbench, "--format", "json", *options).json
        return printed["pooled"]["base_rate"], printed["horizon"], printed["share"], len(printed["left_out"])

    usual, *printed = rate()
    assert printed == [14, 0.5, 1]
    longer, *printed = rate("--horizon", "30", "--every", "1")
    assert printed == [30, 0.5, 21]  # from 20 October on
    harder, *printed = rate("--share", "1")
    assert printed == [14, 1.0, 1]
    assert longer > usual >= harder


def test_backtest_in_text_says_every_order_and_what_was_left_out(workbench, database):
    learned_until(database, date(2026, 10, 5))

    answer = frozen(workbench)

    first, *lines, ratios, last = answer.out.splitlines()
    assert re.fullmatch(
        r"Pagos anunciados por cada pago que hubo: \d\.\d\d en total, \d\.\d\d en el primer décimo\.", ratios
    )
    assert first.startswith(f"{CODE}: 5 días, ")
    assert {line.split()[0] for line in lines} == RANKINGS
    assert all("AUC" in line for line in lines)
    assert last == "Días sin probar porque su plazo no ha terminado: 1."
    assert answer.err == "Días: 5/5\n"


def test_backtest_of_days_none_of_which_is_over_says_so(workbench):
    answer = workbench("backtest", "--from", "2026-11-10", "--to", "2026-11-17", "--format", "json")

    printed = answer.json
    assert (answer.code, printed["days"], printed["pooled"]["rows"], printed["pooled"]["base_rate"]) == (0, [], 0, None)
    assert [one["date"] for one in printed["left_out"]] == ["2026-11-10", "2026-11-17"]
    text = workbench("backtest", "--from", "2026-11-10", "--to", "2026-11-17")
    assert (text.code, text.out.splitlines()[0]) == (0, f"{CODE}: 0 días, 0 filas, pagó el —.")


def test_backtest_of_an_empty_portfolio_says_so(workbench, portfolio):
    printed = workbench("backtest", *SPAN, "--portfolio", "otra", "--format", "json").json

    assert [(day["date"], day["rows"], day["base_rate"]) for day in printed["days"]] == [
        ("2026-10-05", 0, None),
        ("2026-10-12", 0, None),
        ("2026-10-19", 0, None),
    ]
    assert (printed["model"], printed["trained_until"]) == (None, None)


# --- what is refused ---


def refused(workbench, *options):
    answer = workbench("backtest", *options, "--format", "json")
    assert answer.out == ""
    return answer.code, answer.err.strip().splitlines()[-1]


def test_several_portfolios_have_to_be_named(workbench, portfolio):
    assert refused(workbench, *SPAN) == (1, "Diga cuál cartera con --portfolio: hay 2.")


def test_unknown_portfolios_are_one_line(workbench):
    assert refused(workbench, *SPAN, "--portfolio", "nada") == (1, "No hay ninguna cartera «nada».")
    assert refused(workbench, *SPAN, "--frozen", "--champion-of", "nada") == (1, "No hay ninguna cartera «nada».")


def test_no_portfolio_is_one_line(workbench, settings, sqlite_maker):
    with sqlite_maker.fresh() as url:
        answer = workbench("backtest", *SPAN, settings=replace(settings, database_url=url))

    assert (answer.code, answer.out, answer.err) == (1, "", "Diga cuál cartera con --portfolio: hay 0.\n")


def test_a_span_that_ends_before_it_begins_is_refused(workbench):
    assert refused(workbench, "--from", "2026-10-19", "--to", "2026-10-05") == (
        1,
        "El último día es anterior al primero.",
    )


@pytest.mark.parametrize(
    "options",
    [
        (*SPAN, "--champion-of", CODE),
        ("--from", "2026-10-05"),
        (*SPAN, "--every", "0"),
        (*SPAN, "--horizon", "0"),
        (*SPAN, "--share", "0"),
        (*SPAN, "--share", "1.01"),
        (*SPAN, "--population", "todas"),
        ("--from", "ayer", "--to", "hoy"),
    ],
)
def test_misuse_is_told_apart_from_failure(workbench, options):
    code, line = refused(workbench, *options)

    assert code == 2
    assert line


def test_champion_of_asks_for_frozen(workbench):
    assert "--champion-of solo tiene sentido con --frozen." in refused(workbench, *SPAN, "--champion-of", CODE)[1]


def test_frozen_without_a_model_is_refused(workbench, portfolio):
    assert refused(workbench, *SPAN, "--portfolio", "otra", "--frozen") == (
        1,
        "En la cartera otra ordenan las reglas: no hay modelo que probar.",
    )


def test_frozen_with_a_model_that_knows_the_first_day_is_refused(workbench, database):
    with database.reading() as session:
        name = session.scalar(sa.select(ModelVersion.name))
    learned_until(database, date(2026, 10, 6))

    assert refused(workbench, *SPAN, "--frozen") == (
        1,
        f"El modelo {name} aprendió hasta el 2026-10-06: no se puede probar desde el 2026-10-05.",
    )


def test_frozen_takes_the_model_of_another_portfolio(workbench, portfolio, database):
    learned_until(database, date(2026, 10, 5))

    printed = workbench(
        "backtest", *SPAN, "--portfolio", "otra", "--frozen", "--champion-of", CODE, "--format", "json"
    ).json

    assert (printed["portfolio"], printed["frozen"], printed["model"].split("-")[0]) == ("otra", True, CODE)


def test_frozen_with_a_spoilt_model_is_refused(workbench, database):
    learned_until(database, date(2026, 10, 5))
    with database.writing() as session:
        version = session.scalars(sa.select(ModelVersion)).one()
        session.get_one(Blob, version.blob_sha256).content = b"{}"

    code, line = refused(workbench, *SPAN, "--frozen")

    assert (code, line) == (1, "El archivo del modelo no es el que se guardó: ordenan las reglas. Entrénelo de nuevo.")


def test_backtest_writes_nothing(workbench, database):
    with database.reading() as session:
        before = session.scalars(sa.select(Blob.sha256)).all()

    workbench("backtest", *SPAN, "--every", "30")

    with database.reading() as session:
        assert session.scalars(sa.select(Blob.sha256)).all() == before
        assert session.scalar(sa.select(sa.func.max(ModelVersion.created_at))) < NOW + timedelta(seconds=1)
