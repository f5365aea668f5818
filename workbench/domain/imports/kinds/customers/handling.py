"""What an import of customers does with a batch of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from workbench.domain.imports.kinds.repeats import FileRows, SaidRows
from workbench.domain.quality import follow_merged


@dataclass(frozen=True)
class CustomerHandler:
    """Reads and lands the customers of one file."""

    reader: CustomerReader
    now: datetime
    look_alikes: LookAlikes
    file: FileRows = field(default_factory=FileRows)
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
        judged = self.file.judge(_said(rows))
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
        lines = [row.line for row in rows]
        return Batch(
            inserted=len(landed.inserted),
            updated=landed.updated,
            unchanged=landed.unchanged + judged.tell_equal(lines, self.reader.warnings, {}),
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
        return CustomerHandler(reader, now=terms.now, look_alikes=LookAlikes(warnings), foreseen=terms.foreseen)


def _said(rows: Sequence[CustomerRow]) -> SaidRows:
    """The rows as repeats are judged: of a customer there is one row."""
    keys = [row.external_id for row in rows]
    same = [None] * len(rows)
    return SaidRows(
        lines=[row.line for row in rows],
        names=keys,
        keys=keys,
        owners=[""] * len(rows),
        shared=same,
        parts=same,
        said=[
            (*row.values.items(), *row.attributes.items(), *row.points.items(), *row.consents.items()) for row in rows
        ],
    )
