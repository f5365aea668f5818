"""Loads the starting roles. Each is written once; afterwards the operator may change what it holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AuditEntry, Role
from workbench.access.roles import STARTING_ROLES
from workbench.domain.records import Actor, AuditEvent, record


def load_roles(session: Session, *, actor: Actor, now: datetime) -> int:
    """Write the starting roles that are missing and leave the others as the operator cut them. Returns how many.

    A role that is made, and one that was cut since it was last recorded, leaves an audit entry.
    """
    roles = session.scalars(sa.select(Role).order_by(Role.code)).all()
    recorded = _recorded(session)
    for role in roles:
        before, held = recorded.get(role.id), sorted(role.permissions)
        if before != held:
            _record(session, AuditEvent.ROLE_CHANGED, role, before=before, actor=actor, now=now)
    known = {role.code for role in roles}
    made = [
        Role(code=code.value, permissions=sorted(permission.value for permission in held))
        for code, held in STARTING_ROLES.items()
        if code.value not in known
    ]
    session.add_all(made)
    session.flush()  # their entries name them by id
    for role in made:
        _record(session, AuditEvent.ROLE_CREATED, role, before=None, actor=actor, now=now)
    return len(made)


def _recorded(session: Session) -> dict[int | None, list[str]]:
    """What each role held when it was last recorded."""
    events = (AuditEvent.ROLE_CREATED.value, AuditEvent.ROLE_CHANGED.value)
    told = (
        sa.select(AuditEntry.subject_id, AuditEntry.after)
        .where(AuditEntry.subject_kind == "role", AuditEntry.event.in_(events))
        .order_by(AuditEntry.id)
    )
    return {role_id: after["permissions"] for role_id, after in session.execute(told)}


def _record(  # noqa: PLR0913 - what the entry says
    session: Session, event: AuditEvent, role: Role, *, before: list[str] | None, actor: Actor, now: datetime
) -> None:
    record(
        session,
        event,
        actor=actor,
        subject=("role", role.id),
        now=now,
        before=None if before is None else {"permissions": before},
        after={"role": role.code, "permissions": sorted(role.permissions)},
    )
