"""Reassigning: what moves, what stays, who may receive, and what is left in history and audit."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import object_session

from models import Assignment, AuditEntry, WorkItem
from models.enums import Lane, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from tests.factories.promises import make_promise
from tests.factories.work import make_item
from workbench.domain.portfolios.assignments import (
    AccountFilter,
    ReassignRefused,
    ReassignReport,
    preview_reassign,
    reassign,
)
from workbench.kernel.errors import NotVisible

TODAY = date(2026, 11, 18)


@pytest.fixture
def account(session, now, cast):
    """A maker of accounts of consumo that owe something."""

    def make(owner: str | None = "andrea", **values):
        owner_id = getattr(cast, owner).id if owner else None
        return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=owner_id, **values)

    return make


@pytest.fixture
def move(session, now, cast):
    def run(to: str | None = "luis", *, why: str = "Vacaciones", agreed=False, **chosen) -> ReassignReport:
        return reassign(
            session, cast.person("paola"), portfolio_id=cast.consumo.id, chosen=AccountFilter(**chosen),
            to_collector_id=getattr(cast, to).id if to else None, why=why, now=now, include_agreed=agreed,
        )  # fmt: skip

    return run


def test_accounts_move_with_history_and_one_entry(session, move, account, cast, now):
    one, other = account(), account()
    session.add(Assignment(account_id=one.id, collector_id=cast.andrea.id, from_at=now - timedelta(days=9)))

    report = move()

    assert report == ReassignReport(
        accounts=2, overdue=2_000_00, agreed=0, same=0, items=0, load_before=0, load_after=2
    )
    session.expire_all()
    assert [one.collector_id, other.collector_id] == [cast.luis.id] * 2
    history = session.execute(
        sa.select(Assignment.account_id, Assignment.collector_id, Assignment.until_at, Assignment.assigned_by).order_by(
            Assignment.account_id, Assignment.id
        )
    ).all()
    assert history == [
        (one.id, cast.andrea.id, now, None),
        (one.id, cast.luis.id, None, cast.paola.id),
        (other.id, cast.luis.id, None, cast.paola.id),
    ]
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.subject_kind, entry.subject_id, entry.why) == (
        "accounts_reassigned", "portfolio", cast.consumo.id, "Vacaciones",
    )  # fmt: skip
    assert (entry.before, entry.after) == (
        {"collector_ids": [cast.andrea.id]},
        {"collector_id": cast.luis.id, "account_ids": [one.id, other.id]},
    )


def test_preview_says_the_same_and_changes_nothing(session, account, cast, now):
    account()

    report = preview_reassign(
        session, cast.person("paola"), portfolio_id=cast.consumo.id, chosen=AccountFilter(),
        to_collector_id=cast.luis.id, now=now,
    )  # fmt: skip

    assert (report.accounts, report.overdue, report.load_after) == (1, 1_000_00, 1)
    assert session.scalars(sa.select(Assignment)).all() == []
    assert session.scalars(sa.select(AuditEntry)).all() == []


def test_what_was_agreed_stays_unless_it_is_included(session, move, account, now):
    promised, called = account(), account()
    make_promise(session, promised, amount=10_00, due_on=TODAY + timedelta(days=3), made_at=now)
    make_interaction(session, called, at=now, outcome="CD-VLL", callback_at=now + timedelta(days=1))
    free = account()

    first, second = move(), move(agreed=True)

    assert ((first.accounts, first.agreed), (second.accounts, second.agreed, second.same)) == ((1, 2), (2, 0, 1))
    assert free.collector_id is not None


def test_waiting_items_move_to_their_place_in_the_new_queue(session, move, account, cast):
    mine = [account() for _ in range(3)]
    items = [
        make_item(session, row, on=TODAY, rank=rank, points=points)
        for row, rank, points in zip(mine, (1, 2, 3), (150.0, 110.0, 90.0), strict=True)
    ]
    his = make_item(session, account("luis"), on=TODAY, rank=1, points=120.0)
    due = make_item(session, account("luis"), on=TODAY, rank=2, points=10.0, lane=Lane.PROMISE_DUE)
    done = make_item(session, account(), on=TODAY, state=WorkState.DONE)

    report = move()

    assert report.items == 3
    session.expire_all()
    luis = session.scalars(
        sa.select(WorkItem.id).where(WorkItem.collector_id == cast.luis.id).order_by(WorkItem.rank)
    ).all()
    assert luis == [due.id, items[0].id, his.id, items[1].id, items[2].id]
    assert done.collector_id == cast.andrea.id


def test_item_in_hand_stays_with_who_has_it(session, move, account, cast, now):
    item = make_item(
        session, account(), on=TODAY, state=WorkState.CLAIMED, claimed_by=cast.andrea.id,
        claimed_until=now + timedelta(minutes=5),
    )  # fmt: skip

    assert move().items == 0
    assert item.collector_id == cast.andrea.id


def test_accounts_can_go_to_the_pool(session, move, account):
    mine = account()
    item = make_item(session, mine, on=TODAY)

    move(None)

    session.expire_all()
    assert (mine.collector_id, item.collector_id) == (None, None)


@pytest.fixture
def three(account):
    """An old debt, a new and large one, and one that nobody has; one more owes nothing."""
    account(open_amount=0, overdue_amount=0)
    return {
        "old": account(oldest_due_on=TODAY - timedelta(days=90)),
        "new": account(overdue_amount=5_000_00),
        "nobody": account(None),
    }


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["old", "new", "nobody"]),
        ({"unassigned": True}, ["nobody"]),
        ({"min_days_past_due": 60}, ["old"]),
        ({"max_days_past_due": 60}, ["new", "nobody"]),
        ({"min_overdue": 5_000_00}, ["new"]),
        ({"limit": 1}, ["new"]),
    ],
)
def test_filter_narrows_down(move, three, cast, chosen, found):
    move(**chosen)

    assert [name for name, row in three.items() if _owner(row) == cast.luis.id] == found


def _owner(row) -> int | None:
    session = object_session(row)
    session.refresh(row)
    return row.collector_id


def test_chosen_accounts_and_those_of_one_person(session, move, account, cast):
    wanted, other, his = account(), account(), account("luis")

    move(None, account_ids=(wanted.id,))
    move(None, collector_id=cast.luis.id)

    session.expire_all()
    assert [row.collector_id for row in (wanted, other, his)] == [None, cast.andrea.id, None]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("sara", "El equipo de esa persona no trabaja esta cartera."),
        ("ana", "Esa persona no trabaja una cola."),
    ],
)
def test_receiver_must_work_the_portfolio(move, account, to, reason):
    account()

    with pytest.raises(ReassignRefused) as refused:
        move(to)

    assert refused.value.reason == reason


def test_who_left_receives_nothing(session, move, account, cast):
    account()
    cast.luis.is_active = False
    session.flush()

    with pytest.raises(ReassignRefused):
        move()


def test_reason_is_needed(session, move, account):
    account()

    with pytest.raises(ReassignRefused):
        move(why=" ")

    assert session.scalars(sa.select(AuditEntry)).all() == []


def test_portfolio_of_another_team_does_not_exist(session, cast, now):
    with pytest.raises(NotVisible):
        reassign(
            session, cast.person("paola"), portfolio_id=cast.microcredito.id, chosen=AccountFilter(),
            to_collector_id=None, why="Vacaciones", now=now,
        )  # fmt: skip


def test_moving_again_moves_nothing(session, move, account):
    account()
    move()

    again = move()

    assert (again.accounts, again.same) == (0, 1)
    assert len(session.scalars(sa.select(AuditEntry)).all()) == 1
