"""Fixed vocabularies that rows are written in. Stored by value; adding a member needs a migration of its check."""

from enum import StrEnum


class RoleCode(StrEnum):
    """The four roles every installation starts with; what each may do is in the role's own rows."""

    COLLECTOR = "collector"
    SUPERVISOR = "supervisor"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"


class CustomerKind(StrEnum):
    """A company or a person."""

    BUSINESS = "business"
    RESIDENTIAL = "residential"


class Channel(StrEnum):
    """How an interaction or a message travels."""

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
    """Who began."""

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
    """What a contact point is."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    ADDRESS = "address"


class PointState(StrEnum):
    """The life of a contact point."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    BAD = "bad"
    SUPPRESSED = "suppressed"


class HoldKind(StrEnum):
    """Why a customer or an account rests."""

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


class PaymentMethod(StrEnum):
    """How money came in."""

    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct_debit"
    OTHER = "other"


class PromiseState(StrEnum):
    """Computed from payments, never typed."""

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
    LOCATE = "locate"


class ModelFamily(StrEnum):
    """What can rank, from the first day on: each is taken only by doing better out of time than the one before."""

    RULES = "rules"
    """The points rule: no model."""
    ANCHORED = "anchored"
    """Logistic regression drawn towards the points rule while labels are few."""
    BOOSTED = "boosted"
    """Gradient boosting in which every tree sees one feature."""


class Slice(StrEnum):
    """Whether the model's order or chance placed the item."""

    MODEL = "model"
    RANDOM = "random"


class WorkState(StrEnum):
    """The life of a work item within its day."""

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
    """The life of one version of a script."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class RunState(StrEnum):
    """The life of a job run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportKind(StrEnum):
    """What a file brings."""

    CUSTOMERS = "customers"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    INTERACTIONS = "interactions"
    OPEN_ITEMS = "open_items"
