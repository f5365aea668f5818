"""Hands a one-time link over: mailed where there is a mail server, and shown once on the page that follows."""

from dataclasses import asdict, dataclass
from datetime import datetime

from flask import session, url_for

from models import User
from workbench.domain.people import MadeLink
from workbench.web.mail import link_words, mail_link

KEY = "enlace"


@dataclass(frozen=True)
class ShownLink:
    """A link that was just made, whole. It waits in the cookie of who made it until the next page has shown it."""

    user_id: int
    name: str
    url: str
    ends_at: datetime
    is_mailed: bool


def hand_over(user: User, made: MadeLink) -> None:
    """Mail the link if there is a mail server, and keep it for the next page. Call it after the commit."""
    url = url_for("session.open_link", secret=made.secret, _external=True)
    subject, text = link_words()
    is_mailed = mail_link(to=user.email, url=url, subject=subject, text=text)
    shown = ShownLink(user.id, user.name, url, made.ends_at, is_mailed)
    session[KEY] = asdict(shown) | {"ends_at": made.ends_at.isoformat()}


def handed_over() -> ShownLink | None:
    """The link that was just made, once; None where there is none."""
    kept = session.pop(KEY, None)
    return None if kept is None else ShownLink(**kept | {"ends_at": datetime.fromisoformat(kept["ends_at"])})
