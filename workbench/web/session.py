"""Who is signed in. The cookie holds an id and a session version: raising the version ends every session of a person.

`me()` is what routes use: identity, permissions and teams, never a row. A sign-in lasts as long as the settings say,
counted from when it began, whatever the browser keeps.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from models import User
from workbench.access.permissions import Permission
from workbench.access.person import Person, person_of
from workbench.domain.records import Actor
from workbench.extensions import login_manager
from workbench.web.db import get_session
from workbench.web.moment import get_settings, now

BEGAN = "signed_in_at"


class SignedIn(UserMixin):
    """What flask-login keeps of a person: enough to find the row again and to notice that it changed."""

    def __init__(self, user: User) -> None:
        self.person = person_of(user)
        self.version = user.session_version

    def get_id(self) -> str:
        """`id|version`: an older version no longer finds anybody."""
        return f"{self.person.id}|{self.version}"


def bind_sessions(app: Flask) -> None:
    """Let flask-login load people with `find_signed_in`; its own template variable is not needed."""
    login_manager.session_protection = "strong"
    login_manager.user_loader(find_signed_in)
    login_manager.init_app(app, add_context_processor=False)


def find_signed_in(cookie_id: str) -> SignedIn | None:
    """The person of a cookie, or None where the sign-in is over: too old, disabled, or an older session version."""
    user_id, _, version = cookie_id.partition("|")
    if not (user_id.isdecimal() and version.isdecimal()) or _is_over(session.get(BEGAN)):
        return None
    user = get_session().get(User, int(user_id))
    if user is None or not user.is_active or user.session_version != int(version):
        return None
    return SignedIn(user)


def begin_session(user: User, *, remember: bool) -> None:
    """Sign `user` in on this browser; with `remember` the cookie outlives the browser window."""
    session.clear()
    session[BEGAN] = now().isoformat()
    session.permanent = remember
    login_user(SignedIn(user))


def end_session() -> None:
    """Sign out on this browser."""
    logout_user()
    session.clear()


def is_signed_in() -> bool:
    """Whether this request comes from somebody we know."""
    return isinstance(_current(), SignedIn)


def me() -> Person:
    """The person who asks. Only for requests that passed the guard, which lets nobody else through."""
    signed_in = _current()
    if not isinstance(signed_in, SignedIn):
        raise TypeError("me() is for requests that passed the guard")
    return signed_in.person


def actor() -> Actor:
    """Who asks, as the audit trail and the actions of `domain` name them."""
    return Actor(me().id, me().email)


def my_row() -> User:
    """The row of the person who asks, in this request's session."""
    session_: Session = get_session()
    return session_.get_one(User, me().id)


def may(permission: Permission | str) -> bool:
    """Whether the person who asks may do this; templates use it to leave out what is not offered."""
    return is_signed_in() and me().may(Permission(permission))


def _current() -> object:
    """What flask-login's proxy stands for: a `SignedIn`, or its stand-in for nobody."""
    proxied: Any = current_user  # Any: the proxy's own types say nothing
    return proxied._get_current_object()  # noqa: SLF001 - the proxy's documented way to what it stands for


def _is_over(began: str | None) -> bool:
    if began is None:
        return True
    hours = timedelta(hours=get_settings().session_hours)
    return now() - datetime.fromisoformat(began) > hours
