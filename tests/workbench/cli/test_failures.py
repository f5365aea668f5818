"""A user's mistake is one line on stderr and exit 1, never a traceback."""

import dataclasses
import socket
from contextlib import closing

import pytest
import sqlalchemy as sa

from migrations import runner
from workbench.cli import execute
from workbench.cli.failures import one_line
from workbench.kernel.errors import NotVisible
from workbench.settings import Settings


def on(url, **values):
    return Settings(database_url=url, secret_key="0" * 32, **values)


@pytest.fixture
def at_revision(database):
    def write(revision):
        with database.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})

    return write


def test_wrong_setting_names_its_variable(monkeypatch, capsys):
    monkeypatch.setenv("WORKBENCH_TIMEZONE", "Bogota")

    code = execute(["doctor"])

    said = capsys.readouterr()
    line = "WORKBENCH_TIMEZONE must be a time zone name such as America/Bogota (it is 'Bogota')\n"
    assert (code, said.out, said.err) == (1, "", line)


def test_empty_database_asks_for_init(workbench, tmp_path):
    answer = workbench("user", "list", settings=on(f"sqlite:///{tmp_path / 'none.db'}"))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "La base de datos está vacía: ejecute `workbench init`.\n"


def test_database_behind_its_migrations_asks_for_init(workbench, at_revision):
    at_revision("0000")

    answer = workbench("user", "list")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        f"La base de datos está en 0000 y el programa necesita {runner.head()}: ejecute `workbench init`.\n"
    )


def test_database_ahead_of_the_program_asks_for_a_newer_program(workbench, at_revision):
    at_revision("9999")

    answer = workbench("user", "list")

    assert answer.code == 1
    assert answer.err == f"La base de datos está en 9999 y este programa conoce hasta {runner.head()}: actualícelo.\n"


def test_database_that_cannot_be_opened_is_one_line(workbench):
    answer = workbench("user", "list", settings=on("sqlite:////no/such/folder/x.db"))

    assert answer.code == 1
    assert answer.err == (
        "No se puede usar la base de datos sqlite:////no/such/folder/x.db: unable to open database file\n"
    )


def test_server_that_refuses_is_one_line(workbench):
    answer = workbench("user", "list", settings=on("postgresql+psycopg://u:secret@127.0.0.1:1/x"))

    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert answer.err.startswith("No se puede usar la base de datos postgresql://127.0.0.1:1/x: connection failed")
    assert "secret" not in answer.err


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:s3cr3t@host/x",
        "postgresql://u:s3cr3t@host:s3cr3t/x",
        "postgresql://u:p@s3cr3t@host/x",
        "postgresql://u:p/s3cr3t@host/x",
        "postgresql://us/er:s3cr3t@host/x",
        "postgresql://u:12/s3cr3t@host/x",
        "postgresql://u:#s3cr3t?@host/x",
        "s3cr3t",
        "sqlite://u:s3cr3t@host/x",
        "://u:s3cr3t@host",
        "postgresql://u:s3cr3t@[host/x",
    ],
)
def test_address_that_cannot_be_used_is_one_line_without_its_password(monkeypatch, capsys, address):
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", address)

    code = execute(["doctor"])

    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "s3cr3t" not in said.err


@pytest.mark.parametrize(
    "address", ["postgresql://u@127.0.0.1:1/x?password=s3cr3t", "postgresql://u@/x?nonsense=s3cr3t"]
)
@pytest.mark.parametrize("command", [["doctor"], ["run"], ["init"], ["user", "list"]])
def test_address_that_leads_nowhere_is_one_line_without_its_password(monkeypatch, capsys, address, command):
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", address)

    code = execute(command)

    said = capsys.readouterr()
    assert (code, said.err.count("\n")) == (1, 1)
    assert "s3cr3t" not in said.out + said.err


def test_taken_port_is_one_line(workbench):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

        answer = workbench("run", "--port", str(port))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        f"No se puede escuchar en 127.0.0.1:{port}: Address already in use. Elija otro puerto con --port.\n"
    )


def test_broken_rule_says_its_reason_in_the_operators_language(workbench, settings):
    english = dataclasses.replace(settings, locale="en")

    answers = [workbench("user", "disable", "x@y.z", settings=each) for each in (settings, english)]

    assert [answer.code for answer in answers] == [1, 1]
    assert answers[0].err == "No hay ninguna persona con el correo x@y.z.\n"
    assert answers[1].err == "There is nobody with the e-mail x@y.z.\n"


def test_what_is_not_visible_does_not_exist():
    assert one_line(NotVisible(), "es") == "No existe."


def test_defect_of_the_program_is_no_users_mistake():
    assert one_line(KeyError("x"), "es") is None


def test_debug_shows_where_it_failed(workbench, monkeypatch):
    monkeypatch.setenv("WORKBENCH_LOG_LEVEL", "DEBUG")

    with pytest.raises(sa.exc.OperationalError):
        workbench("user", "list", settings=on("sqlite:////no/such/folder/x.db"))
