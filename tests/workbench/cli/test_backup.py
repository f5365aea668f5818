"""`workbench backup` and `restore`: whole or not at all, also while others write."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa

from models import Team
from workbench.jobs.leader import leadership_of


@pytest.fixture
def database_url(sqlite_maker):
    """The embedded database only: PostgreSQL has its own tools."""
    with sqlite_maker.fresh() as url:
        yield url


def teams(database):
    with database.reading() as session:
        return sorted(session.scalars(sa.select(Team.name)))


def add_team(database, name):
    with database.writing() as session:
        session.add(Team(name=name))


def test_backup_is_one_private_file_with_everything_committed(workbench, database, tmp_path):
    add_team(database, "norte")
    copy = tmp_path / "copy.db"

    with database.writes() as busy:
        busy.add(Team(name="half done"))
        busy.flush()
        answer = workbench("backup", str(copy))

    assert (answer.code, answer.out[:14]) == (0, "Copia lista en")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT name FROM team").fetchall() == [("norte",)]


def test_backup_overwrites_nothing(workbench, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("mine")

    answer = workbench("backup", str(copy))

    assert (answer.code, answer.err) == (1, f"{copy} ya existe: elija otro nombre.\n")
    assert copy.read_text() == "mine"


def test_restore_brings_the_copy_back_and_keeps_what_was_there(workbench, database, tmp_path):
    add_team(database, "norte")
    workbench("backup", str(tmp_path / "copy.db"))
    add_team(database, "sur")

    answer = workbench("restore", str(tmp_path / "copy.db"))

    assert answer.code == 0
    assert teams(database) == ["norte"]
    kept = answer.out.splitlines()[0].removeprefix("La base de datos anterior quedó en ").removesuffix(".")
    with closing(sqlite3.connect(kept)) as opened:
        assert opened.execute("SELECT name FROM team ORDER BY name").fetchall() == [("norte",), ("sur",)]


def test_restore_refuses_what_is_no_copy(workbench, database, tmp_path):
    add_team(database, "norte")
    strange = tmp_path / "strange.db"
    strange.write_bytes(b"no database" * 100)

    answer = workbench("restore", str(strange))

    assert (answer.code, answer.err) == (1, f"{strange} no es una copia de esta base de datos.\n")
    assert teams(database) == ["norte"]


def test_restore_refuses_a_copy_cut_off(workbench, database, tmp_path):
    add_team(database, "norte")
    copy = tmp_path / "copy.db"
    workbench("backup", str(copy))
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    answer = workbench("restore", str(copy))

    assert answer.code == 1
    assert teams(database) == ["norte"]


def test_restore_refuses_a_copy_of_a_newer_program(workbench, tmp_path):
    copy = tmp_path / "copy.db"
    workbench("backup", str(copy))
    with closing(sqlite3.connect(copy)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")

    answer = workbench("restore", str(copy))

    assert (answer.code, answer.err) == (1, f"{copy} es de un programa más nuevo (9999).\n")


def test_restore_waits_for_the_scheduler_to_be_stopped(workbench, database, tmp_path):
    workbench("backup", str(tmp_path / "copy.db"))
    leadership = leadership_of(database)
    leadership.acquire()

    answer = workbench("restore", str(tmp_path / "copy.db"))

    leadership.release()
    assert answer.code == 1
    assert answer.err == "El planificador está en marcha: detenga `workbench run` antes de restaurar.\n"


@pytest.fixture
def on_postgresql(postgres_maker, settings):
    with postgres_maker.fresh() as url:
        yield replace(settings, database_url=url)


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_its_own_tools(workbench, on_postgresql, tmp_path, command, tool):
    file = tmp_path / "copy.db"
    if command == "restore":
        file.touch()

    answer = workbench(command, str(file), settings=on_postgresql)

    assert (answer.code, answer.err.split(" --")[0]) == (1, f"PostgreSQL tiene sus propias herramientas: use {tool}")
