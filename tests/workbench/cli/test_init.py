"""`workbench init`: from nothing, again, and from an older revision."""

import dataclasses
import stat

import pytest
import sqlalchemy as sa

from migrations import runner
from models import Database, Outcome, Role, Script
from workbench.access.permissions import Permission


@pytest.fixture
def empty(settings, tmp_path):
    """Settings on a file that does not exist."""
    return dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path / 'new.db'}")


def counts(url):
    database = Database(url)
    with database.reading() as session:
        found = [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Role, Outcome, Script)]
    database.dispose()
    return found


def test_init_makes_the_database_with_what_every_company_needs(workbench, empty):
    answer = workbench("init", settings=empty)

    roles, outcomes, scripts = counts(empty.database_url)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        f"Se creó la base de datos en la revisión {runner.head()}.",
        f"Roles nuevos: 4. Guiones nuevos: {scripts}. Resultados al día.",
    ]
    assert (roles, outcomes > 30, scripts > 5) == (4, True, True)


def test_init_makes_a_file_that_only_its_owner_reads(workbench, empty, tmp_path):
    workbench("init", settings=empty)

    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600


def test_init_again_changes_nothing(workbench, empty):
    workbench("init", settings=empty)
    before = counts(empty.database_url)

    answer = workbench("init", "--format", "json", settings=empty)

    assert answer.json == {"schema": 1, "from": runner.head(), "to": runner.head(), "roles": 0, "scripts": 0}
    assert counts(empty.database_url) == before


def test_init_upgrades_and_works_on_both_databases(workbench, database):
    runner.downgrade(database.url, to="base")

    answer = workbench("init", "--format", "json")

    assert (answer.json["from"], answer.json["to"], answer.json["roles"]) == (None, runner.head(), 4)


def test_init_keeps_a_role_as_the_operator_cut_it(workbench, database):
    with database.writing() as session:
        session.execute(sa.update(Role).where(Role.code == "collector").values(permissions=["own_account"]))

    workbench("init")

    with database.reading() as session:
        kept = session.scalar(sa.select(Role.permissions).where(Role.code == "collector"))
    assert kept == [Permission.OWN_ACCOUNT.value]
