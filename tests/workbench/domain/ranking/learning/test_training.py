"""Training a portfolio: what is stored, that it is repeatable, and the reason where nothing is promoted."""

import hashlib
import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Blob, Champion, ModelVersion, Portfolio, Snapshot, Training
from models.enums import ModelFamily
from scoring import artifact
from scoring.features import usable
from scoring.promotion import PromotionVerdict
from scoring.training import Trained
from tests.factories.learnable import CODE, make_learnable, make_portfolio
from tests.factories.ledger import make_invoice, make_payment
from tests.learned import NOW, TEACHER, TODAY, assert_said, seen_of, train_portfolio
from workbench.domain.ranking.champions import current_champion, promote
from workbench.domain.ranking.learning.training import TrainingResult, prepare_training, settle_training
from workbench.domain.standing import recompute_standing

WEEKS = 208
"""A small portfolio is looked at four years back."""


@pytest.fixture
def database_url(trained_url):
    return trained_url


def the_portfolio(session, code=CODE) -> Portfolio:
    return session.scalars(sa.select(Portfolio).where(Portfolio.code == code)).one()


def the_model(session) -> ModelVersion:
    return session.scalars(sa.select(ModelVersion)).one()


def snapshots_of(session) -> dict[date, tuple]:
    rows = session.scalars(sa.select(Snapshot).execution_options(populate_existing=True))
    return {row.day: (row.id, row.seen, row.built_at, row.blob_sha256, row.rows) for row in rows}


# --- what a training leaves ---


def test_training_keeps_a_version_with_its_artefact(session):
    model = the_model(session)

    blob = session.get_one(Blob, model.blob_sha256)
    assert hashlib.sha256(blob.content).hexdigest() == model.blob_sha256
    assert (blob.media_type, blob.size) == (artifact.MEDIA_TYPE, len(blob.content))
    assert model.name == f"{CODE}-20261118-{model.blob_sha256[:8]}"
    assert model.trained_until == date(2026, 11, 15)  # the window that began on Monday the 2nd ended on the 15th
    assert model.family in {ModelFamily.ANCHORED, ModelFamily.BOOSTED}
    assert artifact.audit(
        blob.content, sha256=model.blob_sha256, features=[feature.name for feature in usable()]
    ).features


def test_artefact_says_where_it_comes_from_and_nothing_of_anybody(session):
    whole = json.loads(session.get_one(Blob, the_model(session).blob_sha256).content)

    manifest = whole["manifest"]
    assert (manifest["portfolio"], manifest["trained_on"], manifest["trained_until"]) == (
        CODE,
        "2026-11-18",
        "2026-11-15",
    )
    assert (manifest["population"], manifest["horizon"], manifest["share"]) == ("overdue", 14, 0.5)
    assert set(manifest["candidates"][0]) == {"name", "auc", "log_loss", "ece", "money_top20"}
    assert f"{CODE}-0" not in json.dumps(whole)


def test_training_keeps_a_row_that_says_what_was_compared(session):
    row = session.scalars(sa.select(Training)).one()

    assert (row.trained_on, row.at, row.promoted, row.model_id) == (TODAY, NOW, True, the_model(session).id)
    assert row.why["rule"] == "better"
    assert row.why["values"]["low"] > 0
    assert [one["name"] for one in row.report["candidates"]] == ["rules", "anchored", "boosted"]
    assert row.report["rows"] > row.report["positives"] > 300
    assert row.report["window"]["to"] == "2026-11-02"
    assert row.report["excluded"] == {"on_hold": 0}


def test_card_shows_the_figures_out_of_time(session):
    card = the_model(session).card

    assert card["test"]["rows"] >= 500
    assert 50 <= card["test"]["base_rate"] * card["test"]["rows"] <= card["test"]["rows"] - 50
    assert set(card["rankings"]) == {
        "propensity",
        "expected",
        "balance",
        "days_past_due",
        "newest",
        "random",
        "oracle",
    }
    assert card["rankings"]["propensity"]["auc"] > 0.85
    assert card["rankings"]["expected"]["money"]["20"] > card["rankings"]["random"]["money"]["20"]
    assert set(card["curves"]) == {"expected", "balance", "random"}
    assert sum(one["rows"] for one in card["bins"]) == card["test"]["rows"]
    assert 1 <= len(card["weights"]) <= 12
    assert [value for _name, value in card["weights"]] == sorted((v for _name, v in card["weights"]), reverse=True)


def test_promoted_model_ranks_and_the_trail_says_who_decided(session):
    model, portfolio = the_model(session), the_portfolio(session)

    champion = session.scalars(sa.select(Champion)).one()
    assert (champion.portfolio_id, champion.model_id, champion.since, champion.until, champion.actor) == (
        portfolio.id,
        model.id,
        NOW,
        None,
        "training",
    )
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.event, entry.actor, entry.subject_kind, entry.subject_id) for entry in entries] == [
        ("model_promoted", "training", "portfolio", portfolio.id),
        ("model_trained", "training", "portfolio", portfolio.id),
    ]
    assert (entries[0].before, entries[0].after) == ({"model": None}, {"model": model.name})
    assert entries[1].after == {"model": model.name, "promoted": True, "why": "better"}


def test_training_keeps_a_snapshot_of_every_week(session):
    kept = snapshots_of(session)

    assert len(kept) == WEEKS
    assert max(kept) == date(2026, 11, 2)
    assert {day.isoweekday() for day in kept} == {1}
    assert [rows for *_, rows in kept.values() if rows][-1] > 40
    assert the_model(session).card["rows"] == sum(rows for *_, rows in kept.values())


def test_snapshot_shows_what_was_seen_of_an_account(session):
    (account_id, *_) = session.scalars(sa.select(Account.id).order_by(Account.id.desc()))

    seen = seen_of(session, account_id, on=date(2026, 11, 2))

    assert set(seen) == {feature.name for feature in usable()}
    assert seen["days_past_due"] > 0
    assert seen_of(session, account_id, on=date(2026, 11, 3)) == {}


# --- again ---


def test_training_again_gives_the_same_bytes_and_keeps_nothing_twice(database):
    with database.reading() as session:
        before, was, sha256 = snapshots_of(session), the_model(session).name, the_model(session).blob_sha256

    report = train_portfolio(database, now=NOW + timedelta(hours=1))

    with database.reading() as session:
        assert (the_model(session).name, the_model(session).blob_sha256) == (was, sha256)
        assert (report.model.name, report.champion, report.promoted) == (was, was, True)
        assert report.why["rule"] == "refreshed"
        assert snapshots_of(session) == before
        assert session.scalar(sa.select(sa.func.count()).select_from(Training)) == 2
        assert session.scalars(sa.select(Champion.since)).all() == [NOW]  # it ranks already
    assert_said(report.why)


@pytest.mark.long
def test_facts_known_later_build_no_snapshot_again_and_an_unreadable_one_is(session):
    account = session.scalars(sa.select(Account).order_by(Account.id)).first()
    make_invoice(session, account, due_on=TODAY, issued_on=date(2026, 11, 2), amount=1_000_00)
    make_payment(session, account, paid_on=date(2026, 11, 10), amount=900_00)
    recompute_standing(session, on=TODAY, today=TODAY)
    row = session.scalars(sa.select(Snapshot).where(Snapshot.day == date(2026, 8, 31))).one()
    blob = session.get_one(Blob, row.blob_sha256)
    blob.content = blob.content[:-40]
    session.flush()

    result = prepare_training(session, the_portfolio(session), on=TODAY)

    assert [(one.day, one.seen) for one in result.new] == [(row.day, row.seen)]


def test_older_facts_build_the_snapshots_after_them_again_and_a_new_week_its_own(session):
    old, later = snapshots_of(session), NOW + timedelta(days=7)
    account = session.scalars(sa.select(Account).order_by(Account.id)).first()
    make_invoice(session, account, due_on=date(2026, 7, 10), issued_on=date(2026, 6, 29), amount=77_000_00)
    the_portfolio(session).data_as_of = later.date() - timedelta(days=1)
    recompute_standing(session, on=TODAY, today=TODAY)

    result = prepare_training(session, the_portfolio(session), on=later.date())
    report = settle_training(session, result, now=later, actor=TEACHER)

    days = [one.day for one in result.new]
    assert (min(days), max(days), len(days)) == (date(2026, 7, 6), date(2026, 11, 9), 19)
    kept = snapshots_of(session)
    assert set(kept) - set(old) == {date(2026, 11, 9)}
    assert {day for day in old if kept[day] != old[day]} == set(days[:-1])
    assert [kept[day][0] for day in days[:-1]] == [old[day][0] for day in days[:-1]]  # in the place of the former
    champions = session.scalars(sa.select(Champion).order_by(Champion.id)).all()
    assert [(one.model_id == report.model.id, one.until) for one in champions] == [(False, later), (True, None)]
    assert report.model.trained_until == date(2026, 11, 22)


# --- nothing promoted ---


def grown(session, code, **values):
    make_learnable(session, now=NOW, today=TODAY, code=code, **values)


POOR = {
    "nothing": (lambda session, code: make_portfolio(session, code, now=NOW), "no_rows"),
    "three accounts": (lambda session, code: grown(session, code, accounts=3), "too_few"),
    "nobody pays": (lambda session, code: grown(session, code, accounts=10, paid=0.0), "too_few"),
}


@pytest.mark.parametrize(("make", "rule"), POOR.values(), ids=POOR)
def test_with_too_little_to_learn_from_nothing_is_promoted(session, make, rule):
    make(session, "pobre")
    portfolio = the_portfolio(session, "pobre")

    report = settle_training(session, prepare_training(session, portfolio, on=TODAY), now=NOW, actor=TEACHER)

    assert (report.why["rule"], report.promoted, report.model, report.champion) == (rule, False, None, "rules")
    assert current_champion(session, portfolio.id) is None
    row = session.scalars(sa.select(Training).where(Training.portfolio_id == portfolio.id)).one()
    assert (row.promoted, row.model_id, row.why) == (False, None, report.why)
    assert_said(report.why)


@pytest.mark.parametrize(("accounts", "paid", "share"), [(40, 0.0, 0), (110, 1.0, 1)])
def test_rows_of_one_class_only_are_too_few_of_the_other(session, accounts, paid, share):
    grown(session, "pobre", accounts=accounts, paid=paid)

    values = prepare_training(session, the_portfolio(session, "pobre"), on=TODAY).trained.verdict.values

    assert values["test_rows"] >= 100
    assert (values["payers"], values["test_payers"]) == (share * values["rows"], share * values["test_rows"])


def test_with_too_little_the_champion_stays(session):
    grown(session, "pobre", accounts=3)
    portfolio = the_portfolio(session, "pobre")
    champion = promote(session, portfolio.id, model=_model_of(session, portfolio), now=NOW, actor=TEACHER)

    report = settle_training(session, prepare_training(session, portfolio, on=TODAY), now=NOW, actor=TEACHER)

    assert (report.promoted, report.champion, report.model) == (False, "pobre-1", None)
    assert current_champion(session, portfolio.id) is champion


def _model_of(session, portfolio, name="pobre-1"):
    row = ModelVersion(
        portfolio_id=portfolio.id,
        name=name,
        family=ModelFamily.ANCHORED,
        created_at=NOW,
        trained_until=TODAY,
        card={},
        blob_sha256=the_model(session).blob_sha256,
    )
    session.add(row)
    session.flush()
    return row


def result_of(session, rule, *, promoted=False) -> TrainingResult:
    """A training after which the rules rank."""
    trained = Trained(rows=900, positives=90, held=0, verdict=PromotionVerdict(rule, {"saved": 0.1}, promoted=promoted))
    return TrainingResult(the_portfolio(session).id, TODAY, trained, None, {}, {"rows": 900}, None)


def test_a_challenger_that_is_not_better_is_not_kept_and_the_champion_stays(session):
    champion = session.scalars(sa.select(Champion)).one()

    report = settle_training(session, result_of(session, "not_better"), now=NOW, actor=TEACHER)

    assert (report.promoted, report.model, report.champion) == (False, None, the_model(session).name)
    assert current_champion(session, champion.portfolio_id) is champion


def test_rules_that_are_better_than_the_model_take_its_place(session):
    tomorrow = NOW + timedelta(days=1)

    report = settle_training(session, result_of(session, "better", promoted=True), now=tomorrow, actor=TEACHER)

    assert (report.why["rule"], report.promoted, report.champion) == ("rules_better", True, "rules")
    champion = current_champion(session, the_portfolio(session).id)
    assert (champion.model_id, champion.since) == (None, tomorrow)
    assert_said(report.why)


def test_a_week_the_ledger_has_not_reached_is_not_learned_from(session):
    the_portfolio(session).data_as_of = date(2026, 10, 20)

    result = prepare_training(session, the_portfolio(session), on=TODAY)

    assert result.report["window"]["to"] == "2026-10-05"
    assert result.trained_until == date(2026, 10, 18)


def test_a_training_of_a_past_day_does_not_take_the_place_of_what_has_seen_more(session):
    newest = current_champion(session, the_portfolio(session).id).model_id
    past = TODAY - timedelta(days=28)

    result = prepare_training(session, the_portfolio(session), on=past)
    report = settle_training(session, result, now=NOW, actor=TEACHER)

    assert (report.promoted, report.why["rule"], report.on) == (False, "older", past)
    assert current_champion(session, the_portfolio(session).id).model_id == newest


def test_a_damaged_model_is_mended_by_training_again(session):
    version = session.scalars(sa.select(ModelVersion).order_by(ModelVersion.id.desc())).first()
    blob = session.get_one(Blob, version.blob_sha256)
    whole, blob.content = blob.content, blob.content[:50]
    session.flush()

    settle_training(session, prepare_training(session, the_portfolio(session), on=TODAY), now=NOW, actor=TEACHER)

    assert session.get_one(Blob, version.blob_sha256).content == whole
