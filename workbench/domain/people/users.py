"""People who sign in: adding, disabling and giving a new password. Signing in is `people.sign_in`."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Role, Team, User
from models.enums import RoleCode
from workbench.domain.people.passwords import NO_PASSWORD, hash_password
from workbench.domain.people.sessions import close_sessions_of
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


class UserRefused(RuleBroken):
    """A person cannot be added or changed as asked."""

    rule = "users"


def add_user(  # noqa: PLR0913 - one parameter per thing that is asked of a new person
    session: Session,
    email: str,
    *,
    name: str,
    role: str,
    teams: Sequence[str],
    password: str | None,
    actor: Actor,
    now: datetime,
) -> User:
    """Add a person. An address is one person, also after being disabled; a team named for the first time is made.

    Args:
        session: A write session.
        email: In any case; kept in lower case.
        name: As colleagues see it.
        role: Code of a role row.
        teams: Names of teams.
        password: In the clear, at least `passwords.MINIMUM_LENGTH` characters; None: the person chooses one by a link.
        actor: Who adds.
        now: Aware instant.

    Raises:
        UserRefused: The name is empty, the address is no address or taken, or there is no such role.
        PasswordTooShort: See `hash_password`.

    """
    address = email.strip().lower()
    if not name.strip():
        raise UserRefused(N_("Escriba el nombre de la persona."))
    _refuse_address(session, address)
    user = User(
        email=address,
        name=name.strip(),
        password_hash=NO_PASSWORD if password is None else hash_password(password),
        role=_role(session, role),
        teams=[team_named(session, team) for team in dict.fromkeys(teams)],
        created_at=now,
    )
    session.add(user)
    session.flush()  # the audit entry needs the person's id
    after = {"email": address, "role": role, "teams": sorted(teams)}
    record(session, AuditEvent.USER_ADDED, actor=actor, subject=("user", user.id), now=now, after=after)
    return user


def assign_role(session: Session, email: str, *, role: str, actor: Actor, now: datetime) -> User:
    """Give a person another role, from their next request on. The last active administrator stays one.

    Raises:
        UserRefused: There is no such person or role, or nobody could administer afterwards.

    """
    user, new = _user(session, email), _role(session, role)
    if user.role_id == new.id:
        return user
    _keep_an_administrator(session, user)
    before, user.role = user.role.code, new
    record(
        session,
        AuditEvent.ROLE_ASSIGNED,
        actor=actor,
        subject=("user", user.id),
        now=now,
        before={"role": before},
        after={"role": new.code},
    )
    return user


def disable_user(session: Session, email: str, *, actor: Actor, now: datetime) -> User:
    """Disable a person and end their sign-ins at once; the last active administrator stays. Twice is harmless.

    Raises:
        UserRefused: There is no such person, or nobody could administer afterwards.

    """
    user = _user(session, email)
    if not user.is_active:
        return user
    _keep_an_administrator(session, user)
    user.is_active = False
    user.session_version += 1
    close_sessions_of(session, user)
    was, became = {"is_active": True}, {"is_active": False}
    subject = ("user", user.id)
    record(session, AuditEvent.USER_DISABLED, actor=actor, subject=subject, now=now, before=was, after=became)
    return user


def enable_user(session: Session, email: str, *, actor: Actor, now: datetime) -> User:
    """Let a disabled person sign in again, with the password they had. Twice is harmless.

    Raises:
        UserRefused: There is no such person.

    """
    user = _user(session, email)
    if user.is_active:
        return user
    user.is_active = True
    was, became = {"is_active": False}, {"is_active": True}
    subject = ("user", user.id)
    record(session, AuditEvent.USER_ENABLED, actor=actor, subject=subject, now=now, before=was, after=became)
    return user


def reset_password(session: Session, email: str, *, password: str, actor: Actor, now: datetime) -> User:
    """Give a person a new password and end their sign-ins. Neither the password nor its hash is in the audit entry.

    Raises:
        UserRefused: There is no such person.
        PasswordTooShort: See `hash_password`.

    """
    user = _user(session, email)
    user.password_hash = hash_password(password)
    user.session_version += 1
    close_sessions_of(session, user)
    record(session, AuditEvent.PASSWORD_RESET, actor=actor, subject=("user", user.id), now=now)
    return user


def _refuse_address(session: Session, address: str) -> None:
    before, at, after = address.partition("@")
    if not (before and at and after) or " " in address:
        raise UserRefused(N_("%(email)s no es una dirección de correo."), email=address)
    if session.scalar(sa.select(User.id).where(User.email == address)) is not None:
        raise UserRefused(N_("Ya hay una persona con el correo %(email)s."), email=address)


def _role(session: Session, code: str) -> Role:
    found = session.scalar(sa.select(Role).where(Role.code == code))
    if found is None:
        raise UserRefused(N_("No existe el rol %(role)s."), role=code)
    return found


def team_named(session: Session, name: str) -> Team:
    """The team of this name; named for the first time it is made, and has its id at once."""
    found = session.scalar(sa.select(Team).where(Team.name == name))
    if found is None:
        found = Team(name=name)
        session.add(found)
        session.flush()  # who asks joins rows to it
    return found


def _user(session: Session, email: str) -> User:
    found = session.scalar(sa.select(User).where(User.email == email.strip().lower()))
    if found is None:
        raise UserRefused(N_("No hay ninguna persona con el correo %(email)s."), email=email)
    return found


def _keep_an_administrator(session: Session, user: User) -> None:
    """Refuse to take away the last active administrator."""
    is_one = user.is_active and user.role.code == RoleCode.ADMINISTRATOR
    if not is_one:
        return
    # Two administrators who take each other away at the same time wait here, and the second finds that one is left.
    session.execute(sa.select(Role.id).where(Role.id == user.role_id).with_for_update())
    if not _other_administrators(session, user):
        raise UserRefused(N_("%(email)s administra sin nadie más: agregue antes a otra persona."), email=user.email)


def _other_administrators(session: Session, user: User) -> int:
    """Administrators beside this one who can sign in; who was invited and has chosen no password cannot."""
    others = sa.select(sa.func.count()).select_from(User).join(Role)
    is_able = (User.is_active, User.password_hash != NO_PASSWORD, User.id != user.id)
    return session.scalar(others.where(Role.code == RoleCode.ADMINISTRATOR.value, *is_able)) or 0
