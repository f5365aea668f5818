"""In which country the telephones of customers are read who say none: their own, else that of their portfolio's law."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from models import Account, Customer, Portfolio
from models.bulk import is_among
from workbench.domain.contact import preset
from workbench.kernel.money import country_of_zone


def countries_of(connection: sa.Connection, external_ids: Collection[str]) -> dict[str, str]:
    """The countries of customers that are known, by external id: one query.

    A customer without one has that of their portfolios, where these agree.
    """
    rows = connection.execute(
        sa.select(Customer.external_id, Customer.country, Portfolio.preset, Portfolio.timezone)
        .outerjoin(Account, Account.customer_id == Customer.id)
        .outerjoin(Portfolio, Portfolio.id == Account.portfolio_id)
        .where(is_among(connection, Customer.external_id, external_ids))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for external_id, country, code, zone in rows:
        own = country or (country_of_portfolio(code, zone) if code else None)
        if own:
            found[external_id].add(own)
    return {external_id: next(iter(countries)) for external_id, countries in found.items() if len(countries) == 1}


def default_country(connection: sa.Connection, *, portfolio: str | None, zone: str) -> str | None:
    """The country of customers nobody knows: of the portfolio that is named or the only one, else of the company."""
    wanted = sa.select(Portfolio.preset, Portfolio.timezone)
    if portfolio is not None:
        wanted = wanted.where(Portfolio.code == portfolio)
    countries = {country_of_portfolio(code, own) for code, own in connection.execute(wanted)}
    return countries.pop() if len(countries) == 1 else country_of_zone(zone)


def country_of_portfolio(code: str, zone: str) -> str | None:
    """The country of its contact law; where that is of none, of its zone."""
    return preset(code).country or country_of_zone(zone)
