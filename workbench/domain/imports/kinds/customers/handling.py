"""What an import of customers does with a batch of rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Base, ContactPoint, Customer
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import Batch
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.customers.erased import without_erased
from workbench.domain.imports.kinds.customers.landing import land_customers, waves
from workbench.domain.imports.kinds.customers.rows import CustomerReader, CustomerRow
from workbench.kernel.money import country_of_zone


@dataclass(frozen=True)
class CustomerHandler:
    """Reads and lands the customers of one file."""

    reader: CustomerReader
    now: datetime

    def read(self, session: Session, sheet: Sheet) -> tuple[list[CustomerRow], list[Refusal]]:
        """Read and check rows; those of customers who were erased are refused."""
        rows, erased = without_erased(session, self.reader.read(sheet))
        return rows, [*sheet.refusals(), *erased]

    def land(self, session: Session, rows: list[CustomerRow], import_id: int | None) -> Batch:
        """Write customers."""
        batch = Batch()
        for wave in waves(rows):
            landed = land_customers(session, wave, reader=self.reader, now=self.now, import_id=import_id)
            batch.inserted += landed.inserted
            batch.updated += landed.updated
            batch.unchanged += landed.unchanged
            batch.repeated += landed.repeated
        return batch

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def finish(self, session: Session) -> None:
        """Nothing follows from the whole file."""


@dataclass(frozen=True)
class CustomerImport:
    """Customers."""

    columns: KindColumns = COLUMNS[ImportKind.CUSTOMERS]
    tables: tuple[type[Base], ...] = (Customer, ContactPoint)

    def handler(
        self,
        session: Session,  # noqa: ARG002 - `RowKind`'s
        *,
        shape: Shape,
        terms: ImportTerms,
        warnings: Warnings,
    ) -> CustomerHandler:
        """A handler for one file; the company's country reads the telephones of customers without one."""
        country = country_of_zone(terms.timezone)
        return CustomerHandler(CustomerReader(shape, country=country, warnings=warnings), now=terms.now)
