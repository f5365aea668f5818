"""No file brings an erased customer back without a word; whoever administers can admit the key again."""

import pytest
import sqlalchemy as sa

from models import Customer, ErasedKey, Invoice
from tests.factories.held import KEY, NAME, make_known_customer
from tests.personas import cast_of
from tests.workbench.domain.imports.conftest import invoice, reasons
from workbench.domain.privacy import ErasureRefused, admit_again, ask_erasure, confirm_erasure
from workbench.domain.records import Actor

ROW = {"external_id": KEY, "name": NAME, "phone": "+573005551234"}


@pytest.fixture
def erased(database, now):
    """Marta Zorro, erased; the id of what is left."""
    with database.writing() as session:
        cast = cast_of(session, now=now)
        customer = session.get_one(Customer, make_known_customer(session, cast, now=now).customer_id)
        common = {"customer": customer, "typed_name": NAME, "today": now.date(), "now": now}
        ask_erasure(session, cast.person("paola"), ground="Lo pidió", **common)
        confirm_erasure(session, cast.person("ana"), **common)
        return customer.id


@pytest.mark.both
def test_row_of_an_erased_customer_is_rejected_with_the_day(bring, rows, erased):
    report = bring("customers", ROW, {"external_id": "C1", "name": "Ana Peña", "phone": ""})

    assert (report.inserted, report.rejected) == (1, 1)
    (told,) = reasons(report)
    assert "se borraron el 2026-11-18" in str(told)
    assert NAME not in [name for (name,) in rows(Customer.name)]


@pytest.mark.parametrize("key", [KEY.lower(), f" {KEY} "])
def test_key_that_looks_the_same_is_rejected_too(bring, erased, key):
    assert bring("customers", ROW | {"external_id": key}).rejected == 1


@pytest.mark.both
def test_invoice_of_an_erased_customer_makes_nobody(bring, rows, erased):
    before = rows(Customer.external_id), rows(Invoice.external_id)

    report = bring("invoices", invoice(external_id="F77", customer_external_id=KEY))

    assert (report.rejected, report.created_customers) == (1, 0)
    assert (rows(Customer.external_id), rows(Invoice.external_id)) == before


def test_key_itself_is_not_kept(rows, erased):
    digests = [digest for (digest,) in rows(ErasedKey.digest)]

    assert [len(one) for one in digests] == [64, 64]  # hers, and that of the entry that was merged into hers
    assert KEY.lower() not in "".join(digests)


def test_admitted_key_is_a_new_customer(bring, database, erased, now):
    actor = Actor(None, "tests")
    with database.writing() as session:
        with pytest.raises(ErasureRefused, match="por qué"):
            admit_again(session, KEY, why=" ", actor=actor, now=now)
        with pytest.raises(ErasureRefused, match="no es de un cliente borrado"):
            admit_again(session, "C77", why="Volvió a comprar", actor=actor, now=now)
        assert admit_again(session, KEY, why="Volvió a comprar", actor=actor, now=now) == erased

    assert bring("customers", ROW).inserted == 1
    with database.reading() as session:
        names = session.scalars(sa.select(Customer.name).where(Customer.erased_at.is_(None))).all()
    assert names == [NAME]
