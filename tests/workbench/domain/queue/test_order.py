"""One order of work: building and reassigning number the items of a queue alike, chance and capacity included."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Account, Customer, Score, WorkItem
from models.enums import Lane, Slice, WorkState
from scoring.arms import ArmShares
from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction
from tests.factories.promises import make_promise
from tests.factories.scoring import make_champion, make_model
from workbench.domain.portfolios.assignments import AccountFilter, reassign
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.order import QueueEntry, numbered, queue_key

TODAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 17, tzinfo=UTC)


def entry(name: str, **values) -> QueueEntry[str]:
    return QueueEntry(
        **{
            "of": name, "queue": queue_key(1, 7), "lane": Lane.RANKED, "rests_until": None, "due_at": None,
            "points": 100.0, "external_id": name, "slice": Slice.MODEL, "is_open": True, "capacity": 2,
        } | values
    )  # fmt: skip


def test_numbered_goes_by_lane_rest_hour_points_and_external_id():
    entries = [
        entry("b"),
        entry("a"),
        entry("much", points=150.0),
        entry("rests", lane=Lane.RESTING, rests_until=NOON + timedelta(days=3)),
        entry("rests less", lane=Lane.RESTING, rests_until=NOON + timedelta(days=1), points=1.0),
        entry("rests without end", lane=Lane.RESTING, points=200.0),
        entry("reminded", lane=Lane.PREVENTIVE, points=200.0),
        entry("due", lane=Lane.PROMISE_DUE, points=1.0),
        entry("later", lane=Lane.CALLBACK, due_at=NOON),
        entry("sooner", lane=Lane.CALLBACK, due_at=NOON - timedelta(hours=1), points=1.0),
    ]

    assert [one.of for one in numbered(entries, on=TODAY)] == [
        "sooner", "later", "due", "much", "a", "b", "reminded", "rests less", "rests", "rests without end",
    ]  # fmt: skip


def test_numbered_counts_every_queue_from_one_and_only_what_is_open_takes_capacity():
    pooled = queue_key(None, 7)
    entries = [entry("a", is_open=False), entry("b"), entry("c"), entry("d"), entry("p", queue=pooled)]

    assert list(numbered(entries, on=TODAY)) == [
        ("p", 1, True, 1.0), ("a", 1, False, None), ("b", 2, True, 1.0), ("c", 3, True, 1.0), ("d", 4, False, 0.0),
    ]  # fmt: skip


def test_who_is_not_called_by_chance_comes_last_and_takes_no_capacity():
    shares = ArmShares(no_call=1 / 3)  # two places are given to three, of whom one is not called
    entries = [
        entry(name, slice=drawn, points=points, shares=shares)
        for name, drawn, points in (
            ("a", Slice.NO_CALL_ARM, 150.0), ("b", Slice.MODEL, 100.0), ("c", Slice.MODEL, 100.0),
            ("d", Slice.MODEL, 100.0),
        )
    ]  # fmt: skip

    assert [one[:3] for one in numbered(entries, on=TODAY)] == [
        ("b", 1, True), ("c", 2, True), ("d", 3, False), ("a", 4, False),
    ]  # fmt: skip


def test_a_chance_follows_from_the_rank_and_the_shares_whatever_was_drawn():
    shares = ArmShares(call=0.1, no_call=0.1)
    names = ["a", "b", "c", "closed", "e"]
    entries = [
        entry(name, points=100.0 - place, shares=shares, is_open=name != "closed", slice=drawn)
        for place, (name, drawn) in enumerate(zip(names, [Slice.NO_CALL_ARM, *[Slice.MODEL] * 4], strict=True))
    ]

    chances = {one.of: one.chance for one in numbered([*entries, entry("x", lane=Lane.CALLBACK)], on=TODAY)}

    # The call-back takes one of the two places, so one of the ranked is within by its rank.
    assert chances["a"] == pytest.approx(0.9)
    assert [chances[name] for name in ("b", "c", "e")] == pytest.approx([0.9 * 0.01] * 3)
    assert (chances["closed"], chances["x"]) == (None, None)


@pytest.fixture
def ledger(session, now, cast):
    """Scored accounts of andrea, of luis and of nobody, of whom chance places a third; some agreed on something."""
    cast.consumo.random_slice, cast.consumo.capacity = 0.3, 12
    model = make_model(session, cast.consumo, now=now)
    make_champion(session, cast.consumo, since=now - timedelta(days=9), model=model)
    for owner, name, count in ((cast.andrea, "A", 30), (cast.luis, "L", 20), (None, "N", 10)):
        for number in range(count):
            customer = make_customer(session, now=now, external_id=f"{name}{number:02}")
            account = make_callable(
                session, cast.consumo, now=now, today=TODAY, customer_id=customer.id,
                collector_id=owner.id if owner else None,
            )  # fmt: skip
            expected = (number * 37 % 100 + 1) * 10_00 + len(name)
            session.add(
                Score(
                    account_id=account.id, portfolio_id=account.portfolio_id, model_id=model.id, scored_on=TODAY,
                    propensity=0.5, exposure=account.open_amount, expected=expected, reasons=[],
                )
            )  # fmt: skip
            if number < 6:
                _agree(session, account, number, now=now)
    session.flush()


def _agree(session, account: Account, number: int, *, now: datetime) -> None:
    """By turns: a promise of a later day, of today, and a call-back of a later day, of today."""
    day, made = timedelta(days=number % 3), now - timedelta(days=2)
    if number % 2:
        make_promise(session, account, amount=1_00, due_on=TODAY + day, made_at=made)
    else:
        make_interaction(session, account, at=made, outcome="CD-VLL", callback_at=now + day + timedelta(hours=1))


@pytest.fixture
def build(session, now):
    return lambda: build_queues(session, on=TODAY, today=TODAY, now=now)


def places(session) -> list[tuple]:
    session.expire_all()
    found = session.execute(
        sa.select(WorkItem.collector_id, Customer.external_id, WorkItem.rank, WorkItem.within_capacity, WorkItem.slice)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .order_by(WorkItem.collector_id, WorkItem.rank, WorkItem.id)
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize("to", ["luis", None])
def test_reassigning_gives_the_order_that_building_would(session, ledger, build, cast, *, now, to):
    build()
    mine = session.scalars(sa.select(Account.id).where(Account.collector_id == cast.andrea.id).limit(17)).all()

    reassign(
        session, cast.person("paola"), portfolio_id=cast.consumo.id, chosen=AccountFilter(account_ids=tuple(mine)),
        to_collector_id=getattr(cast, to).id if to else None, why="Vacaciones", now=now, include_agreed=True,
    )  # fmt: skip

    moved = places(session)
    build()
    assert moved == places(session)
    assert sum(row[-1] is Slice.RANDOM for row in moved) > 5


def test_reassigning_leaves_the_rank_of_what_was_worked(session, ledger, build, cast, now):
    build()
    done = session.scalars(
        sa.select(WorkItem).where(WorkItem.collector_id == cast.luis.id).order_by(WorkItem.rank).limit(8)
    ).all()
    for item in done:
        item.state = WorkState.DONE
    session.flush()
    ranks = [item.rank for item in done]

    reassign(
        session, cast.person("paola"), portfolio_id=cast.consumo.id,
        chosen=AccountFilter(collector_id=cast.andrea.id), to_collector_id=cast.luis.id, why="Vacaciones", now=now,
    )  # fmt: skip

    session.expire_all()
    assert [item.rank for item in done] == ranks
    moved = places(session)
    build()
    assert moved == places(session)


def test_reassigning_leaves_the_hour_to_which_an_item_beyond_the_capacity_was_postponed(
    session, ledger, build, cast, now
):
    build()
    last = session.scalars(
        sa.select(WorkItem)
        .where(WorkItem.collector_id == cast.luis.id, WorkItem.within_capacity, WorkItem.lane == Lane.RANKED)
        .order_by(WorkItem.rank.desc())
        .limit(2)
    ).all()
    until = now + timedelta(hours=2)
    postponed, other = last
    postponed.not_before, postponed.best_from, other.best_from = until, until, until
    session.flush()

    reassign(
        session, cast.person("paola"), portfolio_id=cast.consumo.id,
        chosen=AccountFilter(collector_id=cast.andrea.id), to_collector_id=cast.luis.id, why="Vacaciones", now=now,
    )  # fmt: skip

    session.expire_all()
    assert (postponed.within_capacity, other.within_capacity) == (False, False)
    assert (postponed.best_from, other.best_from) == (until, None)
