"""Sign-ins as rows: the cookie of a browser holds a token, and the token's row decides whether it still opens."""

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import SignInSession, User


def open_session(session: Session, user: User, *, now: datetime, lasts: timedelta) -> str:
    """Write a sign-in of this person. Returns the token for the browser's cookie; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(SignInSession(key=_key(token), user_id=user.id, ends_at=now + lasts))
    return token


def signed_in_user(session: Session, token: str, *, now: datetime) -> User | None:
    """The active person whose sign-in this token is; None where it was ended, is too old, or never was. One query."""
    found = (
        sa.select(User)
        .join(SignInSession, SignInSession.user_id == User.id)
        .where(SignInSession.key == _key(token), SignInSession.ends_at >= now, User.is_active)
    )
    return session.scalars(found).one_or_none()


def close_session(session: Session, token: str) -> None:
    """End one sign-in: a copy of its cookie opens nothing any more. Twice is harmless."""
    session.execute(sa.delete(SignInSession).where(SignInSession.key == _key(token)))


def close_sessions_of(session: Session, user: User) -> None:
    """End every sign-in of a person, on every browser."""
    session.execute(sa.delete(SignInSession).where(SignInSession.user_id == user.id))


def forget_sessions(session: Session, *, now: datetime) -> int:
    """Delete the sign-ins that are over. Returns how many."""
    over = sa.delete(SignInSession).where(SignInSession.ends_at < now)
    return len(session.scalars(over.returning(SignInSession.key)).all())


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
