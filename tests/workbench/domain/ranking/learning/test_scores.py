"""Scores of a day: whose and how much; a model that cannot be used leaves the queue to the rules, with the reason."""

import hashlib
import json
from datetime import timedelta
from math import exp

import pytest
import sqlalchemy as sa

from models import Account, Blob, Champion, Customer, Hold, ModelVersion, Score, WorkItem
from models.enums import HoldKind
from scoring import artifact
from scoring.additive import Additive, Line
from scoring.features import usable
from scoring.values import RankingValue, ValueModel
from tests.factories.learnable import CODE, make_learnable, make_portfolio
from tests.factories.ledger import make_account, make_payment
from tests.factories.work import make_hold
from tests.learned import NOW, TEACHER, TODAY
from workbench.domain.portfolios.reading import portfolios_by_code
from workbench.domain.queue.build import build_queues
from workbench.domain.ranking.champions import current_champion, promote
from workbench.domain.ranking.learning.scores import not_scored, prepare_scores, settle_scores
from workbench.domain.ranking.learning.usable_models import usable_model
from workbench.domain.records.blobs import keep_blob

NAMES = tuple(one.name for one in usable())


@pytest.fixture
def database_url(trained_url):
    return trained_url


@pytest.fixture
def portfolio(session):
    (found,) = portfolios_by_code(session, CODE)
    return found


@pytest.fixture
def version(session):
    return session.scalars(sa.select(ModelVersion)).one()


def score(session, portfolio, *, on=TODAY) -> int:
    count = settle_scores(session, prepare_scores(session, portfolio, on=on))
    session.flush()
    session.expire_all()
    return count


def scores(session) -> dict[int, Score]:
    return {row.account_id: row for row in session.scalars(sa.select(Score))}


def champion_of(session, portfolio) -> Champion:
    return session.scalars(
        sa.select(Champion)
        .where(Champion.portfolio_id == portfolio.id, Champion.until.is_(None))
        .execution_options(populate_existing=True)
    ).one()


# --- whose, and how much ---


def test_every_workable_account_with_something_overdue_has_a_score_and_nobody_else(session, portfolio):
    accounts = session.scalars(sa.select(Account).where(Account.overdue_amount > 0).order_by(Account.id)).all()
    held, handed, *_ = accounts
    make_hold(session, held.customer_id, kind=HoldKind.VULNERABLE, now=NOW, known_on=TODAY - timedelta(days=1))
    make_hold(
        session,
        handed.customer_id,
        kind=HoldKind.HANDED_OVER,
        now=NOW,
        known_on=TODAY - timedelta(days=1),
        account_id=handed.id,
    )
    make_account(session, make_portfolio(session, "otra", now=NOW), now=NOW, open_amount=1, oldest_due_on=TODAY)
    portfolio.workable_max_days = 200
    session.flush()

    count = score(session, portfolio)

    oldest = TODAY - timedelta(days=200)
    workable = {one.id for one in accounts[2:] if one.oldest_due_on >= oldest}
    assert set(scores(session)) == workable
    assert count == len(workable) > 10
    assert any(one.oldest_due_on < oldest for one in accounts)


def test_a_hold_of_today_is_seen_tomorrow(session, portfolio):
    held = session.scalars(sa.select(Account).where(Account.open_amount > 0)).first()
    make_hold(session, held.customer_id, kind=HoldKind.VULNERABLE, now=NOW)
    assert session.scalar(sa.select(Hold.known_on)) == TODAY

    score(session, portfolio)

    assert held.id in scores(session)


def test_what_is_expected_is_the_chance_of_what_is_overdue(session, portfolio, version):
    score(session, portfolio)

    owed = dict(session.execute(sa.select(Account.id, Account.overdue_amount)).all())
    for row in scores(session).values():
        assert 0 < row.propensity < 1
        assert row.exposure == owed[row.account_id]
        assert row.expected == pytest.approx(row.propensity * row.exposure, rel=1e-12)
        assert (row.portfolio_id, row.model_id, row.scored_on) == (portfolio.id, version.id, TODAY)
        assert (row.value, row.gain) == ("points", pytest.approx(row.expected, rel=1e-12))


def test_what_a_call_adds_ranks_and_its_terms_are_the_reasons(session, portfolio, version):
    """The step was taken: the chance stays the chance, and order and reasons are those of the effect."""
    score(session, portfolio)
    chances = {account: row.propensity for account, row in scores(session).items()}
    adds = Additive(NAMES, 0.02, {"overdue_share": (Line(0.0, 1.0, -0.05, 0.2, 0.0),)}, {"overdue_share": 0.1})
    packed = artifact.pack(usable_model(session, version), {}, value=ValueModel(RankingValue.EFFECT, adds))
    version.blob_sha256 = keep_blob(session, packed.content, media_type=artifact.MEDIA_TYPE, now=NOW)
    session.flush()

    score(session, portfolio)
    build_queues(session, on=TODAY, today=TODAY, now=NOW)

    for account, row in scores(session).items():
        share = sum(contribution for _feature, _value, contribution in row.reasons)
        assert (row.value, row.propensity) == ("effect", chances[account])
        assert row.gain == pytest.approx(share * row.exposure, abs=1)
    items = session.scalars(sa.select(WorkItem).where(WorkItem.scorer == "model").order_by(WorkItem.points.desc()))
    gains = [(item.value, item.gain) for item in items]
    assert gains == sorted(gains, key=lambda one: -one[1])
    assert {value for value, _ in gains} == {"effect"}


def test_reasons_of_every_score_add_up_to_its_chance(session, portfolio):
    score(session, portfolio)

    for row in scores(session).values():
        logit = sum(contribution for _feature, _value, contribution in row.reasons)
        assert 1 / (1 + exp(-logit)) == pytest.approx(row.propensity, abs=1e-6)
        assert [feature for feature, *_ in row.reasons[-2:]] == ["rest", "usual"]


def test_who_pays_soon_is_more_likely_to(session, portfolio):
    score(session, portfolio)

    chances = {0: [], 1: []}
    for account_id, row in scores(session).items():
        name = session.scalar(sa.select(Customer.external_id).join(Account).where(Account.id == account_id))
        chances[int(name[-3:]) % 2].append(row.propensity)
    means = [sum(part) / len(part) for part in chances.values()]
    assert means[0] > 3 * means[1]


def test_facts_of_the_day_itself_are_not_seen(session, portfolio):
    before = {one: row.propensity for one, row in scores(session).items()}
    account = session.get_one(Account, next(iter(before)))
    account.open_amount, account.ledger_dirty = 1, True
    make_payment(session, account, paid_on=TODAY, amount=5_000_00)

    score(session, portfolio)

    assert {one: row.propensity for one, row in scores(session).items()} == before


def test_scores_are_replaced_and_not_doubled(session, portfolio):
    before = set(scores(session))
    assert len(before) > 40

    again = score(session, portfolio, on=TODAY + timedelta(days=1))

    rows = scores(session)
    assert len(rows) == again
    assert {row.scored_on for row in rows.values()} == {TODAY + timedelta(days=1)}
    assert champion_of(session, portfolio).scored_on == TODAY + timedelta(days=1)


def test_scores_of_other_portfolios_stay(session, portfolio):
    other = make_portfolio(session, "otra", now=NOW)
    count = len(scores(session))

    assert score(session, other) == 0
    assert len(scores(session)) == count


def test_portfolio_without_a_champion_keeps_none(session, portfolio):
    poor = make_learnable(session, now=NOW, today=TODAY, accounts=3, code="pobre")

    assert prepare_scores(session, poor, on=TODAY).trouble is None
    assert score(session, poor) == 0
    assert session.scalars(sa.select(Score).where(Score.portfolio_id == poor.id)).all() == []


def test_portfolio_that_went_back_to_the_rules_loses_its_scores(session, portfolio):
    promote(session, portfolio.id, model=None, now=NOW, actor=TEACHER)

    assert score(session, portfolio) == 0
    assert scores(session) == {}
    assert champion_of(session, portfolio).trouble is None


# --- a model that cannot be used ---


def rewritten(session, version, change):
    """Another artefact in the place of the model's, under a hash of its own."""
    whole = json.loads(session.get_one(Blob, version.blob_sha256).content)
    change(whole)
    content = json.dumps(whole).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    session.add(Blob(sha256=sha256, media_type="x", size=len(content), content=content, created_at=NOW))
    session.flush()
    version.blob_sha256 = sha256


def cut_off(session, version):
    blob = session.get_one(Blob, version.blob_sha256)
    content = blob.content[:-200]
    sha256 = hashlib.sha256(content).hexdigest()
    session.add(Blob(sha256=sha256, media_type="x", size=len(content), content=content, created_at=NOW))
    session.flush()
    version.blob_sha256 = sha256


def altered(session, version):
    blob = session.get_one(Blob, version.blob_sha256)
    blob.content = blob.content.replace(b'"intercept":', b'"intercept":1')


def foreign(session, version):
    content = b"\x80\x04\x95pickle"
    sha256 = hashlib.sha256(content).hexdigest()
    session.add(Blob(sha256=sha256, media_type="x", size=len(content), content=content, created_at=NOW))
    session.flush()
    version.blob_sha256 = sha256


def of_other_features(session, version):
    rewritten(session, version, lambda whole: whole["model"]["features"].reverse())


def of_an_unknown_kind(session, version):
    def change(whole):
        name = next(iter(whole["model"]["terms"]))
        whole["model"]["terms"][name][0]["kind"] = "code"

    rewritten(session, version, change)


SPOILT = {
    "cut off": (cut_off, "artefact: the artefact is not JSON"),
    "foreign": (foreign, "artefact: the artefact is not JSON"),
    "unknown kind": (of_an_unknown_kind, "artefact: the model has a term of a kind this program does not know"),
    "other features": (of_other_features, "features"),
    "wrong hash": (altered, "artefact: it is not there, or not the one that was stored"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT)
def test_a_model_that_cannot_be_used_gives_no_scores_and_says_why(session, portfolio, version, spoil, said):
    spoil(session, version)
    session.flush()

    count = score(session, portfolio, on=TODAY + timedelta(days=1))

    champion = champion_of(session, portfolio)
    assert (count, scores(session)) == (0, {})
    assert (champion.trouble, champion.scored_on, champion.model_id) == (said, TODAY, version.id)


def test_a_model_without_its_artefact_gives_no_scores_and_says_why(database):
    gone_without_its_artefact(database)

    with database.writing() as session:
        (portfolio,) = portfolios_by_code(session, CODE)
        assert score(session, portfolio) == 0
        assert champion_of(session, portfolio).trouble == "artefact: it is not there, or not the one that was stored"


def gone_without_its_artefact(database):
    """Delete the blob as a restore that went wrong may: beside the keys that hold it."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        off = "PRAGMA foreign_keys=OFF" if database.is_sqlite else "SET session_replication_role = replica"
        on = "PRAGMA foreign_keys=ON" if database.is_sqlite else "SET session_replication_role = DEFAULT"
        for statement in (off, "DELETE FROM blob WHERE sha256 IN (SELECT blob_sha256 FROM model_version)", on):
            connection.connection.cursor().execute(statement)


def test_queue_is_ranked_by_the_rules_then_and_by_the_model_again_after_a_good_run(session, portfolio, version):
    good = version.blob_sha256
    cut_off(session, version)
    score(session, portfolio)
    build = {"on": TODAY, "today": TODAY, "now": NOW}

    without = build_queues(session, **build)

    assert (without.by_model, without.unscored) == (0, (CODE,))
    assert without.items > 40
    assert set(session.scalars(sa.select(WorkItem.scorer))) == {"rules"}
    version.blob_sha256 = good
    session.flush()

    score(session, portfolio)

    assert champion_of(session, portfolio).trouble is None
    report = build_queues(session, **build)
    overdue = session.scalar(sa.select(sa.func.count()).where(WorkItem.overdue_amount > 0))
    assert (report.by_model, report.unscored) == (overdue, ())


def test_whatever_else_went_wrong_is_kept_with_the_champion(session, portfolio, version):
    found = not_scored(session, portfolio, on=TODAY, trouble="MemoryError")

    assert settle_scores(session, found) == 0
    assert (found.model, found.champion_id) == (version.name, current_champion(session, portfolio.id).id)
    assert champion_of(session, portfolio).trouble == "MemoryError"
