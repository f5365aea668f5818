"""A file whose rows do not say their portfolio asks for it where there are several, before its rows are checked."""

import pytest

from models.enums import ImportKind
from workbench.domain.imports import Mapping
from workbench.domain.uploads import asks_portfolio

SILENT = Mapping(columns={"external_id": "factura"})
NAMED = Mapping(columns={"external_id": "factura", "portfolio": "cartera"})
FIXED = Mapping(constants={"portfolio": "consumo"})
IN_PART = Mapping(kinds={"invoices": NAMED, "customers": SILENT})


@pytest.mark.parametrize(
    ("kinds", "mapping", "portfolios", "asks"),
    [
        ([ImportKind.INVOICES], SILENT, 2, True),
        ([ImportKind.OPEN_ITEMS], SILENT, 2, True),
        ([ImportKind.CUSTOMERS, ImportKind.INVOICES], SILENT, 3, True),
        ([ImportKind.INVOICES], SILENT, 1, False),
        ([ImportKind.INVOICES], SILENT, 0, False),
        ([ImportKind.INVOICES], NAMED, 2, False),
        ([ImportKind.INVOICES], FIXED, 2, False),
        ([ImportKind.CUSTOMERS, ImportKind.INVOICES], IN_PART, 2, False),
        ([ImportKind.PAYMENTS], SILENT, 2, False),
        ([ImportKind.INTERACTIONS], SILENT, 2, False),
        ([ImportKind.CUSTOMERS], SILENT, 2, False),
    ],
)
def test_portfolio_is_asked_for_where_rows_open_accounts_and_do_not_say_theirs(kinds, mapping, portfolios, asks):
    assert asks_portfolio(kinds, mapping, portfolios=portfolios) is asks
