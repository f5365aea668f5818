"""What a person says of every column holds: as a field, kept as a datum, or not imported at all."""

import pytest
import sqlalchemy as sa

from models import ContactPoint, Customer, SenderMapping

HEADER = "Código cliente,Razón social,Teléfono,Observación privada\n"
ROWS = HEADER + "77,Ana Peña,310 123 4567,vive con su madre\n"
PHONE, NOTE = "columna-2", "columna-3"


@pytest.fixture
def bring(people, give, work):
    """`bring(columna-2="-")`: drop the file, say what its columns are, have it checked and imported."""

    def run(text=ROWS, **said):
        paola = people("paola")
        number = give(paola, text, "clientes.csv")
        page = paola.get(f"/datos/importar/{number}/columnas?trae=customers")
        paola.submit(page, f"/datos/importar/{number}/columnas", trae=["customers"], **said)
        work()
        paola.submit(paola.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
        work()

    return run


def attributes(session):
    return session.scalars(sa.select(Customer.attributes)).all()


def test_column_that_is_not_imported_leaves_nothing_behind(bring, session):
    bring(**{PHONE: "-", NOTE: "-"})

    assert attributes(session) == [{}]
    assert session.scalars(sa.select(ContactPoint.id)).all() == []


def test_column_kept_as_a_datum_is_no_field(bring, session):
    bring(**{PHONE: ""})

    assert attributes(session) == [{"teléfono": "310 123 4567", "observación privada": "vive con su madre"}]
    assert session.scalars(sa.select(ContactPoint.id)).all() == []


def test_column_that_is_not_imported_is_remembered_of_the_sender(bring, people, give, session):
    bring(**{NOTE: "-", "recordar": "1", "remitente": "Crediandes"})
    paola = people("paola")

    again = give(paola, ROWS.replace("77", "78"), "otro.csv")
    page = paola.get(f"/datos/importar/{again}/columnas")

    assert session.scalars(sa.select(SenderMapping.name)).all() == ["Crediandes"]
    assert page.form(f"/datos/importar/{again}/columnas")[NOTE] == "-"
    assert "No se importa" in page.words()
