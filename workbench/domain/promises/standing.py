"""Promises judged in bulk: facts are read from the database, states are written back where they differ."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Portfolio, Promise
from models.bulk import bulk_update, is_among
from models.enums import PromiseState
from workbench.domain.ledger import forget
from workbench.domain.promises.facts import Judgement, PromiseFact, ReceivedFact
from workbench.domain.promises.judging import final_states, judge
from workbench.domain.promises.reading import (
    PromiseOf,
    PromisePaymentRow,
    PromiseRow,
    payments_by_account,
    promises_by_account,
    promises_of,
)
from workbench.kernel.days import day_of, known_until
from workbench.kernel.states import OPEN_PROMISE_STATES, is_promise_open


@dataclass(frozen=True, slots=True)
class PromiseAsOf:
    """A promise as of a day, as the command line and the API show it. Amounts are minor units of `currency`."""

    id: int
    account: int
    customer: str
    portfolio: str
    plan: int | None
    amount: int
    currency: str
    due_on: date
    made_at: datetime
    state: PromiseState
    counted: int
    decided_on: date | None


def judge_promises(session: Session, account_ids: Collection[int], *, on: date, today: date) -> int:
    """Judge every promise of these accounts at a day and write what differs. Returns how many promises changed."""
    ids = set(account_ids)
    changed = judge_accounts(session, ids, on=on, until=known_until(on, today), touched=ids)
    forget(session, ids)
    return changed


def judge_accounts(
    session: Session, account_ids: Collection[int], *, on: date, until: date, touched: Collection[int]
) -> int:
    """Judge promises of these accounts where a state may have changed.

    That is where facts came in (`touched`), where a promise is pending, and where one was decided later than `on`.
    Returns how many promises changed.
    """
    these = is_among(session.connection(), Promise.account_id, account_ids)
    promises = {
        account: rows
        for account, rows in promises_by_account(session, these).items()
        if account in touched or any(_may_change(row, on=on) for row in rows)
    }
    payments = payments_by_account(session, list(promises), until=until)
    changes = []
    for account, rows in promises.items():
        judged = judge_rows(rows, payments.get(account, []), on=on, until=until)
        changes.extend(_changes(rows, judged))
    return bulk_update(session.connection(), Promise, changes)


def promises_as_of(
    session: Session, *, on: date, today: date, portfolio: str | None = None, state: PromiseState | None = None
) -> list[PromiseAsOf]:
    """Promises with their state at a day, computed from facts alone: what is stored is neither read nor changed.

    Args:
        session: a session that may only read.
        on: the day asked for.
        today: the clock's day; on it the facts of the day count at once.
        portfolio: code of a portfolio; all of them when left out.
        state: only promises in this state.

    Returns:
        Promises known by then, by due day, then by id.
    """
    until = known_until(on, today)
    promises = promises_by_account(session, sa.true() if portfolio is None else _in_portfolio(portfolio))
    payments = payments_by_account(session, list(promises), until=until)
    judged: dict[int, Judgement] = {}
    rows: dict[int, PromiseRow] = {}
    for account, of_account in promises.items():
        judged |= judge_rows(of_account, payments.get(account, []), on=on, until=until)
        rows |= {row.id: row for row in of_account}
    wanted = [one for one, judgement in judged.items() if state in {None, judgement.state}]
    whose = promises_of(session, wanted)
    lines = [_line(rows[one], judged[one], whose[one]) for one in wanted]
    return sorted(lines, key=lambda line: (line.due_on, line.id))


class PromiseDecision(NamedTuple):
    """A promise was found kept or broken: the day that became known, and the day on which it was no longer so."""

    known_on: date
    state: PromiseState
    gone_on: date | None


def promise_decisions(session: Session, account_ids: Collection[int]) -> dict[int, list[PromiseDecision]]:
    """When promises of these accounts were found kept or broken, and when that was no longer so, by account.

    Facts are all that is known now; a state at a day is as it was then.
    """
    promises = promises_by_account(session, is_among(session.connection(), Promise.account_id, account_ids))
    payments = payments_by_account(session, list(promises), until=date.max)
    return {account: decisions_of_account(rows, payments.get(account, [])) for account, rows in promises.items()}


def decisions_of_account(rows: Sequence[PromiseRow], payments: Iterable[PromisePaymentRow]) -> list[PromiseDecision]:
    """When promises of one account were found kept or broken, by the day it became known."""
    standing: dict[int, PromiseDecision] = {}
    found: list[PromiseDecision] = []
    for change in final_states([_fact(row) for row in rows], _received(payments)):
        was = standing.pop(change.promise_id, None)
        if was is not None:
            found.append(was._replace(gone_on=change.known_on))
        if change.state in _COUNTED:
            standing[change.promise_id] = PromiseDecision(change.known_on, change.state, gone_on=None)
    return sorted([*found, *standing.values()], key=lambda decision: decision.known_on)


_COUNTED = {PromiseState.KEPT, PromiseState.BROKEN}


def broken_in_row(session: Session, account_id: int) -> int:
    """How many of an account's latest decided promises were broken one after the other.

    A partial one is not broken; cancelled and superseded ones were no broken word and are passed over.
    """
    passed_over = {PromiseState.CANCELLED, PromiseState.SUPERSEDED, *OPEN_PROMISE_STATES}
    states = session.scalars(
        sa.select(Promise.state)
        .where(Promise.account_id == account_id, Promise.state.not_in(passed_over))
        .order_by(Promise.made_at.desc(), Promise.id.desc())
    )
    count = 0
    for state in states:
        if state is not PromiseState.BROKEN:
            break
        count += 1
    return count


def _may_change(row: PromiseRow, *, on: date) -> bool:
    return is_promise_open(row.state) or row.decided_on is None or row.decided_on > on


def _in_portfolio(code: str) -> sa.ColumnElement[bool]:
    return Account.portfolio_id == sa.select(Portfolio.id).where(Portfolio.code == code).scalar_subquery()


def judge_rows(
    promises: Iterable[PromiseRow], payments: Iterable[PromisePaymentRow], *, on: date, until: date
) -> dict[int, Judgement]:
    """Judge the promises of one account, as rows: see `workbench.domain.promises.judging.judge`."""
    return judge([_fact(row) for row in promises], _received(payments), on=on, until=until)


def _received(payments: Iterable[PromisePaymentRow]) -> list[ReceivedFact]:
    return [
        ReceivedFact(row.id, row.external_id, row.amount, row.known_at, row.known_on, row.reverses, row.kind)
        for row in payments
    ]


def _fact(row: PromiseRow) -> PromiseFact:
    return PromiseFact(
        id=row.id,
        amount=row.amount,
        due_on=row.due_on,
        made_at=row.made_at,
        made_on=day_of(row.made_at, row.zone),
        known_on=row.known_on,
        grace_days=row.grace_days,
        threshold_pct=row.threshold_pct,
        cancelled_at=row.cancelled_at,
        cancelled_on=None if row.cancelled_at is None else day_of(row.cancelled_at, row.zone),
    )


# What a promise looks like at a day at which it is not known yet.
_NOT_YET = Judgement(PromiseState.OPEN, counted=0, decided_on=None)


def _changes(rows: Iterable[PromiseRow], judged: Mapping[int, Judgement]) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = []
    for row in rows:
        found = judged.get(row.id, _NOT_YET)
        if (row.state, row.counted, row.decided_on) != (found.state, found.counted, found.decided_on):
            changes.append(
                {"id": row.id, "state": found.state, "counted": found.counted, "decided_on": found.decided_on}
            )
    return changes


def _line(row: PromiseRow, judgement: Judgement, whose: PromiseOf) -> PromiseAsOf:
    return PromiseAsOf(
        id=row.id,
        account=whose.account,
        customer=whose.customer,
        portfolio=whose.portfolio,
        plan=None,
        amount=row.amount,
        currency=whose.currency,
        due_on=row.due_on,
        made_at=row.made_at,
        state=judgement.state,
        counted=judgement.counted,
        decided_on=judgement.decided_on,
    )
