"""One portfolio's facts as arrays, from which as-of reads, snapshots and backtests are computed.

Days are ordinals (`date.toordinal`), money is minor units. Every event carries the day it became known and is sorted
by it, so the state at a day D is a prefix: the events known before D. Nothing here knows a database or a rule; the
ledger's allocations come in already replayed.
"""

from dataclasses import dataclass, fields, replace
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NEVER = np.int64(2**31)
"""An ordinal after every day: an end that has not come."""

Kind = TypeVar("Kind", bound="Events")


@dataclass(frozen=True)
class Events:
    """Columns of equal length, sorted by `known`."""

    account: Ints
    known: Ints

    def sorted_by_day(self) -> Self:
        """The same events, earliest known first; ties keep their order."""
        order = np.argsort(self.known, kind="stable")
        return type(self)(**{column.name: getattr(self, column.name)[order] for column in fields(self)})

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True)
class Items(Events):
    """Invoices: `known`, the days they were issued and fell due, the amount, and whether they are disputed."""

    id: Ints
    issued: Ints
    due: Ints
    amount: Ints
    disputed: NDArray[np.bool_]


@dataclass(frozen=True)
class Allocations(Events):
    """Shares of payments given to items (positive) or taken back (negative); `item` is an index into `Items`."""

    item: Ints
    amount: Ints


@dataclass(frozen=True)
class Payments(Events):
    """Money in; a reversal is negative and known on its own day."""

    amount: Ints


@dataclass(frozen=True)
class Contacts(Events):
    """Interactions with their kind as an index into `KINDS`; `refused` is 1 where the person cannot or will not pay."""

    kind: Ints
    refused: Ints


@dataclass(frozen=True)
class Promises(Events):
    """Promises: amount, due day, grace in days and the share in percent that keeps them."""

    amount: Ints
    due: Ints
    grace: Ints
    threshold: Ints


@dataclass(frozen=True)
class Decisions(Events):
    """Promises found kept or broken: +1 on the day that was known, −1 a year later."""

    kept: Ints
    broken: Ints


@dataclass(frozen=True)
class Holds(Events):
    """Holds and hand-overs: in force for the days after `known` up to `until`, which is the first free day."""

    until: Ints


KINDS = ("sent", "delivered", "no_contact", "third_party", "right_party", "inbound", "other")
"""What an interaction can be for the features; outcomes are mapped where rows are read."""


@dataclass(frozen=True)
class PortfolioHistory:
    """All of a portfolio up to some day. Accounts are 0…n−1; `external_id` names their customers.

    An account whose facts were corrected stands here once for every span of days between two corrections; it is
    there from `first_day` to `last_day`, both included.
    """

    external_id: NDArray[np.str_]
    account_id: Ints
    first_day: Ints
    last_day: Ints
    business: NDArray[np.bool_]
    items: Items
    allocations: Allocations
    payments: Payments
    contacts: Contacts
    promises: Promises
    decisions: Decisions
    holds: Holds

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return len(self.account_id)

    def part(self, keep: NDArray[np.bool_]) -> "PortfolioHistory":
        """The history of some accounts, numbered anew in their order: as if the portfolio had no others.

        Args:
            keep: Of every account, whether it is in the part.

        """
        places = np.cumsum(keep) - 1
        chosen = keep[self.items.account]
        items_before = np.cumsum(chosen) - 1
        shares = _of_accounts(self.allocations, keep, places)
        return PortfolioHistory(
            external_id=self.external_id[keep],
            account_id=self.account_id[keep],
            first_day=self.first_day[keep],
            last_day=self.last_day[keep],
            business=self.business[keep],
            items=_of_accounts(self.items, keep, places),
            allocations=replace(shares, item=items_before[shares.item]),
            payments=_of_accounts(self.payments, keep, places),
            contacts=_of_accounts(self.contacts, keep, places),
            promises=_of_accounts(self.promises, keep, places),
            decisions=_of_accounts(self.decisions, keep, places),
            holds=_of_accounts(self.holds, keep, places),
        )


def _of_accounts(events: Kind, keep: NDArray[np.bool_], places: Ints) -> Kind:
    """The events of the accounts to keep, in the same order, with the accounts' new numbers."""
    chosen = keep[events.account]
    columns = {column.name: getattr(events, column.name)[chosen] for column in fields(events)}
    return type(events)(**columns | {"account": places[columns["account"]]})
