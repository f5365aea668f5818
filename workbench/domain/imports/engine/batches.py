"""What an import of one kind does with a batch of rows: read them, then land them in one transaction.

There are two: customers, and facts (invoices, payments, interactions). `run` drives either.
"""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.kinds.customer_rows import CustomerReader, CustomerRow
from workbench.domain.imports.kinds.customers import land_customers, waves

Rows = TypeVar("Rows")


@dataclass
class Batch:
    """What became of a batch; counted only once its transaction is through."""

    inserted: list[Hashable] = field(default_factory=list)
    """The keys of new rows."""
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    created_customers: list[str] = field(default_factory=list)
    repeated: int = 0
    money: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    """Accounts whose standing or promises may be another now."""


class RowKind(Protocol[Rows]):
    """How rows of one kind are read and landed."""

    def read(self, session: Session, sheet: Sheet) -> tuple[Rows, list[Refusal]]:
        """Read and check rows; the session is for looking only. Gives what can be used, and what cannot."""

    def land(self, session: Session, rows: Rows, import_id: int | None) -> Batch:
        """Write what was read."""


@dataclass(frozen=True)
class CustomerImport:
    """Customers."""

    reader: CustomerReader
    now: datetime

    def read(self, session: Session, sheet: Sheet) -> tuple[list[CustomerRow], list[Refusal]]:  # noqa: ARG002 - `RowKind`'s
        """Read and check rows."""
        return self.reader.read(sheet), sheet.refusals()

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
