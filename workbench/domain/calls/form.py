"""What a collector fills in after a call, and the checks of its parts: promise, call-back, claimed payment.

Which parts an outcome asks for stands in the outcome tree; `requirements` has the table.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from workbench.kernel.agreements import CALLBACK_WITHIN
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


@dataclass(frozen=True, kw_only=True)
class OutcomeForm:
    """One filled-in form. Amounts are minor units of the account's currency; instants aware; days local.

    `idempotency_key` is made with the page: the same form sent twice carries the same key.
    """

    idempotency_key: str
    code: str | None = None
    contact_point_id: int | None = None
    promise_amount: int | None = None
    promise_due_on: date | None = None
    promise_channel: str | None = None
    callback_at: datetime | None = None
    claimed_amount: int | None = None
    claimed_on: date | None = None
    claimed_reference: str | None = None
    discussed_debt: bool | None = None
    delay_reason: str | None = None
    note: str | None = None
    script_version_id: int | None = None

    def fingerprint(self, *, account_id: int) -> str:
        """SHA-256 of all that was filled in, to tell a form sent twice from another form under the same key."""
        told = {"account_id": account_id, **asdict(self)}
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class FieldProblem:
    """One field that is missing or cannot be: a Spanish text with `%(name)s` places that `values` fill."""

    field: str
    text: str
    values: tuple[tuple[str, Any], ...] = ()  # Any: days and numbers, formatted where they are shown


class FormIncomplete(RuleBroken):
    """The form cannot be saved yet. `problems` are in the order of the form."""

    rule = "outcome.form"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(problems[0].text, **dict(problems[0].values))
        self.problems = problems


def promise_missing(form: OutcomeForm, *, today: date) -> list[FieldProblem]:
    """A promise needs an amount above zero, a day that is not over, and where it will be paid."""
    problems = []
    if form.promise_amount is None or form.promise_amount <= 0:
        problems.append(FieldProblem("promise_amount", N_("Escriba un monto mayor que cero.")))
    if form.promise_due_on is None:
        problems.append(FieldProblem("promise_due_on", N_("Elija la fecha en que paga.")))
    elif form.promise_due_on < today:
        problems.append(FieldProblem("promise_due_on", N_("Esa fecha ya pasó. Elija hoy o después.")))
    if not (form.promise_channel or "").strip():
        problems.append(FieldProblem("promise_channel", N_("Elija por dónde paga.")))
    return problems


def callback_missing(form: OutcomeForm, *, now: datetime, last: datetime) -> list[FieldProblem]:
    """A call-back needs an instant to come, at `last` the latest."""
    if form.callback_at is None:
        return [FieldProblem("callback_at", N_("Elija el día y la hora para volver a llamar."))]
    if form.callback_at <= now:
        return [FieldProblem("callback_at", N_("Esa hora ya pasó. Elija otra."))]
    if form.callback_at > last:
        days = ("days", CALLBACK_WITHIN.days)
        return [FieldProblem("callback_at", N_("Elija un día dentro de los próximos %(days)s días."), (days,))]
    return []


def claim_missing(form: OutcomeForm, *, today: date) -> list[FieldProblem]:
    """A claimed payment needs an amount above zero; its day, where it is told, is not to come."""
    problems = []
    if form.claimed_amount is None or form.claimed_amount <= 0:
        problems.append(FieldProblem("claimed_amount", N_("Escriba cuánto dice que pagó.")))
    if form.claimed_on is not None and form.claimed_on > today:
        problems.append(FieldProblem("claimed_on", N_("Esa fecha todavía no llega. Elija hoy o antes.")))
    return problems
