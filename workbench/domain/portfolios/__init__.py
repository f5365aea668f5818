"""Portfolios and who works which account of them."""

from workbench.domain.portfolios.assignments import AccountFilter, ReassignRefused, preview_reassign, reassign
from workbench.domain.portfolios.portfolios import PortfolioRefused, Wanted, set_portfolio, set_teams
from workbench.domain.portfolios.reading import portfolio_lines, portfolio_sizes, portfolios_by_code

__all__ = [
    "AccountFilter",
    "PortfolioRefused",
    "ReassignRefused",
    "Wanted",
    "portfolio_lines",
    "portfolio_sizes",
    "portfolios_by_code",
    "preview_reassign",
    "reassign",
    "set_portfolio",
    "set_teams",
]
