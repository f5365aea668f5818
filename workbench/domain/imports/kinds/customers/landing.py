"""Landing customers: their attributes, with history. How they can be reached is in `points`.

A row speaks only about the columns its file has; what it says otherwise than before replaces it, and the earlier
values go to `CustomerVersion`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, CustomerVersion
from models.bulk import bulk_insert, bulk_update, is_among
from workbench.domain.imports.kinds.customers.keys import customer_ids
from workbench.domain.imports.kinds.customers.points import land_consents, land_points
from workbench.domain.imports.kinds.customers.rows import COLUMNS, CustomerReader, CustomerRow
from workbench.domain.imports.kinds.values import Values, merged_attributes, plain
from workbench.domain.quality import chosen_fields
from workbench.folding import fold_key, search_text


@dataclass
class LandedCustomers:
    """What became of a batch."""

    inserted: list[str] = field(default_factory=list)
    updated: int = 0
    unchanged: int = 0


def land_customers(
    session: Session, rows: Sequence[CustomerRow], *, reader: CustomerReader, now: datetime, import_id: int | None
) -> LandedCustomers:
    """Write customers, each key once.

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
    _leave_chosen(session, rows, stored)
    changed = _update(connection, rows, stored=stored, reader=reader, now=now, import_id=import_id)
    present = reader.shape.present
    changed |= land_points(connection, rows, ids=ids, present=present, now=now, import_id=import_id)
    changed |= land_consents(connection, rows, ids=ids, now=now, import_id=import_id)
    updated = len(changed & stored.keys())
    return LandedCustomers(
        inserted=[row.external_id for row in new],
        updated=updated,
        unchanged=len(stored) - updated,
    )


def _leave_chosen(session: Session, rows: Sequence[CustomerRow], stored: Mapping[str, Values]) -> None:
    """What a person chose when merging stays where the row says what the sender said then."""
    chosen = chosen_fields(session, [old["id"] for old in stored.values()])
    for row in rows if chosen else ():
        old = stored.get(row.external_id)
        for name, before in chosen.get(old["id"], {}).items() if old else ():
            if name in row.values and row.values[name] == before:
                row.values[name] = old[name] if old else before


def _stored(connection: sa.Connection, external_ids: Iterable[str]) -> dict[str, Values]:
    columns = [getattr(Customer, name) for name in ("id", "external_id", *COLUMNS, "attributes")]
    found = connection.execute(sa.select(*columns).where(is_among(connection, Customer.external_id, external_ids)))
    return {row["external_id"]: dict(row) for row in found.mappings()}


def _new(row: CustomerRow, *, now: datetime, import_id: int | None) -> Values:
    values = {**dict.fromkeys(COLUMNS), **row.values}
    return {
        "external_id": row.external_id,
        "external_id_folded": fold_key(row.external_id),
        **values,
        "search_text": search_text(values["name"], values["document"]),
        "attributes": row.attributes,
        "created_at": now,
        "import_id": import_id,
    }


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
    told = reader.told_attributes
    changed: dict[str, Values] = {}
    versions: list[Values] = []
    for row in rows:
        old = stored.get(row.external_id)
        if old is None:
            continue
        final = {name: row.values.get(name, old[name]) for name in COLUMNS}
        final["attributes"] = merged_attributes(old["attributes"], row.attributes, told=told) or {}
        if all(old[name] == value for name, value in final.items()):
            continue
        found_by = search_text(final["name"], final["document"])
        changed[row.external_id] = {"id": old["id"], **final, "search_text": found_by}
        replaced = {name: plain(old[name]) for name in final}
        versions.append({"customer_id": old["id"], "replaced_at": now, "values": replaced, "import_id": import_id})
    bulk_update(connection, Customer, list(changed.values()))
    bulk_insert(connection, CustomerVersion, versions)
    return set(changed)
