"""Queues ranked by a model: by expected recovery, with a slice of chance, and only with scores of the day."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Customer, Score, WorkItem
from models.enums import Lane, PromiseState, Slice
from scoring.arms import ArmShares, slice_of
from scoring.ranking import value_points
from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction
from tests.factories.promises import make_promise
from tests.factories.scoring import make_champion, make_model
from workbench.domain.queue.build import build_queues
from workbench.domain.ranking.champions import current_champion, promote, roll_back
from workbench.domain.records.audit import Actor

TODAY = date(2026, 11, 18)
ANA = Actor(None, "ana@example.com")
LINES = [["days_past_due", 30, -0.4], ["late_ratio", 0.5, 0.25], ["rest", None, 0.05], ["usual", None, -1.0]]


@pytest.fixture
def debt(session, now, cast):
    """A maker of callable customers of consumo, where chance places nobody."""
    cast.consumo.random_slice = cast.microcredito.random_slice = 0.0

    def make(name, *, portfolio=cast.consumo, customer=None, **values):
        customer = customer or make_customer(session, now=now, external_id=name)
        return make_callable(session, portfolio, now=now, today=TODAY, customer_id=customer.id, **values)

    return make


@pytest.fixture
def model(session, now, cast):
    """The model that ranks consumo."""
    made = make_model(session, cast.consumo, now=now)
    make_champion(session, cast.consumo, since=now - timedelta(days=9), model=made)
    return made


@pytest.fixture
def score(session, model):
    """Keep a score; expected recovery in minor units."""

    def keep(account, expected, *, by=model, on=TODAY):
        row = Score(
            account_id=account.id, portfolio_id=account.portfolio_id, model_id=by.id, scored_on=on,
            propensity=expected / account.open_amount, exposure=account.open_amount, expected=expected, reasons=LINES,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    return keep


@pytest.fixture
def build(session, now):
    def run(on=TODAY):
        return build_queues(session, on=on, today=on, now=now)

    return run


def items(session) -> list[WorkItem]:
    return list(
        session.scalars(
            sa.select(WorkItem).order_by(
                WorkItem.collector_id.is_(None), WorkItem.collector_id, WorkItem.portfolio_id, WorkItem.rank
            )
        )
    )


def order(session) -> list[str]:
    return [session.get_one(Customer, item.customer_id).external_id for item in items(session)]


# --- order ---


def test_order_is_by_expected_recovery_and_ties_by_external_id(session, build, debt, score):
    for name, expected in (("c", 100_00), ("small", 20_00), ("B", 100_00), ("a", 100_00), ("large", 900_00)):
        score(debt(name), expected)

    report = build()

    assert order(session) == ["large", "B", "a", "c", "small"]
    assert [item.rank for item in items(session)] == [1, 2, 3, 4, 5]
    assert (report.by_model, report.unscored) == (5, ())


def test_amount_and_age_say_nothing_beside_the_model(session, build, debt, score):
    score(debt("old and small", open_amount=10_00, overdue_amount=10_00, oldest_due_on=date(2025, 12, 1)), 9_00)
    score(debt("new and large", open_amount=9_000_00, overdue_amount=9_000_00), 8_00)

    build()

    assert order(session) == ["old and small", "new and large"]


def test_item_says_the_model_its_chance_and_what_is_expected(session, build, debt, score, model):
    score(debt("one"), 250_00.4)
    score(debt("other"), 125_00.2)
    score(debt("third"), 500_00)

    build()

    item = items(session)[1]
    assert (item.scorer, item.model, item.slice) == ("model", model.name, Slice.MODEL)
    assert (item.propensity, item.expected) == (250_00.4 / 1_000_00, 250_00)
    assert [one.points for one in items(session)] == [
        value_points(500_00, 250_00.4), 100.0, value_points(125_00.2, 250_00.4),
    ]  # fmt: skip


def test_reasons_are_the_models_and_add_up_to_its_log_odds(session, build, debt, score):
    score(debt("one"), 250_00)

    build()

    (item,) = items(session)
    assert item.reasons == [
        {"feature": "days_past_due", "value": 30, "contribution": -0.4, "text": "Venció hace 30 días"},
        {"feature": "late_ratio", "value": 0.5, "contribution": 0.25, "text": "Paga tarde 5 de cada 10 facturas"},
        {"feature": "rest", "value": None, "contribution": 0.05, "text": "Todo lo demás"},
        {"feature": "usual", "value": None, "contribution": -1.0,
         "text": "Punto de partida: la cuenta usual de la cartera"},
    ]  # fmt: skip
    assert sum(one["contribution"] for one in item.reasons) == pytest.approx(-1.1)


def test_other_lanes_keep_their_order_whatever_is_expected(session, build, debt, score, now):
    called, due, broken = debt("callback"), debt("due"), debt("broken")
    make_interaction(
        session, called, at=now - timedelta(days=2), outcome="CD-VLL", callback_at=now + timedelta(hours=2)
    )
    make_promise(session, due, amount=50_00, due_on=TODAY, made_at=now - timedelta(days=9), state=PromiseState.DUE)
    make_promise(
        session, broken, amount=50_00, due_on=TODAY - timedelta(days=5), made_at=now - timedelta(days=9),
        state=PromiseState.BROKEN, decided_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    for account, expected in (
        (called, 1_00),
        (due, 2_00),
        (broken, 3_00),
        (debt("rich"), 900_00),
        (debt("poor"), 4_00),
    ):
        score(account, expected)

    build()

    assert order(session) == ["callback", "due", "broken", "rich", "poor"]
    assert [item.lane for item in items(session)] == [
        Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.RANKED,
    ]  # fmt: skip


def test_account_without_a_score_is_ranked_by_the_rules_beside_the_others(session, build, debt, score, model):
    score(debt("scored"), 250_00)
    debt("not scored")

    report = build()

    told = {session.get_one(Customer, item.customer_id).external_id: item for item in items(session)}
    assert {name: (item.scorer, item.model) for name, item in told.items()} == {
        "scored": ("model", model.name), "not scored": ("rules", None),
    }  # fmt: skip
    assert (report.items, report.by_model) == (2, 1)


# --- whose scores ---


def test_scores_of_another_day_are_not_used_and_the_report_says_so(session, build, debt, score):
    score(debt("one"), 250_00, on=TODAY - timedelta(days=1))

    report = build()

    assert [(item.scorer, item.propensity) for item in items(session)] == [("rules", None)]
    assert (report.by_model, report.unscored) == (0, ("consumo",))


def test_scores_of_a_former_champion_are_not_used_and_the_report_says_so(session, build, debt, score, *, now, cast):
    score(debt("one"), 250_00)
    promote(
        session, cast.consumo.id, model=make_model(session, cast.consumo, now=now, name="newer"), now=now, actor=ANA
    )

    assert (build().by_model, build().unscored) == (0, ("consumo",))

    roll_back(session, cast.consumo.id, seen=current_champion(session, cast.consumo.id).id, now=now, actor=ANA)
    session.flush()
    assert (build().by_model, build().unscored) == (1, ())


def test_portfolio_that_went_back_to_the_rules_lacks_no_scores(session, build, debt, score, *, now, cast):
    score(debt("one"), 250_00)
    promote(session, cast.consumo.id, model=None, now=now, actor=ANA)
    session.flush()

    report = build()

    assert (report.by_model, report.unscored) == (0, ())


def test_portfolio_without_a_model_lacks_no_scores(session, build, debt):
    debt("one")

    assert build().unscored == ()


# --- customers with several accounts ---


@pytest.mark.parametrize(("expected", "winner"), [(900_00, "model"), (1_00, "rules")])
def test_one_item_is_of_the_account_worth_most_whoever_ranks_it(
    session, build, debt, score, *, now, cast, expected, winner
):
    usual = {"open_amount": 1_000_00, "overdue_amount": 1_000_00}
    for number in range(3):
        score(debt(f"usual {number}", **usual), 100_00)
        debt(f"usual too {number}", portfolio=cast.microcredito, **usual)
    customer = make_customer(session, now=now, external_id="both")
    by_model = debt("", customer=customer, **usual)
    score(by_model, expected)
    by_rules = debt("", customer=customer, portfolio=cast.microcredito, **usual)

    build()

    (item,) = [one for one in items(session) if one.customer_id == customer.id]
    chosen = {"model": by_model, "rules": by_rules}[winner]
    assert (item.scorer, item.account_id, item.portfolio_id) == (winner, chosen.id, chosen.portfolio_id)


# --- chance ---


@pytest.fixture
def crowd(debt, score, session):
    """Thirty customers of whom ever less is expected, in the order of their names."""
    names = [f"n{number:02d}" for number in range(30)]
    for place, name in enumerate(names):
        score(debt(name), 900_00 - 10_00 * place)
    return names


def test_without_a_slice_chance_places_nobody(session, build, crowd):
    build()

    assert order(session) == crowd
    assert {item.slice for item in items(session)} == {Slice.MODEL}


def test_half_by_chance_leaves_the_others_in_the_models_order(session, build, crowd, cast):
    cast.consumo.random_slice = 0.5

    build()

    chance = {name for name in crowd if slice_of(name, ArmShares(random=0.5), on=TODAY) is Slice.RANDOM}
    told = [(session.get_one(Customer, item.customer_id).external_id, item.slice) for item in items(session)]
    assert {name for name, placed in told if placed is Slice.RANDOM} == chance
    assert 5 < len(chance) < 25
    assert [name for name, placed in told if placed is Slice.MODEL] == [name for name in crowd if name not in chance]
    assert [name for name, _ in told] != crowd
    assert [item.rank for item in items(session)] == list(range(1, 31))


def test_all_by_chance_is_an_order_of_its_own_the_same_all_day(session, build, crowd, cast):
    cast.consumo.random_slice = 1.0
    build()
    first = order(session)

    build()

    assert order(session) == first
    assert sorted(first) == crowd
    assert first not in (crowd, crowd[::-1])
    assert {item.slice for item in items(session)} == {Slice.RANDOM}


def test_chance_places_only_the_ranked_and_nobody_whom_the_rules_rank(session, build, debt, score, *, now, cast):
    cast.consumo.random_slice = 1.0
    due, ranked = debt("due"), debt("ranked")
    make_promise(session, due, amount=50_00, due_on=TODAY, made_at=now - timedelta(days=9), state=PromiseState.DUE)
    score(due, 9_00)
    score(ranked, 1_00)
    debt("by the rules", collector_id=cast.andrea.id)

    build()

    told = {session.get_one(Customer, item.customer_id).external_id: item.slice for item in items(session)}
    assert told == {"due": Slice.MODEL, "ranked": Slice.RANDOM, "by the rules": Slice.MODEL}
    assert order(session) == ["by the rules", "due", "ranked"]


def test_chance_takes_nobody_out_of_rest(session, build, debt, score, *, now, cast):
    cast.consumo.random_slice = 1.0
    score(debt("not due yet", overdue_amount=0), 9_00)
    spoken = debt("spoken with")
    make_interaction(session, spoken, at=now - timedelta(days=2), outcome="CD-PEN")
    score(spoken, 9_00)
    score(debt("worked"), 1_00)

    build()

    told = {session.get_one(Customer, item.customer_id).external_id: (item.lane, item.slice) for item in items(session)}
    assert told == {
        "worked": (Lane.RANKED, Slice.RANDOM),
        "not due yet": (Lane.RESTING, Slice.MODEL),
        "spoken with": (Lane.RESTING, Slice.MODEL),
    }
