"""What a filled-in form is held against: the portfolio's limits of promises, and the contact policy of a call-back."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, DelayReason, Outcome, Portfolio
from models.enums import Channel
from workbench.domain.calls.form import FieldProblem, OutcomeForm, missing_fields
from workbench.domain.contact import may_contact, people_of, preset
from workbench.domain.promises import may_promise, policy_of
from workbench.kernel.days import day_of
from workbench.kernel.text import N_


def form_problems(
    session: Session, account: Account, form: OutcomeForm, *, outcome: Outcome | None, now: datetime
) -> tuple[FieldProblem, ...]:
    """Everything that keeps a form from being saved, by field; empty: it can be saved. The screen asks the same.

    Limits are only said of what is filled in completely.
    """
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    today = day_of(now, portfolio.timezone)
    problems = missing_fields(outcome, form, now=now, today=today, zone=portfolio.timezone)
    if not problems and outcome is not None and "promise" in outcome.requires:
        problems = _promise_limits(account, form, portfolio=portfolio, today=today)
    if not problems and outcome is not None and "callback" in outcome.requires:
        problems = _callback_limits(session, account, form, portfolio=portfolio, now=now)
    if form.delay_reason and session.get(DelayReason, form.delay_reason) is None:
        problems = (*problems, FieldProblem("delay_reason", N_("Elija un motivo de la lista.")))
    return problems


def _promise_limits(
    account: Account, form: OutcomeForm, *, portfolio: Portfolio, today: date
) -> tuple[FieldProblem, ...]:
    if form.promise_amount is None or form.promise_due_on is None:
        return ()
    refusal = may_promise(
        form.promise_amount,
        form.promise_due_on,
        today=today,
        owed=account.open_amount - account.credit,
        policy=policy_of(portfolio),
    )
    if refusal is None:
        return ()
    field = "promise_due_on" if refusal.about == "due_on" else "promise_amount"
    return (FieldProblem(field, refusal.reason, tuple(refusal.values.items())),)


def _callback_limits(
    session: Session, account: Account, form: OutcomeForm, *, portfolio: Portfolio, now: datetime
) -> tuple[FieldProblem, ...]:
    """An hour is agreed on only if the law will let the call be made then; that it was asked for is counted in."""
    if form.callback_at is None:
        return ()
    person = people_of(session, [account.customer_id], at=now)[account.customer_id]
    verdict = may_contact(
        replace(person, callbacks=(*person.callbacks, form.callback_at)),
        channel=Channel.CALL,
        at=form.callback_at,
        preset=preset(portfolio.preset),
        debt=account.id,
    )
    if not verdict.is_blocked:
        return ()
    if verdict.next_allowed_at is None:
        return (FieldProblem("callback_at", N_("A esta persona ya no se le puede llamar.")),)
    opens_at = ("opens_at", verdict.next_allowed_at)
    return (
        FieldProblem("callback_at", N_("A esa hora no se puede llamar. Se puede desde %(opens_at)s."), (opens_at,)),
    )
