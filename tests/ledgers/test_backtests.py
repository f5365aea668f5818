"""How well the orders do on the real ledgers, replayed day by day: what docs/model.md says holds."""

import json
from datetime import UTC, datetime

import pytest

from models import Database
from models.enums import ImportKind
from tests.ledgers.conftest import KINDS
from workbench.cli import execute
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.importing import import_file
from workbench.domain.records.audit import Actor
from workbench.domain.standing import recompute_standing
from workbench.settings import Settings

pytestmark = pytest.mark.ledger

NOW = datetime(2014, 6, 2, 15, tzinfo=UTC)


@pytest.fixture
def replay(ledgers, sqlite_maker, capsys):
    """`replay("invoices", …)`: a ledger imported whole, and what `workbench backtest` prints of it."""
    with sqlite_maker.fresh() as url:
        settings = Settings(database_url=url, secret_key="0" * 32, today=NOW)

        def run(folder, *options, kinds=KINDS):
            import_all(url, ledgers / folder, kinds)
            capsys.readouterr()
            assert execute(["backtest", *options, "--format", "json"], settings=settings) == 0
            return json.loads(capsys.readouterr().out)

        yield run


def import_all(url, folder, kinds):
    database = Database(url)
    terms = ImportTerms(now=NOW, actor=Actor(None, "tests"), timezone="America/Bogota", portfolio="real")
    for kind in kinds:
        import_file(database, ImportKind(kind), folder / f"{kind}.csv.gz", terms=terms)
    with database.writes() as session:
        recompute_standing(session, on=NOW.date(), today=NOW.date(), commit=session.commit)
        session.commit()
    database.dispose()


PERIODS = {  # the first day tested, its months, and the rows of all days
    "summer": ("2013-06-03", range(6, 9), 428),
    "year": ("2013-01-07", range(1, 9), 1295),
}


@pytest.mark.long
@pytest.mark.parametrize("period", ["summer", "year"])
def test_invoices_are_ordered_better_by_expectation_than_by_balance(replay, period):
    first, months, rows = PERIODS[period]

    printed = replay("invoices", "--population", "open", "--from", first, "--to", "2013-08-12")

    pooled = printed["pooled"]["rankings"]
    assert (printed["pooled"]["rows"], printed["frozen"], printed["left_out"]) == (rows, False, [])
    assert [one["date"] for one in printed["trainings"]] == [first] + [f"2013-{month:02}-01" for month in months[1:]]
    assert pooled["propensity"]["auc"] >= 0.82
    assert pooled["expected"]["money"]["20"] >= 0.38
    if period == "year":
        assert pooled["propensity"]["auc"] >= 0.83
        assert pooled["expected"]["money"]["20"] >= 0.40
        assert 0.9 <= pooled["propensity"]["ratio"] <= 1.1
    assert pooled["expected"]["money"]["20"] >= pooled["balance"]["money"]["20"] + 0.02


FINES = {  # the first day tested, the least AUC, and the least share of the money in the first fifth
    "both years": ("2009-01-05", 0.87, 0.675),
    "2010": ("2010-01-04", 0.90, 0.80),
}


@pytest.mark.long
@pytest.mark.parametrize("period", FINES)
def test_fines_are_ordered_better_by_the_model_than_by_any_plain_order(replay, period):
    first, area, money = FINES[period]

    printed = replay(
        "fines",
        *("--population", "workable", "--from", first, "--to", "2010-11-29", "--every", "28"),
        kinds=(*KINDS, "interactions"),
    )

    pooled = printed["pooled"]["rankings"]
    best = max(pooled["propensity"]["money"]["20"], pooled["expected"]["money"]["20"])
    assert pooled["propensity"]["auc"] >= area
    assert best >= money
    assert best > max(pooled[name]["money"]["20"] for name in ("newest", "balance", "random", "days_past_due"))
    assert 0.9 <= pooled["propensity"]["ratio"] <= 1.1


@pytest.mark.long
def test_a_model_trained_once_on_fines_ranks_the_year_after_better_than_the_newest_first(ledgers, sqlite_maker, capsys):
    with sqlite_maker.fresh() as url:
        settings = Settings(database_url=url, secret_key="0" * 32, today=NOW)
        import_all(url, ledgers / "fines", (*KINDS, "interactions"))
        capsys.readouterr()
        assert execute(["train", "--date", "2009-12-31", "--format", "json"], settings=settings) == 0
        trained = json.loads(capsys.readouterr().out)
        tested = ["--population", "workable", "--from", "2010-01-04", "--to", "2010-11-29", "--every", "28"]
        assert execute(["backtest", "--frozen", *tested, "--format", "json"], settings=settings) == 0
        pooled = json.loads(capsys.readouterr().out)["pooled"]["rankings"]

    assert (trained["promoted"], trained["chosen"]) == (True, "boosted_pairs")
    assert {step["rule"] for step in trained["ladder"]} == {"no_attempts"}
    assert pooled["propensity"]["auc"] >= 0.895
    assert pooled["expected"]["money"]["20"] >= pooled["newest"]["money"]["20"] + 0.1
    assert pooled["propensity"]["money"]["20"] >= pooled["newest"]["money"]["20"] + 0.07
