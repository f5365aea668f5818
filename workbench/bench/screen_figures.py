"""CPU per request of the two pages people live in, beside the least that could serve them on the same rows."""

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from models import WorkItem
from workbench.app import create_app
from workbench.bench.floor_pages import floor_app
from workbench.bench.measure import Figure
from workbench.bench.stage import EMAIL, PASSWORD, Stage

TIMES = 60
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def screen_figures(stage: Stage) -> list[Figure]:
    """The queue and one call, as a signed-in collector who has taken the first item."""
    with stage.database.reading() as session:
        account = session.scalar(sa.select(WorkItem.account_id).order_by(WorkItem.rank).limit(1))
    ours, floor = create_app(stage.settings, stage.database), floor_app(stage.database)
    cookie = _signed_in(ours)
    pages = {"queue page": ("/cola", 2.0), "call screen": (f"/llamada/{account}", 5.0)}
    return [
        _compared(stage, name, _fetching(ours, path, cookie), _fetching(floor, path, ""), target=target)
        for name, (path, target) in pages.items()
    ]


def _compared(stage: Stage, name: str, ours: Callable[[], int], floor: Callable[[], int], *, target: float) -> Figure:
    """`kB` of both say whether the floor's page is as wide as ours."""
    taken, least = stage.meter.per_call(ours, times=TIMES), stage.meter.floor(floor, times=TIMES)
    notes = {"ms": taken.seconds * 1000, "kB": ours() / 1000, "floor kB": floor() / 1000}
    cpu, least_cpu = taken.cpu_seconds * 1000, least.cpu_seconds * 1000
    return Figure(name, "ms CPU", cpu, least_cpu, target, taken.other_cores, notes)


def _fetching(app: Flask, path: str, cookie: str) -> Callable[[], int]:
    """One request straight into the application, without a client's own work. It gives the bytes that came."""
    environ: dict[str, Any] = EnvironBuilder(path, headers=[("Cookie", cookie)]).get_environ()

    def fetch() -> int:
        body, status, _ = run_wsgi_app(app.wsgi_app, dict(environ), buffered=True)
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status}")
        return sum(map(len, body))

    return fetch


def _signed_in(app: Flask) -> str:
    """The cookie of the collector's session, by way of the real form."""
    client = Client(app)
    token = _TOKEN.search(client.get("/entrar").text)
    if token is None:
        raise RuntimeError("the sign-in form has no token")
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token[1]}
    answer = client.post("/entrar", data=form)
    if answer.status_code != 303:
        raise RuntimeError(f"signing in answered {answer.status}")
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise RuntimeError("signing in gave no cookie")
    return f"{cookie.key}={cookie.value}"
