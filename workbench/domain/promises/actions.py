"""Taking and cancelling promises to pay, and the limits a portfolio sets to them. Their state is computed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Interaction, Portfolio, Promise
from workbench.domain.promises.standing import broken_in_row, judge_promises
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.errors import RuleBroken
from workbench.kernel.states import FINAL_PROMISE_STATES
from workbench.kernel.text import N_


class PromiseRefused(RuleBroken):
    """The promise is outside the limits of the portfolio."""

    rule = "promise"


@dataclass(frozen=True, kw_only=True)
class PromisePolicy:
    """What a portfolio lets be promised. The minimum is in minor units, the horizon in calendar days.

    `max_broken_in_row` None sets no limit; practice escalates after two (docs/ledger.md, "Promises").
    """

    horizon_days: int
    minimum: int
    max_broken_in_row: int | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a promise is refused: what it is about (amount, due_on, history), and a marked text with what fills it."""

    about: str
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)  # Any: what fills a text


def policy_of(portfolio: Portfolio) -> PromisePolicy:
    """The limits of a portfolio."""
    return PromisePolicy(horizon_days=portfolio.promise_horizon_days, minimum=portfolio.promise_minimum)


def may_promise(  # noqa: PLR0913 - the facts of the decision
    amount: int, due_on: date, *, today: date, owed: int, policy: PromisePolicy, broken_in_row: int = 0
) -> Refusal | None:
    """A promise is at least the minimum (or all that is owed), at most what is owed, from today to the horizon.

    Args:
        amount: minor units.
        due_on: the day promised, in the portfolio's zone.
        today: the portfolio's day.
        owed: balance of the account in minor units, its credit taken off.
        policy: limits of the portfolio.
        broken_in_row: how many of the latest promises were broken one after the other.

    Returns:
        Why not, or None where it may be taken.
    """
    return (
        _amount_refusal(amount, owed=owed, minimum=policy.minimum)
        or _day_refusal(due_on, today=today, horizon_days=policy.horizon_days)
        or _history_refusal(broken_in_row, limit=policy.max_broken_in_row)
    )


def _amount_refusal(amount: int, *, owed: int, minimum: int) -> Refusal | None:
    if amount <= 0:
        return Refusal("amount", N_("El monto de la promesa debe ser mayor que cero."))
    if amount > owed:
        return Refusal("amount", N_("El monto es mayor que lo que se debe."))
    if amount < min(minimum, owed):
        return Refusal("amount", N_("El monto es menor que el mínimo de la cartera."))
    return None


def _day_refusal(due_on: date, *, today: date, horizon_days: int) -> Refusal | None:
    if due_on < today:
        return Refusal("due_on", N_("La fecha de la promesa ya pasó."))
    if due_on > today + timedelta(days=horizon_days):
        text = N_("El plazo máximo de la cartera es de %(days)s días: elija una fecha más cercana.")
        return Refusal("due_on", text, {"days": horizon_days})
    return None


def _history_refusal(broken: int, *, limit: int | None) -> Refusal | None:
    if limit is None or broken < limit:
        return None
    text = N_("Las últimas %(broken)s promesas no se cumplieron: la siguiente la acepta un supervisor.")
    return Refusal("history", text, {"broken": broken})


def take_promise(  # noqa: PLR0913 - what a promise is made of
    session: Session,
    interaction: Interaction,
    *,
    amount: int,
    due_on: date,
    channel: str | None,
    made_by: int | None,
    now: datetime,
    policy: PromisePolicy | None = None,
) -> Promise:
    """Take a promise in an interaction. It supersedes the open one of the account, and payments count from now on.

    The audit entry is the interaction's: a promise is only taken where an outcome is recorded.

    Args:
        session: a write session; the caller commits.
        interaction: in which it was made; flushed, so that it has its id.
        amount: minor units of the portfolio's currency.
        due_on: day in the portfolio's zone.
        channel: where the customer will pay, in the customer's words or a code of the form.
        made_by: id of the user who took it; None where the customer did it alone.
        now: aware instant.
        policy: limits other than the portfolio's, for who may go beyond them.

    Raises:
        PromiseRefused: outside the limits, see `may_promise`.
    """
    account = session.get_one(Account, interaction.account_id)
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    today = day_of(now, portfolio.timezone)
    _refuse_outside_limits(session, account, amount, due_on=due_on, today=today, policy=policy or policy_of(portfolio))
    promise = Promise(
        account_id=account.id,
        customer_id=account.customer_id,
        interaction_id=interaction.id,
        amount=amount,
        due_on=due_on,
        channel=channel,
        made_at=now,
        known_at=now,
        known_on=today,
        made_by=made_by,
        grace_days=portfolio.promise_grace_days,
        threshold_pct=portfolio.promise_threshold_pct,
    )
    session.add(promise)
    judge_promises(session, [account.id], on=today, today=today)
    return promise


def _refuse_outside_limits(  # noqa: PLR0913 - the facts of the decision
    session: Session, account: Account, amount: int, *, due_on: date, today: date, policy: PromisePolicy
) -> None:
    limited = policy.max_broken_in_row is not None
    refusal = may_promise(
        amount,
        due_on,
        today=today,
        owed=account.open_amount - account.credit,
        policy=policy,
        broken_in_row=broken_in_row(session, account.id) if limited else 0,
    )
    if refusal is not None:
        raise PromiseRefused(refusal.reason, rule=f"promise.{refusal.about}", **refusal.values)


def cancel_promise(session: Session, promise: Promise, *, actor: Actor, now: datetime, why: str) -> None:
    """A promise that is not decided yet may be called off; from that instant it counts nothing.

    Raises:
        PromiseRefused: it is kept, broken or otherwise decided.
    """
    if promise.state in FINAL_PROMISE_STATES:
        raise PromiseRefused(N_("La promesa ya se decidió: no se puede anular."))
    account = session.get_one(Account, promise.account_id)
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    today = day_of(now, portfolio.timezone)
    before = {"state": promise.state.value}
    promise.cancelled_at = now
    judge_promises(session, [promise.account_id], on=today, today=today)
    record(
        session,
        AuditEvent.PROMISE_CANCELLED,
        actor=actor,
        subject=("promise", promise.id),
        now=now,
        before=before,
        after={"state": promise.state.value},
        why=why,
    )
