"""Throws the made-up company away: its people are disabled, all that was recorded about its customers is deleted.

Only where there is nothing else: a file of somebody's own, or accounts of their own, stand in the way.
The audit trail stays whole, and so do roles, outcomes and scripts that belong to no portfolio.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, AuditEntry, Base, ImportRun, Portfolio, Script, Team, TeamMember, User
from workbench.domain.people import close_sessions_of
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

KEPT = frozenset(
    {
        "audit_entry", "audit_head", "audit_seal", "company", "delay_reason", "lease", "one_time_link", "outcome",
        "role", "sign_in_session", "sign_in_throttle", "user",
    }
)  # fmt: skip
"""Tables of which nothing is deleted: they hold no customer."""


class MadeUpRefused(RuleBroken):
    """The made-up company is not there, or something real is beside it."""

    rule = "made_up"


def is_made_up_there(session: Session) -> bool:
    """Whether the made-up company's portfolios are in the database."""
    return session.scalar(sa.select(sa.exists().where(Portfolio.is_made_up))) or False


def why_not_discard(session: Session) -> MadeUpRefused | None:
    """Only made-up records may be deleted: no account of another portfolio, no file imported after it was loaded."""
    if not is_made_up_there(session):
        return MadeUpRefused(N_("No hay una empresa inventada que quitar."))
    real = sa.exists().where(Account.portfolio_id == Portfolio.id, sa.not_(Portfolio.is_made_up))
    if session.scalar(sa.select(real)):
        return MadeUpRefused(N_("Ya hay cuentas suyas junto a la empresa inventada: no se quita sola."))
    loaded_at = session.scalar(
        sa.select(sa.func.max(AuditEntry.at)).where(AuditEntry.event == AuditEvent.DEMO_LOADED.value)
    )
    if loaded_at is not None and session.scalar(sa.select(sa.exists().where(ImportRun.started_at > loaded_at))):
        return MadeUpRefused(N_("Después de la empresa inventada se importó un archivo suyo: no se quita sola."))
    return None


def discard_made_up(session: Session, *, actor: Actor, now: datetime) -> int:
    """Delete the made-up company, disable its people and end their sign-ins. Returns how many accounts it had.

    Args:
        session: A write session; the caller commits.
        actor: Who throws it away; may be one of its people.
        now: Aware instant.

    Raises:
        MadeUpRefused: See `why_not_discard`.

    """
    refused = why_not_discard(session)
    if refused is not None:
        raise refused
    accounts = session.scalar(sa.select(sa.func.count()).select_from(Account)) or 0
    people = session.scalars(sa.select(User).where(User.is_made_up)).all()
    _delete(session)
    for user in people:
        user.is_active = False
        user.session_version += 1
        close_sessions_of(session, user)
    after = {"accounts": accounts, "people": len(people)}
    record(session, AuditEvent.DEMO_DISCARDED, actor=actor, subject=("portfolio", None), now=now, after=after)
    return accounts


def _delete(session: Session) -> None:
    """Delete in the order of the references: what points at a row goes before it."""
    some = _some(session)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            session.execute(sa.delete(table).where(some.get(table.name, sa.true())))
    session.expire_all()


def _some(session: Session) -> Mapping[str, sa.ColumnElement[bool]]:
    """Of these tables only the rows of the made-up company are deleted."""
    tables = Base.metadata.tables
    portfolios = session.scalars(sa.select(Portfolio.id).where(Portfolio.is_made_up)).all()
    people = session.scalars(sa.select(User.id).where(User.is_made_up)).all()
    scripts = session.scalars(sa.select(Script.id).where(Script.portfolio_id.in_(portfolios))).all()
    teams = session.scalars(sa.select(Team.id).where(_is_only_of(people, portfolios))).all()
    team = tables["team_member"].c
    works = tables["portfolio_team"].c
    return {
        "portfolio": tables["portfolio"].c.id.in_(portfolios),
        "portfolio_team": sa.or_(works.portfolio_id.in_(portfolios), works.team_id.in_(teams)),
        "work_policy": tables["work_policy"].c.portfolio_id.in_(portfolios),
        "script": tables["script"].c.id.in_(scripts),
        "script_version": tables["script_version"].c.script_id.in_(scripts),
        "team": tables["team"].c.id.in_(teams),
        "team_member": sa.or_(team.user_id.in_(people), team.team_id.in_(teams)),
    }


def _is_only_of(people: Sequence[int], portfolios: Sequence[int]) -> sa.ColumnElement[bool]:
    """Condition on `Team`: it has made-up people in it, nobody else, and works no portfolio of somebody's own."""
    works = Base.metadata.tables["portfolio_team"].c
    other = sa.exists().where(TeamMember.team_id == Team.id, TeamMember.user_id.not_in(people))
    own = sa.exists().where(works.team_id == Team.id, works.portfolio_id.not_in(portfolios))
    made_up = sa.exists().where(TeamMember.team_id == Team.id, TeamMember.user_id.in_(people))
    return sa.and_(made_up, sa.not_(other), sa.not_(own))
