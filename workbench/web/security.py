"""What every answer tells the browser to refuse: scripts and styles of others, frames, guesses about content."""

from flask import Flask
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
