"""What an import of one kind does with a batch of rows: read each, then land them in one transaction.

There are two: customers, and facts (invoices, payments, interactions). `run` drives either.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account
from models.bulk import is_among
from models.enums import ImportKind
from workbench.domain.days import day_of
from workbench.domain.imports.cells import BadCell
from workbench.domain.imports.customer_rows import CustomerReader, CustomerRow
from workbench.domain.imports.customers import land_customers
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.interaction_rows import Vocabulary, read_interaction
from workbench.domain.imports.interactions import INTERACTIONS, bring_consequences
from workbench.domain.imports.invoices import INVOICES
from workbench.domain.imports.landing import FactTable, Landed, land_facts
from workbench.domain.imports.ledger_rows import read_invoice, read_payment
from workbench.domain.imports.locating import Whereabouts, whereabouts
from workbench.domain.imports.owners import place_facts
from workbench.domain.imports.payments import PAYMENTS, check_reversals
from workbench.domain.imports.places import Place, Places
from workbench.domain.imports.report import Warnings
from workbench.domain.imports.shape import Shape
from workbench.domain.text import N_

Item = TypeVar("Item", CustomerRow, Fact)
Cells = Mapping[str, str]


@dataclass
class Batch(Generic[Item]):
    """What became of a batch; counted only once its transaction is through."""

    inserted: Sequence[Item] = ()
    updated: Sequence[Item] = ()
    unchanged: Sequence[Item] = ()
    refused: Sequence[tuple[Item, BadCell]] = ()
    created_customers: Sequence[str] = ()
    repeated: int = 0
    money: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    """Accounts whose standing or promises may be another now."""


class Kind(Protocol[Item]):
    """How rows of one kind are read and landed."""

    def prepare(self, session: Session, rows: Sequence[Cells]) -> None:
        """Look up what reading this batch needs."""

    def read(self, line: int, cells: Cells) -> Item:
        """Read and check one row; raises `BadCell`."""

    def key(self, item: Item) -> object:
        """What makes two rows the same."""

    def land(self, session: Session, items: Sequence[Item], import_id: int | None) -> Batch[Item]:
        """Write a batch in which every key is there once."""


@dataclass
class CustomerKind:
    """Customers."""

    reader: CustomerReader
    now: datetime

    def prepare(self, session: Session, rows: Sequence[Cells]) -> None:
        """Nothing to look up."""

    def read(self, line: int, cells: Cells) -> CustomerRow:
        """Read and check one row."""
        return self.reader.read(line, cells)

    def key(self, item: CustomerRow) -> object:
        """The sender's key."""
        return item.external_id

    def land(self, session: Session, items: Sequence[CustomerRow], import_id: int | None) -> Batch[CustomerRow]:
        """Write a batch of customers."""
        landed = land_customers(session, items, reader=self.reader, now=self.now, import_id=import_id)
        return Batch(
            inserted=landed.inserted, updated=landed.updated, unchanged=landed.unchanged, repeated=landed.repeated
        )


@dataclass
class FactKind:
    """Invoices, payments or interactions."""

    kind: ImportKind
    shape: Shape
    places: Places
    warnings: Warnings
    now: datetime
    vocabulary: Vocabulary | None = None
    located: Whereabouts | None = None
    said: dict[tuple[str | None, str | None], Place] = field(default_factory=dict)

    def prepare(self, session: Session, rows: Sequence[Cells]) -> None:
        """Find the portfolios of rows that name none."""
        if self.kind is not ImportKind.INVOICES:
            lost = [cells for cells in rows if self.places.code_of(cells) is None]
            self.located = whereabouts(session, lost) if lost else None

    def read(self, line: int, cells: Cells) -> Fact:
        """Read and check one row; a portfolio it is the first of is known from then on."""
        place = self._place(cells)
        if self.vocabulary is not None:
            fact = read_interaction(line, cells, place=place, shape=self.shape, vocabulary=self.vocabulary)
        elif self.kind is ImportKind.INVOICES:
            fact = read_invoice(line, cells, place=place, shape=self.shape)
        else:
            fact = read_payment(line, cells, place=place, shape=self.shape)
        if place.id is None:
            self.places.keep(place)
        return fact

    def _place(self, cells: Cells) -> Place:
        """The row's portfolio; what a row says of it is looked up once."""
        said = cells.get("portfolio"), cells.get("currency")
        place = self.said.get(said)
        if place is None:
            place = self.places.find(self._code(cells), cells)
            if place.id is not None and said[0]:
                self.said[said] = place
        return place

    def _code(self, cells: Cells) -> str:
        if self.kind is ImportKind.INVOICES:
            return self.places.invoice_code(cells)
        code = self.places.code_of(cells)
        if code is not None or self.located is None:
            return code or ""
        return self.located.code_of(cells)

    def key(self, item: Fact) -> object:
        """The sender's key, which is one within its portfolio."""
        return item.place.code, item.external_id

    def land(self, session: Session, items: Sequence[Fact], import_id: int | None) -> Batch[Fact]:
        """Write a batch of facts with what they bring."""
        self.places.save(session, now=self.now)
        creates = self.kind is ImportKind.INVOICES
        owners = place_facts(session, items, creates=creates, now=self.now, import_id=import_id)
        refused, facts = owners.refused, owners.placed
        if self.kind is ImportKind.PAYMENTS:
            wrong = check_reversals(session, facts)
            refused = refused + wrong
            out = {fact for fact, _ in wrong}
            facts = [fact for fact in facts if fact not in out]
        table = TABLES[self.kind]
        landed = land_facts(session, facts, table=table, shape=self.shape, now=self.now, import_id=import_id)
        touched = self._follow(session, landed, import_id)
        self._look_at_days(facts, table)
        return Batch(
            inserted=landed.inserted, updated=landed.updated, unchanged=landed.unchanged, refused=refused,
            created_customers=owners.created, repeated=landed.repeated, money=_money(self.kind, facts), touched=touched,
        )  # fmt: skip

    def _follow(self, session: Session, landed: Landed, import_id: int | None) -> set[int]:
        """What facts bring: promises and holds, or accounts to be replayed. Returns the accounts."""
        changed = [*landed.inserted, *landed.updated]
        if self.vocabulary is not None:
            outcomes = self.vocabulary.outcomes
            bring_consequences(session, landed, outcomes=outcomes, now=self.now, import_id=import_id)
            promising = [fact for fact in changed if fact.values["promise_amount"]]
            return {fact.account_id for fact in (*promising, *landed.updated)}
        touched = {fact.account_id for fact in changed} | landed.old_accounts
        if touched:
            accounts = is_among(session.connection(), Account.id, touched)
            session.execute(
                sa.update(Account).where(accounts, Account.ledger_dirty.is_(False)).values(ledger_dirty=True),
                execution_options={"synchronize_session": False},
            )
        return touched

    def _look_at_days(self, facts: Sequence[Fact], table: FactTable) -> None:
        """Note the latest day of each portfolio's ledger, and what lies in the future."""
        if self.vocabulary is not None:
            self._tell_future([fact.line for fact in facts if fact.values["at"] > self.now])
            return
        days: dict[Place, set[date]] = {}
        for fact in facts:
            days.setdefault(fact.place, set()).add(fact.values[table.event])
        for place, found in days.items():
            today = day_of(self.now, place.zone)
            past = {day for day in found if day <= today}
            place.latest = max(past | ({place.latest} if place.latest else set()), default=None)
            if len(past) < len(found):
                late = [fact.line for fact in facts if fact.place is place and fact.values[table.event] > today]
                self._tell_future(late)

    def _tell_future(self, lines: Sequence[int]) -> None:
        if lines:
            text = N_("Filas con fecha futura: %(count)s (la primera, línea %(line)s).")
            self.warnings.add(text, count=len(lines), line=lines[0])


TABLES: dict[ImportKind, FactTable] = {
    ImportKind.INVOICES: INVOICES,
    ImportKind.PAYMENTS: PAYMENTS,
    ImportKind.INTERACTIONS: INTERACTIONS,
}


def _money(kind: ImportKind, facts: Sequence[Fact]) -> Counter[str]:
    """Sums by currency; a reversal takes back. Interactions bring none."""
    sums: Counter[str] = Counter()
    if kind is not ImportKind.INTERACTIONS:
        for fact in facts:
            sign = -1 if fact.values.get("reverses_external_id") else 1
            sums[fact.place.currency] += sign * fact.values["amount"]
    return sums
