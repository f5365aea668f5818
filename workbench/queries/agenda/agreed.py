"""What was agreed with customers: call-backs by their hour, and promises by the day they fall due.

A fixed number of queries, however many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Customer, Interaction, Outcome, Portfolio, Promise, User, WorkItem
from models.bulk import is_among
from models.enums import Lane, PromiseState, WorkState
from workbench.access.person import Person
from workbench.kernel.agreements import SPOKEN, callback_hour
from workbench.kernel.states import OPEN_PROMISE_STATES, open_promise_condition
from workbench.queries.scope import accounts_of

_NO_LONGER = (PromiseState.CANCELLED, PromiseState.SUPERSEDED)


@dataclass(frozen=True)
class LaterTry:
    """The first try to speak with the customer after a call was agreed. `again_at`: it agreed another."""

    at: datetime
    label_es: str
    label_en: str
    again_at: datetime | None


@dataclass(frozen=True)
class AgreedCall:
    """A call that a customer asked for. `owner_id` None: of nobody. Amounts are minor units of `currency`."""

    id: int
    account_id: int
    customer_id: int
    name: str
    portfolio: str
    preset: str
    timezone: str
    currency: str
    locale: str
    open_amount: int
    overdue_amount: int
    credit: int
    agreed_at: datetime
    moved_to: datetime | None
    note: str | None
    owner_id: int | None
    owner: str | None
    later: LaterTry | None

    @property
    def hour(self) -> datetime:
        """When we call."""
        return callback_hour(self.agreed_at, self.moved_to) or self.agreed_at

    @property
    def balance(self) -> int:
        """What the customer owes, less their credit; nothing or less: there is nothing to call for."""
        return self.open_amount - self.credit

    @property
    def is_pending(self) -> bool:
        """Whether the call is still to be made."""
        return self.later is None and self.balance > 0


@dataclass(frozen=True)
class AgreedPayment:
    """A promise to pay. `counted` is the money that has come in for it."""

    id: int
    account_id: int
    customer_id: int
    name: str
    currency: str
    locale: str
    amount: int
    counted: int
    due_on: date
    grace_days: int
    channel: str | None
    state: PromiseState
    owner_id: int | None
    owner: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state in OPEN_PROMISE_STATES


def is_over() -> sa.ColumnElement[bool]:
    """Condition on `Interaction`: somebody tried to speak with the customer after it."""
    later = aliased(Interaction)
    after = sa.or_(later.at > Interaction.at, sa.and_(later.at == Interaction.at, later.id > Interaction.id))
    return (
        sa.exists()
        .where(later.customer_id == Interaction.customer_id, after)
        .where(Outcome.code == later.outcome_code, Outcome.group.in_(SPOKEN))
    )


def agreed_calls(session: Session, person: Person, *, begins: datetime, ends: datetime) -> list[AgreedCall]:
    """Calls agreed for an instant in [begins, ends), or moved to one, in the person's scope, by their hour.

    One that was moved away is there as well: what became of it is shown where it stood.
    """
    within = (
        sa.select(Interaction.id).where(column >= begins, column < ends)
        for column in (Interaction.callback_at, Interaction.callback_moved_to)
    )
    return _calls(session, Interaction.id.in_(sa.union(*within)), accounts_of(person))


def agreed_call(session: Session, person: Person, callback_id: int) -> AgreedCall | None:
    """One agreed call, if it is within the person's scope."""
    is_one = sa.and_(Interaction.id == callback_id, Interaction.callback_at.is_not(None))
    return next(iter(_calls(session, is_one, accounts_of(person))), None)


def _calls(session: Session, *which: sa.ColumnElement[bool]) -> list[AgreedCall]:
    owner_id = sa.func.coalesce(Account.collector_id, Interaction.callback_by)
    columns: tuple[Any, ...] = (
        Interaction.id, Interaction.account_id, Interaction.customer_id, Customer.name, Portfolio.name,
        Portfolio.preset, Portfolio.timezone, Portfolio.currency, Portfolio.locale, Account.open_amount,
        Account.overdue_amount, Account.credit, Interaction.callback_at, Interaction.callback_moved_to,
        Interaction.note, User.id, User.name, Interaction.at,
    )  # fmt: skip
    rows = session.execute(
        sa.select(*columns)
        .join(Account, Account.id == Interaction.account_id)
        .join(Customer, Customer.id == Interaction.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == owner_id)
        .where(*which)
        .order_by(Interaction.callback_at, Interaction.id)
    ).all()
    if not rows:
        return []
    later = _later_tries(session, {row[2] for row in rows}, since=min(row[-1] for row in rows))
    found = [AgreedCall(*row[:-1], *[_after(later[row[2]], row[-1], row[0])]) for row in rows]
    return sorted(found, key=lambda one: (one.hour, one.id))


def agreed_payments(session: Session, person: Person, *, first: date, last: date) -> list[AgreedPayment]:
    """Promises that fall due from one day to another, and those whose grace still runs, in the person's scope."""
    columns: tuple[Any, ...] = (
        Promise.id, Promise.account_id, Promise.customer_id, Customer.name, Portfolio.currency, Portfolio.locale,
        Promise.amount, Promise.counted, Promise.due_on, Promise.grace_days, Promise.channel, Promise.state,
        User.id, User.name,
    )  # fmt: skip
    rows = session.execute(
        sa.select(*columns)
        .join(Account, Account.id == Promise.account_id)
        .join(Customer, Customer.id == Promise.customer_id)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .where(
            sa.or_(
                sa.and_(Promise.due_on.between(first, last), Promise.state.not_in(_NO_LONGER)),
                sa.and_(Promise.due_on < first, open_promise_condition()),
            ),
            accounts_of(person),
        )
        .order_by(Promise.due_on, Promise.amount.desc(), Promise.id)
    )
    return [AgreedPayment(*row) for row in rows]


def calls_due(session: Session, person: Person, *, today: date) -> int:
    """How many calls of today wait in the person's own queue; one search by index, for the frame of every page."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(WorkItem)
            .where(
                WorkItem.queue_on == today,
                WorkItem.collector_id == person.id,
                WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)),
                WorkItem.lane == Lane.CALLBACK,
                WorkItem.callable,
            )
        )
        or 0
    )


_Tries = dict[int, list[tuple[datetime, int, LaterTry]]]


def _later_tries(session: Session, customers: Collection[int], *, since: datetime) -> _Tries:
    found: _Tries = defaultdict(list)
    rows = session.execute(
        sa.select(
            Interaction.customer_id, Interaction.at, Interaction.id, Outcome.label_es, Outcome.label_en,
            Interaction.callback_at,
        )
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(
            is_among(session.connection(), Interaction.customer_id, customers),
            Interaction.at >= since,
            Outcome.group.in_(SPOKEN),
        )
        .order_by(Interaction.at, Interaction.id)
    )  # fmt: skip
    for customer, at, id_, label_es, label_en, again_at in rows:
        found[customer].append((at, id_, LaterTry(at, label_es, label_en, again_at)))
    return found


def _after(tries: Sequence[tuple[datetime, int, LaterTry]], at: datetime, id_: int) -> LaterTry | None:
    return next((one for when, which, one in tries if (when, which) > (at, id_)), None)
