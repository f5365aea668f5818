"""Whose a number is, and which stored fact a row speaks of: the facts that are known by the numbers of a batch.

A number belongs to one customer, unless the portfolio says that numbers are per customer. Of a number with several
lines (of a receipt, or instalments) a row speaks of the line it names; a row that names another one corrects a line
only where the file leaves no doubt which. A payment that names another invoice than the known line of its number may be
the other half of that receipt: it is refused, because to correct the line would take away what was paid.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer
from models.bulk import is_among
from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.tables import FactTable
from workbench.domain.imports.kinds.repeats import FileRows, SaidRows
from workbench.folding import visible
from workbench.kernel.merged import sender_id
from workbench.kernel.text import N_

_OTHERS = N_(
    "«%(value)s» ya es del cliente «%(other)s», y la fila dice «%(customer)s»: corrija el cliente o el "
    "número, o diga en la cartera que los números son por cliente."
)
_WHICH = N_("«%(value)s» ya tiene %(count)s líneas y la fila no dice cuál corrige: traiga todas en un archivo.")
_MOVED_OR_NEW = N_(
    "«%(value)s» ya está con la factura «%(known)s»: no se sabe si la fila corrige esa línea o es otra del mismo "
    "número. Si es otra, traiga todas sus líneas en un archivo; si la corrige, reverse o anule «%(value)s» y traiga "
    "la fila con otro número."
)
_NAMED_OR_NEW = N_(
    "«%(value)s» ya está sin factura y con otro monto: no se sabe si la fila corrige esa línea o es otra del mismo "
    "número. Si es otra, traiga todas sus líneas en un archivo; si la corrige, reverse o anule «%(value)s» y traiga "
    "la fila con otro número."
)

StoredFact = sa.Row[*tuple[Any, ...]]  # Any: columns of every type
_INVOICE = "invoice_external_id"
BEFORE_TOLD = ("id", "import_id", "account_id", "external_id")
"""What a stored fact has before the columns that the file speaks about; behind them comes `part`."""


@dataclass
class KnownNumbers:
    """Stored facts by number; of other customers too."""

    by_number: Mapping[str, list[StoredFact]] = field(default_factory=dict)
    tells_parts: bool = True
    """The file says which line of a number each row is; one that has no such column says nothing of it."""
    moved: list[int] = field(default_factory=list)
    """Lines of the file that correct what tells a stored line apart: of invoices, the day they fall due."""

    @classmethod
    def read(cls, session: Session, facts: Facts, table: FactTable, told: Sequence[str]) -> "KnownNumbers":
        """The facts of the portfolio that have a number of the batch: one query."""
        if facts.place.id is None:
            return cls()
        connection = session.connection()
        part = getattr(table.table, table.part) if table.part else sa.null()
        rows = connection.execute(
            table.rows((*BEFORE_TOLD, *told), part.label("part")).where(
                table.table.portfolio_id == facts.place.id,
                is_among(connection, table.table.external_id, facts.external_ids),
            )
        )
        found: dict[str, list[StoredFact]] = defaultdict(list)
        for row in rows:
            found[row.external_id].append(row)
        return cls(found, tells_parts=table.part in told)

    def others(self, session: Session, facts: Facts, accounts: Sequence[int], file: FileRows) -> dict[int, BadCell]:
        """Rows whose number was known under another customer only before this file, by place.

        `accounts` has 0 for one that is not open yet. What the file itself brought is judged with its line.
        """
        if facts.place.numbers_per_customer or not self.by_number:
            return {}
        theirs: dict[int, int] = {}
        for row, number in enumerate(facts.external_ids):
            known = self.by_number.get(number)
            if not known or known[0].account_id == accounts[row]:
                continue
            if all(one.account_id != accounts[row] for one in known) and not file.parts_of(key_of(facts, row)):
                theirs[row] = known[0].account_id
        if not theirs:
            return {}
        names = _customers_of(session, theirs.values())
        return {
            row: BadCell(
                _OTHERS,
                column="customer_external_id",
                value=shown(facts.external_ids[row]),
                other=shown(visible(names[account])),
                customer=shown(visible(facts.customers[row])),
            )
            for row, account in theirs.items()
        }

    def match(self, facts: Facts, accounts: Sequence[int], table: FactTable, file: FileRows) -> dict[int, BadCell]:
        """Fill `facts.known`. Returns the rows that name none of several lines, by place."""
        known: list[StoredFact | None] = [None] * len(facts)
        facts.known = known
        if not self.by_number:
            return {}
        parts = facts.values[table.part] if table.part else [None] * len(facts)
        waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
        for row, number in enumerate(facts.external_ids):
            if number in self.by_number:
                waiting[number, accounts[row]].append(row)
        refused: dict[int, BadCell] = {}
        for (number, account), rows in waiting.items():
            lines = self.by_number[number]
            if len(lines) == len(rows) == 1 and lines[0].part == parts[rows[0]] and lines[0].account_id == account:
                known[rows[0]] = lines[0]
                continue
            stored = {one.part: one for one in lines if one.account_id == account}
            named = set(file.parts_of(key_of(facts, rows[0])))
            found, doubtful = match_lines({row: parts[row] for row in rows}, stored, named=named)
            if table.part == _INVOICE and self.tells_parts and not named & set(map(hash, stored)):
                unclear = other_lines(found, facts)
                # With one row of a number unclear, what its others would add is so too: it would decide the first.
                refused |= unclear | {row: next(iter(unclear.values())) for row in rows if unclear and row not in found}
            for row, one in found.items():
                known[row] = one
                if one.part != parts[row] and row not in refused:
                    self.moved.append(facts.lines[row])
            for row in doubtful:
                refused[row] = BadCell(_WHICH, column="external_id", value=shown(number), count=len(stored))
        return refused


def match_lines(
    rows: Mapping[int, Hashable], stored: Mapping[Hashable, StoredFact], *, named: AbstractSet[int]
) -> tuple[dict[int, StoredFact], list[int]]:
    """Which stored line each row of one number speaks of; the rows that are in neither result are new lines.

    A row speaks of the line with its own part. Rows that name no stored line correct those that the file does not
    name, in order, where it brings at least as many of them; what is more is new. Where it brings fewer, nobody knows
    which they correct.

    Args:
        rows: The part that each row of the batch names, by place.
        stored: The lines that are known, by part.
        named: Hashes of the parts that the file named so far.

    Returns:
        The stored line by place, and the places of rows that are in doubt.

    """
    found = {row: stored[part] for row, part in rows.items() if part in stored}
    left = [part for part in sorted(stored, key=str) if hash(part) not in named]
    # A dry run took earlier batches back: the lines they corrected are still stored as they were.
    gone = named - {hash(part) for part in (*stored, *rows.values())}
    left = left[len(gone) :]
    naming_none = sorted((row for row in rows if row not in found), key=lambda row: str(rows[row]))
    if len(naming_none) < len(left):
        return found, naming_none
    return found | {row: stored[part] for row, part in zip(naming_none, left, strict=False)}, []


def other_lines(found: Mapping[int, StoredFact], facts: Facts) -> dict[int, BadCell]:
    """Refuse rows that may be more lines of a number rather than corrections of its known ones, by place.

    Where the file names none of the known lines, a row that names another invoice than the line it would correct may be
    the rest of the receipt; so may one that names none. A row that names the invoice of a line that had none, for the
    same amount, says where the payment went.

    Args:
        found: The known line that each row of a number would correct.
        facts: The rows.

    """
    named, amounts = facts.values[_INVOICE], facts.values["amount"]
    refused = {}
    for row, one in found.items():
        if one.part == named[row] or (one.part is None and one.amount == amounts[row]):
            continue
        reason = _NAMED_OR_NEW if one.part is None else _MOVED_OR_NEW
        values = {} if one.part is None else {"known": shown(one.part)}
        refused[row] = BadCell(reason, column="external_id", value=shown(facts.external_ids[row]), **values)
    return refused


def said_rows(facts: Facts, table: FactTable) -> SaidRows:
    """The rows of one portfolio as repeats are judged."""
    count = len(facts)
    attributes = facts.values["attributes"]
    columns = [column for name, column in facts.values.items() if name != "attributes"]
    if any(attributes):
        columns.append([tuple(one.items()) if one else None for one in attributes])
    return SaidRows(
        lines=facts.lines,
        names=facts.external_ids,
        keys=[key_of(facts, row) for row in range(count)],
        owners=facts.customers,
        shared=list(zip(*(facts.values[name] for name in table.shared), strict=True)) or [()] * count,
        parts=facts.values[table.part] if table.part else [None] * count,
        said=list(zip(*columns, strict=True)),
        amounts=_signed_amounts(facts.values),
    )


def _signed_amounts(values: Mapping[str, Sequence[Any]]) -> Sequence[int]:  # Any: values of every column type
    """The amounts of payments, below zero of those that take one back; nothing of other facts."""
    back = values.get("reverses_external_id")
    if back is None:
        return ()
    return [-amount if names else amount for amount, names in zip(values["amount"], back, strict=True)]


def key_of(facts: Facts, row: int) -> Hashable:
    """What the number of a row is compared by."""
    return key_of_number(facts, facts.external_ids[row], facts.customers[row])


def key_of_number(facts: Facts, number: str, customer: str) -> Hashable:
    """What a number that rows of these facts name is compared by."""
    return facts.place.code, facts.are_credits, number, facts.place.numbers_per_customer and customer


def _customers_of(session: Session, accounts: Iterable[int]) -> dict[int, str]:
    connection = session.connection()
    rows = connection.execute(
        sa.select(Account.id, Customer.external_id)
        .join(Customer, Customer.id == sender_id())
        .where(is_among(connection, Account.id, set(accounts)))
    )
    return dict(rows.all())
