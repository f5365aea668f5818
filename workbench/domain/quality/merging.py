"""Merging two customers that are one person. Separating them again is in `unmerging`.

The accounts of the merged customer come along as they are, with everything that belongs to them; what a sender's file
says of its key still lands in them. The merged customer stays as a row, so that it can stand by itself again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    Base,
    CallDraft,
    Customer,
    CustomerMerge,
    CustomerVersion,
    DuplicatePair,
    Hold,
    Interaction,
    OutcomeTrace,
    Promise,
    ReasonLetter,
    ReviewRequest,
    User,
    WorkItem,
)
from models.bulk import is_among
from models.enums import PairState, PointKind
from workbench.access.person import Person
from workbench.domain.quality.changes import FIELDS, MergeChanges, field_value, fields_of
from workbench.domain.quality.findings import refresh_findings
from workbench.domain.quality.reach import bring_reach
from workbench.domain.quality.work import give_accounts, join_items
from workbench.domain.records import Actor, AuditEvent, record
from workbench.folding import search_text
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.merged import NOT_MERGED
from workbench.kernel.states import live_claim_condition, open_attempt_condition
from workbench.kernel.text import N_
from workbench.queries.scope import accounts_of, customers_of

FOLLOWING: tuple[type[Base], ...] = (
    Interaction, Promise, ReasonLetter, ReviewRequest, Hold, CallDraft, OutcomeTrace,
)  # fmt: skip
"""Tables with a customer and an account: the customer is that of the account."""


class MergeRefused(RuleBroken):
    """Two customers cannot be merged, or not be separated."""

    rule = "customers.merge"


@dataclass(frozen=True)
class MergeChoice:
    """What the person chose: which attributes and which preferred contact points come from the merged customer.

    `collector_id`: who has the accounts of both afterwards; None leaves every account with whom it has.
    """

    fields: frozenset[str] = field(default=frozenset())
    points: frozenset[PointKind] = field(default=frozenset())
    collector_id: int | None = None

    def plain(self) -> dict[str, Any]:  # Any: JSON
        """As JSON."""
        return {"fields": sorted(self.fields), "points": sorted(self.points), "collector_id": self.collector_id}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "MergeChoice":  # Any: JSON
        """From its JSON."""
        points = frozenset(PointKind(kind) for kind in plain["points"])
        return cls(frozenset(plain["fields"]), points, plain["collector_id"])


@dataclass(frozen=True)
class MergeState:
    """What the rule looks at."""

    is_same: bool = False
    is_merged: bool = False
    """One of them was merged already."""
    is_erased: bool = False
    """The personal data of one of them was erased: nobody can say any more who it is."""
    sees_all: bool = True
    """Whether the person sees every account of both."""
    taken_by: str | None = None
    """Who has one of them in hand at this moment."""


def why_not_merge(state: MergeState) -> RuleBroken | None:
    """Two standing customers whose accounts the person sees, and that no colleague is working, may be merged."""
    if state.is_same:
        return MergeRefused(N_("Es la misma ficha."))
    if state.is_merged:
        return MergeRefused(N_("Una de las dos ya está unida con otra."))
    if state.is_erased:
        return MergeRefused(N_("Los datos de una de las dos se borraron: ya no se puede decir quién es."))
    if not state.sees_all:
        return MergeRefused(N_("Alguna cuenta es de una cartera que usted no ve: pídalo a quien las ve todas."))
    if state.taken_by is not None:
        return MergeRefused(N_("%(name)s atiende a uno de los dos en este momento."), name=state.taken_by)
    return None


def merge_customers(  # noqa: PLR0913 - what is decided, each by its name
    session: Session,
    person: Person,
    *,
    kept_id: int,
    merged_id: int,
    choice: MergeChoice,
    pair: DuplicatePair | None = None,
    now: datetime,
    today: date,
) -> CustomerMerge:
    """Make one customer of two: accounts, numbers, interactions, promises and permissions are together from now on.

    Args:
        session: A write session; the caller commits.
        person: Who decides; they must see every account of both.
        kept_id: The customer that stays.
        merged_id: The customer that stands under it.
        choice: Which attributes are whose.
        pair: The proposal that is decided so, if it was one.
        now: Aware instant.
        today: The local day of work.

    Raises:
        NotVisible: One of them is not there for this person.
        MergeRefused: They cannot be merged, and why.

    """
    kept, merged = _locked(session, person, (kept_id, merged_id))
    refused = why_not_merge(merge_state(session, person, kept=kept, merged=merged, now=now))
    if refused is not None:
        raise refused
    merge = CustomerMerge(
        kept_id=kept.id, merged_id=merged.id, pair_id=pair.id if pair else None, at=now, by=person.id, changes={}
    )
    session.add(merge)
    join_customers(session, person, merge, choice=choice, now=now, today=today)
    record(
        session,
        AuditEvent.CUSTOMERS_MERGED,
        actor=Actor(person.id, person.email),
        subject=("customer", kept.id),
        now=now,
        before={"customers": [kept.id, merged.id]},
        after={
            "customer": kept.id,
            "merge": merge.id,
            "taken_over": sorted(choice.fields),
        },
    )
    return merge


def join_customers(  # noqa: PLR0913 - what is decided, each by its name
    session: Session, person: Person, merge: CustomerMerge, *, choice: MergeChoice, now: datetime, today: date
) -> None:
    """Do what a merge says, and write down in it what was changed. Nothing is asked.

    Args:
        session: A write session; the caller commits.
        person: Who decides.
        merge: Which two; its row is written.
        choice: Which attributes are whose.
        now: Aware instant.
        today: The local day of work.

    """
    kept, merged = (session.get_one(Customer, one) for one in (merge.kept_id, merge.merged_id))
    changes = bring_reach(session, kept.id, merged.id, preferred=choice.points, now=now)
    changes.choice = choice.plain()
    _take_fields(session, kept, merged, choice.fields, changes, now=now)
    _move(session, kept, merged, changes)
    join_items(session, kept.id, merged.id, changes=changes, today=today, now=now)
    give_accounts(session, person, kept.id, collector_id=choice.collector_id, changes=changes, today=today, now=now)
    pair = session.get(DuplicatePair, merge.pair_id) if merge.pair_id else None
    if pair is not None:
        changes.pair_state = pair.state.value
        pair.state, pair.decided_at, pair.decided_by = PairState.MERGED, now, person.id
    merge.changes = changes.plain()
    session.flush()
    refresh_findings(session, [kept.id], now=now)


def chosen_fields(session: Session, customer_ids: Collection[int]) -> dict[int, dict[str, Any]]:  # Any: JSON
    """What persons chose for kept customers, by customer and attribute: the value of the sender that it replaced.

    An import leaves a choice alone until the sender says otherwise than then.
    """
    merges = session.execute(
        sa.select(CustomerMerge.kept_id, CustomerMerge.changes)
        .where(is_among(session.connection(), CustomerMerge.kept_id, customer_ids), CustomerMerge.undone_at.is_(None))
        .order_by(CustomerMerge.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for kept_id, changes in merges:
        for name, (before, _after) in changes["fields"].items():
            found.setdefault(kept_id, {}).setdefault(name, field_value(name, before))
    return found


def merge_state(session: Session, person: Person, *, kept: Customer, merged: Customer, now: datetime) -> MergeState:
    """What `why_not_merge` looks at, for two customers."""
    ids = (kept.id, merged.id)
    return MergeState(
        is_same=kept.id == merged.id,
        is_merged=kept.merged_into_id is not None or merged.merged_into_id is not None,
        is_erased=kept.erased_at is not None or merged.erased_at is not None,
        sees_all=sees_all_accounts(session, person, ids),
        taken_by=who_has(session, ids, but=person.id, now=now),
    )


def sees_all_accounts(session: Session, person: Person, customer_ids: Collection[int]) -> bool:
    """Whether every account of these customers is within the person's scope."""
    hidden = sa.exists().where(Account.customer_id.in_(customer_ids), sa.not_(accounts_of(person)))
    return not session.scalar(sa.select(hidden))


def who_has(session: Session, customer_ids: Collection[int], *, but: int, now: datetime) -> str | None:
    """The name of a colleague who has one of these customers in hand or in a call."""
    claimed = sa.select(WorkItem.claimed_by).where(WorkItem.customer_id.in_(customer_ids), live_claim_condition(now))
    calling = sa.select(Interaction.collector_id).where(
        Interaction.customer_id.in_(customer_ids), open_attempt_condition(now)
    )
    found = sa.select(User.name).where(User.id.in_(sa.union(claimed, calling).subquery().select()), User.id != but)
    return session.scalar(found.order_by(User.id).limit(1))


def visible_customer(session: Session, person: Person, customer_id: int) -> Customer:
    """The customer, if it has an account that the person sees.

    Raises:
        NotVisible: It has none or does not exist.

    """
    found = session.scalar(sa.select(Customer).where(Customer.id == customer_id, customers_of(person)))
    if found is None:
        raise NotVisible("customer")
    return found


def _locked(session: Session, person: Person, ids: tuple[int, int]) -> tuple[Customer, Customer]:
    """The two customers, locked in one order, so that two merges and an outcome wait for each other."""
    session.execute(sa.select(Customer.id).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()).all()
    session.expire_all()
    return visible_customer(session, person, ids[0]), visible_customer(session, person, ids[1])


def _take_fields(  # noqa: PLR0913 - both customers and what is written down
    session: Session, kept: Customer, merged: Customer, names: Collection[str], changes: MergeChanges, *, now: datetime
) -> None:
    """Take chosen attributes from the merged customer; what they replace is kept with its day."""
    before, theirs = fields_of(kept), fields_of(merged)
    taken = {name: theirs[name] for name in FIELDS if name in names and theirs[name] != before[name]}
    if not taken:
        return
    changes.version = keep_version(session, kept, now=now)
    changes.fields = {name: [before[name], value] for name, value in taken.items()}
    set_fields(kept, taken)
    kept.search_text = search_text(kept.name, kept.document)
    session.flush()


def keep_version(session: Session, customer: Customer, *, now: datetime) -> int:
    """Keep the attributes of a customer as they are before a change. Returns the id of the row."""
    values: dict[str, Any] = {**fields_of(customer), "attributes": customer.attributes}  # Any: JSON
    version = CustomerVersion(customer_id=customer.id, replaced_at=now, values=values)
    session.add(version)
    session.flush()
    return version.id


def set_fields(customer: Customer, values: Mapping[str, Any]) -> None:  # Any: JSON
    """Set attributes of a customer."""
    for name, value in values.items():
        setattr(customer, name, field_value(name, value))


def _move(session: Session, kept: Customer, merged: Customer, changes: MergeChanges) -> None:
    """Move the accounts and everything that belongs to them, and the holds of the whole customer."""
    changes.holds_moved = list(
        session.scalars(sa.select(Hold.id).where(Hold.customer_id == merged.id, Hold.account_id.is_(None)))
    )
    session.execute(
        sa.update(Account)
        .where(Account.customer_id == merged.id)
        .values(
            customer_id=kept.id,
            merged_from=sa.case((Account.merged_from == NOT_MERGED, merged.id), else_=Account.merged_from),
        )
    )
    for table in FOLLOWING:
        columns = table.__table__.columns
        session.execute(sa.update(table).where(columns.customer_id == merged.id).values(customer_id=kept.id))
    under = sa.or_(Customer.id == merged.id, Customer.merged_into_id == merged.id)
    session.execute(sa.update(Customer).where(under).values(merged_into_id=kept.id))
    session.expire_all()
