"""The signed-in person as permissions and scope need them: identity, permissions and teams."""

from dataclasses import dataclass

from models.people import User
from workbench.access.permissions import Permission


@dataclass(frozen=True)
class Person:
    """Identity, permissions and teams of the person. Built once per request; holds no row."""

    id: int
    name: str
    email: str
    role: str
    permissions: frozenset[Permission]
    team_ids: frozenset[int]

    def may(self, permission: Permission) -> bool:
        """Whether the role's rows hold this permission."""
        return permission in self.permissions


def person_of(user: User) -> Person:
    """The person behind a user row. A permission that the code no longer knows is left out."""
    known = {permission.value for permission in Permission}
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role.code,
        permissions=frozenset(Permission(code) for code in user.role.permissions if code in known),
        team_ids=frozenset(team.id for team in user.teams),
    )
