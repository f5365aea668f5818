"""Gives files as a browser does and does what waits in the background."""

import io
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Upload
from workbench.jobs.uploads import UploadWork, work_on_uploads


@pytest.fixture
def work(database, now):
    """`work()`: check or import everything that waits."""

    def run():
        work_on_uploads(UploadWork(database, zone=ZoneInfo("America/Bogota"), clock=lambda: now))

    return run


@pytest.fixture
def give(session):
    """`give(browser, text, name)`: drop a file; gives its number."""

    def send(browser, content, name="cartera.csv", **fields):
        packed = content if isinstance(content, bytes) else content.encode()
        browser.get("/datos/importar")
        browser.post("/datos/importar", {"archivos": (io.BytesIO(packed), name), **fields})
        return session.scalars(sa.select(sa.func.max(Upload.id))).one()

    return send


@pytest.fixture
def checked(give, work):
    """`checked(browser, text)`: drop a file, accept its columns, have it checked; gives its number."""

    def run(browser, content, **fields):
        number = give(browser, content, **fields)
        page = browser.get(f"/datos/importar/{number}/columnas")
        browser.submit(page, f"/datos/importar/{number}/columnas")
        work()
        return number

    return run


@pytest.fixture
def imported(checked, work):
    """`imported(browser, text)`: as `checked`, and imported."""

    def run(browser, content, **fields):
        number = checked(browser, content, **fields)
        browser.submit(browser.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
        work()
        return number

    return run
