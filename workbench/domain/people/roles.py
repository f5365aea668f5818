"""Loads the starting roles. Each is written once; afterwards the operator may change what it holds."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Role
from workbench.access.roles import STARTING_ROLES


def load_roles(session: Session) -> int:
    """Write the starting roles that are missing and leave the others as the operator changed them. Returns how many."""
    known = set(session.scalars(sa.select(Role.code)))
    missing = [code for code in STARTING_ROLES if code.value not in known]
    session.add_all(
        Role(code=code.value, permissions=sorted(permission.value for permission in STARTING_ROLES[code]))
        for code in missing
    )
    return len(missing)
