"""What became of every account that could be worked on a day: offered, called, answered, by whom, and with what chance.

Nothing is stored twice: the log of decisions says what was decided and with what chance, the work items what was handed
out, the interactions what was done. From the three together it is learned what a call adds.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Portfolio, User, WorkItem
from models.bulk import is_among
from models.enums import Channel, Direction, Lane, Slice, WorkState
from workbench.domain.queue.log.decisions import RankingDecision, first_decisions_of
from workbench.domain.queue.worked.people import outcome_meanings
from workbench.kernel.days import day_of

OFFERED = frozenset({WorkState.CLAIMED, WorkState.DONE, WorkState.SKIPPED})
"""States of an item that somebody had in hand."""


class Treatment(NamedTuple):
    """One account on one day. `chance`: with which it was to be called; None where none was kept.

    `offered`: somebody had it in hand or called; `attempted`: somebody tried to speak with the customer; `connected`:
    somebody answered; `talked`: the customer did. `by` and `at` are of the first try. The rest is as
    `RankingDecision` has it.
    """

    account: int
    customer: str
    portfolio: str
    lane: Lane
    slice: Slice
    rank: int
    within_capacity: bool
    chance: float | None
    tries: int
    since_talk: int | None
    offered: bool
    attempted: bool
    connected: bool
    talked: bool
    by: str | None
    at: datetime | None


class _Tried(NamedTuple):
    connected: bool
    talked: bool
    by: str | None
    at: datetime


def treatments_of(session: Session, *, on: date, portfolio: str | None = None) -> Iterator[Treatment]:
    """Every account that could be worked on a day, as it was before anybody was called; who rested is left out.

    Args:
        session: To look.
        on: The local day of work.
        portfolio: Only accounts of the portfolio of this code.

    """
    decisions = [one for one in first_decisions_of(session, on=on) if one.lane is not Lane.RESTING]
    names = _names(session, [one.account_id for one in decisions], portfolio=portfolio)
    tries = _tries(session, on=on)
    offered = set(
        session.scalars(sa.select(WorkItem.customer_id).where(WorkItem.queue_on == on, WorkItem.state.in_(OFFERED)))
    )
    for decision in decisions:
        if decision.account_id in names:
            customer_id, customer, code = names[decision.account_id]
            tried = tries.get(customer_id)
            yield _treatment(decision, tried, customer, code, is_offered=customer_id in offered)


def _treatment(
    decision: RankingDecision, tried: _Tried | None, customer: str, code: str, *, is_offered: bool
) -> Treatment:
    return Treatment(
        decision.account_id,
        customer,
        code,
        decision.lane,
        decision.slice,
        decision.rank,
        decision.within_capacity,
        decision.chance,
        decision.tries,
        decision.since_talk,
        offered=is_offered or tried is not None,
        attempted=tried is not None,
        connected=tried is not None and tried.connected,
        talked=tried is not None and tried.talked,
        by=tried.by if tried else None,
        at=tried.at if tried else None,
    )


def _names(session: Session, accounts: Sequence[int], *, portfolio: str | None) -> dict[int, tuple[int, str, str]]:
    """By account, its customer and the codes of both customer and portfolio."""
    found = (
        sa.select(Account.id, Customer.id, Customer.external_id, Portfolio.code)
        .join(Customer, Customer.id == Account.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(session.connection(), Account.id, accounts))
    )
    if portfolio is not None:
        found = found.where(Portfolio.code == portfolio)
    return {account: (customer, name, code) for account, customer, name, code in session.execute(found)}


def _tries(session: Session, *, on: date) -> dict[int, _Tried]:
    """By customer, our calls of the local day: what came of the best, and who made the first and when."""
    meanings = outcome_meanings(session)
    around = datetime.combine(on, time(), UTC)
    rows = session.execute(
        sa.select(Interaction.customer_id, Interaction.at, Interaction.outcome_code, User.email, Portfolio.timezone)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .outerjoin(User, User.id == Interaction.collector_id)
        .where(
            Interaction.at >= around - timedelta(days=2),
            Interaction.at < around + timedelta(days=3),
            Interaction.channel == Channel.CALL,
            Interaction.direction == Direction.OUTBOUND,
        )
        .order_by(Interaction.at, Interaction.id)
    )
    found: dict[int, _Tried] = {}
    for customer, at, code, by, zone in rows:
        meaning = meanings.get(code or "")
        if day_of(at, zone) != on or (code is not None and (meaning is None or not meaning.is_try)):
            continue
        first = found.get(customer) or _Tried(connected=False, talked=False, by=by, at=at)
        found[customer] = first._replace(
            connected=first.connected or bool(meaning and meaning.is_answered),
            talked=first.talked or bool(meaning and meaning.is_direct),
        )
    return found
