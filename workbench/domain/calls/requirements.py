"""What each key in `requires` of the outcome tree asks of the form: its fields, what may be missing, its limits.

One row per key: a new key adds a row here and one in `follow_up`. What no key of the outcome asks for is refused. The
delay reason is never needed: it is noted only when the customer tells it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Account, DelayReason, Outcome, Portfolio
from models.enums import OutcomeGroup
from workbench.domain.calls.form import (
    FieldProblem,
    OutcomeForm,
    callback_missing,
    claim_missing,
    promise_missing,
)
from workbench.domain.calls.limits import callback_limits, promise_limits
from workbench.kernel.agreements import last_callback_instant
from workbench.kernel.days import day_of
from workbench.kernel.text import N_


@dataclass(frozen=True)
class FormMoment:
    """When and of which account a form is checked."""

    session: Session
    account: Account
    portfolio: Portfolio
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One key of `requires`.

    Attributes:
        fields: Its fields of the form, each with what is said where the outcome does not ask for it.
        missing: What is missing in them or cannot be, from the form, the instant, the portfolio's day and zone.
        limits: What limits a complete form meets.
        is_agreement: Whether it agrees on money, which a hold forbids even with a customer who calls us.

    """

    fields: Mapping[str, str]
    missing: Callable[[OutcomeForm, datetime, date, str], list[FieldProblem]]
    limits: Callable[[OutcomeForm, FormMoment], list[FieldProblem]]
    is_agreement: bool = False


REQUIREMENTS: Mapping[str, Requirement] = {
    "promise": Requirement(
        fields={
            "promise_amount": N_("Este resultado no lleva promesa: quite el monto o elija «Promesa de pago»."),
            "promise_due_on": N_("Este resultado no lleva promesa: quite la fecha de pago o elija «Promesa de pago»."),
            "promise_channel": N_("Este resultado no lleva promesa: quite por dónde paga o elija «Promesa de pago»."),
        },
        missing=lambda form, _now, today, _zone: promise_missing(form, today=today),
        limits=lambda form, at: promise_limits(at.account, form, portfolio=at.portfolio, now=at.now),
        is_agreement=True,
    ),
    "callback": Requirement(
        fields={
            "callback_at": N_("Este resultado no lleva cita: quite el día y la hora o elija «Volver a llamar»."),
            "discussed_debt": N_("Este resultado ya dice si se habló de la deuda: quite la marca."),
        },
        missing=lambda form, now, today, zone: callback_missing(form, now=now, last=last_callback_instant(today, zone)),
        limits=lambda form, at: callback_limits(at.session, at.account, form, portfolio=at.portfolio, now=at.now),
    ),
    "claimed_payment": Requirement(
        fields={
            "claimed_amount": N_("Este resultado no lleva pago informado: quite el monto o elija «Informa pago»."),
            "claimed_on": N_("Este resultado no lleva pago informado: quite el día o elija «Informa pago»."),
            "claimed_reference": N_(
                "Este resultado no lleva pago informado: quite la referencia o elija «Informa pago»."
            ),
        },
        missing=lambda form, _now, today, _zone: claim_missing(form, today=today),
        limits=lambda _form, _at: [],
    ),
}
DELAY_REASON_UNASKED = N_("El motivo lo cuenta el titular: quítelo o elija un resultado de contacto directo.")


def fields_of(outcome: Outcome) -> frozenset[str]:
    """The fields of the form that an outcome asks for, beside the note."""
    asked = {field for key in outcome.requires for field in REQUIREMENTS[key].fields}
    return frozenset(asked | {"delay_reason"} if outcome.group == OutcomeGroup.DIRECT else asked)


def is_agreement(outcome: Outcome) -> bool:
    """Whether recording the outcome agrees on money with the customer."""
    return any(REQUIREMENTS[key].is_agreement for key in outcome.requires)


def missing_fields(
    outcome: Outcome | None, form: OutcomeForm, *, now: datetime, today: date, zone: str = "UTC"
) -> tuple[FieldProblem, ...]:
    """What the outcome requires and the form does not have, in the order of the form; empty: nothing is missing.

    Args:
        outcome: Of the form's code; None where none was chosen.
        form: As filled in.
        now: Aware instant.
        today: The portfolio's local day.
        zone: The portfolio's time zone, on whose clock the last day of a call-back ends.

    """
    if outcome is None:
        return (FieldProblem("code", N_("Elija el resultado de la llamada.")),)
    if not outcome.on_form:
        return (FieldProblem("code", N_("Este resultado no se registra desde la llamada.")),)
    return tuple(problem for key in outcome.requires for problem in REQUIREMENTS[key].missing(form, now, today, zone))


def unasked_fields(outcome: Outcome, form: OutcomeForm) -> tuple[FieldProblem, ...]:
    """What is filled in although the outcome does not ask for it, in the order of the form; empty: nothing."""
    known = {field: text for one in REQUIREMENTS.values() for field, text in one.fields.items()}
    texts = {**known, "delay_reason": DELAY_REASON_UNASKED}
    asked = fields_of(outcome)
    return tuple(
        FieldProblem(field, text)
        for field, text in texts.items()
        if field not in asked and _is_filled(getattr(form, field))
    )


def form_problems(
    session: Session, account: Account, form: OutcomeForm, *, outcome: Outcome | None, now: datetime
) -> tuple[FieldProblem, ...]:
    """Everything that keeps a form from being saved, by field; empty: it can be saved. The screen asks the same.

    Limits are only said of what is filled in completely.
    """
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    zone = portfolio.timezone
    problems = missing_fields(outcome, form, now=now, today=day_of(now, zone), zone=zone)
    if outcome is None or not outcome.on_form:
        return problems
    if not problems:
        at = FormMoment(session, account, portfolio, now)
        problems = tuple(found for key in outcome.requires for found in REQUIREMENTS[key].limits(form, at))
    unasked = unasked_fields(outcome, form)
    if form.delay_reason and not unasked and session.get(DelayReason, form.delay_reason) is None:
        problems = (*problems, FieldProblem("delay_reason", N_("Elija un motivo de la lista.")))
    return (*problems, *unasked)


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None
