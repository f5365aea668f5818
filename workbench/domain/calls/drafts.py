"""Outcome forms that are not saved yet: one per person and account, kept by the server.

A draft survives a reload, a crash, signing out and another machine. It ends when its form is saved, by whichever tab,
and a late copy of a form that was saved is not kept again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, CallDraft, Customer, IdempotencyKey, Interaction
from models.bulk import bulk_upsert
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import account_for

KEEP_DRAFTS = timedelta(days=7)
"""What was not saved within a week is not saved any more."""

LONGEST_TEXT = 2_000


def outcome_key(person: Person, once: str) -> str:
    """The idempotency key of a form of this person."""
    return f"outcome:{person.id}:{once}"


def keep_draft(  # noqa: PLR0913 - whose draft, of what, when
    session: Session, person: Person, *, account_id: int, once: str, fields: Mapping[str, str], now: datetime
) -> bool:
    """Keep a form as it is filled in, in the place of an earlier one. An empty form ends the draft.

    Args:
        session: A write session; the caller commits.
        person: Who fills it in.
        account_id: Within the person's scope.
        once: The form's idempotency key.
        fields: Names and texts of what was filled in.
        now: Aware instant.

    Returns:
        Whether there is a draft now. A form that was saved already has none.

    Raises:
        NotVisible: The account is not there for this person, and they never worked it.

    """
    account = _account(session, person, account_id)
    # As saving does: a form that is being saved at this moment is not kept behind its back.
    session.execute(sa.select(Customer.id).where(Customer.id == account.customer_id).with_for_update(key_share=True))
    is_saved = session.get(IdempotencyKey, outcome_key(person, once)) is not None
    if is_saved or not any(value.strip() for value in fields.values()):
        drop_draft(session, person, account_id=account_id)
        return False
    row = {
        "user_id": person.id,
        "account_id": account.id,
        "customer_id": account.customer_id,
        "kept_at": now,
        "once": once,
        "fields": {name: value[:LONGEST_TEXT] for name, value in fields.items()},
    }
    bulk_upsert(session.connection(), CallDraft, [row], key=("user_id", "account_id"))
    return True


def _account(session: Session, person: Person, account_id: int) -> Account:
    """An account that the person sees, or one that they spoke about: what was typed then is not lost."""
    try:
        return account_for(session, person, account_id)
    except NotVisible:
        spoke = sa.exists().where(Interaction.account_id == Account.id, Interaction.collector_id == person.id)
        account = session.scalar(sa.select(Account).where(Account.id == account_id, spoke))
        if account is None:
            raise
        return account


def draft_of(session: Session, person: Person, *, account_id: int) -> CallDraft | None:
    """The person's own draft at an account, also one that they may not see any more."""
    return session.scalar(
        sa.select(CallDraft)
        .where(CallDraft.user_id == person.id, CallDraft.account_id == account_id)
        .execution_options(populate_existing=True)
    )


def drop_draft(session: Session, person: Person, *, account_id: int) -> None:
    """End the person's draft at an account. Without one nothing happens."""
    session.execute(sa.delete(CallDraft).where(CallDraft.user_id == person.id, CallDraft.account_id == account_id))


def customers_with_draft(session: Session, person: Person, customer_ids: Collection[int]) -> frozenset[int]:
    """Of these customers, those at one of whose accounts the person has a draft."""
    found = sa.select(CallDraft.customer_id).where(
        CallDraft.user_id == person.id, CallDraft.customer_id.in_(customer_ids)
    )
    return frozenset(session.scalars(found))


def forget_drafts(session: Session, *, now: datetime) -> int:
    """Delete drafts that nobody went on with. Returns how many."""
    old = sa.delete(CallDraft).where(CallDraft.kept_at < now - KEEP_DRAFTS)
    return len(session.scalars(old.returning(CallDraft.id)).all())
