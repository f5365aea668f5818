"""Portfolios as commands name them."""

from tests.factories.learnable import make_portfolio
from workbench.domain.portfolios.reading import portfolios_by_code


def test_portfolios_by_code_are_all_in_order_or_the_one(session, now):
    for code in ("b", "a"):
        make_portfolio(session, code, now=now)

    assert [row.code for row in portfolios_by_code(session)] == ["a", "b"]
    assert [row.code for row in portfolios_by_code(session, "b")] == ["b"]
    assert portfolios_by_code(session, "c") == []
