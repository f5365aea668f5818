"""What an import of customers does with a batch of rows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import Base, ContactPoint, Customer, CustomerWord
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import Batch
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.engine.terms import Foreseen, ImportTerms
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.customers.erased import without_erased
from workbench.domain.imports.kinds.customers.homes import countries_of, default_country
from workbench.domain.imports.kinds.customers.landing import land_customers
from workbench.domain.imports.kinds.customers.lookalikes import LookAlikes
from workbench.domain.imports.kinds.customers.rows import CustomerReader, CustomerRow
from workbench.domain.imports.kinds.repeats import FileRows, JudgedRows, SaidRows
from workbench.domain.quality import follow_merged
from workbench.folding import fold
from workbench.kernel.text import N_

_OTHER_DATA = N_(
    "Filas que dicen otra ciudad, otro teléfono u otro dato de un cliente que ya está en el archivo: %(count)s (la "
    "primera, línea %(line)s). De cada cliente se toma su primera fila."
)


@dataclass
class FirstRows:
    """What the first row of each customer says, as hashes: of a million customers nothing else fits."""

    said: dict[int, int] = field(default_factory=dict)

    def differing(self, rows: Sequence[CustomerRow], judged: JudgedRows) -> set[int]:
        """Places of the repeats that say something else than the first row of their customer."""
        for place in judged.first:
            self.said[hash(rows[place].external_id)] = hash(_all_of(rows[place]))
        return {row for row in judged.equal if self.said.get(hash(rows[row].external_id)) != hash(_all_of(rows[row]))}


@dataclass(frozen=True)
class CustomerHandler:
    """Reads and lands the customers of one file."""

    reader: CustomerReader
    now: datetime
    look_alikes: LookAlikes
    file: FileRows = field(default_factory=FileRows)
    first_rows: FirstRows | None = None
    """Of a file whose rows bring other kinds too, what the first row of each customer says."""
    foreseen: Foreseen | None = None

    def read(self, session: Session, sheet: Sheet) -> tuple[list[CustomerRow], list[Refusal]]:
        """Read and check rows; those of customers who were erased are refused.

        Of rows without a country, what is known of their customers is looked up.
        """
        keys, countries = sheet.texts("external_id"), sheet.texts("country")
        silent = [key for key, country in zip(keys, countries, strict=True) if key and not country]
        homes = countries_of(session.connection(), silent) if silent and self.reader.reads_telephones else {}
        rows, erased = without_erased(session, self.reader.read(sheet, homes))
        return rows, [*sheet.refusals(), *erased]

    def land(self, session: Session, rows: list[CustomerRow], import_id: int | None) -> Batch:
        """Write customers: a key of the file once."""
        judged = self.file.judge(said_customers(rows, whole=self.first_rows is None))
        landed = land_customers(
            session,
            [rows[place] for place in judged.first],
            reader=self.reader,
            now=self.now,
            import_id=import_id,
        )
        follow_merged(session, [row.external_id for row in rows], now=self.now)
        if landed.inserted:
            self.look_alikes.warn(session.connection(), landed.inserted)
        if self.foreseen is not None:
            self.foreseen.add(rows[place].external_id for place in judged.first)
        differing = self.first_rows.differing(rows, judged) if self.first_rows is not None else set()
        if differing:
            first = min(rows[place].line for place in differing)
            self.reader.warnings.add(_OTHER_DATA, count=len(differing), line=first)
        equal = replace(judged, equal={row: one for row, one in judged.equal.items() if row not in differing})
        lines = [row.line for row in rows]
        return Batch(
            inserted=len(landed.inserted),
            updated=landed.updated,
            unchanged=landed.unchanged + len(differing) + equal.tell_equal(lines, self.reader.warnings, {}),
            refused=[(lines[place], rows[place].external_id, bad) for place, bad in judged.refused.items()],
        )

    def forget(self) -> None:
        """What a dry run takes back is remembered: the next batches are judged by it."""

    def tell(self) -> None:
        """Nothing of a file of customers stays open."""

    def finish(self, session: Session) -> None:
        """Nothing follows from the whole file."""


@dataclass(frozen=True)
class CustomerImport:
    """Customers."""

    columns: KindColumns = COLUMNS[ImportKind.CUSTOMERS]
    tables: tuple[type[Base], ...] = (Customer, CustomerWord, ContactPoint)

    def handler(
        self,
        session: Session,
        *,
        shape: Shape,
        terms: ImportTerms,
        warnings: Warnings,
    ) -> CustomerHandler:
        """A handler for one file."""
        country = default_country(session.connection(), portfolio=terms.portfolio, zone=terms.timezone)
        reader = CustomerReader(shape, country=country, warnings=warnings)
        return CustomerHandler(
            reader,
            now=terms.now,
            look_alikes=LookAlikes(warnings),
            first_rows=FirstRows() if len(terms.mapping.kinds) > 1 else None,
            foreseen=terms.foreseen,
        )


def said_customers(rows: Sequence[CustomerRow], *, whole: bool) -> SaidRows:
    """The rows as repeats are judged: of a customer there is one row.

    Where rows bring other kinds too, a customer has many, and only another name or document contradicts the first.
    """
    keys = [row.external_id for row in rows]
    same = [None] * len(rows)
    return SaidRows(
        lines=[row.line for row in rows],
        names=keys,
        keys=keys,
        owners=[""] * len(rows),
        shared=same,
        parts=same,
        said=[_all_of(row) if whole else _who(row) for row in rows],
    )


def _all_of(row: CustomerRow) -> tuple[Hashable, ...]:
    """Everything that a row says."""
    return (*row.values.items(), *row.attributes.items(), *row.points.items(), *row.consents.items())


def _who(row: CustomerRow) -> tuple[Hashable, ...]:
    """Who the customer of a row is: the name, however it is written, and the document where the row has one."""
    return fold(row.values["name"]), fold(row.values.get("document") or "")
