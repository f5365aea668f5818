"""People who sign in: users, their roles, teams and passwords, one-time links, and signing in."""

from workbench.domain.people.first import (
    FirstPerson,
    FirstRunRefused,
    add_first_administrator,
    is_unstaffed,
    make_first_code,
)
from workbench.domain.people.links import LinkSpent, MadeLink, choose_password, person_of_link
from workbench.domain.people.managing import (
    ManageRefused,
    end_sessions,
    give_access,
    give_role,
    give_teams,
    invite,
    role_codes,
    send_link,
    take_access,
    why_not_manage,
)
from workbench.domain.people.passwords import MINIMUM_LENGTH, PasswordTooShort, hash_password
from workbench.domain.people.reading import user_lines
from workbench.domain.people.roles import load_roles
from workbench.domain.people.sessions import (
    close_session,
    close_sessions_of,
    forget_sessions,
    open_session,
    signed_in_user,
)
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
from workbench.domain.people.teams import TeamRefused, change_team, create_team
from workbench.domain.people.throttle import SignInTry, forget_counts, source_of
from workbench.domain.people.users import (
    UserRefused,
    add_user,
    assign_role,
    disable_user,
    reset_password,
    team_named,
)

__all__ = [
    "BUSY_WAIT",
    "MINIMUM_LENGTH",
    "FirstPerson",
    "FirstRunRefused",
    "LinkSpent",
    "MadeLink",
    "ManageRefused",
    "PasswordTooShort",
    "SignInBusy",
    "SignInLocked",
    "SignInRefused",
    "SignInTry",
    "TeamRefused",
    "UserRefused",
    "add_first_administrator",
    "add_user",
    "assign_role",
    "authenticate",
    "change_team",
    "choose_password",
    "clean_address",
    "close_session",
    "close_sessions_of",
    "create_team",
    "disable_user",
    "end_sessions",
    "find_candidate",
    "forget_counts",
    "forget_sessions",
    "give_access",
    "give_role",
    "give_teams",
    "hash_password",
    "invite",
    "is_unstaffed",
    "load_roles",
    "make_first_code",
    "one_of_few",
    "open_session",
    "person_of_link",
    "prove",
    "reset_password",
    "role_codes",
    "send_link",
    "signed_in_user",
    "source_of",
    "take_access",
    "team_named",
    "user_lines",
    "why_not_manage",
]
