"""A database that is busy, away, or goes away in the middle of a save: 503, one line, and nothing typed is lost."""

import logging
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models import Database, Team
from models.db import is_away
from tests.browser import Browser, Page, check
from tests.workbench.web.practice import add_practice
from workbench.cli.server import THREADS
from workbench.web.db import IN_HAND, SLOTS, Slots

TYPED = {"key": "k1", "amount": "500", "due_on": "vie"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """One that waits for nobody's lock, as a page does after its five seconds."""
    opened = Database(database_url, lock_ms=50)
    yield opened
    opened.dispose()


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with the practice screen; its mistakes become pages."""
    add_practice(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def busy(client: Browser, database: Database) -> Iterator[None]:
    """Somebody else holds the lock of what is to be saved, until the test lets go."""
    client.get("/practica/ver")
    other = Database(database.url)
    with other.writing() as session:
        if not other.is_sqlite:
            session.execute(sa.text("LOCK TABLE team IN ACCESS EXCLUSIVE MODE"))
        session.execute(sa.text("SELECT 1"))
        yield
    other.dispose()


def lost_in_the_middle(database: Database) -> Callable[[], None]:
    """From now on the database goes away just before a team is written. Returns what ends that."""

    def cut(connection, cursor, statement, *_rest):
        if not statement.startswith("INSERT INTO team"):
            return
        if database.is_sqlite:
            cursor.execute("PRAGMA query_only = ON")
            return
        server = sa.create_engine(database.url)
        with server.connect() as other:
            pid = connection.connection.driver_connection.info.backend_pid
            other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        server.dispose()

    sa.event.listen(database.engine, "before_cursor_execute", cut)
    return lambda: sa.event.remove(database.engine, "before_cursor_execute", cut)


def answer(client: Browser, *, headers: dict[str, str] | None = None) -> Page:
    """Send the form without a commit of the test's own session, which would wait for the lock too."""
    data = {"csrf_token": client.token, **TYPED}
    return Page(client.client.post("/practica/guardar", data=data, headers=headers), is_piece=bool(headers))


def teams(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Team.name).where(Team.name.like("50000%"))))


def test_busy_database_keeps_the_form_and_its_key(
    busy: None, client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    page = answer(client)

    check(page)
    assert (page.status, page.response.headers["Retry-After"]) == (503, "5")
    fields = page.form("/practica/guardar")
    assert {name: value for name, value in fields.items() if name != "csrf_token"} == TYPED
    lines = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [(one.exc_info, "500" in one.getMessage()) for one in lines] == [(None, False)]


def test_busy_database_is_a_notice_for_htmx(busy: None, client: Browser) -> None:
    piece = answer(client, headers={"HX-Request": "true"})

    assert (piece.status, piece.response.headers["HX-Retarget"]) == (503, "#aviso")
    assert piece.texts("notice--bad")[0].startswith("No se guardó: la base de datos no responde.")


def test_database_lost_in_the_middle_of_a_save_saves_once_when_sent_again(
    client: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/practica/ver")
    mend = lost_in_the_middle(database)

    page = answer(client)
    mend()

    assert page.status == 503
    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == 1
    assert teams(database) == []
    database.dispose()
    client.submit(page, "/practica/guardar")
    assert len(teams(database)) == 1


@pytest.fixture
def full(app: Flask) -> None:
    """As many requests as may be use the database."""
    app.extensions[SLOTS] = Slots(0, 0)


def test_page_that_cannot_be_read_offers_its_own_address_again(full: None, client: Browser) -> None:
    page = client.get("/practica/ver?x=1", status=503)

    assert page.one(".//main//a").get("href") == "/practica/ver?x=1"


def test_health_asks_for_no_turn_at_the_database(full: None, client: Browser) -> None:
    assert client.client.get("/healthz").status_code == 200


def test_form_of_another_site_is_not_offered_again(busy: None, client: Browser) -> None:
    client.token = "no"

    page = answer(client)

    assert page.all(".//form") == []


def test_password_is_not_offered_again(client: Browser, app: Flask) -> None:
    client.get("/practica/ver")
    app.extensions[SLOTS] = Slots(0, 0)

    page = client.post("/practica/guardar", {**TYPED, "password": "secreta"}, status=503)

    assert "secreta" not in page.text


def test_turn_is_given_back_when_a_request_ends(client: Browser, app: Flask) -> None:
    app.extensions[SLOTS] = Slots(1, 1)

    assert [client.get("/practica/ver").status for _ in range(3)] == [200, 200, 200]


def test_server_has_threads_beyond_those_that_may_wait_for_the_database() -> None:
    assert THREADS >= IN_HAND + 2


def test_missing_table_is_a_defect_and_no_absence(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as wrong, database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM nothing")

    assert is_away(wrong.value) is False


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://u:p@127.0.0.1:1/x"])
def test_database_that_cannot_be_opened_is_away(url: str) -> None:
    with pytest.raises(OperationalError) as wrong:
        Database(url).engine.connect()

    assert is_away(wrong.value) is True


def test_pool_without_a_connection_to_spare_is_away() -> None:
    assert is_away(PoolTimeout()) is True
