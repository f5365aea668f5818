"""Landing facts: new ones are inserted, known ones compared, and what a correction replaces is kept.

A row speaks only about the columns its file has. What it does not mention stays; what it says otherwise than before is
a correction, and the earlier values go to `FactVersion` with the day on which they stopped being the known ones.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from models import FactVersion
from models.bulk import bulk_insert, bulk_update, is_among
from workbench.domain.days import day_of
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.shape import Shape

Values = dict[str, Any]  # Any: values of every column type
Old = Mapping[str, Any]  # Any: as above
KNOWN = ("known_at", "known_on")
_NOT_TOLD = frozenset({"account_id", "attributes", *KNOWN})


def _nothing(*_given: object) -> Values:
    return {}


@dataclass(frozen=True)
class FactTable:
    """How one kind of fact is kept.

    Args:
        table: Its table; `name` is what `FactVersion.kind` calls it.
        select: Its rows, by name: every column that is compared and `id`, `external_id`, `account_id`, `import_id`.
        told_by: Every column that is compared, and which column of a file tells it.
        event: The column of the day or instant it happened.
        elsewhere: Columns that are compared but kept in another table.
        new: What a new row has beside its values.
        settled: Values that stand whatever the row says, from the old row and the new values.
        corrected: What a correction changes beside the values, from the same.

    """

    table: type[DeclarativeBase]
    name: str
    portfolio_id: InstrumentedAttribute[int]
    external_id: InstrumentedAttribute[Any]  # Any: an interaction recorded here has none
    select: sa.Select[*tuple[Any, ...]]
    told_by: Mapping[str, str]
    event: str
    new: Callable[[Fact], Values] = _nothing
    settled: Callable[[Old, Values], Values] = _nothing
    corrected: Callable[[Old, Values], Values] = _nothing
    elsewhere: frozenset[str] = frozenset()

    def silent(self, shape: Shape) -> tuple[str, ...]:
        """Columns that a file says nothing about."""
        return tuple(name for name, told in self.told_by.items() if told not in shape.present)


@dataclass
class Landed:
    """What became of a batch."""

    inserted: list[Fact] = field(default_factory=list)
    updated: list[Fact] = field(default_factory=list)
    unchanged: list[Fact] = field(default_factory=list)
    old_accounts: set[int] = field(default_factory=set)
    """Accounts that a corrected fact used to belong to."""
    repeated: int = 0
    """Rows whose fact was made by this same import."""


def land_facts(  # noqa: PLR0913 - what landing depends on
    session: Session, facts: Sequence[Fact], *, table: FactTable, shape: Shape, now: datetime, import_id: int | None
) -> Landed:
    """Write a batch of facts of one kind, each key at most once.

    Args:
        session: The batch's transaction.
        facts: With their accounts.
        table: How the kind is kept.
        shape: Which columns the file speaks about.
        now: When corrections are known; their day is that of the fact's portfolio.
        import_id: Of this import.

    """
    connection = session.connection()
    known = _known(connection, facts, table)
    silent, landed = table.silent(shape), Landed()
    changed: list[Values] = []
    versions: list[Values] = []
    for fact in facts:
        old = known.get((fact.place.id, fact.external_id))
        if old is None:
            landed.inserted.append(fact)
            continue
        landed.repeated += import_id is not None and old["import_id"] == import_id
        final = _final(fact, old, table=table, silent=silent, shape=shape)
        if all(old[name] == value for name, value in final.items()):
            landed.unchanged.append(fact)
            continue
        landed.updated.append(fact)
        landed.old_accounts.add(old["account_id"])
        fact.values = {name: value for name, value in final.items() if name != "account_id"}
        changed.append({"id": old["id"], **_kept(final, table), **table.corrected(old, final)})
        versions.append(_version(old, final, fact=fact, table=table, now=now, import_id=import_id))
    bulk_insert(connection, table.table, [_row(fact, table, import_id) for fact in landed.inserted])
    bulk_update(connection, table.table, changed)
    bulk_insert(connection, FactVersion, versions)
    return landed


def _known(connection: sa.Connection, facts: Sequence[Fact], table: FactTable) -> dict[tuple[Any, str], Any]:
    by_portfolio: dict[int | None, list[str]] = {}
    for fact in facts:
        by_portfolio.setdefault(fact.place.id, []).append(fact.external_id)
    found: dict[tuple[Any, str], Any] = {}
    for portfolio_id, external_ids in by_portfolio.items():
        rows = connection.execute(
            table.select.where(
                table.portfolio_id == portfolio_id, is_among(connection, table.external_id, external_ids)
            )
        )
        found |= {(portfolio_id, row["external_id"]): row for row in rows.mappings()}
    return found


def _final(fact: Fact, old: Old, *, table: FactTable, silent: Sequence[str], shape: Shape) -> Values:
    """What the fact says after this row: its values, and the old ones where the file is silent."""
    final = {"account_id": fact.account_id, **fact.values}
    for name in silent:
        if name not in _NOT_TOLD:
            final[name] = old[name]
    if "known_at" not in shape.present and old[table.event] == final[table.event]:
        final |= {name: old[name] for name in KNOWN}
    elif old["known_at"] == final["known_at"]:  # the portfolio's zone may have changed since; the day stays
        final["known_on"] = old["known_on"]
    final["attributes"] = merged_attributes(old["attributes"], final["attributes"], told=shape.extras)
    return final | table.settled(old, final)


def merged_attributes(
    old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, *, told: Sequence[str]
) -> dict[str, Any] | None:
    """Attributes after a row: those the file has are as it says, an empty one is gone, the others stay."""
    kept = {name: value for name, value in (old or {}).items() if name not in told}
    return {**kept, **(new or {})} or None


def _kept(values: Values, table: FactTable) -> Values:
    if not table.elsewhere:
        return values
    return {name: value for name, value in values.items() if name not in table.elsewhere}


def _row(fact: Fact, table: FactTable, import_id: int | None) -> Values:
    return {
        "portfolio_id": fact.place.id,
        "account_id": fact.account_id,
        "external_id": fact.external_id,
        **_kept(fact.values, table),
        **table.new(fact),
        "import_id": import_id,
    }


def _version(  # noqa: PLR0913 - what a version is made of
    old: Old, final: Values, *, fact: Fact, table: FactTable, now: datetime, import_id: int | None
) -> Values:
    return {
        "kind": table.name,
        "fact_id": old["id"],
        "replaced_at": now,
        "replaced_on": day_of(now, fact.place.zone),
        "values": {name: plain(old[name]) for name in final},
        "import_id": import_id,
    }


def plain(value: Any) -> Any:  # Any: a column's value and its JSON form
    """A value as JSON keeps it: days and instants in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value
