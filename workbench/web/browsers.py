"""The browsers on which somebody signed in before: a signed cookie that lasts longer than the sign-in.

It opens nothing. It only gives tries to sign in from this browser a count of their own, so that nobody else's failed
tries can make its people wait. Several people may share a computer: it remembers the last few.
"""

import hashlib
import secrets

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from workbench.web.moment import get_settings

COOKIE = "equipo"
LASTS = 180 * 86_400
PEOPLE = 8
"""People remembered per browser."""


def browser_of(address: str) -> str | None:
    """This browser's token where the address signed in on it before; else None."""
    token, people = _kept()
    return token if token is not None and _mark(token, address) in people else None


def remember_browser(response: Response, address: str) -> None:
    """Note that the address signed in on this browser."""
    kept, people = _kept()
    token = kept or secrets.token_urlsafe(12)
    mark = _mark(token, address)
    people = [mark, *(one for one in people if one != mark)][:PEOPLE]
    value = _serializer().dumps([token, people])
    secure = get_settings().secure_cookies
    response.set_cookie(COOKIE, str(value), max_age=LASTS, secure=secure, samesite="Lax", httponly=True)


def _kept() -> tuple[str | None, list[str]]:
    try:
        token, people = _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return None, []
    return token, people


def _mark(token: str, address: str) -> str:
    return hashlib.sha256(f"{token}|{address}".encode()).hexdigest()[:16]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(get_settings().secret_key, salt="browser")
