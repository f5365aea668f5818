"""Somebody who leaves: their accounts go to a colleague or the team, and they sign in no more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, Assignment, AuditEntry, SignInSession
from models.enums import WorkState
from tests.factories.ledger import make_account, make_invoice
from tests.factories.promises import make_promise
from tests.factories.work import make_item
from workbench.domain.people import UserRefused, open_session
from workbench.domain.portfolios import ReassignRefused, switch_off


@pytest.fixture
def held(session, cast, now):
    """Luis has an account that owes, one with a promise, and one that is settled."""
    accounts = [make_account(session, cast.consumo, now=now, collector_id=cast.luis.id) for _ in range(3)]
    for account in accounts[:2]:
        make_invoice(session, account, due_on=now.date() - timedelta(days=9), amount=100_00)
    make_promise(session, accounts[1], amount=100_00, due_on=now.date(), made_at=now)
    session.flush()
    return accounts


@pytest.mark.both
@pytest.mark.parametrize("to", ["andrea", None])
def test_all_accounts_go_and_the_access_ends(session, cast, held, now, to):
    open_session(session, cast.luis, now=now, lasts=timedelta(hours=1))
    receiver = getattr(cast, to).id if to else None

    moved = switch_off(session, cast.person("ana"), cast.luis, to_collector_id=receiver, why="Se fue", now=now)

    assert moved == 3
    assert set(session.scalars(sa.select(Account.collector_id))) == {receiver}
    assert session.scalars(sa.select(SignInSession)).all() == []
    assert cast.luis.is_active is False
    assert session.scalar(sa.select(sa.func.count()).where(Assignment.collector_id == receiver)) == 3
    events = session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events[-2:] == ["user_disabled", "accounts_reassigned"]


@pytest.mark.both
def test_whom_somebody_who_leaves_has_in_hand_waits_for_the_receiver(session, cast, held, now):
    item = make_item(
        session, held[0], on=now.date(), state=WorkState.CLAIMED, claimed_by=cast.luis.id,
        claimed_until=now + timedelta(minutes=5),
    )  # fmt: skip

    switch_off(session, cast.person("ana"), cast.luis, to_collector_id=cast.andrea.id, why="Se fue", now=now)

    session.refresh(item)
    assert (item.state, item.claimed_by, item.collector_id) == (WorkState.WAITING, None, cast.andrea.id)


def test_receiver_who_does_not_work_the_portfolio_gets_nothing(session, cast, held, now):
    with pytest.raises(ReassignRefused):
        switch_off(session, cast.person("ana"), cast.luis, to_collector_id=cast.sara.id, why="Se fue", now=now)


def test_last_administrator_does_not_leave(session, cast, now):
    with pytest.raises(UserRefused):
        switch_off(session, cast.person("ana"), cast.ana, to_collector_id=None, why="Se fue", now=now)
