"""The answers a screen can give, each for htmx and for a plain browser. The only module that knows htmx's headers.

| situation             | htmx                                              | plain browser      |
| look                  | the piece that was asked for                      | the page           |
| acted                 | fresh pieces of what changed, a notice, an event  | 303 to a page      |
| form not valid        | 422 with the form's piece                         | 422 with the page  |
| a rule said no        | 409 with a notice in the notice area              | 409 page           |
| database is away      | 503 with a notice, the form stays as it is        | 503 page, its form |
| not signed in         | the browser is sent to sign in                    | 303 to sign in     |
| go elsewhere          | the browser is sent there                         | 303                |

htmx 4 swaps every answer but 204 and 304, errors too. When going back it asks for the address again and needs the
whole page.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request
from flask_htmx import make_response
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.extensions import htmx as asked

NOTICE_AREA = "#aviso"
NOTICE = "components/_notice.html"


@dataclass(frozen=True)
class Notice:
    """A line in the notice area.

    Attributes:
        text: What is said.
        tone: ok or bad.
        undo_url: Takes a POST that undoes what was done.
        undo_here: The refusal to undo is shown in the notice area, and the page stays.
        seconds: How long it stays while nobody is on it.

    """

    text: str
    tone: str = "ok"
    undo_url: str | None = None
    undo_here: bool = False
    seconds: int = 20


@dataclass(frozen=True)
class Also:
    """A piece that changed beside the one asked for: its template, and the id it replaces, such as `#avance`."""

    template: str
    target: str


def is_htmx() -> bool:
    """Whether htmx sent this request, for a piece or for a page."""
    return bool(asked)


def wants_piece() -> bool:
    """Whether only a piece is wanted: htmx asked, not for a whole page and not to restore one."""
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def page_address() -> str | None:
    """Path and query of the page the request was sent from."""
    if not asked.current_url:
        return None
    parts = urlsplit(asked.current_url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def look(page: str, *, piece: str | None = None, push: str | None = None, **context: Any) -> Response:
    """Show a page, or only its piece where htmx asked for it.

    Args:
        page: Template of the whole page; it includes the piece.
        piece: Template of the piece; None where the page has no smaller shape.
        push: Address to show in the browser's bar with the piece.
        context: What both templates are given.

    """
    if piece is not None and wants_piece():
        return _answer(render_template(piece, **context), push_url=push)
    return _answer(render_template(page, **context))


def acted(  # noqa: PLR0913 - one parameter per part of the answer
    *,
    to: str,
    piece: str | None = None,
    also: Sequence[Also] = (),
    notice: Notice | None = None,
    event: str | None = None,
    push: str | None = None,
    **context: Any,
) -> Response:
    """Answer a write. The context must have been read again after `commit()`.

    Args:
        to: The page a plain browser is sent to; htmx too where no piece is named.
        piece: Fresh state of the region that sent the request.
        also: Other pieces that changed, rendered with the same context.
        notice: What to say about it.
        event: Name in the past tense that other regions listen for, such as `promise-taken`.
        push: Address to show in the browser's bar.
        context: What the pieces are given.

    """
    if not wants_piece() or piece is None:
        if notice is not None:
            flash(asdict(notice))  # type: ignore[arg-type]  # a mapping travels in the cookie as JSON
        return go(to)
    parts = _pieces(piece, also, context)
    if notice is not None:
        parts.append(_beside(NOTICE_AREA, render_template(NOTICE, notice=notice), inside=True))
    return _answer("\n".join(parts), event=event, push_url=push)


def invalid(
    page: str, *, piece: str | None = None, also: Sequence[Also] = (), status: int = 422, **context: Any
) -> Response:
    """Show a form again with what is wrong with it; status 409 where it met a newer version of the same thing."""
    if piece is None or not wants_piece():
        return _answer(render_template(page, **context), status=status)
    return _answer("\n".join(_pieces(piece, also, context)), status=status)


def refused(text: str, *, page: str, status: int, **context: Any) -> Response:
    """Say that something was not done and why: a notice for htmx, a page for a plain browser."""
    if wants_piece():
        notice = Notice(text, tone="bad")
        answer = _answer(render_template(NOTICE, notice=notice, **context), status=status, retarget=NOTICE_AREA)
        answer.headers["HX-Reswap"] = "innerHTML"
        return answer
    return _answer(render_template(page, text=text, **context), status=status)


def later(response: Response, wait: timedelta) -> Response:
    """Tell the sender when to try again, in whole seconds and never at once."""
    response.headers["Retry-After"] = str(max(1, math.ceil(wait.total_seconds())))
    return response


def go(url: str) -> Response:
    """Send the browser to another page."""
    if is_htmx():
        return _answer("", redirect_to=url)
    return redirect(url, code=303)


def nothing() -> Response:
    """Done, and nothing on the screen changes."""
    return _answer("", status=204)


def vary(response: Response) -> Response:
    """Caches keep the two shapes of one address apart."""
    response.vary.update(["HX-Request", "HX-History-Restore-Request", "Cookie"])
    return response


def _pieces(piece: str, also: Sequence[Also], context: dict[str, Any]) -> list[str]:  # Any: what templates are given
    beside = (_beside(one.target, render_template(one.template, **context)) for one in also)
    return [render_template(piece, **context), *beside]


def _answer(  # noqa: PLR0913 - one parameter per header
    body: str,
    *,
    status: int = 200,
    push_url: str | None = None,
    retarget: str | None = None,
    redirect_to: str | None = None,
    event: str | None = None,
) -> Response:
    response: Response = make_response(body, push_url=push_url, retarget=retarget, redirect=redirect_to, trigger=event)
    response.status_code = status
    return response


def _beside(target: str, html: str, *, inside: bool = False) -> str:
    """A piece for another place than the one that asked."""
    swap = "innerHTML" if inside else "outerHTML"
    return Markup('<hx-partial hx-target="{}" hx-swap="{}">{}</hx-partial>').format(target, swap, Markup(html))  # noqa: S704 - rendered by us


def is_same_origin() -> bool:
    """Whether the browser says that one of our own pages sent this request."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
