"""People who sign in: users, their roles and passwords, and signing in."""

from workbench.domain.people.passwords import hash_password
from workbench.domain.people.reading import user_lines
from workbench.domain.people.roles import load_roles
from workbench.domain.people.sign_in import SignInRefused, authenticate, prove
from workbench.domain.people.users import add_user, assign_role, disable_user, reset_password, team_named

__all__ = [
    "SignInRefused",
    "add_user",
    "assign_role",
    "authenticate",
    "disable_user",
    "hash_password",
    "load_roles",
    "prove",
    "reset_password",
    "team_named",
    "user_lines",
]
