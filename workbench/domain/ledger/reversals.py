"""Which reversal takes back which payment: decided once, for the ledger and for promises alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Protocol


class ReversiblePayment(Protocol):
    """What a payment must tell. With `reverses`, the external id of another payment, it is a reversal."""

    @property
    def id(self) -> int: ...  # noqa: D102 - a column
    @property
    def external_id(self) -> str: ...  # noqa: D102 - a column
    @property
    def amount(self) -> int: ...  # noqa: D102 - a column
    @property
    def known_on(self) -> date: ...  # noqa: D102 - a column
    @property
    def reverses(self) -> str | None: ...  # noqa: D102 - a column


class Unapplied(StrEnum):
    """Why a reversal changed nothing."""

    UNKNOWN_PAYMENT = "unknown_payment"
    IS_A_REVERSAL = "is_a_reversal"
    OTHER_AMOUNT = "other_amount"
    ALREADY_REVERSED = "already_reversed"


@dataclass(frozen=True, slots=True)
class UnappliedReversal:
    """A reversal that was left out, to be shown to a person."""

    payment_id: int
    external_id: str
    reason: Unapplied


@dataclass(frozen=True, slots=True)
class Reversals:
    """`taken_back` has, by the id of a payment, the id of the reversal that took it back."""

    taken_back: Mapping[int, int]
    unapplied: tuple[UnappliedReversal, ...]


def match_reversals(payments: Iterable[ReversiblePayment]) -> Reversals:
    """A reversal carries the positive amount of the payment it takes back, whole; any other is reported, not applied.

    Of several reversals of one payment the first known counts, on one day the first by external id. A reversal cannot
    be taken back itself. Whether a reversal is known before its payment does not matter: once both are, it counts.
    """
    rows = list(payments)
    reversals = [row for row in rows if row.reverses is not None]
    if not reversals:
        return _NONE
    reversals.sort(key=attrgetter("known_on", "external_id"))
    by_external_id = {row.external_id: row for row in rows}
    taken_back: dict[int, int] = {}
    unapplied = []
    for reversal in reversals:
        payment = by_external_id.get(reversal.reverses or "")
        reason = _why_not(payment, reversal=reversal, taken_back=taken_back)
        if reason is not None:
            unapplied.append(UnappliedReversal(reversal.id, external_id=reversal.external_id, reason=reason))
        elif payment is not None:
            taken_back[payment.id] = reversal.id
    return Reversals(taken_back=taken_back, unapplied=tuple(unapplied))


_NONE = Reversals(taken_back={}, unapplied=())


def _why_not(
    payment: ReversiblePayment | None, *, reversal: ReversiblePayment, taken_back: Mapping[int, int]
) -> Unapplied | None:
    if payment is None:
        return Unapplied.UNKNOWN_PAYMENT
    if payment.reverses is not None:
        return Unapplied.IS_A_REVERSAL
    if payment.amount != reversal.amount:
        return Unapplied.OTHER_AMOUNT
    if payment.id in taken_back:
        return Unapplied.ALREADY_REVERSED
    return None
