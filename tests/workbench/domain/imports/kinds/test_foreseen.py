"""Checking a file of several kinds: what its earlier kinds would have made counts for the later ones."""

from dataclasses import replace

import pytest

from tests.workbench.domain.imports.conftest import counts, invoice, payment, reasons
from workbench.domain.imports import Foreseen


@pytest.mark.both
@pytest.mark.parametrize("known", [False, True], ids=["new customer", "known customer"])
def test_payment_finds_the_account_of_the_invoice_that_its_file_brings(bring, terms, known):
    accounts = [invoice(external_id="A"), invoice(external_id="B", portfolio="hogar")]
    brought = invoice(external_id="F5", portfolio="hogar")
    invoices = [brought] if known else [*accounts, brought]
    if known:
        bring("invoices", *accounts)
    paid = payment(portfolio="", invoice_external_id="F5")
    check = replace(terms, dry_run=True, foreseen=Foreseen())

    dry = [bring("invoices", *invoices, terms=check), bring("payments", paid, terms=check)]
    wet = [bring("invoices", *invoices), bring("payments", paid)]

    assert [(counts(one), one.money, reasons(one)) for one in dry] == [
        (counts(one), one.money, reasons(one)) for one in wet
    ]
    assert counts(wet[1]) == (1, 0, 0, 0)
