"""Facts of the promises of one account, and the judgement of one promise."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.enums import PaymentKind, PromiseState

GRACE_DAYS = 3
"""Calendar days after the due day in which money still counts. Systems of the field use 3 to 7."""
THRESHOLD_PCT = 95
"""Share of the promised amount that keeps it: a fee or a rounding is no broken word. Settlements use up to 98."""
PARTIAL_PCT = 50
"""From this share on the promise is partial: neither kept nor broken."""


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """What was promised. Amount in minor units; `made_on`, `known_on` and `cancelled_on` are the portfolio's days."""

    id: int
    amount: int
    due_on: date
    made_at: datetime
    made_on: date
    known_on: date
    grace_days: int = GRACE_DAYS
    threshold_pct: int = THRESHOLD_PCT
    plan_id: int | None = None
    cancelled_at: datetime | None = None
    cancelled_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which a payment counts."""
        return self.due_on + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True)
class ReceivedFact:
    """A payment of the account, or its reversal, with the instant it became known; amounts as in the ledger."""

    id: int
    external_id: str
    amount: int
    known_at: datetime
    known_on: date
    reverses: str | None = None
    kind: PaymentKind = PaymentKind.PAYMENT


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a promise stands. `decided_on` is the first day with the final state, None while it is pending."""

    state: PromiseState
    counted: int
    decided_on: date | None
