"""Which reversal takes back how much of which payment: decided once, for the ledger, promises and figures alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, Protocol

from models.enums import PaymentKind


class ReversiblePayment(Protocol):
    """What a payment must tell. With `reverses`, the external id of another of its kind, it is a reversal."""

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
    @property
    def kind(self) -> PaymentKind: ...  # noqa: D102 - a column


class Unapplied(StrEnum):
    """Why a reversal changed nothing."""

    UNKNOWN_PAYMENT = "unknown_payment"
    IS_A_REVERSAL = "is_a_reversal"
    MORE_THAN_LEFT = "more_than_left"
    ALREADY_REVERSED = "already_reversed"


@dataclass(frozen=True, slots=True)
class UnappliedReversal:
    """A reversal that was left out, to be shown to a person."""

    payment_id: int
    external_id: str
    reason: Unapplied


class TakenBack(NamedTuple):
    """What a reversal takes back of one payment, from the day `on` on which it is known."""

    reversal_id: int
    amount: int
    on: date


class StandingAmount(NamedTuple):
    """What stood of a payment from the close of a day to the close of another; `until` None: it stands still."""

    amount: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Reversals:
    """Reversals that apply. `taken` has what they take back, by payment; `amounts` what each takes back in all."""

    taken: Mapping[int, tuple[TakenBack, ...]]
    amounts: Mapping[int, int]
    unapplied: tuple[UnappliedReversal, ...]

    def left_of(self, payment: ReversiblePayment) -> int:
        """What stands of a payment, whenever its reversals were known."""
        return payment.amount - sum(one.amount for one in self.taken.get(payment.id, ()))

    def standing(self, payment: ReversiblePayment) -> list[StandingAmount]:
        """What stood of a payment over time, oldest first; nothing where a reversal was known before the payment."""
        found: list[StandingAmount] = []
        amount, since = payment.amount, payment.known_on
        for one in self.taken.get(payment.id, ()):
            if amount and one.on > since:
                found.append(StandingAmount(amount, since, one.on))
                since = one.on
            amount -= one.amount
        return [*found, StandingAmount(amount, since, None)] if amount else found


def match_reversals(payments: Iterable[ReversiblePayment]) -> Reversals:
    """A reversal takes back its positive amount of the payment it names, at most what is left of that.

    One that asks for more, or names nothing that can be taken back, is reported and changes nothing. Several reversals
    of one payment count in the order in which they are known, on one day by external id. A reversal cannot be taken
    back itself. Whether a reversal is known before its payment does not matter: once both are, it counts. Of a receipt
    of several lines the last line is taken back first. A reversal takes back rows of its own kind only.
    """
    rows = list(payments)
    reversals = [row for row in rows if row.reverses is not None]
    if not reversals:
        return NO_REVERSALS
    reversals.sort(key=attrgetter("known_on", "external_id", "id"))
    lines: dict[tuple[PaymentKind, str], list[ReversiblePayment]] = {}
    for row in sorted(rows, key=attrgetter("id")):
        lines.setdefault((row.kind, row.external_id), []).append(row)
    book = _Taking(lines)
    for reversal in reversals:
        book.take(reversal)
    return Reversals(
        taken={payment_id: tuple(taken) for payment_id, taken in book.taken.items()},
        amounts=book.amounts,
        unapplied=tuple(book.unapplied),
    )


NO_REVERSALS = Reversals(taken={}, amounts={}, unapplied=())


class _Taking:
    """Reversals as they are matched, one after the other."""

    def __init__(self, lines: Mapping[tuple[PaymentKind, str], list[ReversiblePayment]]) -> None:
        self._lines = lines
        self._left: dict[int, int] = {}
        self.taken: dict[int, list[TakenBack]] = {}
        self.amounts: dict[int, int] = {}
        self.unapplied: list[UnappliedReversal] = []

    def take(self, reversal: ReversiblePayment) -> None:
        named = self._lines.get((reversal.kind, reversal.reverses or ""), [])
        payments = [row for row in named if row.reverses is None]
        reason = self._why_not(named, payments, amount=reversal.amount)
        if reason is not None:
            self.unapplied.append(UnappliedReversal(reversal.id, external_id=reversal.external_id, reason=reason))
            return
        self.amounts[reversal.id] = wanted = reversal.amount
        for payment in reversed(payments):
            amount = min(wanted, self._left_of(payment))
            if amount:
                self.taken.setdefault(payment.id, []).append(TakenBack(reversal.id, amount, reversal.known_on))
                self._left[payment.id] = self._left_of(payment) - amount
                wanted -= amount

    def _left_of(self, payment: ReversiblePayment) -> int:
        return self._left.get(payment.id, payment.amount)

    def _why_not(
        self, named: list[ReversiblePayment], payments: list[ReversiblePayment], *, amount: int
    ) -> Unapplied | None:
        if not named:
            return Unapplied.UNKNOWN_PAYMENT
        if not payments:
            return Unapplied.IS_A_REVERSAL
        left = sum(self._left_of(payment) for payment in payments)
        if not left:
            return Unapplied.ALREADY_REVERSED
        return Unapplied.MORE_THAN_LEFT if amount > left else None
