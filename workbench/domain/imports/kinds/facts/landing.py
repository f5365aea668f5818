"""Landing facts: new ones are inserted, known ones compared, and what a correction replaces is kept.

A row speaks only about the columns its file has. What it does not mention stays; what it says otherwise than before is
a correction, and the earlier values go to `FactVersion` with the day on which they stopped being the known ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import FactVersion
from models.bulk import Columns, bulk_insert, bulk_update, is_among
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.tables import KNOWN, FactTable, control_sum
from workbench.domain.imports.kinds.facts.whose.known_numbers import BEFORE_TOLD
from workbench.domain.imports.kinds.values import Values, merged_attributes, plain
from workbench.kernel.days import day_of

_NOT_REPORTED = frozenset({"attributes", *KNOWN})


@dataclass
class Landed:
    """What became of the facts of one portfolio."""

    inserted: Facts
    updated: Facts
    unchanged: int
    on: date
    """The day on which they land, in the portfolio's zone."""
    replaced: dict[str, list[Any]] = field(default_factory=dict)  # Any: values of every column type
    """What the corrected facts said before, by column."""

    def note_replaced(self, old: Values) -> None:
        """Keep what a corrected fact said before."""
        for name, value in old.items():
            self.replaced.setdefault(name, []).append(value)

    @property
    def moved(self) -> list[int]:
        """Ids of corrected facts that count from another day than before."""
        days = zip(self.replaced.get("known_on", ()), self.updated.values.get("known_on", ()), strict=True)
        return [id_ for id_, (old, new) in zip(self.replaced.get("id", ()), days, strict=True) if old != new]

    @property
    def accounts_of_today(self) -> set[int]:
        """Accounts about which something was told that became known on the day on which it lands."""
        return {
            account
            for facts in (self.inserted, self.updated)
            for account, known_on in zip(facts.account_ids, facts.values.get("known_on", ()), strict=True)
            if known_on == self.on
        }

    @property
    def money(self) -> int:
        """What the ledger's sum changed by at once."""
        brought = sum(control_sum(facts.values, on=self.on).now for facts in (self.inserted, self.updated))
        return brought - control_sum(self.replaced, on=self.on).now

    @property
    def postdated(self) -> int:
        """What new and corrected facts add to the ledger on later days."""
        return sum(control_sum(facts.values, on=self.on).later for facts in (self.inserted, self.updated))


def land_facts(  # noqa: PLR0913 - what landing depends on
    session: Session, facts: Facts, *, table: FactTable, shape: Shape, now: datetime, import_id: int | None
) -> Landed:
    """Write facts of one kind and portfolio.

    Args:
        session: The batch's transaction.
        facts: Matched with what is known of them, with their accounts.
        table: How the kind is kept.
        shape: Which columns the file speaks about.
        now: When corrections are known; their day is that of the portfolio.
        import_id: Of this import.

    """
    connection = session.connection()
    new = [row for row, known in enumerate(facts.known) if known is None]
    inserted = facts if len(new) == len(facts) else facts.take(new)
    bulk_insert(connection, table.table, _columns(inserted, table, import_id))
    landed = Landed(inserted, updated=facts.take(()), unchanged=0, on=day_of(now, facts.place.zone))
    if len(inserted) < len(facts):
        differing = _differing(facts, table.told(shape))
        _correct(connection, facts, differing, landed=landed, table=table, shape=shape, now=now, import_id=import_id)
        landed.unchanged = len(facts) - len(inserted) - len(landed.updated)
    return landed


def _columns(facts: Facts, table: FactTable, import_id: int | None) -> Columns:
    """New rows as they are written."""
    count = len(facts)
    values: dict[str, Sequence[Any]] = {
        "portfolio_id": [facts.place.id] * count,
        "account_id": facts.account_ids,
        "external_id": facts.external_ids,
        **{name: column for name, column in facts.values.items() if name not in table.elsewhere},
        "import_id": [import_id] * count,
    }
    if table.kind is not None:
        values["kind"] = [table.kind] * count
    if "open_amount" in table.beside:
        values["open_amount"] = facts.values["amount"]
    if table.elsewhere:
        values["customer_id"] = facts.customer_ids
    return Columns(count, values)


def _differing(facts: Facts, told: tuple[str, ...]) -> dict[int, int]:
    """Rows that say something else than what is known, by the id of the fact."""
    said = zip(*(facts.values[name] for name in told), strict=True)
    found = {}
    for row, (known, values) in enumerate(zip(facts.known, said, strict=True)):
        if known is not None and tuple(known[len(BEFORE_TOLD) : -1]) != values:
            found[known.id] = row
    return found


def _correct(  # noqa: PLR0913 - as above
    connection: sa.Connection,
    facts: Facts,
    differing: Mapping[int, int],
    *,
    landed: Landed,
    table: FactTable,
    shape: Shape,
    now: datetime,
    import_id: int | None,
) -> None:
    """Write the corrections, keep what they replace, and note both."""
    if not differing:
        return
    names = ("id", "account_id", *table.reported_by, "known_on", "attributes", *table.beside)
    stored = connection.execute(table.rows(names).where(is_among(connection, table.table.id, differing)))
    changed: list[tuple[int, Values]] = []
    versions: list[Values] = []
    rows: list[Values] = []
    for found in stored.mappings():
        old = {str(name): value for name, value in found.items()}
        final = _final(facts, differing[old["id"]], old, table=table, shape=shape)
        if all(old[name] == value for name, value in final.items()):
            continue
        changed.append((differing[old["id"]], final))
        kept = {name: value for name, value in final.items() if name not in table.elsewhere}
        rows.append({"id": old["id"], **kept, **table.corrected(old, final)})
        versions.append(
            {
                "kind": table.name,
                "fact_id": old["id"],
                "replaced_at": now,
                "replaced_on": landed.on,
                "values": {name: plain(old[name]) for name in final},
                "import_id": import_id,
            }
        )
        landed.note_replaced(old)
    bulk_update(connection, table.table, rows)
    bulk_insert(connection, FactVersion, versions)
    landed.updated = _updated(facts, sorted(changed, key=itemgetter(0)))


def _final(facts: Facts, row: int, old: Values, *, table: FactTable, shape: Shape) -> Values:
    """What the fact says after this row: its values, and the old ones where the file is silent."""
    final: Values = {"account_id": facts.account_ids[row]}
    final |= {name: column[row] for name, column in facts.values.items()}
    for name, reported_by in table.reported_by.items():
        if reported_by not in shape.present and name not in _NOT_REPORTED:
            final[name] = old[name]
    if "known_at" not in shape.present and all(old[name] == final[name] for name in (table.event, *table.moves)):
        final |= {name: old[name] for name in KNOWN}
    elif old["known_at"] == final["known_at"]:  # the portfolio's zone may have changed since; the day stays
        final["known_on"] = old["known_on"]
    final["attributes"] = merged_attributes(old["attributes"], final["attributes"], told=shape.extras)
    return final | table.settled(old, final)


def _updated(facts: Facts, changed: Sequence[tuple[int, Values]]) -> Facts:
    """The corrected facts with their final values."""
    updated = facts.take(row for row, _ in changed)
    for name in updated.values:
        updated.values[name] = [final[name] for _, final in changed]
    return updated
