"""Separating two customers that were merged: each has again what it had; what came since goes with its account."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, CustomerMerge, CustomerVersion, DuplicatePair
from models.bulk import is_among
from models.enums import PairState
from workbench.access.person import Person
from workbench.domain.quality.changes import FIELDS, MergeChanges, fields_of
from workbench.domain.quality.findings import refresh_findings
from workbench.domain.quality.merging import (
    FOLLOWING,
    MergeChoice,
    MergeRefused,
    join_customers,
    sees_all_accounts,
    set_fields,
    who_has,
)
from workbench.domain.quality.reach import take_back_reach
from workbench.domain.quality.work import part_items, return_accounts
from workbench.domain.records import Actor, AuditEvent, record
from workbench.folding import search_text
from workbench.kernel.errors import RuleBroken
from workbench.kernel.merged import NOT_MERGED, stands_for
from workbench.kernel.text import N_


def why_not_unmerge(
    *, is_undone: bool, sees_all: bool, taken_by: str | None, is_erased: bool = False
) -> RuleBroken | None:
    """A standing merge may be undone at any time, by who sees the accounts, while no colleague works them."""
    if is_undone:
        return MergeRefused(N_("Ya están separadas."))
    if is_erased:
        return MergeRefused(N_("Los datos de esta persona se borraron: no queda con qué separarlas."))
    if not sees_all:
        return MergeRefused(N_("Alguna cuenta es de una cartera que usted no ve: pídalo a quien las ve todas."))
    if taken_by is not None:
        return MergeRefused(N_("%(name)s atiende a uno de los dos en este momento."), name=taken_by)
    return None


def unmerge_customers(session: Session, person: Person, merge: CustomerMerge, *, now: datetime, today: date) -> None:
    """Let the merged customer stand by itself again, with its accounts and all that belongs to them.

    Facts that came since go with their account. Opt-outs and holds of the whole person count for both: nobody knows
    which of the two they are of.

    Args:
        session: A write session; the caller commits.
        person: Who decides.
        merge: Which one; a row that the person sees.
        now: Aware instant.
        today: The local day of work.

    Raises:
        MergeRefused: It cannot be undone now, and why.

    """
    kept_now = session.scalar(sa.select(Customer.merged_into_id).where(Customer.id == merge.merged_id))
    ids = [merge.kept_id, merge.merged_id, kept_now or merge.kept_id]
    session.execute(sa.select(Customer.id).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()).all()
    session.refresh(merge)
    refused = why_not_unmerge(
        is_undone=merge.undone_at is not None,
        is_erased=session.scalar(sa.select(Customer.erased_at).where(Customer.id == merge.merged_id)) is not None,
        sees_all=sees_all_accounts(session, person, ids),
        taken_by=who_has(session, ids, but=person.id, now=now),
    )
    if refused is not None:
        raise refused
    later = _later(session, merge, root=kept_now or merge.kept_id)
    for one in reversed(later):
        _undo(session, person, one, now=now, today=today)
    _undo(session, person, merge, now=now, today=today)
    for one in later:
        one.undone_at, one.undone_by = None, None
        join_customers(session, person, one, choice=MergeChoice.of(one.changes["choice"]), now=now, today=today)
    refresh_findings(session, ids, now=now)
    record(
        session,
        AuditEvent.CUSTOMERS_UNMERGED,
        actor=Actor(person.id, person.email),
        subject=("customer", merge.kept_id),
        now=now,
        before={"customer": merge.kept_id, "merge": merge.id},
        after={"customers": [merge.kept_id, merge.merged_id]},
    )
    session.flush()


def _later(session: Session, merge: CustomerMerge, *, root: int) -> Sequence[CustomerMerge]:
    """Standing merges of the same customers that came after this one: they are undone before and done again after."""
    together = sa.select(Customer.id).where(sa.or_(Customer.id == root, Customer.merged_into_id == root))
    return session.scalars(
        sa.select(CustomerMerge)
        .where(
            CustomerMerge.undone_at.is_(None),
            CustomerMerge.id > merge.id,
            CustomerMerge.kept_id.in_(together),
        )
        .order_by(CustomerMerge.id)
    ).all()


def _undo(session: Session, person: Person, merge: CustomerMerge, *, now: datetime, today: date) -> None:
    """Put back what a merge changed; no standing merge of these customers is younger."""
    changes = MergeChanges.of(merge.changes)
    return_accounts(session, changes, today=today, now=now)
    going = _part(session, merge)
    part_items(session, merge.merged_id, account_ids=going, changes=changes)
    take_back_reach(session, merge, changes, now=now)
    _give_fields_back(session, merge, changes)
    pair = session.get(DuplicatePair, merge.pair_id) if merge.pair_id else None
    if pair is not None and pair.state is PairState.MERGED:
        pair.state, pair.decided_at, pair.decided_by = PairState(changes.pair_state), None, None
    merge.undone_at, merge.undone_by = now, person.id
    session.flush()


def _part(session: Session, merge: CustomerMerge) -> Sequence[int]:
    """Move accounts back, with what belongs to them. Returns the accounts."""
    others = sa.select(CustomerMerge.merged_id, CustomerMerge.kept_id).where(
        CustomerMerge.undone_at.is_(None), CustomerMerge.id != merge.id
    )
    kept_by = dict(session.execute(others).all())
    under = {one for one in kept_by if stands_for(one, kept_by) == merge.merged_id} | {merge.merged_id}
    of_these = is_among(session.connection(), Account.merged_from, under)
    going = session.scalars(sa.select(Account.id).where(of_these)).all()
    session.execute(
        sa.update(Account)
        .where(of_these)
        .values(
            customer_id=merge.merged_id,
            merged_from=sa.case((Account.merged_from == merge.merged_id, NOT_MERGED), else_=Account.merged_from),
        )
    )
    for table in FOLLOWING:
        account_id = table.__table__.columns.account_id
        rows = account_id.in_(sa.select(Account.id).where(Account.customer_id == merge.merged_id))
        session.execute(sa.update(table).where(rows).values(customer_id=merge.merged_id))
    session.execute(sa.update(Customer).where(Customer.id == merge.merged_id).values(merged_into_id=None))
    below = is_among(session.connection(), Customer.id, under - {merge.merged_id})
    session.execute(sa.update(Customer).where(below).values(merged_into_id=merge.merged_id))
    session.expire_all()
    return going


def _give_fields_back(session: Session, merge: CustomerMerge, changes: MergeChanges) -> None:
    """Put back what the merge replaced and nobody has changed since."""
    if not changes.fields:
        return
    kept = session.get_one(Customer, merge.kept_id)
    there, fields = fields_of(kept), {name: pair for name, pair in changes.fields.items() if name in FIELDS}
    back = {name: before for name, (before, after) in fields.items() if there[name] == after}
    set_fields(kept, back)
    kept.search_text = search_text(kept.name, kept.document)
    session.flush()
    _drop_version(session, changes, is_whole=len(back) == len(fields))


def _drop_version(session: Session, changes: MergeChanges, *, is_whole: bool) -> None:
    """The values before the merge are the current ones again: their row would say so twice, unless others followed."""
    version = session.get(CustomerVersion, changes.version) if changes.version else None
    if version is None or not is_whole:
        return
    followed = sa.exists().where(
        CustomerVersion.customer_id == version.customer_id, CustomerVersion.replaced_at > version.replaced_at
    )
    if not session.scalar(sa.select(followed)):
        session.delete(version)
        session.flush()
