"""Limits that a complete form is held against: the portfolio's for a promise, the contact law's for a call-back."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, Portfolio
from models.enums import Channel
from workbench.domain.calls.form import FieldProblem, OutcomeForm
from workbench.domain.contact import may_contact, people_of, preset
from workbench.domain.promises import may_promise, policy_of
from workbench.kernel.days import day_of
from workbench.kernel.text import N_


def promise_limits(account: Account, form: OutcomeForm, *, portfolio: Portfolio, now: datetime) -> list[FieldProblem]:
    """The promise is within the portfolio's limits; asked of the rule that takes it."""
    if form.promise_amount is None or form.promise_due_on is None:
        return []
    refusal = may_promise(
        form.promise_amount,
        form.promise_due_on,
        today=day_of(now, portfolio.timezone),
        owed=account.open_amount - account.credit,
        policy=policy_of(portfolio),
    )
    if refusal is None:
        return []
    field = "promise_due_on" if refusal.about == "due_on" else "promise_amount"
    return [FieldProblem(field, refusal.reason, tuple(refusal.values.items()))]


def callback_limits(
    session: Session, account: Account, form: OutcomeForm, *, portfolio: Portfolio, now: datetime
) -> list[FieldProblem]:
    """An hour is agreed on only if the law will let the call be made then; that it was asked for is counted in."""
    if form.callback_at is None:
        return []
    person = people_of(session, [account.customer_id], at=now)[account.customer_id]
    verdict = may_contact(
        replace(person, callbacks=(*person.callbacks, form.callback_at)),
        channel=Channel.CALL,
        at=form.callback_at,
        preset=preset(portfolio.preset),
        debt=account.id,
    )
    if not verdict.is_blocked:
        return []
    if verdict.next_allowed_at is None:
        return [FieldProblem("callback_at", N_("A esta persona ya no se le puede llamar."))]
    opens_at = ("opens_at", verdict.next_allowed_at)
    return [
        FieldProblem("callback_at", N_("A esa hora no se puede llamar. Se puede desde %(opens_at)s."), (opens_at,)),
    ]
