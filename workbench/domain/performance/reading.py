"""Reads the work, promises, money and contacts of a period, from which performance is counted.

Each function is one query, whatever the rows. A fact belongs to the period in which it became known (`known_on`, a day
of its portfolio's zone); periods are half-open. What the rows mean is decided in `counting`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Assignment, Interaction, Outcome, Payment, Portfolio, Promise, Role, User
from models.bulk import is_among
from models.enums import Direction, EventKind, OutcomeGroup
from workbench.domain.promises import PromisePaymentRow
from workbench.kernel.states import money_condition
from workbench.queries.portfolios import works_any

CONNECTED = (EventKind.ATTEMPT_CONNECTED, EventKind.CONVERSATION, EventKind.DIRECT_CONTACT)
"""What an attempt that got through to a line or a person is coded as; a message that was sent is not among them."""

TRIED = sa.and_(
    Interaction.direction == Direction.OUTBOUND, sa.func.coalesce(Outcome.group, "") != OutcomeGroup.ADMINISTRATIVE
)
"""A gestión: an outbound try on any channel; one that was started and not recorded yet too."""
CONTACT = Outcome.group.in_((OutcomeGroup.DIRECT, OutcomeGroup.INDIRECT))
DIRECT = Outcome.group == OutcomeGroup.DIRECT


@dataclass(frozen=True, slots=True)
class KpiPeriod:
    """The portfolios and the days [since, before) that are asked for."""

    portfolio_ids: tuple[int, ...]
    since: date
    before: date


class AttemptsRow(NamedTuple):
    """Attempts, and accounts they were made on; of a collector, or of everybody."""

    collector_id: int | None
    attempts: int
    connected: int
    contacts: int
    direct: int
    worked: int
    contacted: int
    reached: int


class AccountOf(NamedTuple):
    """An account somebody worked; `contacted` where an attempt of theirs reached anybody."""

    collector_id: int | None
    account_id: int
    contacted: bool


class MadeRow(NamedTuple):
    """A promise that was made."""

    collector_id: int | None
    account_id: int
    currency: str
    amount: int


class PaidRow(NamedTuple):
    """A payment with the money and the zone it is counted in."""

    account_id: int
    id: int
    amount: int
    paid_on: date
    known_at: datetime
    known_on: date
    currency: str


class DirectContactRow(NamedTuple):
    """A direct contact in either direction."""

    account_id: int
    at: datetime
    zone: str
    collector_id: int | None


class OwnedAccount(NamedTuple):
    """An account with who had it when the period began."""

    account_id: int
    owner_id: int | None
    portfolio_id: int


class CollectorRow(NamedTuple):
    """A person in a table of performance."""

    id: int
    name: str


def attempts_by_collector(session: Session, window: KpiPeriod) -> list[AttemptsRow]:
    """Attempts of each collector; those of names that are no user's under None."""
    counted = _attempts(window, Interaction.collector_id).group_by(Interaction.collector_id)
    return [AttemptsRow._make(row) for row in session.execute(counted)]


def attempts_of_all(session: Session, window: KpiPeriod) -> AttemptsRow:
    """Attempts of everybody; an account that two people worked is one account."""
    return AttemptsRow._make(session.execute(_attempts(window, sa.null())).one())


def accounts_worked(session: Session, window: KpiPeriod) -> list[AccountOf]:
    """Who worked which accounts."""
    contacted = sa.func.max(sa.case((CONTACT, 1), else_=0))
    rows = session.execute(
        sa.select(Interaction.collector_id, Interaction.account_id, contacted)
        .select_from(with_outcome())
        .where(TRIED, within(Interaction, window))
        .group_by(Interaction.collector_id, Interaction.account_id)
    )
    return [AccountOf(collector_id, account_id, bool(found)) for collector_id, account_id, found in rows]


def accounts_reached(session: Session, window: KpiPeriod) -> set[tuple[int | None, int]]:
    """Collector and account of each direct contact that an attempt brought."""
    rows = session.execute(
        sa.select(Interaction.collector_id, Interaction.account_id)
        .select_from(with_outcome())
        .where(TRIED, DIRECT, within(Interaction, window))
        .distinct()
    )
    return {(collector_id, account_id) for collector_id, account_id in rows}


def promises_made(session: Session, window: KpiPeriod) -> list[MadeRow]:
    """Promises made in the period, in any state now, with who took them."""
    rows = session.execute(
        sa.select(Interaction.collector_id, Promise.account_id, Portfolio.currency, Promise.amount)
        .join(Interaction, Interaction.id == Promise.interaction_id)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .where(
            Promise.known_on >= window.since,
            Promise.known_on < window.before,
            Portfolio.id.in_(window.portfolio_ids),
        )
    )
    return [MadeRow._make(row) for row in rows]


def promises_maturing(session: Session, window: KpiPeriod) -> dict[int, int]:
    """Promises whose due day and grace end in the period, with their accounts."""
    last_day = _last_day(session.connection())
    rows = session.execute(
        sa.select(Promise.id, Promise.account_id)
        .join(Account, Account.id == Promise.account_id)
        .where(
            Promise.due_on < window.before,
            last_day >= window.since,
            last_day < window.before,
            Account.portfolio_id.in_(window.portfolio_ids),
        )
    )
    return {row.id: row.account_id for row in rows}


def accounts_promising(session: Session, account_ids: Collection[int], *, since: date) -> set[int]:
    """Those accounts that have a promise due on `since` or later."""
    among = is_among(session.connection(), Promise.account_id, account_ids)
    return set(session.scalars(sa.select(Promise.account_id).where(among, Promise.due_on >= since).distinct()))


def takers_of_promises(session: Session, account_ids: Collection[int]) -> dict[int, tuple[int | None, str]]:
    """Who took each promise of these accounts, and its currency."""
    rows = session.execute(
        sa.select(Promise.id, Interaction.collector_id, Portfolio.currency)
        .join(Interaction, Interaction.id == Promise.interaction_id)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .where(is_among(session.connection(), Promise.account_id, account_ids))
    )
    return {promise_id: (collector_id, currency) for promise_id, collector_id, currency in rows}


def payments_known(session: Session, window: KpiPeriod) -> list[PaidRow]:
    """Money that became known in the period, credit notes left out; reversals are `reversals_known`."""
    rows = session.execute(
        _paid().where(
            Payment.known_on >= window.since,
            Payment.known_on < window.before,
            Payment.portfolio_id.in_(window.portfolio_ids),
            Payment.reverses_external_id.is_(None),
            money_condition(),
        )
    )
    return [PaidRow._make(row) for row in rows]


def reversals_known(session: Session, window: KpiPeriod) -> list[tuple[PaidRow, PromisePaymentRow, PromisePaymentRow]]:
    """Every reversal known before the period ends beside the payment of its account that it names, both as rows.

    Those of earlier periods too: the first known reversal of a payment is the one that counts.
    """
    taken = aliased(Payment)
    rows = session.execute(
        _paid()
        .add_columns(*_received(Payment), *_received(taken))
        .join(
            taken,
            sa.and_(
                taken.portfolio_id == Payment.portfolio_id,
                taken.reverses_external_id == Payment.external_id,
                taken.account_id == Payment.account_id,
                taken.kind == Payment.kind,
            ),
        )
        .where(
            money_condition(),
            taken.known_on < window.before,
            Payment.known_on < window.before,
            taken.portfolio_id.in_(window.portfolio_ids),
        )
    )
    paid, received = len(PaidRow._fields), len(PromisePaymentRow._fields)
    return [
        (
            PaidRow._make(row[:paid]),
            PromisePaymentRow._make(row[paid:-received]),
            PromisePaymentRow._make(row[-received:]),
        )
        for row in rows
    ]


def direct_contacts(
    session: Session, account_ids: Collection[int], *, since: date, before: date
) -> list[DirectContactRow]:
    """Direct contacts of these accounts, in either direction, known in [since, before)."""
    rows = session.execute(
        sa.select(Interaction.account_id, Interaction.at, Portfolio.timezone, Interaction.collector_id)
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .join(Portfolio, Portfolio.id == Interaction.portfolio_id)
        .where(
            DIRECT,
            is_among(session.connection(), Interaction.account_id, account_ids),
            Interaction.known_on >= since,
            Interaction.known_on < before,
        )
    )
    return [DirectContactRow._make(row) for row in rows]


def owners_at(session: Session, starts: Sequence[tuple[int, datetime]]) -> list[OwnedAccount]:
    """Every account of the portfolios, with who had it when the period began.

    An account of whose assignments nothing is kept counts as of who has it now.

    Args:
        session: to look.
        starts: portfolios with the instant at which the first day begins in their zone.
    """
    began = [
        sa.and_(
            Account.portfolio_id == portfolio_id,
            Assignment.from_at < start,
            sa.or_(Assignment.until_at.is_(None), Assignment.until_at >= start),
        )
        for portfolio_id, start in starts
    ]
    had = aliased(Assignment)
    is_kept = sa.exists().where(had.account_id == Account.id)
    owner = sa.case((is_kept, Assignment.collector_id), else_=Account.collector_id)
    rows = session.execute(
        sa.select(Account.id, owner.label("owner_id"), Account.portfolio_id)
        .outerjoin(Assignment, sa.and_(Assignment.account_id == Account.id, sa.or_(sa.false(), *began)))
        .where(Account.portfolio_id.in_([portfolio_id for portfolio_id, _ in starts]))
    )
    return [OwnedAccount._make(row) for row in rows]


def portfolios_with_accounts(session: Session, portfolio_ids: Collection[int]) -> set[int]:
    """Those portfolios in which anybody has an account."""
    any_account = sa.exists().where(Account.portfolio_id == Portfolio.id)
    return set(session.scalars(sa.select(Portfolio.id).where(Portfolio.id.in_(portfolio_ids), any_account)))


def collectors_named(session: Session, user_ids: Collection[int], portfolio_ids: Collection[int]) -> list[CollectorRow]:
    """These people, those who left too, and every collector who works the portfolios now."""
    rows = session.execute(
        sa.select(User.id, User.name)
        .join(Role, Role.id == User.role_id)
        .where(sa.or_(User.id.in_(user_ids), works_any(portfolio_ids)))
    )
    return [CollectorRow._make(row) for row in rows]


def _attempts(
    window: KpiPeriod, who: sa.SQLColumnExpression[Any]
) -> sa.Select[*tuple[Any, ...]]:  # Any: columns of every type
    accounts = sa.func.count(sa.distinct(Interaction.account_id))
    count = sa.func.count()
    return (
        sa.select(
            who,
            count,
            count.filter(Outcome.event_kind.in_(CONNECTED)),
            count.filter(CONTACT),
            count.filter(DIRECT),
            accounts,
            accounts.filter(CONTACT),
            accounts.filter(DIRECT),
        )
        .select_from(with_outcome())
        .where(TRIED, within(Interaction, window))
    )


def with_outcome() -> sa.Join:
    """Interactions with their outcome, where they have one."""
    return sa.outerjoin(Interaction, Outcome, Outcome.code == Interaction.outcome_code)


def within(fact: type[Interaction], window: KpiPeriod) -> sa.ColumnElement[bool]:
    """Condition: it became known in the period, in one of its portfolios."""
    return sa.and_(
        fact.known_on >= window.since,
        fact.known_on < window.before,
        fact.portfolio_id.in_(window.portfolio_ids),
    )


def _last_day(connection: sa.Connection) -> sa.ColumnElement[date]:
    """Due day plus grace: the databases add days to a date in ways of their own."""
    if connection.dialect.name == "postgresql":
        return sa.type_coerce(Promise.due_on.op("+")(sa.cast(Promise.grace_days, sa.Integer)), sa.Date())
    added = sa.func.date(Promise.due_on, sa.func.printf("+%d days", Promise.grace_days))
    return sa.type_coerce(added, sa.Date())


def _paid() -> sa.Select[*tuple[Any, ...]]:  # Any: columns of every type
    return sa.select(
        Payment.account_id,
        Payment.id,
        Payment.amount,
        Payment.paid_on,
        Payment.known_at,
        Payment.known_on,
        Portfolio.currency,
    ).join(Portfolio, Portfolio.id == Payment.portfolio_id)


def _received(fact: type[Payment]) -> Sequence[sa.SQLColumnExpression[Any]]:  # Any: the same
    return (
        fact.account_id,
        fact.id,
        fact.external_id,
        fact.amount,
        fact.known_at,
        fact.known_on,
        fact.reverses_external_id,
        fact.kind,
    )
