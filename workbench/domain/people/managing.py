"""What a person does to colleagues on screen: invite, give a role or teams, disable, send a new link.

Each action asks `why_not_manage`; commands of the operator do not, they act for the machine's owner (`people.users`).
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Role, Team, User
from models.enums import RoleCode
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.domain.people.links import MadeLink, make_link
from workbench.domain.people.sessions import close_sessions_of
from workbench.domain.people.users import UserRefused, add_user, assign_role, disable_user, enable_user
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import NotVisible
from workbench.kernel.text import N_


class ManageRefused(UserRefused):
    """This person may not do that to a colleague."""

    rule = "manage_people"


def why_not_manage(person: Person, *, target_id: int | None, role_now: str | None, role_then: str | None) -> str | None:
    """Only who manages people changes them; an administrator is an administrator's business; nobody changes own role.

    Args:
        person: Who acts.
        target_id: Whom it is done to; None for somebody new.
        role_now: The role that the target has; None for somebody new.
        role_then: The role that the target is to have; None to take away access.

    Returns:
        Why not, or None.

    """
    if not person.may(Permission.MANAGE_USERS):
        return N_("Las personas las administra quien tiene ese permiso.")
    administrator = RoleCode.ADMINISTRATOR.value
    if administrator in {role_now, role_then} and person.role != administrator:
        return N_("Solo quien administra puede nombrar, cambiar o apagar a quien administra.")
    if target_id == person.id and role_now != role_then:
        return N_("Su propio rol y su propio acceso los cambia otra persona.")
    return None


def invite(  # noqa: PLR0913 - one parameter per thing that is asked of a new person
    session: Session,
    person: Person,
    *,
    email: str,
    name: str,
    role: str,
    team_ids: Sequence[int],
    locale: str | None = None,
    now: datetime,
) -> tuple[User, MadeLink]:
    """Add a colleague without a password and make the link by which they choose one; `locale` is their language.

    Raises:
        ManageRefused: See `why_not_manage`.
        UserRefused: See `add_user`.
        NotVisible: A team does not exist.

    """
    _ask(why_not_manage(person, target_id=None, role_now=None, role_then=role))
    names = [team.name for team in _teams(session, team_ids)]
    actor = _actor(person)
    user = add_user(session, email, name=name, role=role, teams=names, password=None, actor=actor, now=now)
    user.locale = locale
    return user, make_link(session, user, actor=actor, now=now)


def give_role(session: Session, person: Person, user: User, *, role: str, now: datetime) -> None:
    """Give a colleague another role, from their next request on.

    Raises:
        ManageRefused: See `why_not_manage`.
        UserRefused: See `assign_role`.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=role))
    assign_role(session, user.email, role=role, actor=_actor(person), now=now)


def give_teams(session: Session, person: Person, user: User, *, team_ids: Sequence[int], now: datetime) -> None:
    """Put a colleague into exactly these teams, from their next request on. Accounts they have stay with them.

    Raises:
        ManageRefused: See `why_not_manage`.
        NotVisible: A team does not exist.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=user.role.code))
    teams = _teams(session, team_ids)
    before, after = sorted(team.name for team in user.teams), sorted(team.name for team in teams)
    if before == after:
        return
    user.teams = list(teams)
    record(
        session,
        AuditEvent.USER_TEAMS_CHANGED,
        actor=_actor(person),
        subject=("user", user.id),
        now=now,
        before={"teams": before},
        after={"teams": after},
    )


def take_access(session: Session, person: Person, user: User, *, now: datetime) -> None:
    """Disable a colleague and end their sign-ins at once. Where their accounts go is the portfolios' business.

    Raises:
        ManageRefused: See `why_not_manage`.
        UserRefused: Nobody could administer afterwards.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=None))
    disable_user(session, user.email, actor=_actor(person), now=now)


def give_access(session: Session, person: Person, user: User, *, now: datetime) -> MadeLink:
    """Let a disabled colleague in again, by a new link: the password of before is not taken up.

    Raises:
        ManageRefused: See `why_not_manage`.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=user.role.code))
    enable_user(session, user.email, actor=_actor(person), now=now)
    return make_link(session, user, actor=_actor(person), now=now)


def send_link(session: Session, person: Person, user: User, *, now: datetime) -> MadeLink:
    """Make a new link for a colleague: the invitation again, or one to choose another password.

    Raises:
        ManageRefused: See `why_not_manage`.
        UserRefused: The person is disabled.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=user.role.code))
    if not user.is_active:
        raise UserRefused(N_("%(email)s está apagada: enciéndala antes."), email=user.email)
    return make_link(session, user, actor=_actor(person), now=now)


def end_sessions(session: Session, person: Person, user: User, *, now: datetime) -> None:
    """End every sign-in of a colleague, on every browser.

    Raises:
        ManageRefused: See `why_not_manage`.

    """
    _ask(why_not_manage(person, target_id=user.id, role_now=user.role.code, role_then=user.role.code))
    user.session_version += 1
    close_sessions_of(session, user)
    record(session, AuditEvent.SESSIONS_ENDED, actor=_actor(person), subject=("user", user.id), now=now)


def _teams(session: Session, ids: Sequence[int]) -> Sequence[Team]:
    found = session.scalars(sa.select(Team).where(Team.id.in_(ids)).order_by(Team.name)).all()
    if len(found) < len(set(ids)):
        raise NotVisible("team")
    return found


def role_codes(session: Session) -> list[str]:
    """The codes of the roles there are."""
    return list(session.scalars(sa.select(Role.code).order_by(Role.id)))


def _ask(refused: str | None) -> None:
    if refused is not None:
        raise ManageRefused(refused)


def _actor(person: Person) -> Actor:
    return Actor(person.id, person.email)
