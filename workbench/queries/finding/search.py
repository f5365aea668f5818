"""Searching for customers: what a list shows of each, and why it was found. At most a dozen short queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio
from workbench.access.person import Person
from workbench.kernel.money import country_of_zone
from workbench.queries.finding import statements
from workbench.queries.finding.lookups import Why, by_telephone_of_caller
from workbench.queries.finding.matching import FoundMatch, Seen, matches, of_hits, seen_by
from workbench.queries.finding.statements import is_sqlite, listed
from workbench.queries.finding.typed import TypedSearch, read_typed

PAGE = 20
MOST_PAGES = 25
"""What lies behind is not paged through: who searches types some more."""


@dataclass(frozen=True)
class FoundAccount:
    """An account of a customer that was found. Amounts are minor units; None where they are not shown yet."""

    id: int
    portfolio: str
    currency: str
    locale: str
    timezone: str
    open_amount: int | None
    overdue_amount: int | None
    oldest_due_on: date | None
    collector_id: int | None
    collector: str | None


@dataclass(frozen=True)
class Found:
    """A customer that was found, with the accounts that the person sees, the one that owes most first."""

    id: int
    external_id: str
    name: str
    document: str | None
    city: str | None
    country: str | None
    is_erased: bool
    whys: tuple[Why, ...]
    accounts: tuple[FoundAccount, ...]

    def own_account(self, person: Person) -> FoundAccount | None:
        """The person's own account, if they have one."""
        return next((one for one in self.accounts if one.collector_id == person.id), None)


@dataclass(frozen=True)
class Search:
    """A page of what was found."""

    typed: TypedSearch
    page: int
    found: tuple[Found, ...]
    has_more: bool

    @property
    def is_last_page(self) -> bool:
        """Whether there is no further page, though there may be more."""
        return not self.has_more or self.page >= MOST_PAGES


def search(session: Session, person: Person, text: str, *, limit: int = PAGE, page: int = 1) -> Search:
    """One page of the customers that a search finds among those the person sees.

    Args:
        session: To look.
        person: Who searches.
        text: As typed.
        limit: Customers of a page.
        page: From 1.

    """
    typed, page = read_typed(text), min(max(page, 1), MOST_PAGES)
    if not typed.is_enough:
        return Search(typed, page, (), has_more=False)
    seen, begin = seen_by(person), (page - 1) * limit
    found = matches(session, seen, typed, most=begin + limit + 1, countries=partial(_countries, session))
    shown = found[begin : begin + limit]
    return Search(typed, page, found_rows(session, seen, shown), has_more=len(found) > begin + limit)


def callers(session: Session, person: Person, number: str, *, limit: int = PAGE) -> list[Found]:
    """Customers of the person's portfolios with the telephone that calls us, without amounts: who calls is not known.

    Args:
        session: To look.
        person: Who answers.
        number: As the telephone shows it.
        limit: Customers at most.

    """
    seen = seen_by(person, calling_in=True)
    hits = by_telephone_of_caller(session, number, partial(_countries, session))
    found = of_hits(session, seen, [hits], most=limit)
    return list(found_rows(session, seen, found))


def found_rows(session: Session, seen: Seen, found: Sequence[FoundMatch]) -> tuple[Found, ...]:
    """What a list shows of customers that were found: two queries."""
    if not found:
        return ()
    ids = [match.customer_id for match in found]
    wanted = statements.shown_customers(sqlite=is_sqlite(session))
    customers = {row.id: row for row in session.execute(wanted, {"ids": listed(session, ids)})}
    accounts = _accounts(session, seen, ids)
    return tuple(
        Found(
            id=row.id,
            external_id=row.external_id,
            name=row.name,
            document=row.document,
            city=row.city,
            country=row.country,
            is_erased=row.erased_at is not None,
            whys=match.whys,
            accounts=tuple(accounts[row.id]),
        )
        for match in found
        if (row := customers.get(match.customer_id)) is not None
    )


def _accounts(session: Session, seen: Seen, customer_ids: Sequence[int]) -> dict[int, list[FoundAccount]]:
    wanted = seen.shown(sqlite=is_sqlite(session))
    rows = session.execute(wanted, {"ids": listed(session, customer_ids)})
    found: dict[int, list[FoundAccount]] = defaultdict(list)
    for customer_id, *columns in rows:
        account = FoundAccount(*columns)
        if seen.hides_amounts:
            account = replace(account, open_amount=None, overdue_amount=None)
        found[customer_id].append(account)
    return found


def _countries(session: Session) -> Sequence[str]:
    """The countries of the company's portfolios: how a telephone without a country code may be read."""
    zones = session.scalars(sa.select(Portfolio.timezone).distinct())
    return sorted({country for country in map(_country_of, zones) if country})


@lru_cache(maxsize=64)
def _country_of(zone: str) -> str | None:
    return country_of_zone(zone)
