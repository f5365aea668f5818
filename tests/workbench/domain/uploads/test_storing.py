"""Given files are kept byte by byte under a harmless name, and forgotten after a while."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Upload, UploadPart
from workbench.domain.records import Actor
from workbench.domain.uploads import UploadRefused, as_file, forget_uploads, receive
from workbench.domain.uploads.storing import KEPT_FOR, safe_name

PAOLA = Actor(None, "paola@example.com")


@pytest.fixture
def kept(database, now):
    with database.writing() as session:
        return receive(session, [b"a,b\n", b"1,2\n"], name="C:\\datos\\cartera.csv", actor=PAOLA, now=now).id


def test_file_is_given_back_as_it_came(database, kept):
    with as_file(database, kept) as path:
        assert (path.name, path.read_bytes()) == ("cartera.csv", b"a,b\n1,2\n")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("cartera <1>.csv", "cartera _1_.csv"),
        (".oculto.csv", "oculto.csv"),
        ("", "archivo"),
        ("ñandú (2).xlsx", "ñandú (2).xlsx"),
    ],
)
def test_name_is_harmless(given, name):
    assert safe_name(given) == name


def test_empty_file_is_refused_and_nothing_is_kept(database, now):
    with pytest.raises(UploadRefused, match="está vacío"), database.writing() as session:
        receive(session, [], name="x.csv", actor=PAOLA, now=now)

    with database.reading() as session:
        assert session.scalars(sa.select(Upload.id)).all() == []


def test_bytes_are_deleted_after_their_time_and_the_file_says_so(database, kept, now):
    with database.writing() as session:
        early = forget_uploads(session, now=now + KEPT_FOR - timedelta(days=1))
        late = forget_uploads(session, now=now + KEPT_FOR + timedelta(days=1))

    assert (early, late) == (0, 1)
    with database.reading() as session:
        assert session.scalars(sa.select(UploadPart.position)).all() == []
    with pytest.raises(UploadRefused, match="suéltelo otra vez"), as_file(database, kept):
        pass


def test_empty_file_leaves_nothing_behind(session, now):
    with pytest.raises(UploadRefused, match="está vacío"):
        receive(session, [], name="vacío.csv", actor=PAOLA, now=now)

    assert session.scalars(sa.select(Upload.id)).all() == []
