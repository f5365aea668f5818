"""Decides from the rows of a database whether the made-up company may be loaded into it.

A load that was cut off is taken up again with the values it began with: everything it writes may be written twice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, Customer, Portfolio, User
from workbench.demo.company import Company, build_company
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


class DemoRefused(RuleBroken):
    """The database is not empty: made-up customers are never added to real ones."""

    rule = "demo"


class Stage(StrEnum):
    """How much of the made-up company a database holds."""

    EMPTY = "empty"
    BEGUN = "begun"
    LOADED = "loaded"
    SOMEBODY_ELSES = "somebody_elses"


@dataclass(frozen=True)
class State:
    """The stage, and of a company that was begun, its three values."""

    stage: Stage
    customers: int = 0
    seed: int = 0
    today: date = date.min


def demo_state(session: Session, *, beside_people: bool = False) -> State:
    """What a database holds: nothing, a made-up company whole or in part, or somebody's own records.

    Args:
        session: To look.
        beside_people: People of one's own and portfolios without a customer are nothing yet.

    """
    discarded = _last_discarded(session)
    entry = session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.event == AuditEvent.DEMO_LOADED.value, AuditEntry.id > discarded)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    if entry is not None:
        told = entry.after
        return State(
            Stage(told["stage"]),
            customers=told["customers"],
            seed=told["seed"],
            today=date.fromisoformat(told["today"]),
        )
    own = (sa.select(Customer.id), *(() if beside_people else (_own_people(), sa.select(Portfolio.id))))
    is_empty = not any(session.scalar(found.limit(1)) for found in own)
    return State(Stage.EMPTY if is_empty else Stage.SOMEBODY_ELSES)


def _own_people() -> sa.Select[int]:
    """People but for those of a made-up company that was thrown away."""
    return sa.select(User.id).where(sa.or_(User.is_active, sa.not_(User.is_made_up)))


def _last_discarded(session: Session) -> int:
    """The audit entry by which the made-up company was thrown away last; 0 where it never was."""
    thrown = sa.select(sa.func.max(AuditEntry.id)).where(AuditEntry.event == AuditEvent.DEMO_DISCARDED.value)
    return session.scalar(thrown) or 0


def decide_company(state: State, *, customers: int, seed: int, today: date) -> Company:
    """The company to load: the one asked for into an empty database, or the one that was begun, with its own values.

    Raises:
        DemoRefused: The database holds a made-up company already, or records of somebody's own.

    """
    if state.stage is Stage.BEGUN:
        return build_company(state.customers, state.seed, state.today)
    if state.stage is Stage.LOADED:
        raise DemoRefused(N_("La empresa de demostración ya está cargada."))
    if state.stage is Stage.SOMEBODY_ELSES:
        raise DemoRefused(N_("La base de datos ya tiene datos: la demostración solo se carga en una vacía."))
    return build_company(customers, seed, today)


def note_stage(session: Session, company: Company, stage: Stage, *, actor: Actor, now: datetime) -> None:
    """Write the audit entry from which `demo_state` reads the stage."""
    told = {
        "stage": stage.value,
        "customers": company.customers,
        "seed": company.seed,
        "today": company.today.isoformat(),
    }
    record(session, AuditEvent.DEMO_LOADED, actor=actor, subject=("portfolio", None), now=now, after=told)
