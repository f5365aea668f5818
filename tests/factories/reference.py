"""The reference rows that `workbench init` loads: roles and, once it is there, the outcome tree."""

from sqlalchemy.orm import Session

from models import Role
from workbench.access.roles import STARTING_ROLES


def load_reference(session: Session) -> None:
    """Write the starting roles and the outcome tree."""
    for code, permissions in STARTING_ROLES.items():
        session.add(Role(code=code.value, permissions=sorted(permission.value for permission in permissions)))
    try:
        from workbench.domain.calls.tree import load_outcomes
    except ImportError:
        return
    load_outcomes(session)
