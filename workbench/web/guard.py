"""Every endpoint declares who may use it. One that declares nothing is refused, whether a page links to it or not.

@blueprint.get("/cola")
@permission(Permission.WORK_QUEUE)
def show() -> Response: ...
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.web import htmx
from workbench.web.session import is_signed_in, me

View = TypeVar("View", bound=Callable[..., Any])  # Any: a view takes what its path says

PUBLIC_ENDPOINTS = frozenset({"static"})
"""Endpoints that Flask itself defines and that anybody may fetch."""


_PIECE = 1 << 20


class NotPermitted(Forbidden):
    """Signed in, but the role does not hold any of these permissions."""

    def __init__(self, needed: tuple[Permission, ...]) -> None:
        super().__init__()
        self.needed = needed


class Undeclared(Forbidden):
    """The endpoint declares neither a permission nor that it is public: a mistake of ours, so nobody gets in."""


def permission(*any_of: Permission) -> Callable[[View], View]:
    """Declare that a view is for people who hold at least one of these permissions."""

    def declare(view: View) -> View:
        view.needed_permissions = any_of  # type: ignore[attr-defined]  # read back by `declared`
        return view

    return declare


def public(view: View) -> View:
    """Declare that anybody may use a view, signed in or not."""
    view.needed_permissions = ()  # type: ignore[attr-defined]  # read back by `declared`
    return view


def declared(app: Flask, endpoint: str) -> tuple[Permission, ...] | None:
    """What an endpoint declares: its permissions, nothing at all for public ones, None where it says nothing."""
    if endpoint in PUBLIC_ENDPOINTS:
        return ()
    needed: tuple[Permission, ...] | None = getattr(app.view_functions[endpoint], "needed_permissions", None)
    return needed


def bind_guard(app: Flask) -> None:
    """Ask before every request. Bound before the check of form tokens: who is signed out is sent to sign in first."""
    app.before_request(_ask)


def _ask() -> Response | None:
    """Let pass, send to sign in, or refuse. An unknown path has no endpoint and becomes a 404 by itself."""
    if request.endpoint is None:
        return None
    needed = declared(current_app, request.endpoint)
    if needed is None:
        raise Undeclared
    if needed == ():
        return None
    if not is_signed_in():
        return htmx.go(url_for("session.sign_in", siguiente=_way_back(), aviso=_lost_file()))
    if not any(me().may(one) for one in needed):
        raise NotPermitted(needed)
    return None


def _lost_file() -> str | None:
    """Say on the sign-in page that a file which was sent has to be sent again; its bytes are read to their end.

    A browser that is answered before it has sent everything shows a broken connection instead of the answer.
    """
    if request.mimetype != "multipart/form-data":
        return None
    while request.stream.read(_PIECE):
        pass
    return "archivo"


def _way_back() -> str | None:
    """Where to go after signing in: the page being looked at, never the address of a piece or of a write."""
    if htmx.is_htmx():
        return htmx.page_address()
    if request.method == "GET":
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host:
        return None
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path
