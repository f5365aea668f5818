"""One-time links: a person chooses their own password by a secret that opens one page once, until a day."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import OneTimeLink, User
from models.enums import LinkPurpose
from workbench.domain.people.passwords import NO_PASSWORD, hash_password
from workbench.domain.people.sessions import close_sessions_of
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

LASTS = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.PASSWORD: timedelta(days=1)}
"""How long a link can be used. An invitation waits for somebody's first day; a new password is wanted now."""


class LinkSpent(RuleBroken):
    """The link was used, is too old, was replaced by another one, or never was."""

    rule = "one_time_link"

    def __init__(self) -> None:
        super().__init__(N_("Este enlace ya se usó, venció o se reemplazó. Pida otro a quien administra."))


@dataclass(frozen=True)
class MadeLink:
    """A link as it is handed over, once. Only the hash of its secret is kept."""

    secret: str = field(repr=False)
    purpose: LinkPurpose
    ends_at: datetime


def make_link(session: Session, user: User, *, actor: Actor, now: datetime) -> MadeLink:
    """Make a link by which the person chooses a password. Links made for them before open nothing any more.

    Args:
        session: A write session; the caller commits.
        user: For whom; has an id.
        actor: Who makes it.
        now: Aware instant.

    """
    purpose = LinkPurpose.INVITATION if user.password_hash == NO_PASSWORD else LinkPurpose.PASSWORD
    session.execute(sa.update(OneTimeLink).where(OneTimeLink.user_id == user.id, _unused()).values(used_at=now))
    made = MadeLink(secrets.token_urlsafe(24), purpose, now + LASTS[purpose])
    session.add(
        OneTimeLink(
            key=key_of(made.secret),
            purpose=purpose,
            user_id=user.id,
            made_at=now,
            ends_at=made.ends_at,
            made_by=actor.id,
        )
    )
    after = {"purpose": purpose.value, "ends_at": made.ends_at.isoformat()}
    record(session, AuditEvent.LINK_MADE, actor=actor, subject=("user", user.id), now=now, after=after)
    return made


def person_of_link(session: Session, secret: str, *, now: datetime) -> User | None:
    """The active person whose link this is; None where it opens nothing."""
    found = (
        sa.select(User)
        .join(OneTimeLink, OneTimeLink.user_id == User.id)
        .where(OneTimeLink.key == key_of(secret), _unused(), OneTimeLink.ends_at > now, User.is_active)
    )
    return session.scalars(found).one_or_none()


def choose_password(session: Session, secret: str, *, password: str, now: datetime) -> User:
    """Give the person of a link the password they chose, use the link up and end their other sign-ins.

    Raises:
        LinkSpent: It opens nothing.
        PasswordTooShort: See `hash_password`; the link can still be used.

    """
    user = person_of_link(session, secret, now=now)
    if user is None:
        raise LinkSpent
    hashed = hash_password(password)
    used = sa.update(OneTimeLink).where(OneTimeLink.key == key_of(secret), _unused()).values(used_at=now)
    if session.scalar(used.returning(OneTimeLink.key)) is None:
        raise LinkSpent
    user.password_hash = hashed
    user.session_version += 1
    user.signed_in_at = now
    close_sessions_of(session, user)
    who = Actor(user.id, user.email)
    record(session, AuditEvent.PASSWORD_RESET, actor=who, subject=("user", user.id), now=now)
    return user


def key_of(secret: str) -> str:
    """The hash of a secret, as rows keep it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _unused() -> sa.ColumnElement[bool]:
    return OneTimeLink.used_at.is_(None)
