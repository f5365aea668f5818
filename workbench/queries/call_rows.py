"""The rows of the call screen as plain values. Amounts are minor units of the portfolio's currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.enums import (
    Channel,
    ChequeState,
    Direction,
    HoldKind,
    Lane,
    PaymentKind,
    PaymentMethod,
    PointKind,
    PointState,
    PromiseState,
    WorkState,
)
from workbench.kernel.days import days_past_due
from workbench.kernel.money import asked_for
from workbench.kernel.states import is_in_use


@dataclass(frozen=True)
class CustomerHead:
    """The person or company."""

    id: int
    external_id: str
    name: str
    document: str | None
    kind: str | None
    segment: str | None
    city: str | None
    region: str | None
    country: str | None
    timezone: str | None
    language: str | None
    unread_telephones: tuple[tuple[str, tuple[str, ...]], ...]
    """Texts that the sender gave as telephones and that are none, each with the reasons in words."""


@dataclass(frozen=True)
class PortfolioHead:
    """The portfolio's formats, contact policy, limits of promises and age of the data."""

    id: int
    code: str
    name: str
    creditor: str | None
    currency: str
    locale: str
    timezone: str
    preset: str
    promise_horizon_days: int
    promise_minimum: int
    closed_days: tuple[str, ...]
    payments_until: date | None
    """The last day of a payment that is known; where none ever was, of any fact of the ledger."""
    data_age_limit_days: int


@dataclass(frozen=True)
class AccountHead:
    """The account's standing. The balance is the open items less the credit; days past due are as of today."""

    id: int
    collector_id: int | None
    collector: str | None
    open_amount: int
    credit: int
    overdue_amount: int
    disputed_amount: int
    open_items: int
    overdue_items: int
    oldest_due_on: date | None
    last_payment_on: date | None
    last_payment_amount: int | None
    standing_on: date | None
    today: date

    @property
    def balance(self) -> int:
        """Open items less credit."""
        return self.open_amount - self.credit

    @property
    def asked(self) -> int:
        """What is asked of the customer: what is overdue, or open where nothing is yet, less the credit."""
        return asked_for(self.overdue_amount or self.open_amount, self.credit)

    @property
    def days_past_due(self) -> int:
        """Of the oldest open item not in dispute; 0 where nothing is overdue."""
        return max(days_past_due(self.oldest_due_on, self.today), 0) if self.oldest_due_on else 0


@dataclass(frozen=True)
class PointLine:
    """A number, address or mailbox with its state; usable ones come first."""

    id: int
    kind: PointKind
    value: str
    state: PointState
    extension: str | None
    belongs_to: str | None

    @property
    def is_usable(self) -> bool:
        """Whether it may be used at all."""
        return is_in_use(self.state)


@dataclass(frozen=True)
class InvoiceLine:
    """An open item."""

    id: int
    external_id: str
    issued_on: date
    due_on: date
    amount: int
    open_amount: int
    product: str | None
    disputed: bool


@dataclass(frozen=True)
class PromiseLine:
    """A promise with its computed state."""

    id: int
    amount: int
    due_on: date
    channel: str | None
    made_at: datetime
    made_by: str | None
    state: PromiseState
    counted: int
    decided_on: date | None


@dataclass(frozen=True)
class PaymentLine:
    """What lessens the debt, by its kind, or a reversal that takes some of it back. It counts from `counts_on`."""

    id: int
    paid_on: date
    amount: int
    method: PaymentMethod | None
    channel: str | None
    reference: str | None
    is_reversal: bool
    known_at: datetime
    kind: PaymentKind
    cheque_status: ChequeState | None
    counts_on: date


@dataclass(frozen=True)
class HoldLine:
    """A hold in force today, on this account or on the whole customer."""

    kind: HoldKind
    placed_at: datetime
    until_on: date | None
    whole_customer: bool


@dataclass(frozen=True)
class OtherAccount:
    """Another account of the same customer."""

    id: int
    portfolio: str
    currency: str
    locale: str
    open_amount: int
    overdue_amount: int
    credit: int
    oldest_due_on: date | None
    collector: str | None

    def days_past_due(self, today: date) -> int:
        """Of the oldest open item; 0 where nothing is overdue."""
        return max(days_past_due(self.oldest_due_on, today), 0) if self.oldest_due_on else 0

    @property
    def asked(self) -> int:
        """What is asked of it: what is overdue, or open where nothing is yet, less the credit."""
        return asked_for(self.overdue_amount or self.open_amount, self.credit)


@dataclass(frozen=True)
class ItemLine:
    """The customer's work item of today."""

    id: int
    account_id: int
    lane: Lane
    rank: int
    state: WorkState
    points: float
    scorer: str
    value: str
    days_past_due: int
    propensity: float | None
    # Any: JSON, see `models.WorkItem`.
    reasons: tuple[Mapping[str, Any], ...]
    blocked_by: tuple[Mapping[str, Any], ...]
    callable: bool
    callable_from: datetime | None
    due_at: datetime | None
    claimed_by: int | None
    claimed_until: datetime | None


@dataclass(frozen=True)
class AttemptLine:
    """The person's own call with the customer, about whichever account, that has no outcome yet."""

    id: int
    at: datetime
    channel: Channel
    contact_point_id: int | None


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened, on any channel.

    `kind` is interaction, payment, cheque, credit_note or inferred, these with `_back` where they are taken back,
    promise, letter, request_explanation, request_review or answer.

    Of an interaction: outcome, direction, who and the note. Of money and promises: the amount, and for a promise its
    state and day. What does not apply is None.
    """

    kind: str
    id: int
    at: datetime
    account_id: int
    channel: str | None = None
    direction: Direction | None = None
    outcome_code: str | None = None
    label_es: str | None = None
    label_en: str | None = None
    who: str | None = None
    note: str | None = None
    duration_s: int | None = None
    amount: int | None = None
    due_on: date | None = None
    promise_state: PromiseState | None = None
    method: PaymentMethod | None = None


@dataclass(frozen=True)
class TimelinePage:
    """Entries, newest first. `before` continues it, None at the end."""

    entries: tuple[TimelineEntry, ...]
    before: datetime | None


@dataclass(frozen=True)
class CallFile:
    """Everything about one account that the call screen shows, from a fixed number of queries."""

    customer: CustomerHead
    portfolio: PortfolioHead
    account: AccountHead
    points: tuple[PointLine, ...]
    debts: tuple[InvoiceLine, ...]
    promises: tuple[PromiseLine, ...]
    payments: tuple[PaymentLine, ...]
    holds: tuple[HoldLine, ...]
    others: tuple[OtherAccount, ...]
    item: ItemLine | None
    attempt: AttemptLine | None
    timeline: TimelinePage
