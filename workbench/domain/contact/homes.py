"""Where customers are, as far as the database knows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio
from models.bulk import bulk_read, is_among
from workbench.domain.contact.gate.places import is_zone, zones_of
from workbench.kernel.days import ONE_DAY, start_of_day


@dataclass(frozen=True, slots=True)
class Home:
    """A customer's country and zones; no zones leaves them to the country, see `places`."""

    country: str | None
    zones: tuple[str, ...]

    def end_of(self, day: date) -> datetime:
        """The instant at which a day is over in every zone the customer may be in."""
        return _end_everywhere(self, day)


@lru_cache(maxsize=4096)
def _end_everywhere(home: Home, day: date) -> datetime:
    known = [zone for zone in home.zones or zones_of(home.country or "") if is_zone(zone)]
    return max(start_of_day(day + ONE_DAY, zone) for zone in known or ["Etc/GMT+12"])


_home = lru_cache(maxsize=4096)(Home)
"""Many customers have the same home: it is made once."""


def homes_of(session: Session, customer_ids: Collection[int]) -> dict[int, Home]:
    """The customer's own zone, else left to their country, else the zones of their portfolios: two queries."""
    among = is_among(session.connection(), Customer.id, customer_ids)
    customers = sa.select(Customer.id, Customer.country, Customer.timezone).where(among)
    rows: list[tuple[int, str | None, str | None]] = bulk_read(session.connection(), customers, tuple)
    portfolios = defaultdict(set)
    of_portfolios = (
        sa.select(Account.customer_id, Portfolio.timezone)
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(among, Customer.country.is_(None), Customer.timezone.is_(None))
        .distinct()
    )
    found: list[tuple[int, str]] = bulk_read(session.connection(), of_portfolios, tuple)
    for customer_id, zone in found:
        portfolios[customer_id].add(zone)
    return {
        customer_id: _home(country, (zone,) if zone else tuple(sorted(portfolios[customer_id])))
        for customer_id, country, zone in rows
    }
