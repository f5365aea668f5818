"""People who sign in: users, their roles and passwords, and signing in."""

from workbench.domain.people.passwords import hash_password
from workbench.domain.people.reading import user_lines
from workbench.domain.people.roles import load_roles
from workbench.domain.people.sessions import close_session, forget_sessions, open_session, signed_in_user
from workbench.domain.people.sign_in import (
    BUSY_WAIT,
    SignInBusy,
    SignInLocked,
    SignInRefused,
    authenticate,
    clean_address,
    find_candidate,
    one_of_few,
    prove,
)
from workbench.domain.people.throttle import SignInTry, forget_counts, source_of
from workbench.domain.people.users import add_user, assign_role, disable_user, reset_password, team_named

__all__ = [
    "BUSY_WAIT",
    "SignInBusy",
    "SignInLocked",
    "SignInRefused",
    "SignInTry",
    "add_user",
    "assign_role",
    "authenticate",
    "clean_address",
    "close_session",
    "disable_user",
    "find_candidate",
    "forget_counts",
    "forget_sessions",
    "hash_password",
    "load_roles",
    "one_of_few",
    "open_session",
    "prove",
    "reset_password",
    "signed_in_user",
    "source_of",
    "team_named",
    "user_lines",
]
