"""Who works here, for the operator's command line: not limited to what a person may see."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import User


@dataclass(frozen=True)
class UserLine:
    """One person."""

    email: str
    name: str
    role: str
    teams: tuple[str, ...]
    is_active: bool


def user_lines(session: Session) -> list[UserLine]:
    """Everyone, also who was disabled, by e-mail."""
    return [
        UserLine(
            email=user.email,
            name=user.name,
            role=user.role.code,
            teams=tuple(team.name for team in user.teams),
            is_active=user.is_active,
        )
        for user in session.scalars(sa.select(User).order_by(User.email))
    ]
