"""What every answer tells the browser to refuse, and the one character that no request may hold."""

from collections.abc import Iterable, Iterator

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from workbench.web.htmx import vary

# `data:` images are the kit's select arrow and check marks.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = 63_072_000


def bind_headers(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer; behind HTTPS browsers are told to stay there."""

    def add(response: Response) -> Response:
        response.headers.extend((name, value) for name, value in HEADERS.items() if name not in response.headers)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        if response.mimetype == "text/html":
            vary(response)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add)


def bind_zero_bytes(app: Flask) -> None:
    """Refuse a request with a zero byte in its address or form: nobody can type one and PostgreSQL cannot keep one."""

    def refuse() -> None:
        texts = [request.path, *_texts(request.args.items(multi=True)), *_texts(request.form.items(multi=True))]
        if any("\0" in text for text in texts):
            abort(400)

    app.before_request(refuse)


def _texts(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in pairs:
        yield name
        yield value
