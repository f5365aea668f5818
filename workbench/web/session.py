"""Who is signed in. The cookie holds a token whose row in the database says whether it still opens.

Signing out deletes the row, so that a copy of the cookie opens nothing; a new password or being disabled deletes all
rows of a person and raises their session version. A sign-in lasts as long as the settings said when it began, whatever
the browser keeps. `me()` is what routes use: identity, permissions and teams, never a row.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from models import User
from workbench.access.permissions import Permission
from workbench.access.person import Person, person_of
from workbench.domain.people import close_session, open_session, signed_in_user
from workbench.domain.records import Actor
from workbench.extensions import login_manager
from workbench.web.db import get_session
from workbench.web.moment import get_settings, now


class SignedIn(UserMixin):
    """What flask-login keeps of a person: enough to find the sign-in again and to notice that it ended."""

    def __init__(self, user: User, token: str) -> None:
        self.person = person_of(user)
        self.version = user.session_version
        self.token = token

    def get_id(self) -> str:
        """`token|version`: what `find_signed_in` reads back from the cookie."""
        return f"{self.token}|{self.version}"


class PageSessions(SecureCookieSessionInterface):
    """The cookie's session, which files do not vary with: a browser keeps them though the cookie changes.

    flask-login looks into the session after every request, and an answer for which it was looked at varies with it.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """As Flask does, but for files."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def bind_sessions(app: Flask) -> None:
    """Let flask-login load people with `find_signed_in`; its own template variable is not needed."""
    app.session_interface = PageSessions()
    login_manager.session_protection = "strong"
    login_manager.user_loader(find_signed_in)
    login_manager.init_app(app, add_context_processor=False)


def find_signed_in(cookie_id: str) -> SignedIn | None:
    """The person of a cookie, or None where the sign-in is over: signed out, too old, disabled, or a new password."""
    token, _, version = cookie_id.partition("|")
    user = signed_in_user(get_session(), token, now=now())
    return SignedIn(user, token) if user is not None and str(user.session_version) == version else None


def begin_session(user: User, *, remember: bool) -> None:
    """Sign `user` in on this browser; the caller commits. With `remember` the cookie outlives the browser window.

    A sign-in that this browser had before ends, so that its cookie opens nothing any more.
    """
    end_session()
    session.permanent = remember
    lasts = timedelta(hours=get_settings().session_hours)
    token = open_session(get_session(), user, now=now(), lasts=lasts)
    login_user(SignedIn(user, token))


def end_session() -> None:
    """End this sign-in in the database and on this browser; the caller commits."""
    signed_in = _current()
    if isinstance(signed_in, SignedIn):
        close_session(get_session(), signed_in.token)
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
