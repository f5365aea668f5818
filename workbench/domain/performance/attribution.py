"""Credits a payment to the person whose work came before it, for Equipo and `workbench kpis` alike.

docs/kpis.md explains it with examples.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

ATTRIBUTION_DAYS = 15
"""Calendar days in which a direct contact, or the due day of a kept promise, explains a payment. Fifteen, as a payday
comes once in that time where people are paid by the fortnight; what comes later would have come anyway."""


@dataclass(frozen=True, slots=True)
class CreditedContact:
    """A direct contact in either direction.

    `on` is its local day; no collector where the name in the file is no user's.
    """

    at: datetime
    on: date
    collector_id: int | None


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """A promise that was kept by the time of the payment. `made_on` is the local day of `made_at`."""

    made_at: datetime
    made_on: date
    due_on: date
    collector_id: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """A payment: the local day it was paid, and when it became known (a fact without a time: the end of its day)."""

    paid_on: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Credit:
    """The collector credited with a payment; None where their name is no user's."""

    collector_id: int | None


def credit_of(payment: Received, contacts: Iterable[CreditedContact], kept: Iterable[KeptPromise]) -> Credit | None:
    """A payment is credited to the last direct contact or kept promise within `ATTRIBUTION_DAYS` before it.

    A contact stands at its own day. A kept promise stands at its due day, or at the payment's where that came earlier:
    of both on one day the promise speaks, since it is what brought the money. Neither counts where it came after the
    money.

    Args:
        payment: of one account.
        contacts: direct contacts of the account, in any order.
        kept: promises of the account that were kept at the close of the day the payment became known.

    Returns:
        The credit, or None: nothing came before it, the payment is organic («sin gestión»).
    """
    moments = [
        (one.on, 0, one.at, one.collector_id)
        for one in contacts
        if one.at <= payment.known_at and _explains(one.on, payment)
    ]
    for one in kept:
        stands_on = min(one.due_on, payment.paid_on)
        if one.made_at < payment.known_at and one.made_on <= payment.paid_on and _explains(stands_on, payment):
            moments.append((stands_on, 1, one.made_at, one.collector_id))
    if not moments:
        return None
    *_, collector_id = max(moments, key=lambda moment: moment[:3])
    return Credit(collector_id)


def _explains(day: date, payment: Received) -> bool:
    return 0 <= (payment.paid_on - day).days <= ATTRIBUTION_DAYS
