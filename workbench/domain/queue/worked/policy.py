"""Settings of who is worked: read as they stand on a day, and set from a day on. A row is never edited."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, WorkPolicy
from scoring.arms import MOST_SHARE
from workbench.domain.queue.worked.eligibility import WorkTerms
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

if TYPE_CHECKING:
    from scoring.treatment import WorkedRule

MOST_DAYS = 60
MOST_TRIES = 50
MOST_AMOUNT = 10**15

NAMES = tuple(one.name for one in fields(WorkTerms))
"""Columns of `models.WorkPolicy` and fields of `WorkTerms` alike."""


class WorkPolicyRefused(RuleBroken):
    """The settings of who is worked cannot be as asked; nothing was changed."""

    rule = "queue.work_policy"


@dataclass(frozen=True, kw_only=True)
class WorkChange:
    """The settings to change; None leaves one as it is.

    `least_overdue` is minor units of the portfolio, `call_share` and `no_call_share` are shares within [0, 0.5].
    """

    least_overdue: int | None = None
    rest_days: int | None = None
    most_tries: int | None = None
    most_tries_a_day: int | None = None
    preventive_days: int | None = None
    call_share: float | None = None
    no_call_share: float | None = None

    def of(self, terms: WorkTerms) -> WorkTerms:
        """The settings with this change."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return WorkTerms(**{**asdict(terms), **given})

    def is_empty(self) -> bool:
        """Whether nothing is to change."""
        return all(value is None for value in asdict(self).values())


def usual_terms(currency: str) -> WorkTerms:
    """The settings of a portfolio that has none of its own: one whole unit overdue, and the usual rest and tries."""
    return WorkTerms(least_overdue=10 ** decimals_of(currency))


def why_not_policy(terms: WorkTerms, *, from_on: date, today: date) -> RuleBroken | None:
    """Amounts are not negative, days and tries are within what a person can mean, and the past stays as it was."""
    for is_good, reason in (
        (terms.least_overdue >= 0, N_("El mínimo vencido no puede ser negativo.")),
        (terms.least_overdue <= MOST_AMOUNT, N_("El mínimo vencido es tan alto que no se llamaría a nadie.")),
        (0 <= terms.rest_days <= MOST_DAYS, N_("El descanso tras una conversación va de 0 a 60 días.")),
        (1 <= terms.most_tries <= MOST_TRIES, N_("Los intentos en siete días van de 1 a 50.")),
        (1 <= terms.most_tries_a_day <= MOST_TRIES, N_("Los intentos por día van de 1 a 50.")),
        (
            0 <= terms.preventive_days <= MOST_DAYS,
            N_("Los días antes del vencimiento van de 0 a 60; con 0 no se llama antes."),
        ),
        (
            isfinite(terms.call_share) and isfinite(terms.no_call_share),
            N_("Una muestra al azar es un porcentaje de las cuentas: escriba un número."),
        ),
        (terms.call_share >= 0 and terms.no_call_share >= 0, N_("Una muestra al azar no puede ser negativa.")),
        (
            terms.call_share + terms.no_call_share <= MOST_SHARE,
            N_("Las dos muestras al azar juntas no pueden pasar de la mitad de las cuentas."),
        ),
        (from_on >= today, N_("El cambio rige desde hoy o desde un día que viene: lo que pasó queda como estaba.")),
    ):
        if not is_good:
            return WorkPolicyRefused(reason)
    return None


def work_policy_on(session: Session, portfolio_ids: Sequence[int], *, on: date) -> dict[int, WorkTerms]:
    """The settings of these portfolios as they stand on a day; the usual ones where none were set. One query."""
    latest = (
        sa.select(
            WorkPolicy.id,
            sa.func.row_number()
            .over(partition_by=WorkPolicy.portfolio_id, order_by=(WorkPolicy.from_on.desc(), WorkPolicy.id.desc()))
            .label("place"),
        )
        .where(WorkPolicy.from_on <= on)
        .subquery()
    )
    in_force = sa.select(latest.c.id).where(latest.c.place == 1)
    rows = session.execute(
        sa.select(Portfolio.id, Portfolio.currency, WorkPolicy)
        .outerjoin(WorkPolicy, sa.and_(WorkPolicy.portfolio_id == Portfolio.id, WorkPolicy.id.in_(in_force)))
        .where(Portfolio.id.in_(portfolio_ids))
    )
    return {
        portfolio_id: usual_terms(currency)
        if row is None
        else WorkTerms(**{name: getattr(row, name) for name in NAMES})
        for portfolio_id, currency, row in rows
    }


def worked_rule(session: Session, portfolio: Portfolio, *, on: date) -> "WorkedRule":
    """The settings that stand on a day as training asks them of a history of contacts."""
    from scoring.treatment import WorkedRule  # noqa: PLC0415 - loads arrays, which only training needs

    terms = work_policy_on(session, [portfolio.id], on=on)[portfolio.id]
    return WorkedRule(terms.rest_days, terms.most_tries, grace=portfolio.promise_grace_days)


def work_policies_to_come(session: Session, portfolio_id: int, *, today: date) -> dict[date, WorkTerms]:
    """Settings that begin on a later day, by that day."""
    rows = session.scalars(
        sa.select(WorkPolicy)
        .where(WorkPolicy.portfolio_id == portfolio_id, WorkPolicy.from_on > today)
        .order_by(WorkPolicy.from_on, WorkPolicy.id)
    )
    return {row.from_on: WorkTerms(**{name: getattr(row, name) for name in NAMES}) for row in rows}


def set_work_policy(  # noqa: PLR0913 - who sets what, from when
    session: Session,
    portfolio: Portfolio,
    *,
    change: WorkChange,
    from_on: date,
    actor: Actor,
    today: date,
    now: datetime,
) -> WorkTerms:
    """Set who of a portfolio is worked from a day on, with one audit entry; the same again leaves none.

    Args:
        session: A write session; the caller commits.
        portfolio: Flushed.
        change: What is to change of the settings that stand on that day.
        from_on: The first local day that is worked so, today or later. Of several for one day the last set counts.
        actor: Who sets it.
        today: The portfolio's local day.
        now: Aware instant.

    Raises:
        WorkPolicyRefused: A value cannot be used, or the day is past.

    """
    before = work_policy_on(session, [portfolio.id], on=from_on)[portfolio.id]
    terms = change.of(before)
    refused = why_not_policy(terms, from_on=from_on, today=today)
    if refused is not None:
        raise refused
    if terms == before:
        return terms
    row = WorkPolicy(
        portfolio_id=portfolio.id,
        from_on=from_on,
        **asdict(terms),
        set_by=actor.id,
        set_by_name=actor.name,
        set_at=now,
    )
    session.add(row)
    record(
        session,
        AuditEvent.PORTFOLIO_CHANGED,
        actor=actor,
        subject=("portfolio", portfolio.id),
        now=now,
        before={"work_policy": asdict(before)},
        after={"work_policy": asdict(terms), "from_on": from_on.isoformat()},
    )
    session.flush()
    return terms
