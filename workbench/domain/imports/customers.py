"""Landing customers: attributes with their history, contact points in the sender's order, consents.

A contact point that a file no longer names is not deleted: it moves behind those that it names. A consent is written
only where the sender says otherwise than before, so that importing the same file every day never undoes an opt-out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Consent, ContactPoint, Customer, CustomerVersion
from models.bulk import bulk_insert, bulk_update, bulk_upsert, is_among
from models.enums import Channel, PointKind
from workbench.domain.imports.customer_rows import COLUMNS, CustomerReader, CustomerRow
from workbench.domain.imports.landing import merged_attributes, plain
from workbench.domain.imports.owners import customer_ids
from workbench.domain.imports.reach import POINTS
from workbench.folding import search_text

NO_LONGER_NAMED = 100
"""Position of a contact point that the sender's latest file does not name."""

_SOURCE = "import"
_COMPARED = ("external_id", *COLUMNS, "attributes")
_POINT_KEY = ("customer_id", "kind", "value")
_POINT_KEPT = ("position", "created_at", "import_id")
"""A person may have added the same number meanwhile: theirs stays."""
Values = dict[str, Any]  # Any: values of every column type
Point = tuple[PointKind, str]


@dataclass
class LandedCustomers:
    """What became of a batch."""

    inserted: list[CustomerRow] = field(default_factory=list)
    updated: list[CustomerRow] = field(default_factory=list)
    unchanged: list[CustomerRow] = field(default_factory=list)
    repeated: int = 0
    """Rows whose customer was made by this same import."""


def land_customers(
    session: Session, rows: Sequence[CustomerRow], *, reader: CustomerReader, now: datetime, import_id: int | None
) -> LandedCustomers:
    """Write a batch of customers, each key at most once.

    Args:
        session: The batch's transaction.
        rows: As read.
        reader: Which columns the file speaks about.
        now: When what it says is known.
        import_id: Of this import.

    """
    connection = session.connection()
    stored = _stored(connection, [row.external_id for row in rows])
    new = [row for row in rows if row.external_id not in stored]
    bulk_insert(connection, Customer, [_new(row, now=now, import_id=import_id) for row in new])
    ids = {external_id: old["id"] for external_id, old in stored.items()}
    ids |= customer_ids(connection, [row.external_id for row in new]) if new else {}
    changed = _update(connection, rows, stored=stored, reader=reader, now=now, import_id=import_id)
    changed |= _land_points(connection, rows, ids=ids, reader=reader, now=now, import_id=import_id)
    changed |= _land_consents(connection, rows, ids=ids, now=now, import_id=import_id)
    landed = LandedCustomers(inserted=new)
    for row in rows:
        if (old := stored.get(row.external_id)) is not None:
            landed.repeated += import_id is not None and old["import_id"] == import_id
            (landed.updated if row.external_id in changed else landed.unchanged).append(row)
    return landed


def _stored(connection: sa.Connection, external_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    columns = [getattr(Customer, name) for name in ("id", "import_id", *_COMPARED)]
    found = connection.execute(sa.select(*columns).where(is_among(connection, Customer.external_id, external_ids)))
    return {row["external_id"]: row for row in found.mappings()}  # type: ignore[misc] # RowMapping is a Mapping of names


def _new(row: CustomerRow, *, now: datetime, import_id: int | None) -> Values:
    values = {**dict.fromkeys(COLUMNS), **row.values}
    return {
        "external_id": row.external_id,
        **values,
        "search_text": search_text(str(values["name"]), _text(values["document"])),
        "attributes": row.attributes,
        "created_at": now,
        "import_id": import_id,
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _update(  # noqa: PLR0913 - what a correction looks at
    connection: sa.Connection,
    rows: Sequence[CustomerRow],
    *,
    stored: Mapping[str, Mapping[str, Any]],
    reader: CustomerReader,
    now: datetime,
    import_id: int | None,
) -> set[str]:
    """Write what changed of known customers and keep what it replaces. Returns their external ids."""
    changed: list[Values] = []
    versions: list[Values] = []
    told = reader.told_attributes
    for row in rows:
        old = stored.get(row.external_id)
        if old is None:
            continue
        final = {name: row.values.get(name, old[name]) for name in COLUMNS}
        final["attributes"] = merged_attributes(old["attributes"], row.attributes, told=told) or {}
        if any(old[name] != value for name, value in final.items()):
            found_by = search_text(str(final["name"]), _text(final["document"]))
            changed.append({"id": old["id"], "external_id": row.external_id, **final, "search_text": found_by})
            versions.append(
                {
                    "customer_id": old["id"],
                    "replaced_at": now,
                    "values": {name: plain(old[name]) for name in final},
                    "import_id": import_id,
                }
            )
    bulk_update(connection, Customer, changed)
    bulk_insert(connection, CustomerVersion, versions)
    return {values["external_id"] for values in changed}


def _land_points(  # noqa: PLR0913 - what a contact point is made of
    connection: sa.Connection,
    rows: Sequence[CustomerRow],
    *,
    ids: Mapping[str, int],
    reader: CustomerReader,
    now: datetime,
    import_id: int | None,
) -> set[str]:
    """Add new contact points and put the known ones in the file's order. Returns whose changed."""
    places = {place for column, place in POINTS.items() if column in reader.shape.present}
    if not places:
        return set()
    stored = _stored_points(connection, ids.values())
    new: list[Values] = []
    moved: list[Values] = []
    changed: set[str] = set()
    for row in rows:
        customer_id = ids[row.external_id]
        known = stored.get(customer_id, {})
        fresh = [
            {
                "customer_id": customer_id, "kind": kind, "value": value, "position": position, "created_at": now,
                "import_id": import_id,
            }
            for (kind, value), position in row.points.items()
            if (kind, value) not in known
        ]  # fmt: skip
        shifted = [
            {"id": point_id, "position": position} for point_id, position in _shifted(known, row.points, places=places)
        ]
        if fresh or shifted:
            changed.add(row.external_id)
        new += fresh
        moved += shifted
    bulk_upsert(connection, ContactPoint, new, key=_POINT_KEY, keep=_POINT_KEPT)
    bulk_update(connection, ContactPoint, moved)
    return changed


def _shifted(
    known: Mapping[Point, tuple[int, int, bool]], named: Mapping[Point, int], *, places: set[tuple[PointKind, int]]
) -> Iterable[tuple[int, int]]:
    """Known contact points whose position is another now: id and position."""
    for (kind, value), (point_id, position, is_senders) in known.items():
        if (kind, value) in named:
            wanted = named[kind, value]
        elif is_senders and (kind, position) in places:
            wanted = NO_LONGER_NAMED
        else:
            continue
        if wanted != position:
            yield point_id, wanted


def _stored_points(
    connection: sa.Connection, customers: Iterable[int]
) -> dict[int, dict[Point, tuple[int, int, bool]]]:
    columns = (
        ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value, ContactPoint.id, ContactPoint.position,
        ContactPoint.import_id,
    )  # fmt: skip
    found: dict[int, dict[Point, tuple[int, int, bool]]] = {}
    rows = connection.execute(sa.select(*columns).where(is_among(connection, ContactPoint.customer_id, customers)))
    for customer_id, kind, value, point_id, position, import_id in rows:
        found.setdefault(customer_id, {})[kind, value] = (point_id, position, import_id is not None)
    return found


def _land_consents(
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
    new = [
        (row.external_id, channel, granted)
        for row in saying
        for channel, granted in row.consents.items()
        if said.get((ids[row.external_id], channel)) is not granted
    ]
    bulk_insert(
        connection,
        Consent,
        [
            {
                "customer_id": ids[external_id], "channel": channel, "granted": granted, "known_at": now,
                "source": _SOURCE, "import_id": import_id,
            }
            for external_id, channel, granted in new
        ],
    )  # fmt: skip
    return {external_id for external_id, *_ in new}


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
