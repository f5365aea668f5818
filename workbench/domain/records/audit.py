"""The audit trail: one entry per change, written in the transaction of the change. `records.sealing` seals them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from models import AuditEntry


class AuditEvent(StrEnum):
    """What is recorded, in the past tense, in alphabetical order."""

    ACCOUNTS_REASSIGNED = "accounts_reassigned"
    AMOUNTS_SHOWN = "amounts_shown"
    COMPANY_CHANGED = "company_changed"
    CONSENT_RECORDED = "consent_recorded"
    CONTACT_POINT_CHANGED = "contact_point_changed"
    CUSTOMERS_JUDGED_DISTINCT = "customers_judged_distinct"
    CUSTOMERS_JUDGED_UNSURE = "customers_judged_unsure"
    CUSTOMERS_MERGED = "customers_merged"
    CUSTOMERS_UNMERGED = "customers_unmerged"
    CUSTOMER_CORRECTED = "customer_corrected"
    CUSTOMER_ERASED = "customer_erased"
    CUSTOMER_MADE_BY_HAND = "customer_made_by_hand"
    DATA_COPIED = "data_copied"
    DEMO_DISCARDED = "demo_discarded"
    DEMO_LOADED = "demo_loaded"
    ERASED_KEY_ADMITTED = "erased_key_admitted"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_WITHDRAWN = "erasure_withdrawn"
    FILE_IMPORTED = "file_imported"
    HOLD_LIFTED = "hold_lifted"
    HOLD_PLACED = "hold_placed"
    IMPORT_CUT_OFF = "import_cut_off"
    IMPORT_UNDONE = "import_undone"
    ITEM_SKIPPED = "item_skipped"
    ITEM_SNOOZED = "item_snoozed"
    JOB_ASKED = "job_asked"
    LETTER_MADE = "letter_made"
    LINK_MADE = "link_made"
    MODEL_ALARM_ENDED = "model_alarm_ended"
    MODEL_ALARM_RAISED = "model_alarm_raised"
    MODEL_ALARM_SEEN = "model_alarm_seen"
    MODEL_PROMOTED = "model_promoted"
    MODEL_ROLLED_BACK = "model_rolled_back"
    MODEL_TRAINED = "model_trained"
    OUTCOME_RECORDED = "outcome_recorded"
    OUTCOME_UNDONE = "outcome_undone"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an event
    PAYMENT_ENTERED = "payment_entered"
    POLICY_OVERRIDDEN = "policy_overridden"
    PORTFOLIO_CHANGED = "portfolio_changed"
    PROMISE_CANCELLED = "promise_cancelled"
    PROMISE_TAKEN = "promise_taken"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_RECORDED = "request_recorded"
    RETENTION_APPLIED = "retention_applied"
    RETENTION_CHANGED = "retention_changed"
    RETENTION_HOLD_LIFTED = "retention_hold_lifted"
    RETENTION_HOLD_PLACED = "retention_hold_placed"
    ROLE_ASSIGNED = "role_assigned"
    ROLE_CHANGED = "role_changed"
    ROLE_CREATED = "role_created"
    SCRIPT_DRAFT_SAVED = "script_draft_saved"
    SCRIPT_PUBLISHED = "script_published"
    SESSIONS_ENDED = "sessions_ended"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LOCKED = "sign_in_locked"
    TEAM_CHANGED = "team_changed"
    TEAM_CREATED = "team_created"
    USER_ADDED = "user_added"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_TEAMS_CHANGED = "user_teams_changed"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (id and e-mail), or a job or command (no id, its name)."""

    id: int | None
    name: str


def record(  # noqa: PLR0913 - one parameter per column of the entry
    session: Session,
    event: AuditEvent,
    *,
    actor: Actor,
    subject: tuple[str, int | None],
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    """Write one entry for one change.

    Args:
        session: The transaction of the change itself, so that both happen or neither.
        event: What happened.
        actor: Who did it.
        subject: Table and id of what changed; no id where it is many rows.
        now: Aware instant.
        before: The changed values as they were (JSON types; days and instants as ISO text).
        after: The changed values as they are.
        why: The person's reason, where one was asked.

    """
    kind, subject_id = subject
    session.add(
        AuditEntry(
            at=now,
            event=event.value,
            actor_id=actor.id,
            actor=actor.name,
            subject_kind=kind,
            subject_id=subject_id,
            before=before or {},
            after=after or {},
            why=why,
        )
    )
