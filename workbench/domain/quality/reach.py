"""How a customer is reached after a merge: numbers and mailboxes of both, and of permissions the strictest.

The merged customer keeps its own rows: its sender goes on speaking about them. What the other lacks is copied.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Consent, ContactPoint, ContactPointEvent, Customer, CustomerMerge, Hold, Interaction
from models.bulk import is_among
from models.enums import Channel, PointKind, PointState
from workbench.domain.contact import people_of
from workbench.domain.quality.changes import MergeChanges

SOURCE = "merge"
"""`source` of consents, `why` of events of contact points."""

BEHIND = 10
"""Copied contact points come behind the customer's own by so many places."""

FIRST = -1
"""The place of a contact point that a person preferred to the customer's own."""

_STRICTNESS = (PointState.UNVERIFIED, PointState.VERIFIED, PointState.BAD, PointState.SUPPRESSED)


def stricter_state(one: PointState, other: PointState) -> PointState:
    """Of two states of one number: suppressed before bad before verified before unverified."""
    return max(one, other, key=_STRICTNESS.index)


def strictest_words(
    kept: tuple[Collection[Channel], Collection[Channel]], merged: tuple[Collection[Channel], Collection[Channel]]
) -> dict[Channel, bool]:
    """What has to be added to the kept customer's permissions: an opt-out of either counts, then a grant of either.

    Args:
        kept: Channels authorised and channels left, of the kept customer.
        merged: The same of the merged one.

    """
    authorized, opted_out = kept
    more, fewer = merged
    granted = {channel: True for channel in more if channel not in authorized and channel not in opted_out}
    return granted | {channel: False for channel in fewer if channel not in opted_out}


def bring_reach(
    session: Session, kept_id: int, merged_id: int, *, preferred: Collection[PointKind] = (), now: datetime
) -> MergeChanges:
    """Copy to the kept customer what it lacks of the other's contact points and permissions. Returns what was done."""
    changes = MergeChanges()
    _bring_points(session, kept_id, merged_id, changes, preferred=preferred, now=now)
    _bring_consents(session, kept_id, merged_id, changes, now=now)
    return changes


def _bring_points(  # noqa: PLR0913 - both customers and what is written down
    session: Session,
    kept_id: int,
    merged_id: int,
    changes: MergeChanges,
    *,
    preferred: Collection[PointKind],
    now: datetime,
) -> None:
    own = {(point.kind, point.value): point for point in _points(session, kept_id)}
    theirs = list(_points(session, merged_id))
    first = {kind: next((one for one in theirs if one.kind is kind), None) for kind in preferred}
    for point in theirs:
        mine = own.get((point.kind, point.value))
        if mine is None:
            added = ContactPoint(
                customer_id=kept_id,
                kind=point.kind,
                value=point.value,
                state=point.state,
                extension=point.extension,
                belongs_to=point.belongs_to,
                position=FIRST if first.get(point.kind) is point else point.position + BEHIND,
                created_at=now,
            )
            session.add(added)
            session.flush()
            changes.points_added.append(added.id)
            continue
        state = stricter_state(mine.state, point.state)
        if state is not mine.state:
            changes.points_set.append([mine.id, mine.state.value, state.value])
            mine.state = state
            changes.point_events.append(_event(session, mine, now=now))


def _event(session: Session, point: ContactPoint, *, now: datetime) -> int:
    event = ContactPointEvent(contact_point_id=point.id, state=point.state, at=now, why=SOURCE)
    session.add(event)
    session.flush()
    return event.id


def _points(session: Session, customer_id: int) -> Iterable[ContactPoint]:
    wanted = sa.select(ContactPoint).where(ContactPoint.customer_id == customer_id)
    return session.scalars(wanted.order_by(ContactPoint.position, ContactPoint.id)).all()


def _bring_consents(session: Session, kept_id: int, merged_id: int, changes: MergeChanges, *, now: datetime) -> None:
    people = people_of(session, [kept_id, merged_id], at=now)
    said = [(people[one].authorized, people[one].opted_out) for one in (kept_id, merged_id)]
    changes.consents_added += add_consents(session, kept_id, strictest_words(said[0], said[1]), now=now)


def add_consents(session: Session, customer_id: int, words: dict[Channel, bool], *, now: datetime) -> list[int]:
    """Write permissions by channel. Returns the ids of the rows."""
    rows = [
        Consent(customer_id=customer_id, channel=channel, granted=granted, known_at=now, source=SOURCE)
        for channel, granted in sorted(words.items())
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def follow_merged(session: Session, external_ids: Collection[str], *, now: datetime) -> None:
    """Let the customers that stand for merged ones have what came in for the key of these.

    Args:
        session: A write session; the caller commits.
        external_ids: Keys about which a file spoke.
        now: Aware instant.

    """
    merged = session.scalars(
        sa.select(Customer.id).where(
            is_among(session.connection(), Customer.external_id, external_ids), Customer.merged_into_id.is_not(None)
        )
    ).all()
    waiting = list(merged)
    while waiting:
        one = waiting.pop()
        merge = session.scalar(
            sa.select(CustomerMerge).where(CustomerMerge.merged_id == one, CustomerMerge.undone_at.is_(None))
        )
        if merge is None:
            continue
        came = bring_reach(session, merge.kept_id, one, now=now)
        changes = MergeChanges.of(merge.changes)
        changes.points_added += came.points_added
        changes.points_set += came.points_set
        changes.point_events += came.point_events
        changes.consents_added += came.consents_added
        merge.changes = changes.plain()
        waiting.append(merge.kept_id)


def take_back_reach(session: Session, merge: CustomerMerge, changes: MergeChanges, *, now: datetime) -> None:
    """Undo what `bring_reach` did; what was said of either since the merge counts for both.

    Nobody knows which of the two spoke while they were one, so the stricter word stays with each.
    """
    since = _said_since(session, merge)
    for point_id in changes.points_added:
        _return_point(session, merge, point_id, now=now)
    for point_id, before, after in reversed(changes.points_set):
        point = session.get_one(ContactPoint, point_id)
        if point.state.value == after:
            point.state = PointState(before)
    _delete(session, ContactPointEvent, changes.point_events)
    _delete(session, Consent, changes.consents_added)
    left = people_of(session, [merge.merged_id], at=now)[merge.merged_id].opted_out
    add_consents(session, merge.merged_id, dict.fromkeys(since - left, False), now=now)
    _copy_holds(session, merge, changes)


def _said_since(session: Session, merge: CustomerMerge) -> set[Channel]:
    """Channels that the kept customer left since the merge, and has not allowed again."""
    new = session.scalars(
        sa.select(Consent.channel).where(
            Consent.customer_id == merge.kept_id,
            Consent.known_at >= merge.at,
            sa.not_(Consent.granted),
            Consent.source != SOURCE,
        )
    ).all()
    left = people_of(session, [merge.kept_id], at=merge.at)[merge.kept_id].opted_out
    return {channel for channel in left if None in new or channel in new}


def _return_point(session: Session, merge: CustomerMerge, point_id: int, *, now: datetime) -> None:
    """Take a copied contact point back, unless something that stays was done with it."""
    point = session.get(ContactPoint, point_id)
    if point is None:
        return
    original = session.scalar(
        sa.select(ContactPoint).where(
            ContactPoint.customer_id == merge.merged_id,
            ContactPoint.kind == point.kind,
            ContactPoint.value == point.value,
        )
    )
    if original is not None:
        session.execute(
            sa.update(Interaction)
            .where(Interaction.contact_point_id == point.id, Interaction.customer_id == merge.merged_id)
            .values(contact_point_id=original.id)
        )
        state = stricter_state(original.state, point.state)
        if state is not original.state:
            original.state = state
            _event(session, original, now=now)
    is_used = session.scalar(
        sa.select(
            sa.or_(
                sa.exists().where(Interaction.contact_point_id == point.id),
                sa.exists().where(ContactPointEvent.contact_point_id == point.id),
            )
        )
    )
    if not is_used:
        session.delete(point)
        session.flush()


def _copy_holds(session: Session, merge: CustomerMerge, changes: MergeChanges) -> None:
    """Holds of the whole customer that came since the merge rest both; those that moved go back."""
    moved = is_among(session.connection(), Hold.id, changes.holds_moved)
    session.execute(sa.update(Hold).where(moved).values(customer_id=merge.merged_id))
    came = session.scalars(
        sa.select(Hold).where(
            Hold.customer_id == merge.kept_id,
            Hold.account_id.is_(None),
            Hold.known_at >= merge.at,
            Hold.lifted_at.is_(None),
        )
    ).all()
    others = session.scalars(
        sa.select(CustomerMerge.changes).where(
            CustomerMerge.kept_id == merge.kept_id, CustomerMerge.undone_at.is_(None), CustomerMerge.id != merge.id
        )
    )
    brought = {hold_id for one in others for hold_id in one["holds_moved"]}
    names = ("kind", "placed_at", "known_at", "known_on", "until_on")
    session.add_all(
        Hold(customer_id=merge.merged_id, **{name: getattr(hold, name) for name in names})
        for hold in came
        if hold.id not in brought
    )
    session.flush()


def _delete(session: Session, table: type[Consent] | type[ContactPointEvent], ids: Collection[int]) -> None:
    session.execute(sa.delete(table).where(is_among(session.connection(), table.id, ids)))
