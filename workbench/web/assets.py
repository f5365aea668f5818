"""Addresses of static files. Each carries a hash of its content, so that browsers may keep it for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for

STATIC = Path(__file__).parent.parent / "static"
ONE_YEAR = 31_536_000


def bind_assets(app: Flask) -> None:
    """Let templates say `static_url("css/base.css")`."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR
    app.jinja_env.globals["static_url"] = static_url


def static_url(name: str) -> str:
    """The address of a file under static/. Copies of other people's files carry their version in their folder."""
    if name.startswith("vendor/"):
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=_fingerprint(name))


@lru_cache(maxsize=128)
def _fingerprint(name: str) -> str:
    """Of a file as it was when it was first asked for: who changes one starts the program again."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
