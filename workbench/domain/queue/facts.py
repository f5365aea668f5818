"""What building a day's queues reads: a fixed number of queries, and one for each part of the accounts.

Facts of the current day count at once for who may be worked (holds, promises, call-backs); the points see only what
was known at the close of the day before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median_low
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    Account,
    Champion,
    ContactPoint,
    Customer,
    Hold,
    Invoice,
    ModelVersion,
    Portfolio,
    Score,
    User,
)
from models.bulk import bulk_read, bulk_stream, is_among
from models.enums import PointKind
from scoring.points import Phone
from workbench.domain.queue.worked.eligibility import Debt, WorkTerms
from workbench.domain.queue.worked.people import (
    ContactHistory,
    PromiseHistory,
    best_phones,
    contact_histories,
    promise_histories,
)
from workbench.domain.queue.worked.policy import work_policy_on
from workbench.kernel.states import hold_in_force_condition

FOLLOW_UP_STALE = timedelta(days=3)


class AccountLine(NamedTuple):
    """A workable account. Amounts are minor units; `asked` is open less what is in dispute.

    `stale`: its standing is of another day.
    """

    id: int
    customer_id: int
    external_id: str
    portfolio_id: int
    collector_id: int | None
    open_amount: int
    overdue_amount: int
    asked: int
    oldest_due_on: date
    last_payment_on: date | None
    stale: bool
    credit: int = 0

    @property
    def debt(self) -> Debt:
        """What the rule of who is worked asks of it. What is on hold is not among the workable accounts."""
        return Debt(self.overdue_amount, self.credit, self.asked, self.oldest_due_on)

    @property
    def worth(self) -> int:
        """What a call is about: the overdue amount, or what is open where nothing is overdue yet."""
        return self.overdue_amount or self.asked


class ScoreLine(NamedTuple):
    """What the model says of an account, reasons as `scoring.reasons` has them.

    `gain` is what it is ranked by and `expected` the chance of paying times the exposure, in minor units.
    """

    propensity: float
    expected: float
    model_id: int
    model: str
    reasons: list[list[Any]]  # Any: JSON
    value: str
    gain: float


@dataclass
class QueueFacts:
    """All that is read beside the accounts themselves, by customer or account.

    `terms` are the settings of who is worked, by portfolio. `usual` is the middle one of the gains above nothing, by
    currency; `unscored` are the portfolios that have a model and no scores for the day.

    What follows them is read by `facts_of`, for a part of the customers at a time; `scores` are those of the day by the
    model that ranks.
    """

    portfolios: dict[int, Portfolio]
    active_users: frozenset[int]
    with_numbers: frozenset[int]
    held_customers: frozenset[int]
    held_accounts: frozenset[int]
    typical: dict[int, int]
    terms: dict[int, WorkTerms]
    usual: dict[str, float] = field(default_factory=dict)
    unscored: tuple[str, ...] = ()
    phones: dict[int, Phone] = field(default_factory=dict)
    part_paid: frozenset[int] = frozenset()
    touches: dict[int, ContactHistory] = field(default_factory=dict)
    promised: dict[int, PromiseHistory] = field(default_factory=dict)
    scores: dict[int, ScoreLine] = field(default_factory=dict)

    def phone_of(self, line: AccountLine) -> Phone:
        """The best number of the customer; unknown where the portfolio's numbers are not kept here at all."""
        known = self.phones.get(line.customer_id)
        if known is None:
            return Phone.NONE if line.portfolio_id in self.with_numbers else Phone.UNKNOWN
        return known


def read_facts(session: Session, *, on: date, today: date) -> QueueFacts:
    """Read what does not grow with the accounts: nine queries."""
    held = session.execute(
        sa.select(Hold.customer_id, Hold.account_id).where(hold_in_force_condition(on=on, today=today))
    ).all()
    portfolios = {row.id: row for row in session.scalars(sa.select(Portfolio))}
    return QueueFacts(
        portfolios=portfolios,
        active_users=frozenset(session.scalars(sa.select(User.id).where(User.is_active))),
        with_numbers=_with_numbers(session),
        held_customers=frozenset(customer for customer, account in held if account is None),
        held_accounts=frozenset(account for _, account in held if account is not None),
        typical=_typical(session),
        terms=work_policy_on(session, list(portfolios), on=on),
        usual=_usual(session, on=on),
        unscored=_unscored(session, on=on),
    )


def facts_of(
    session: Session, facts: QueueFacts, lines: Collection[AccountLine], *, on: date, today: date
) -> QueueFacts:
    """The facts with what is known of the customers and accounts of these lines, and of no others: six queries."""
    connection, accounts = session.connection(), [line.id for line in lines]
    customers = list({line.customer_id for line in lines})

    def whose(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        return is_among(connection, column, customers)

    return replace(
        facts,
        phones=best_phones(session, whose=whose),
        part_paid=_part_paid(session, accounts),
        touches=contact_histories(session, facts.portfolios, on=on, today=today, whose=whose),
        promised=promise_histories(session, on=on, today=today, whose=whose),
        scores=scores_of(session, accounts, on=on),
    )


def workable_lines(session: Session, facts: QueueFacts, *, on: date) -> Iterator[AccountLine]:
    """Workable accounts, a customer's together: open, not on hold, not handed over, not too old. One query, streamed.

    Disputed items are not asked for; an account of nothing else is left out.
    """
    if not facts.portfolios:
        return
    found = (
        sa.select(
            Account.id,
            Account.customer_id,
            Customer.external_id,
            Account.portfolio_id,
            Account.collector_id,
            Account.open_amount,
            Account.overdue_amount,
            Account.open_amount - Account.disputed_amount,
            Account.oldest_due_on,
            Account.last_payment_on,
            Account.standing_on.is_distinct_from(on),
            Account.credit,
        )
        .join(Customer, Customer.id == Account.customer_id)
        .where(_is_workable(facts, on=on))
        .order_by(Account.customer_id, Account.id)
    )
    for line in bulk_stream(session.connection(), found, AccountLine._make):
        if line.customer_id not in facts.held_customers and line.id not in facts.held_accounts:
            yield line


def count_workable(session: Session, facts: QueueFacts, *, on: date) -> int:
    """How many customers have a workable account; who is on hold is counted too."""
    if not facts.portfolios:
        return 0
    counted = sa.select(sa.func.count(Account.customer_id.distinct())).where(_is_workable(facts, on=on))
    return session.scalar(counted) or 0


def _is_workable(facts: QueueFacts, *, on: date) -> sa.ColumnElement[bool]:
    """Condition on `Account`: something is asked for, and it is not too old for its portfolio."""
    oldest = sa.case(
        {row.id: on - timedelta(days=row.workable_max_days) for row in facts.portfolios.values()},
        value=Account.portfolio_id,
        else_=on,
    )
    return sa.and_(Account.open_amount > Account.disputed_amount, Account.oldest_due_on >= oldest)


def _ranking_now(*, on: date) -> sa.ColumnElement[bool]:
    """Condition on `Score` and `Champion`: a score of the day by the model that ranks its portfolio now."""
    return sa.and_(
        Champion.portfolio_id == Score.portfolio_id,
        Champion.until.is_(None),
        Champion.model_id == Score.model_id,
        Score.scored_on == on,
    )


def scores_of(session: Session, account_ids: Collection[int], *, on: date) -> dict[int, ScoreLine]:
    """The scores of these accounts for the day by the model that ranks their portfolio, by account."""
    connection = session.connection()
    statement = (
        sa.select(
            Score.account_id,
            Score.propensity,
            Score.expected,
            Score.model_id,
            ModelVersion.name,
            Score.reasons,
            Score.value,
            _gain(),
        )
        .join(ModelVersion, ModelVersion.id == Score.model_id)
        .join(Champion, _ranking_now(on=on))
        .where(is_among(connection, Score.account_id, account_ids))
    )
    found: list[tuple[Any, ...]] = bulk_read(connection, statement, tuple)  # Any: the columns above
    return {account_id: ScoreLine(*rest) for account_id, *rest in found}


def _gain() -> sa.ColumnElement[float]:
    """What a score is ranked by; scores of before it was kept are ranked by what is expected."""
    return sa.func.coalesce(Score.gain, Score.expected)


def _usual(session: Session, *, on: date) -> dict[str, float]:
    """The middle one of the gains above nothing, by currency: what a hundred points stand for."""
    ranked = (
        sa.select(
            Portfolio.currency.label("currency"),
            _gain().label("gain"),
            sa.func.row_number().over(partition_by=Portfolio.currency, order_by=_gain()).label("place"),
            sa.func.count().over(partition_by=Portfolio.currency).label("of"),
        )
        .join(Champion, _ranking_now(on=on))
        .join(Portfolio, Portfolio.id == Score.portfolio_id)
        .where(_gain() > 0)
        .subquery()
    )
    middle = sa.select(ranked.c.currency, ranked.c.gain).where(ranked.c.place == (ranked.c.of + 1) // 2)
    return dict(session.execute(middle).all())


def _unscored(session: Session, *, on: date) -> tuple[str, ...]:
    scored = sa.exists().where(
        Score.portfolio_id == Champion.portfolio_id, Score.model_id == Champion.model_id, Score.scored_on == on
    )
    found = session.scalars(
        sa.select(Portfolio.code)
        .join(Champion, sa.and_(Champion.portfolio_id == Portfolio.id, Champion.until.is_(None)))
        .where(Champion.model_id.is_not(None), sa.not_(scored))
        .order_by(Portfolio.code)
    )
    return tuple(found)


def _with_numbers(session: Session) -> frozenset[int]:
    """Portfolios of which any customer has a number here; of the others the numbers are kept elsewhere."""
    any_number = sa.exists().where(
        ContactPoint.customer_id == Account.customer_id,
        ContactPoint.kind == PointKind.PHONE,
        Account.portfolio_id == Portfolio.id,
    )
    return frozenset(session.scalars(sa.select(Portfolio.id).where(any_number)))


def _part_paid(session: Session, account_ids: Collection[int]) -> frozenset[int]:
    connection = session.connection()
    partly = sa.select(Invoice.account_id).where(
        is_among(connection, Invoice.account_id, account_ids),
        Invoice.open_amount > 0,
        Invoice.open_amount < Invoice.amount,
    )
    return frozenset(connection.scalars(partly))


def _typical(session: Session) -> dict[int, int]:
    """The median of what an account of each portfolio owes: overdue, or open where nothing is overdue yet."""
    asked = Account.open_amount - Account.disputed_amount
    worth = sa.case((Account.overdue_amount > 0, Account.overdue_amount), else_=asked)
    owed: dict[int, list[int]] = defaultdict(list)
    for portfolio_id, amount in session.connection().execute(sa.select(Account.portfolio_id, worth).where(asked > 0)):
        owed[portfolio_id].append(amount)
    return {portfolio_id: median_low(amounts) for portfolio_id, amounts in owed.items()}
