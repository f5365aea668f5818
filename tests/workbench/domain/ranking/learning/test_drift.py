"""Prediction against outcome in a training: tested weeks, then what was said while a model ranked, and an alarm."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models import Account, Champion, ModelAlarm, ModelVersion, Portfolio, Training
from models.enums import Lane, ModelFamily, Slice
from tests.factories.scoring import make_model
from tests.learned import NOW, TODAY, train_portfolio
from workbench.domain.queue.log.decisions import log_decisions

LAST_MONDAY = date(2026, 11, 2)


@pytest.fixture
def database_url(trained_url):
    return trained_url


@pytest.fixture
def said(database):
    """Logs that a model ranked every account on the latest Mondays with these chances of paying, by day."""

    def log(chances, *, by=None):
        with database.writing() as session:
            model_id = by or session.scalars(sa.select(ModelVersion.id)).first()
            accounts = session.scalars(sa.select(Account.id)).all()
            for day, chance in chances.items():
                rows = [_item(account, model_id, chance) for account in accounts]
                log_decisions(session, rows, on=day, now=NOW)

    return log


def _item(account_id, model_id, chance):
    return SimpleNamespace(
        account_id=account_id, collector_id=None, lane=Lane.RANKED, slice=Slice.MODEL, rank=1, within_capacity=True,
        is_open=True, model_id=model_id, propensity=chance, expected=0, points=0.0, chance=None, tries=0,
        since_talk=None, rests_until=None,
    )  # fmt: skip


def mondays(count=26):
    return [LAST_MONDAY - timedelta(days=7 * back) for back in range(count)]


def report_of(database):
    with database.reading() as session:
        return session.scalars(sa.select(Training).order_by(Training.id.desc())).first().report


def alarms(database):
    with database.reading() as session:
        return session.scalars(sa.select(ModelAlarm).order_by(ModelAlarm.id)).all()


def test_before_a_model_ranked_the_weeks_are_those_of_the_test(database):
    report = report_of(database)

    weeks = report["weeks"]
    assert {one["source"] for one in weeks} == {"tested"}
    assert [one["day"] for one in weeks] == [day.isoformat() for day in reversed(mondays(13))]
    for one in weeks:
        assert one["interval"][0] <= one["happened"] <= one["interval"][1]
    assert (report["drift"]["rule"], report["drift"]["parted"]) == ("too_few", False)
    assert alarms(database) == []


def test_chances_that_were_too_high_while_a_model_ranked_raise_an_alarm_until_they_agree(database, said):
    tomorrow, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    said(dict.fromkeys(mondays(), 0.97))

    trained = train_portfolio(database, now=tomorrow)

    report = report_of(database)
    assert {one["source"] for one in report["weeks"]} == {"ranked"}
    assert [one["said"] for one in report["weeks"]] == pytest.approx([0.97] * 13)
    assert trained.has_parted
    (alarm,) = alarms(database)
    assert (alarm.raised_at, alarm.ended_at, alarm.figures) == (tomorrow, None, report["drift"])
    assert alarm.figures["rule"] == "ratio"

    happened = report["drift"]["happened"]
    said(dict.fromkeys(mondays(), happened))
    assert not train_portfolio(database, now=later).has_parted
    assert alarms(database)[0].ended_at == later


@pytest.fixture
def former(database):
    """A model of another family that the portfolio has had."""
    with database.writing() as session:
        ranking = session.scalars(sa.select(ModelVersion)).one()
        portfolio = session.get_one(Portfolio, ranking.portfolio_id)
        other = ModelFamily.BOOSTED if ranking.family is not ModelFamily.BOOSTED else ModelFamily.ANCHORED
        return make_model(session, portfolio, now=NOW, family=other).id


def test_a_model_is_not_accused_of_what_another_one_said_before(database, said, former):
    said(dict.fromkeys(mondays(), 0.97), by=former)

    trained = train_portfolio(database, now=NOW + timedelta(days=1))

    assert not trained.has_parted
    report = report_of(database)
    assert {one["source"] for one in report["weeks"]} == {"tested"}
    assert report["drift"]["rule"] == "too_few"


def test_a_promoted_model_of_another_family_has_nothing_said_yet(database, said, former):
    """The former model ranked and was wrong; the training puts another one in its place."""
    with database.writing() as session:
        champion = session.scalars(sa.select(Champion).where(Champion.until.is_(None))).one()
        champion.model_id, champion.since = former, NOW - timedelta(days=300)
        session.add(ModelAlarm(portfolio_id=champion.portfolio_id, raised_at=NOW, figures={"said": 1, "happened": 0}))
    said(dict.fromkeys(mondays(), 0.97), by=former)

    trained = train_portfolio(database, now=NOW + timedelta(days=1))

    assert (trained.promoted, trained.has_parted, report_of(database)["drift"]["rule"]) == (True, False, "too_few")
    assert [one.ended_at for one in alarms(database)] == [NOW + timedelta(days=1)]


def test_a_week_without_a_queue_on_monday_is_judged_by_its_first_built_day(database, said):
    with database.writing() as session:
        session.execute(sa.update(Champion).values(since=NOW - timedelta(days=300)))
    built = [day + timedelta(days=after) for day in mondays() for after in (2, 3)]
    said({day: 0.97 if day.weekday() == 2 else 0.5 for day in built})

    trained = train_portfolio(database, now=NOW + timedelta(days=1))

    weeks = report_of(database)["weeks"]
    closed = [day for day in sorted(built) if day.weekday() == 2 and day.isoformat() <= weeks[-1]["day"]]
    assert [one["day"] for one in weeks] == [day.isoformat() for day in closed[-len(weeks) :]]
    assert [one["said"] for one in weeks] == pytest.approx([0.97] * len(weeks))
    assert trained.has_parted


def test_the_artefact_does_not_depend_on_what_was_said_before(database, said):
    said(dict.fromkeys(mondays(), 0.97))

    train_portfolio(database, now=NOW + timedelta(days=1))

    with database.reading() as session:
        assert len(session.scalars(sa.select(ModelVersion)).all()) == 1
    assert TODAY.isoformat() not in {one["day"] for one in report_of(database)["weeks"]}
