"""Champions: one at a time, the former ones kept, and rolling back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Champion
from tests.factories.scoring import make_model
from workbench.domain.ranking.champions import (
    ChampionPeriod,
    NothingBefore,
    OtherRanks,
    champion_periods,
    current_champion,
    previous_champion,
    promote,
    roll_back,
)
from workbench.domain.records.audit import Actor

ANA = Actor(None, "ana@example.com")
DAY = timedelta(days=1)


@pytest.fixture
def portfolio(cast):
    return cast.consumo


@pytest.fixture
def models(session, portfolio, now):
    return {name: make_model(session, portfolio, now=now, name=name) for name in ("first", "second", "third")}


@pytest.fixture
def let_rank(session, portfolio, now, models):
    """Promote models by name, None the points rule, a day after the other."""

    def run(*names):
        return [
            promote(session, portfolio.id, model=models.get(name), now=now + step * DAY, actor=ANA)
            for step, name in enumerate(names)
        ]

    return run


def trail(session):
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(one.event, one.actor, one.before["model"], one.after["model"]) for one in entries]


def back(session, portfolio_id, *, now):
    """Go back from what ranks."""
    ranking = current_champion(session, portfolio_id)
    return roll_back(session, portfolio_id, seen=ranking.id if ranking else None, now=now, actor=ANA)


def test_nobody_ranks_before_the_first(session, portfolio):
    assert current_champion(session, portfolio.id) is None
    assert champion_periods(session, portfolio.id) == []


def test_promotion_ends_the_former_champion_and_keeps_it(session, portfolio, models, now, let_rank):
    first, second = let_rank("first", "second")

    assert current_champion(session, portfolio.id) is second
    assert (first.since, first.until, second.since, second.until) == (now, now + DAY, now + DAY, None)
    assert (second.actor, second.model_id, second.scored_on, second.trouble) == (
        "ana@example.com",
        models["second"].id,
        None,
        None,
    )
    assert [(one.model_id, one.until) for one in champion_periods(session, portfolio.id)] == [
        (models["first"].id, now + DAY),
        (models["second"].id, None),
    ]


def test_promotion_of_the_points_rule_is_a_champion_without_model(session, portfolio, let_rank):
    let_rank("first", None)

    assert current_champion(session, portfolio.id).model_id is None


def test_portfolios_have_champions_of_their_own(session, cast, now, let_rank):
    (mine,) = let_rank("first")
    theirs = promote(
        session,
        cast.microcredito.id,
        model=make_model(session, cast.microcredito, now=now, name="m"),
        now=now,
        actor=ANA,
    )

    assert current_champion(session, cast.consumo.id) is mine
    assert current_champion(session, cast.microcredito.id) is theirs


def test_database_keeps_a_second_current_champion_out(session, portfolio, now, let_rank):
    let_rank("first")
    session.add(Champion(portfolio_id=portfolio.id, model_id=None, since=now, until=None, actor="else"))

    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_every_change_is_in_the_trail(session, portfolio, now, let_rank):
    let_rank("first", "second")
    back(session, portfolio.id, now=now + 2 * DAY)
    session.flush()

    assert trail(session) == [
        ("model_promoted", "ana@example.com", None, "first"),
        ("model_promoted", "ana@example.com", "first", "second"),
        ("model_rolled_back", "ana@example.com", "second", "first"),
    ]
    assert session.scalars(sa.select(AuditEntry.subject_id).distinct()).all() == [portfolio.id]


def test_roll_back_lets_the_one_before_rank_again_as_a_new_champion(session, portfolio, models, now, let_rank):
    first, second = let_rank("first", "second")

    again = back(session, portfolio.id, now=now + 2 * DAY)

    assert (again.model_id, again.since, again.until) == (models["first"].id, now + 2 * DAY, None)
    assert (first.until, second.until) == (now + DAY, now + 2 * DAY)
    assert again.id not in {first.id, second.id}


def test_roll_back_passes_over_the_same_model(session, portfolio, models, now, let_rank):
    let_rank("first", "second", "third", "third")

    assert back(session, portfolio.id, now=now + 9 * DAY).model_id == models["second"].id


def test_roll_back_may_give_the_queue_to_the_points_rule(session, portfolio, now, let_rank):
    let_rank(None, "first")

    assert back(session, portfolio.id, now=now + 9 * DAY).model_id is None


@pytest.mark.parametrize("names", [(), ("first",), ("first", "first"), (None,), (None, None)])
def test_roll_back_to_nothing_is_refused(session, portfolio, now, let_rank, names):
    champions = let_rank(*names)

    with pytest.raises(NothingBefore) as refused:
        back(session, portfolio.id, now=now + 9 * DAY)

    assert refused.value.rule == "nothing_before"
    assert current_champion(session, portfolio.id) is (champions[-1] if champions else None)
    assert "model_rolled_back" not in session.scalars(sa.select(AuditEntry.event)).all()


@pytest.mark.parametrize(
    ("models", "back"), [([], None), ([1], None), ([1, 2], 0), ([1, 2, 1], 1), ([1, 2, 2], 0), ([None, 2], 0)]
)
def test_to_go_back_to_is_the_latest_other_one(now, models, back):
    periods = [ChampionPeriod(place, model, now, None) for place, model in enumerate(models)]

    found = previous_champion(periods)

    assert (None if found is None else found.id) == back


def test_roll_back_of_what_ranks_no_more_changes_nothing(session, portfolio, now, let_rank):
    first, second = let_rank("first", "second")

    with pytest.raises(OtherRanks):
        roll_back(session, portfolio.id, seen=first.id, now=now + 2 * DAY, actor=ANA)

    assert current_champion(session, portfolio.id) is second
