"""On whose behalf and on what terms a file is imported."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from workbench.domain.imports.engine.mapping import NO_MAPPING, Mapping
from workbench.domain.imports.engine.report import Reject
from workbench.domain.records import Actor

Progress = Callable[[int, int | None], None]
"""Told how many rows are done, of how many where that is known."""


class Rejects(Protocol):
    """Where rows that do not land go."""

    def begin(self, header: Sequence[str]) -> None:
        """The header of the file, before its first row is looked at."""

    def add(self, reject: Reject, row: Sequence[str]) -> None:
        """One row, with its texts as they stand in the file."""


def foreseen_hash(portfolio: str, number: str, customer: str) -> int:
    """What a fact that would be there is remembered by."""
    return hash((portfolio, number, customer))


@dataclass
class Foreseen:
    """What earlier kinds of rows of the same file would have made, had their dry runs not been taken back."""

    accounts: dict[str, set[str]] = field(default_factory=dict)
    """By the sender's key of a customer, the codes of the portfolios in which there would be an account."""
    portfolios: dict[str, Any] = field(default_factory=dict)  # Any: as the kinds keep portfolios
    """The portfolios that would be new, by code."""
    facts: set[int] = field(default_factory=set)
    """Hashes of the facts that would be there: portfolio, number and customer."""

    def add(self, customers: Iterable[str], *, portfolio: str | None = None) -> None:
        """Note customers who would be there, with an account where a portfolio is named."""
        for customer in customers:
            known = self.accounts.setdefault(customer, set())
            if portfolio is not None:
                known.add(portfolio)


@dataclass(frozen=True, kw_only=True)
class ImportTerms:
    """On whose behalf and on what terms a file is imported.

    Args:
        now: When it is imported; corrections and consents are known from then on.
        actor: Who imports, for the audit entry.
        timezone: The company's zone: of portfolios made here, and of telephones of customers without a country.
        portfolio: Of rows that name none.
        mapping: What is done to every row before it is read.
        dry_run: Check and count, write nothing.
        complete: A person says that a list of open items is whole, however much of the ledger it leaves out.
        progress: Told how far it is.
        rejects: Given every row that does not land.
        upload_id: The uploaded file that the rows are of, if they came that way.
        only: Codes of the portfolios that whoever imports may touch; None: every one.
        held_back: External ids of rows that a person left out when looking at what would change.
        foreseen: Of a dry run of a file of several kinds, what its earlier kinds would have made; it is added to.

    """

    now: datetime
    actor: Actor
    timezone: str
    portfolio: str | None = None
    mapping: Mapping = NO_MAPPING
    dry_run: bool = False
    complete: bool = False
    progress: Progress | None = None
    rejects: Rejects | None = None
    upload_id: int | None = None
    only: frozenset[str] | None = None
    held_back: frozenset[str] = frozenset()
    foreseen: Foreseen | None = None
