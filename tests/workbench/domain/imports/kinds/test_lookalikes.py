"""New customers whose key looks like that of another one are told by name."""

from dataclasses import replace

import pytest

from models import Customer
from tests.workbench.domain.imports.conftest import counts, invoice
from workbench.folding import fold_key, visible

TOLD = "Clientes nuevos cuyo código se parece al de otro (ceros, espacios, acentos, mayúsculas): 1. "
ANA = {"external_id": "c-42", "name": "Ana Peña"}


@pytest.mark.both
@pytest.mark.parametrize(
    "key", ["C-42", "c-042", "c- 42", "c-42\u200b", "\ufeffc-42", "c-\u00ad42", "c-４２", "ç-42", "c-\u200f42"]
)
def test_a_new_customer_that_looks_like_a_known_one_is_told_by_name(bring, rows, key):
    bring("customers", ANA)

    report = bring("customers", {"external_id": key, "name": "Ana P."})

    assert counts(report) == (1, 0, 0, 0)
    assert report.warnings.lines() == [f"{TOLD}Ana P. «{visible(key)}» ≈ Ana Peña «c-42»"]
    assert len(rows(Customer.id)) == 2


@pytest.mark.parametrize(("known", "new"), [("900123", "900123.0"), ("900123.0", "900123"), ("0900123", "900123.0")])
def test_a_key_that_a_program_wrote_as_a_number_looks_like_the_plain_one(bring, known, new):
    bring("customers", {"external_id": known, "name": "Ana Peña"})

    report = bring("customers", {"external_id": new, "name": "Ana P."})

    assert report.warnings.lines() == [f"{TOLD}Ana P. «{new}» ≈ Ana Peña «{known}»"]


def test_a_customer_made_by_an_invoice_is_told_too(bring):
    bring("customers", ANA)

    report = bring("invoices", invoice(customer_external_id="C-0042", customer_name="Peña"))

    assert report.warnings.lines()[1:] == [f"{TOLD}Peña «C-0042» ≈ Ana Peña «c-42»"]


def test_customers_of_one_file_that_look_alike_are_told_once_in_a_dry_run_too(bring, terms):
    given = [ANA, {"external_id": "C-42", "name": "Eva"}, {"external_id": "otro", "name": "Zoe"}]

    dry = bring("customers", *given, terms=replace(terms, dry_run=True))
    wet = bring("customers", *given)

    assert dry.warnings.lines() == wet.warnings.lines() == [f"{TOLD}Eva «C-42» ≈ Ana Peña «c-42»"]


def test_a_known_customer_is_not_told_again(bring):
    bring("customers", ANA, ANA | {"external_id": "C-42"})

    assert bring("customers", ANA, ANA | {"external_id": "C-42"}).warnings.lines() == []


@pytest.mark.parametrize(("one", "other"), [("10", "100"), ("A1", "A-1"), ("1-2", "12"), ("0", "00042"), ("a", "b")])
def test_keys_that_differ_in_more_do_not_look_alike(one, other):
    assert fold_key(one) != fold_key(other)


def test_what_does_not_show_is_written_out():
    assert visible("42\u200b") == r"42\u200b"
