"""What the engine asks of a kind of rows: its columns, and a handler that reads a batch and lands it.

`workbench.domain.imports.kinds` has the kinds; the engine knows none of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

from sqlalchemy.orm import Session

from models import Base, Database
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Line, Refusal, Sheet, Source
from workbench.domain.imports.engine.terms import ImportTerms

Rows = TypeVar("Rows")


@dataclass
class Batch:
    """What became of a batch."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    created_customers: list[str] = field(default_factory=list)
    money: Counter[str] = field(default_factory=Counter)
    """What the ledger changed by, by currency."""
    postdated: Counter[str] = field(default_factory=Counter)
    """What its rows change the ledger by on later days, by currency."""
    touched: set[int] = field(default_factory=set)
    """Accounts whose standing or promises may be another now."""

    def add_money(self, currency: str, amount: int, *, later: int = 0) -> None:
        """Count what the ledger changes by, at once and on later days."""
        self.money[currency] += amount
        if later:
            self.postdated[currency] += later


class RowHandler(Protocol[Rows]):
    """Reads and lands the batches of one file."""

    def read(self, session: Session, sheet: Sheet) -> tuple[Rows, list[Refusal]]:
        """Read and check rows; the session is for looking only. Gives what can be used, and what cannot."""

    def land(self, session: Session, rows: Rows, import_id: int | None) -> Batch:
        """Write what was read."""

    def forget(self) -> None:
        """The transaction of the last batch was taken back: what it made is not there."""

    def tell(self) -> None:
        """Every line was looked at: warn of what the file as a whole leaves open."""

    def finish(self, session: Session) -> None:
        """Every batch has landed: write what follows from the whole file."""


class RowsBeside(Protocol):
    """Judges what rows bring beside the kind that is imported."""

    def refused(self, lines: Sequence[Line]) -> Mapping[int, BadCell]:
        """By line, why a row of the next batch does not land, whatever else it brings."""


class RowKind(Protocol[Rows]):
    """One kind of rows."""

    @property
    def columns(self) -> KindColumns:
        """The columns a file of this kind must and may have."""

    @property
    def tables(self) -> tuple[type[Base], ...]:
        """Tables that grow by an import of this kind."""

    def handler(self, session: Session, *, shape: Shape, terms: ImportTerms, warnings: Warnings) -> RowHandler[Rows]:
        """A handler for the rows of one file; the session is for looking only."""


@runtime_checkable
class ConcludingHandler(Protocol):
    """A handler of rows from which more follows when all of them have landed."""

    def hold(self, session: Session) -> None:
        """Lock, in the order in which others do, what a dry run in one transaction will touch."""

    @property
    def compared(self) -> AbstractSet[str]:
        """Codes of the portfolios that the file was compared with."""

    def conclude(self, session: Session, import_id: int | None) -> Batch | None:
        """Write the next part of what follows, in a transaction of its own. None: nothing is left."""


@runtime_checkable
class WholeListKind(Protocol):
    """A kind whose file means something as a whole: it is looked over before the first row lands."""

    def looked_over(self, database: Database, source: Source, *, shape: Shape, terms: ImportTerms) -> RowKind[Any]:
        """The kind with what it knows of this file.

        Raises:
            FileRefused: The file as a whole cannot be taken for what it should be.

        """
