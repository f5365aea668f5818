"""What an import of invoices, payments or interactions does with a batch of rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Base, Portfolio
from models.bulk import bulk_update, is_among
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import Batch
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.facts.consequences import bring_consequences
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.interaction_rows import Vocabulary, read_interactions
from workbench.domain.imports.kinds.facts.landing import Landed, land_facts
from workbench.domain.imports.kinds.facts.ledger_rows import read_invoices, read_payments
from workbench.domain.imports.kinds.facts.locating import whereabouts
from workbench.domain.imports.kinds.facts.owners import place_facts
from workbench.domain.imports.kinds.facts.places import ImportPortfolio, Places
from workbench.domain.imports.kinds.facts.reversals import refused_reversals
from workbench.domain.imports.kinds.facts.tables import TABLES
from workbench.kernel.days import day_of
from workbench.kernel.text import N_


@dataclass(frozen=True)
class FactHandler:
    """Reads and lands the invoices, payments or interactions of one file."""

    kind: ImportKind
    shape: Shape
    places: Places
    warnings: Warnings
    now: datetime
    vocabulary: Vocabulary | None = None

    def read(self, session: Session, sheet: Sheet) -> tuple[list[Facts], list[Refusal]]:
        """Read and check rows, portfolio by portfolio. A new portfolio is known from its first good row on."""
        read: list[Facts] = []
        refused: list[Refusal] = []
        for code, currency, rows in self._by_portfolio(session, sheet):
            own = sheet if len(rows) == len(sheet) else sheet.take(rows)
            try:
                place = self.places.find(code, currency)
            except BadCell as bad:
                own.bad.update(dict.fromkeys(range(len(own)), bad))
            else:
                facts = self._read(own, place)
                if len(facts):
                    self.places.keep(place)
                    read.append(facts)
            if own is not sheet:
                refused += own.refusals()
        return read, [*sheet.refusals(), *refused]

    def _by_portfolio(self, session: Session, sheet: Sheet) -> list[tuple[str, str, Sequence[int]]]:
        """The rows of each portfolio and currency; those whose portfolio cannot be told are refused."""
        codes = [code or self.places.given or "" for code in sheet.texts("portfolio")]
        if not all(codes):
            self._locate(session, sheet, codes)
        currencies = sheet.texts("currency")
        pairs = set(zip(codes, currencies, strict=True))
        if len(pairs) == 1 and not sheet.bad:
            return [(*pairs.pop(), range(len(sheet)))]
        found: dict[tuple[str, str], list[int]] = {}
        for row, pair in enumerate(zip(codes, currencies, strict=True)):
            if row not in sheet.bad:
                found.setdefault(pair, []).append(row)
        return [(code, currency, rows) for (code, currency), rows in found.items()]

    def _locate(self, session: Session, sheet: Sheet, codes: list[str]) -> None:
        """Fill the codes that neither rows nor command say."""
        lost = [row for row, code in enumerate(codes) if not code]
        if self.kind is ImportKind.INVOICES:
            found = dict.fromkeys(lost, self.places.fallback())
        else:
            found = whereabouts(session, sheet, lost)
        for row, code in found.items():
            if isinstance(code, BadCell):
                sheet.refuse(row, code)
            else:
                codes[row] = code

    def _read(self, sheet: Sheet, place: ImportPortfolio) -> Facts:
        if self.vocabulary is not None:
            return read_interactions(sheet, place, self.shape, vocabulary=self.vocabulary)
        read = read_invoices if self.kind is ImportKind.INVOICES else read_payments
        return read(sheet, place, self.shape)

    def land(self, session: Session, rows: list[Facts], import_id: int | None) -> Batch:
        """Write facts with what they bring."""
        self.places.save(session, now=self.now, import_id=import_id)
        batch = Batch()
        placed = [self._place(session, facts, batch, import_id=import_id) for facts in rows]
        _lock_accounts(session, placed)
        for facts in placed:
            repeated = len(facts) - len(set(facts.external_ids))
            batch.repeated += repeated if import_id is None else 0  # a real import sees them in the table
            for wave in facts.waves():
                self._land(session, wave, batch, import_id=import_id)
        return batch

    def forget(self) -> None:
        """The portfolios that the last batch made are not there."""
        self.places.forget()

    def finish(self, session: Session) -> None:
        """Move the day up to which each portfolio's ledger is known to the latest of the file; it never goes back."""
        latest = {place.id: place.latest for place in self.places.by_code.values() if place.id and place.latest}
        known = session.execute(sa.select(Portfolio.id, Portfolio.data_as_of).where(Portfolio.id.in_(latest)))
        moved = [{"id": id_, "data_as_of": latest[id_]} for id_, as_of in known if not as_of or as_of < latest[id_]]
        bulk_update(session.connection(), Portfolio, moved)

    def _place(self, session: Session, facts: Facts, batch: Batch, *, import_id: int | None) -> Facts:
        """The facts whose customer is known, with their accounts."""
        creates = self.kind is ImportKind.INVOICES
        owners = place_facts(session, facts, creates=creates, now=self.now, import_id=import_id)
        batch.created_customers += owners.created
        return self._without(facts, owners.refused, batch)

    def _land(self, session: Session, facts: Facts, batch: Batch, *, import_id: int | None) -> None:
        if self.kind is ImportKind.PAYMENTS:
            facts = self._without(facts, refused_reversals(session, facts), batch)
        table = TABLES[self.kind]
        landed = land_facts(session, facts, table=table, shape=self.shape, now=self.now, import_id=import_id)
        batch.inserted += [(facts.place.code, key) for key in landed.inserted.external_ids]
        batch.updated += len(landed.updated)
        batch.unchanged += landed.unchanged
        batch.repeated += landed.repeated
        batch.touched |= self._follow(session, landed, import_id)
        self._count_money(facts, batch.money)
        self._look_at_days(facts, facts.values[table.event])

    def _without(self, facts: Facts, refused: Mapping[int, BadCell], batch: Batch) -> Facts:
        batch.refused += facts.refusals(refused)
        return facts.without(refused)

    def _follow(self, session: Session, landed: Landed, import_id: int | None) -> set[int]:
        """What facts bring: promises and holds, and accounts whose standing is computed again. Returns the accounts."""
        if self.vocabulary is not None:
            outcomes = self.vocabulary.outcomes
            touched = bring_consequences(session, landed, outcomes=outcomes, now=self.now, import_id=import_id)
        else:
            touched = {*landed.inserted.account_ids, *landed.updated.account_ids, *landed.old_accounts}
        if touched:
            accounts = is_among(session.connection(), Account.id, touched)
            session.execute(
                sa.update(Account).where(accounts, Account.ledger_dirty.is_(False)).values(ledger_dirty=True),
                execution_options={"synchronize_session": False},
            )
        return touched

    def _count_money(self, facts: Facts, money: Counter[str]) -> None:
        """Add up amounts by currency; a reversal is subtracted. Interactions have none."""
        if self.kind is ImportKind.INTERACTIONS:
            return
        amounts = facts.values["amount"]
        back = facts.values.get("reverses_external_id", [None] * len(facts))
        taken = sum(amount for amount, names in zip(amounts, back, strict=True) if names)
        money[facts.place.currency] += sum(amounts) - 2 * taken

    def _look_at_days(self, facts: Facts, happened: Sequence[Any]) -> None:  # Any: days, or instants of interactions
        """Note the latest day of the portfolio's ledger, and what lies in the future."""
        place, today = facts.place, day_of(self.now, facts.place.zone)
        is_ledger = self.vocabulary is None
        late = [
            line for line, when in zip(facts.lines, happened, strict=True) if when > (today if is_ledger else self.now)
        ]
        if late:
            text = N_("Filas con fecha futura: %(count)s (la primera, línea %(line)s).")
            self.warnings.add(text, count=len(late), line=late[0])
        if is_ledger:
            past: set[date] = {day for day in happened if day <= today}
            place.latest = max(past | ({place.latest} if place.latest else set()), default=None)


@dataclass(frozen=True)
class FactImport:
    """Invoices, payments or interactions."""

    kind: ImportKind

    @property
    def columns(self) -> KindColumns:
        """The columns a file of this kind must and may have."""
        return COLUMNS[self.kind]

    @property
    def tables(self) -> tuple[type[Base], ...]:
        """Tables that grow by an import of this kind."""
        return (TABLES[self.kind].table, Account)

    def handler(self, session: Session, *, shape: Shape, terms: ImportTerms, warnings: Warnings) -> FactHandler:
        """A handler for one file: it knows the portfolios, and of interactions what they refer to."""
        places = Places.load(session, zone=terms.timezone, given=terms.portfolio, warnings=warnings)
        places.only = terms.only
        vocabulary = Vocabulary.load(session, warnings) if self.kind is ImportKind.INTERACTIONS else None
        session.expunge_all()
        return FactHandler(
            self.kind, shape=shape, places=places, warnings=warnings, now=terms.now, vocabulary=vocabulary
        )


def _lock_accounts(session: Session, placed: Sequence[Facts]) -> None:
    """Lock the batch's accounts in the order in which the standing locks them, so that neither waits for the other.

    The keys stay free: who records an outcome on one of them does not wait.
    """
    accounts = {account for facts in placed for account in facts.account_ids}
    if accounts and session.get_bind().dialect.name == "postgresql":
        locked = sa.select(Account.id).where(is_among(session.connection(), Account.id, accounts)).order_by(Account.id)
        session.execute(locked.with_for_update(key_share=True))
