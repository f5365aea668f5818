"""An undoing killed in the middle changes nothing; done again, it is as if nothing had happened to it."""

import pytest

from models import AuditEntry, Database, ImportRun
from models.enums import ImportKind
from tests.killed import run_killed
from tests.workbench.domain.imports.engine.killed import TERMS
from tests.workbench.domain.imports.undo.killed import undo_until
from tests.workbench.domain.imports.undo.test_taking_back import NEW, WORLD, content
from workbench.domain.imports.importing import import_rows

SHARES = [pytest.param(number / 8, marks=() if number == 7 else pytest.mark.long) for number in (2, 5, 7, 8)]


def prepare(database):
    """A company with facts of every kind, and an import that corrects and adds some.

    Gives what there was before it, what there is after it, and its number.
    """
    for kind, rows in WORLD.items():
        import_rows(database, ImportKind(kind), rows, terms=TERMS)
    before = content(database)
    number = import_rows(database, ImportKind.INVOICES, NEW["invoices"], terms=TERMS).import_id
    return before, content(database), number


@pytest.fixture
def statements(request, database):
    """How many statements an undoing sends to which nothing happens."""
    maker = request.getfixturevalue("sqlite_maker" if database.is_sqlite else "postgres_maker")
    with maker.fresh() as url:
        other = Database(url)
        _, _, number = prepare(other)
        sent = undo_until(other, number, at=0)
        other.dispose()
    return sent


@pytest.mark.both
@pytest.mark.parametrize("share", SHARES)
def test_an_undoing_killed_anywhere_changes_nothing_and_done_again_is_whole(database, rows, statements, share):
    before, after, number = prepare(database)

    run_killed(database, "tests.workbench.domain.imports.undo.killed", number, int(share * statements))
    killed = content(database), rows(ImportRun.undone_at, where=ImportRun.id == number)
    undo_until(database, number, at=0)

    assert killed == (after, [(None,)])
    assert content(database) == before
    assert rows(AuditEntry.subject_id, where=AuditEntry.event == "import_undone") == [(number,)]
