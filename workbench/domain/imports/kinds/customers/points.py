"""Landing how customers can be reached: contact points in the sender's order, and consents.

A contact point that a file no longer names is not deleted: it moves behind those that it names. A consent is written
only where the sender says otherwise than before, and one without a date never undoes an opt-out that has one.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from models import Consent, ContactPoint
from models.bulk import bulk_insert, bulk_update, bulk_upsert, is_among
from models.enums import Channel, PointKind
from workbench.domain.imports.kinds.customers.reach import MOST_FURTHER, POINTS, TELEPHONES, further_place
from workbench.domain.imports.kinds.customers.rows import CustomerRow, Point, ToldPoint
from workbench.domain.imports.kinds.values import Values

NO_LONGER_NAMED = 100
"""Position of a contact point that the sender's latest file does not name."""

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""From when a consent without any date counts."""

_SOURCE = "import"
_KEY = ("customer_id", "kind", "value")
_KEPT = ("position", "extension", "belongs_to", "created_at", "import_id")
"""A person may have added the same number meanwhile: theirs stays."""

# Id, what is told of it, and whether a file brought it.
_Stored = tuple[int, ToldPoint, bool]


def land_points(  # noqa: PLR0913 - what a contact point is made of
    connection: sa.Connection,
    rows: Sequence[CustomerRow],
    *,
    ids: Mapping[str, int],
    present: Container[str],
    now: datetime,
    import_id: int | None,
) -> set[str]:
    """Add new contact points and put the known ones in the file's order. Returns whose changed.

    Args:
        connection: Of the batch's transaction.
        rows: Customers.
        ids: Theirs, by external id.
        present: The columns that the file speaks about.
        now: Aware instant.
        import_id: Of this import.

    """
    places = {
        (kind, further_place(column, number))
        for column, (kind, _) in POINTS.items()
        if column in present
        for number in (range(MOST_FURTHER + 1) if kind in TELEPHONES else [0])
    }
    if not places:
        return set()
    stored = _stored(connection, ids.values())
    new: list[Values] = []
    moved: list[Values] = []
    changed: set[str] = set()
    for row in rows:
        known = stored.get(ids[row.external_id], {})
        fresh = [
            {"customer_id": ids[row.external_id], "kind": kind, "value": value, **told._asdict()}
            for (kind, value), told in row.points.items()
            if (kind, value) not in known
        ]
        shifted = list(_shifted(known, row.points, places=places))
        new += [{**point, "created_at": now, "import_id": import_id} for point in fresh]
        moved += shifted
        if fresh or shifted:
            changed.add(row.external_id)
    bulk_upsert(connection, ContactPoint, new, key=_KEY, keep=_KEPT)
    bulk_update(connection, ContactPoint, moved)
    return changed


def _shifted(
    known: Mapping[Point, _Stored], named: Mapping[Point, ToldPoint], *, places: Container[tuple[PointKind, int]]
) -> Iterator[Values]:
    """Known contact points of which the file says otherwise. What it does not say of a number stays as it is."""
    for (kind, value), (point_id, stored, is_senders) in known.items():
        if (kind, value) in named:
            told = named[kind, value]
            wanted = ToldPoint(told.position, told.extension or stored.extension, told.belongs_to or stored.belongs_to)
        elif is_senders and (kind, stored.position) in places:
            wanted = stored._replace(position=NO_LONGER_NAMED)
        else:
            continue
        if wanted != stored:
            yield {"id": point_id, **wanted._asdict()}


def _stored(connection: sa.Connection, customers: Iterable[int]) -> dict[int, dict[Point, _Stored]]:
    columns = (
        ContactPoint.customer_id,
        ContactPoint.kind,
        ContactPoint.value,
        ContactPoint.id,
        ContactPoint.position,
        ContactPoint.extension,
        ContactPoint.belongs_to,
        ContactPoint.import_id,
    )
    found: dict[int, dict[Point, _Stored]] = {}
    rows = connection.execute(sa.select(*columns).where(is_among(connection, ContactPoint.customer_id, customers)))
    for customer_id, kind, value, point_id, position, extension, belongs_to, import_id in rows:
        told = ToldPoint(position, extension, belongs_to)
        found.setdefault(customer_id, {})[kind, value] = (point_id, told, import_id is not None)
    return found


def land_consents(
    connection: sa.Connection,
    rows: Sequence[CustomerRow],
    *,
    ids: Mapping[str, int],
    now: datetime,
    import_id: int | None,
) -> set[str]:
    """Write consents that the sender had not said before. Returns whose."""
    saying = [row for row in rows if row.consents]
    if not saying:
        return set()
    said = _said(connection, [ids[row.external_id] for row in saying])
    new: list[Values] = []
    changed: set[str] = set()
    for row in saying:
        customer_id = ids[row.external_id]
        for channel, granted in row.consents.items():
            before = said.get((customer_id, channel))
            if before is granted:
                continue
            known_at = consent_known_at(before, granted=granted, opened_on=row.values.get("opened_on"), now=now)
            new.append({"customer_id": customer_id, "channel": channel, "granted": granted, "known_at": known_at})
            changed.add(row.external_id)
    bulk_insert(connection, Consent, [{**consent, "source": _SOURCE, "import_id": import_id} for consent in new])
    return changed


def consent_known_at(before: bool | None, *, granted: bool, opened_on: date | None, now: datetime) -> datetime:  # noqa: FBT001 - what the sender said before: nothing, yes or no
    """From when a consent of a file counts: it carries no date, and must not undo an opt-out that has one.

    The first word on a channel, when it grants, counts from the customer's first day, before any opt-out of theirs
    whichever file comes first. A withdrawal, or a change of the sender's word, counts from the import.
    """
    if not granted or before is not None:
        return now
    return datetime.combine(opened_on, time.min, UTC) if opened_on else EVER


def _said(connection: sa.Connection, customers: Iterable[int]) -> dict[tuple[int, Channel], bool]:
    """What files said last, by customer and channel; what customers said themselves is not among it."""
    rows = connection.execute(
        sa.select(Consent.customer_id, Consent.channel, Consent.granted)
        .where(
            is_among(connection, Consent.customer_id, customers),
            Consent.import_id.is_not(None),
            Consent.interaction_id.is_(None),
        )
        .order_by(Consent.known_at, Consent.id)
    )
    return {(customer_id, channel): granted for customer_id, channel, granted in rows if channel is not None}
