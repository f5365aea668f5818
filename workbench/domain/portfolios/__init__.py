"""Portfolios and who works which account of them."""

from workbench.domain.portfolios.assignments import AccountFilter, ReassignRefused, preview_reassign, reassign
from workbench.domain.portfolios.first import make_portfolio, settle_portfolio
from workbench.domain.portfolios.leaving import switch_off
from workbench.domain.portfolios.portfolios import (
    PortfolioRefused,
    Wanted,
    set_portfolio,
    set_teams,
    why_not_currency,
    why_not_portfolio,
    work_portfolios,
)
from workbench.domain.portfolios.preview import PortfolioPreview, preview_portfolio
from workbench.domain.portfolios.reading import portfolio_lines, portfolio_sizes, portfolios_by_code

__all__ = [
    "AccountFilter",
    "PortfolioPreview",
    "PortfolioRefused",
    "ReassignRefused",
    "Wanted",
    "make_portfolio",
    "portfolio_lines",
    "portfolio_sizes",
    "portfolios_by_code",
    "preview_portfolio",
    "preview_reassign",
    "reassign",
    "set_portfolio",
    "set_teams",
    "settle_portfolio",
    "switch_off",
    "why_not_currency",
    "why_not_portfolio",
    "work_portfolios",
]
