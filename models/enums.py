"""Enumerations stored in rows, by value. A new member needs a migration of the column's check."""

from enum import StrEnum


class RoleCode(StrEnum):
    """The four roles every installation starts with; what each may do is in the role's own rows."""

    COLLECTOR = "collector"
    SUPERVISOR = "supervisor"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 - the name of a purpose


class CustomerKind(StrEnum):
    """A company or a person."""

    BUSINESS = "business"
    RESIDENTIAL = "residential"


class Channel(StrEnum):
    """The channel of an interaction or message."""

    CALL = "call"
    VOICEMAIL = "voicemail"
    SMS = "sms"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    CHAT = "chat"
    LETTER = "letter"
    VISIT = "visit"
    OTHER = "other"


class Direction(StrEnum):
    """Who started the contact: we (outbound) or the customer (inbound)."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class EventKind(StrEnum):
    """What the contact laws count: each outcome is one of these."""

    ATTEMPT_NOT_CONNECTED = "attempt_not_connected"
    ATTEMPT_CONNECTED = "attempt_connected"
    CONVERSATION = "conversation"
    DIRECT_CONTACT = "direct_contact"
    MESSAGE_SENT = "message_sent"
    INBOUND = "inbound"
    NONE = "none"


class OutcomeGroup(StrEnum):
    """Whom an outcome says was reached: the first two letters of its code."""

    DIRECT = "CD"
    """The person who owes."""
    INDIRECT = "CI"
    """Somebody else."""
    NO_CONTACT = "NC"
    MESSAGE = "MS"
    ADMINISTRATIVE = "AD"
    """No attempt at all."""


class PointKind(StrEnum):
    """The kind of a contact point."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    ADDRESS = "address"


class PointState(StrEnum):
    """The state of a contact point."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    BAD = "bad"
    SUPPRESSED = "suppressed"


class HoldKind(StrEnum):
    """Why contact with a customer or about an account is on hold."""

    DISPUTE = "dispute"
    VULNERABLE = "vulnerable"
    DECEASED = "deceased"
    BANKRUPTCY = "bankruptcy"
    CLAIMED_PAYMENT = "claimed_payment"
    ATTORNEY = "attorney"
    CEASE = "cease"
    HANDED_OVER = "handed_over"
    BREATHING_SPACE = "breathing_space"
    LEGAL = "legal"
    REVIEW = "review"
    """A person looked at the order again, at the customer's request, and let the account rest."""


class RequestKind(StrEnum):
    """What a customer asks about the order in which they are called."""

    EXPLANATION = "explanation"
    REVIEW = "review"
    """That a person looks again."""


class ReviewEffect(StrEnum):
    """What the answer to a request does to the order."""

    UNCHANGED = "unchanged"
    PAUSED = "paused"
    """The account rests until a day."""


class PaymentMethod(StrEnum):
    """The means of payment."""

    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"


class PromiseState(StrEnum):
    """The state of a promise, computed from payments and never typed."""

    OPEN = "open"
    DUE = "due"
    IN_GRACE = "in_grace"
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Lane(StrEnum):
    """Where in the day's queue an item stands. The order here is the order of work."""

    CALLBACK = "callback"
    PROMISE_DUE = "promise_due"
    PROMISE_BROKEN = "promise_broken"
    RANKED = "ranked"
    PREVENTIVE = "preventive"
    """Not due yet: called as many days before as the portfolio's settings say."""
    LOCATE = "locate"
    RESTING = "resting"
    """Not worked that day; `WorkItem.resting_because` says why."""


class ModelFamily(StrEnum):
    """The model families, from the points rule up.

    A family is promoted only if it beats the current one on held-out weeks.
    """

    RULES = "rules"
    """The points rule: no model."""
    ANCHORED = "anchored"
    """Logistic regression drawn towards the points rule while labels are few."""
    BOOSTED = "boosted"
    """Gradient boosting in which every tree sees one feature."""


class Slice(StrEnum):
    """Whether an item's place comes from the order by value or from a draw.

    A random arm decides by chance whether somebody is called at all; `scoring.arms` has the rule.
    """

    MODEL = "model"
    RANDOM = "random"
    CALL_ARM = "call_arm"
    NO_CALL_ARM = "no_call_arm"


class WorkState(StrEnum):
    """The state of a work item within its day."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    SKIPPED = "skipped"
    GONE = "gone"
    """Left the queue by itself: paid, on hold, reassigned."""


class ScriptStage(StrEnum):
    """The stage of collection a script is written for."""

    PREVENTIVE = "preventive"
    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    BROKEN_PROMISE = "broken_promise"
    ANY = "any"


class ScriptState(StrEnum):
    """The state of one version of a script."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class RunState(StrEnum):
    """The state of a job run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportKind(StrEnum):
    """What the rows of an imported file are."""

    CUSTOMERS = "customers"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    INTERACTIONS = "interactions"
    OPEN_ITEMS = "open_items"
