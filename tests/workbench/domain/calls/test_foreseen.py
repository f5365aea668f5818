"""What is said of an outcome before it is saved is what its saving brings."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import ContactPoint, Hold, Portfolio, WorkItem
from models.enums import Channel, PointState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction, make_phone
from tests.workbench.domain.calls.test_undo import TODAY, account, call, filled_in, item, number, save
from workbench.domain.calls.foreseen import foresee
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.tree import all_outcomes, outcome_rows
from workbench.domain.contact import may_reach
from workbench.domain.queue import rests_of

__all__ = ["account", "call", "item", "number", "save"]


@pytest.fixture
def told(session, account, call, now):
    """What is said before an outcome is saved."""

    def foreseen(code: str, **values):
        form = OutcomeForm(idempotency_key="one", code=code, **values)
        return foresee(session, account, outcome=all_outcomes(session)[code], form=form, call=call, now=now)

    return foreseen


@pytest.mark.both
@pytest.mark.parametrize("code", [row["code"] for row in outcome_rows() if row["on_form"]])
def test_what_is_foreseen_is_what_saving_brings(  # noqa: PLR0917 - fixtures
    session, told, save, account, number, now, code
):
    other = make_callable(session, session.get_one(Portfolio, account.portfolio_id), now=now, today=TODAY)
    make_phone(session, other.customer_id, now=now, value=number.value)
    make_interaction(session, account, at=now - timedelta(days=8), outcome="NC-FDS", contact_point_id=number.id)
    session.commit()

    foreseen = told(code, **filled_in(code, now))
    save(code, **filled_in(code, now))

    hold = session.scalars(sa.select(Hold)).one_or_none()
    assert (foreseen.hold and (foreseen.hold.kind, foreseen.hold.until_on)) == (hold and (hold.kind, hold.until_on))
    assert foreseen.rest == rests_of(session, [account.id], on=TODAY, today=TODAY)[account.id]
    verdict = may_reach(session, account, channel=Channel.CALL, at=now)
    assert (foreseen.law_opens_at, [one.id for one in foreseen.law]) == (
        verdict.next_allowed_at, [one.id for one in verdict.blocks]
    )  # fmt: skip
    waits = session.scalars(sa.select(WorkItem)).one()
    assert foreseen.again_at == (waits.not_before if waits.finished_at is None else None)
    session.refresh(number)
    assert (foreseen.number.state if foreseen.number else PointState.UNVERIFIED) is number.state
    twins = session.scalars(sa.select(ContactPoint).where(ContactPoint.value == number.value)).all()
    stopped = sum(one.state not in {PointState.VERIFIED, PointState.UNVERIFIED} for one in twins)
    assert (foreseen.number.others if foreseen.number else 0) == max(stopped - 1, 0)


def test_number_that_needs_another_report_says_so(told):
    fate = told("NC-FDS").number

    assert (fate.state, fate.reports_missing) == (PointState.UNVERIFIED, 1)


def test_next_call_is_when_both_law_and_settings_let_it_be(told, now):
    refuses, silent = told("CD-REN"), told("NC-NCT")

    assert refuses.next_call_at >= max(refuses.rest.until, refuses.law_opens_at)
    assert not told("CD-REN").next_call_at.minute
    assert silent.next_call_at < refuses.next_call_at
    assert told("CD-VLL", callback_at=now + timedelta(days=1)).next_call_at == now + timedelta(days=1)
    assert told("CD-OPT").next_call_at is None
