"""What an import of invoices, payments or interactions does with a batch of rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Base, Portfolio
from models.bulk import bulk_update, is_among
from models.enums import ImportKind, PaymentMethod
from workbench.domain.imports.engine.batches import Batch
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.engine.terms import Foreseen, ImportTerms
from workbench.domain.imports.kinds.cheques import bounce_cheques, refused_cheques
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.customers.lookalikes import LookAlikes
from workbench.domain.imports.kinds.facts.consequences import bring_consequences
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.interaction_rows import Vocabulary, read_interactions
from workbench.domain.imports.kinds.facts.landing import Landed, land_facts
from workbench.domain.imports.kinds.facts.ledger_rows import read_invoices, read_payments
from workbench.domain.imports.kinds.facts.places import ImportPortfolio, Places
from workbench.domain.imports.kinds.facts.reversals import FileReversals
from workbench.domain.imports.kinds.facts.tables import CREDIT_NOTES, TABLES, FactTable
from workbench.domain.imports.kinds.facts.whose.known_numbers import KnownNumbers, key_of_number, said_rows
from workbench.domain.imports.kinds.facts.whose.locating import whereabouts
from workbench.domain.imports.kinds.facts.whose.named import fact_hash, tell_invoices_of_others
from workbench.domain.imports.kinds.facts.whose.owners import Owners
from workbench.domain.imports.kinds.facts.whose.voids import more_lines, nothing_to_void, with_voided_lines
from workbench.domain.imports.kinds.open_items.replacing import replace_inferred
from workbench.domain.imports.kinds.repeats import FileRows
from workbench.domain.ledger import GaveWay, latest_list_day, move_replaced
from workbench.domain.queue import follow_told_calls
from workbench.kernel.days import day_of
from workbench.kernel.text import N_

_DUE_MOVED = N_(
    "Facturas que ahora vencen otro día: %(count)s (la primera, línea %(line)s). Si son otras cuotas del mismo número, "
    "traiga todas sus cuotas en un archivo."
)

BRINGS_CUSTOMERS = (ImportKind.INVOICES, ImportKind.OPEN_ITEMS)
"""Kinds whose rows make the customers they name and nobody knows."""


TELLS_PAYMENTS = (ImportKind.PAYMENTS, ImportKind.OPEN_ITEMS)
"""Kinds whose rows tell what was paid up to their day."""


@dataclass
class FactHandler:
    """Reads and lands the invoices, payments or interactions of one file."""

    kind: ImportKind
    shape: Shape
    places: Places
    warnings: Warnings
    now: datetime
    vocabulary: Vocabulary | None = None
    file: FileRows = field(default_factory=FileRows)
    look_alikes: LookAlikes = field(init=False)
    reversals: FileReversals = field(default_factory=FileReversals)
    lists: dict[str, bool] = field(default_factory=dict)
    foreseen: Foreseen | None = None
    gave_way: GaveWay = field(default_factory=GaveWay)
    """What earlier batches of a dry run took the place of."""
    last_gave_way: Counter[tuple[int, str]] = field(default_factory=Counter)
    """What the last batch took the place of."""

    def __post_init__(self) -> None:
        self.look_alikes = LookAlikes(self.warnings)

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
                self._settle_amounts(own, place)
                found = [facts for facts in self.facts_of(own, place) if len(facts)]
                if found:
                    self.places.keep(place)
                read += found
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
        if self.kind in BRINGS_CUSTOMERS:
            found = dict.fromkeys(lost, self.places.fallback())
        else:
            found = whereabouts(session, sheet, lost, foreseen=self.foreseen)
        for row, code in found.items():
            if isinstance(code, BadCell):
                sheet.refuse(row, code)
            else:
                codes[row] = code

    @property
    def _made_before(self) -> Mapping[str, set[str]]:
        """Of a dry run, customers that the file's rows so far would have made, with their portfolios."""
        return self.foreseen.accounts if self.foreseen is not None else {}

    @property
    def _facts_before(self) -> AbstractSet[int]:
        """Of a dry run, hashes of the invoices that the file's rows so far would have made."""
        return self.foreseen.facts if self.foreseen is not None else frozenset()

    def _settle_amounts(self, sheet: Sheet, place: ImportPortfolio) -> None:
        self.shape.written.settle_amounts(sheet, locale=place.locale, decimals=place.decimals, warnings=self.warnings)

    def facts_of(self, sheet: Sheet, place: ImportPortfolio) -> list[Facts]:
        """What the rows of one portfolio say; credit notes apart from invoices."""
        if self.vocabulary is not None:
            return [read_interactions(sheet, place, self.shape, vocabulary=self.vocabulary)]
        if self.kind is ImportKind.INVOICES:
            return read_invoices(sheet, place, self.shape)
        return [read_payments(sheet, place, self.shape)]

    def table_of(self, facts: Facts) -> FactTable:
        """How the facts are kept."""
        return CREDIT_NOTES if facts.are_credits else TABLES[self.kind]

    def land(self, session: Session, rows: list[Facts], import_id: int | None) -> Batch:
        """Write facts with what they bring."""
        made = self.places.save(session, now=self.now, import_id=import_id)
        if self.foreseen is not None:
            self.foreseen.portfolios.update({place.code: replace(place, id=None) for place in made})
        batch = Batch()
        placed = [self._place(session, facts, batch, import_id=import_id) for facts in rows]
        _lock_accounts(session, placed)
        for facts in placed:
            self.land_placed(session, facts, batch, import_id=import_id)
        return batch

    def forget(self) -> None:
        """The portfolios that the last batch made are not there; what it took back is remembered for the next one."""
        self.places.forget()
        self.gave_way.taken.update(self.last_gave_way)
        self.last_gave_way.clear()

    def tell(self) -> None:
        """Warn of reversals of the file that still wait for their payment."""
        self.reversals.waiting.tell(self.warnings)

    def finish(self, session: Session) -> None:
        """Move the days up to which ledgers and payments are known to the latest of the file; they never go back."""
        latest = {place.id: place.latest for place in self.places.by_code.values() if place.id and place.latest}
        names = ("data_as_of", "payments_as_of") if self.kind in TELLS_PAYMENTS else ("data_as_of",)
        columns = [getattr(Portfolio, name) for name in names]
        moved = []
        for id_, *known in session.execute(sa.select(Portfolio.id, *columns).where(Portfolio.id.in_(latest))):
            days = [max(latest[id_], day or latest[id_]) for day in known]
            if days != known:
                moved.append({"id": id_, **dict(zip(names, days, strict=True))})
        bulk_update(session.connection(), Portfolio, moved)

    def _place(self, session: Session, facts: Facts, batch: Batch, *, import_id: int | None) -> Facts:
        """The facts that land, each matched with what is known of it and with its account."""
        table = self.table_of(facts)
        owners = Owners.find(session, facts)
        creates = self.kind in BRINGS_CUSTOMERS
        facts = self._without(facts, owners.refused(facts, creates=creates, foreseen=self._made_before), batch)
        numbers = KnownNumbers.read(session, facts, table, table.told(self.shape))
        facts = self._without(facts, numbers.others(session, facts, owners.accounts(facts), self.file), batch)
        facts = self._without(facts, nothing_to_void(facts, numbers, import_id), batch)
        facts = with_voided_lines(facts, numbers, dict(zip(facts.customers, owners.accounts(facts), strict=True)))
        judged = self.file.judge(said_rows(facts, table))
        firsts = facts if len(judged.first) == len(facts) else facts.take(judged.first)
        refused = numbers.match(firsts, owners.accounts(firsts), table, self.file)
        self.file.refuse(refused)
        if numbers.moved and self.kind is ImportKind.INVOICES and not facts.are_credits:
            self.warnings.add(_DUE_MOVED, count=len(numbers.moved), line=min(numbers.moved))
        if self.kind is ImportKind.PAYMENTS:
            wrong = self.reversals.refused(session, firsts, numbers, self.file, but=refused) | refused_cheques(firsts)
            wrong = {row: bad for row, bad in wrong.items() if row not in refused}
            batch.add_money(facts.place.currency, self.reversals.unapplied)
            self.file.drop(wrong)
            refused |= wrong
        batch.refused += facts.refusals(judged.refused | judged.refused_with(refused))
        batch.unchanged += judged.tell_equal(facts.lines, self.warnings, refused)
        firsts = self._without(firsts, refused, batch)
        placed = owners.place_facts(firsts, now=self.now, import_id=import_id)
        made = [one for one in placed if one not in self._made_before]
        if self.foreseen is not None:
            self.foreseen.add(firsts.customers, portfolio=firsts.place.code)
            if self.kind in BRINGS_CUSTOMERS and not firsts.are_credits:
                self.foreseen.facts |= {fact_hash(firsts, row, one) for row, one in enumerate(firsts.external_ids)}
        if made:
            self.look_alikes.warn(session.connection(), made)
            batch.created_customers += made
        return firsts

    def land_placed(self, session: Session, facts: Facts, batch: Batch, *, import_id: int | None) -> None:
        """Write facts of one portfolio that have their accounts."""
        table = self.table_of(facts)
        landed = land_facts(session, facts, table=table, shape=self.shape, now=self.now, import_id=import_id)
        batch.inserted += len(landed.inserted)
        more = more_lines(facts)  # a row counts once, however many lines it voids
        batch.updated += len(landed.updated) - min(more, len(landed.updated))
        batch.unchanged += landed.unchanged - max(more - len(landed.updated), 0)
        batch.touched |= self._follow(session, landed, import_id)
        if self.kind is not ImportKind.INTERACTIONS:
            sign = -1 if facts.are_credits else 1
            batch.add_money(facts.place.currency, sign * landed.money, later=sign * landed.postdated)
        if self.kind is ImportKind.PAYMENTS:
            bounced = bounce_cheques(session, landed, import_id=import_id)
            batch.add_money(facts.place.currency, -bounced.now, later=-bounced.later)
        if self.kind is ImportKind.PAYMENTS or facts.are_credits:
            tell_invoices_of_others(session, landed.inserted, self.warnings, brought=self._brought(landed.inserted))
            if self.kind is not ImportKind.OPEN_ITEMS and self._has_lists(session, facts.place):
                self._replace_inferred(session, landed, batch, import_id=import_id)
        self._look_at_days(facts, facts.values[table.event])

    def _brought(self, facts: Facts) -> set[int]:
        """Places of payments and credit notes that name an invoice of their own file."""
        named = [(row, number) for row, number in enumerate(facts.values["invoice_external_id"]) if number]
        brought = {row for row, number in named if fact_hash(facts, row, number) in self._facts_before}
        if facts.are_credits:
            invoices, part = replace(facts, are_credits=False), self.file.parts_of
            brought |= {row for row, one in named if part(key_of_number(invoices, one, facts.customers[row]))}
        return brought

    def _replace_inferred(self, session: Session, landed: Landed, batch: Batch, *, import_id: int | None) -> None:
        """New payments take the place of what lists let infer: the ledger changes by the difference."""
        facts, table = landed.inserted, self.table_of(landed.inserted)
        before = self.gave_way.taken
        gave_way = replace_inferred(session, facts, table, import_id=import_id, before=before)
        self.last_gave_way.update(gave_way.taken)
        batch.touched |= gave_way.accounts
        sign = 1 if facts.are_credits else -1
        now = gave_way.amount_until(landed.on)
        batch.add_money(facts.place.currency, sign * now, later=sign * (gave_way.amount - now))
        if moved := landed.moved:
            accounts, zone = landed.updated.account_ids, facts.place.zone
            more = move_replaced(session, moved, accounts, zone=zone, until=landed.on)
            batch.add_money(facts.place.currency, sign * more)

    def _has_lists(self, session: Session, place: ImportPortfolio) -> bool:
        """Whether a list of open items ever let infer anything in the portfolio; asked once for each."""
        if place.code not in self.lists:
            self.lists[place.code] = latest_list_day(session, [place.id] if place.id else []) is not None
        return self.lists[place.code]

    def _without(self, facts: Facts, refused: Mapping[int, BadCell], batch: Batch) -> Facts:
        batch.refused += facts.refusals(refused)
        return facts.without(refused)

    def _follow(self, session: Session, landed: Landed, import_id: int | None) -> set[int]:
        """What facts bring: promises and holds, and accounts whose standing is computed again. Returns the accounts."""
        if self.vocabulary is not None:
            outcomes = self.vocabulary.outcomes
            touched = bring_consequences(session, landed, outcomes=outcomes, now=self.now, import_id=import_id)
            if told := landed.accounts_of_today:
                follow_told_calls(session, told, today=landed.on, now=self.now)
        else:
            touched = {*landed.inserted.account_ids, *landed.updated.account_ids}
        if touched:
            accounts = is_among(session.connection(), Account.id, touched)
            session.execute(
                sa.update(Account).where(accounts, Account.ledger_dirty.is_(False)).values(ledger_dirty=True),
                execution_options={"synchronize_session": False},
            )
        return touched

    def _look_at_days(self, facts: Facts, happened: Sequence[Any]) -> None:  # Any: days, or instants of interactions
        """Note the latest day of the portfolio's ledger, and what lies in the future; a cheque may."""
        place, today = facts.place, day_of(self.now, facts.place.zone)
        is_ledger = self.vocabulary is None
        methods = facts.values.get("method") or [None] * len(facts)
        late = [
            line
            for line, when, method in zip(facts.lines, happened, methods, strict=True)
            if when and when > (today if is_ledger else self.now) and method is not PaymentMethod.CHEQUE
        ]
        if late:
            text = N_("Filas con fecha futura: %(count)s (la primera, línea %(line)s).")
            self.warnings.add(text, count=len(late), line=late[0])
        if is_ledger:
            past: set[date] = {day for day in happened if day and day <= today}
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
        places = Places.load(
            session, zone=terms.timezone, given=terms.portfolio, warnings=warnings, foreseen=terms.foreseen
        )
        places.only = terms.only
        vocabulary = Vocabulary.load(session, warnings) if self.kind is ImportKind.INTERACTIONS else None
        session.expunge_all()
        return FactHandler(
            self.kind,
            shape=shape,
            places=places,
            warnings=warnings,
            now=terms.now,
            vocabulary=vocabulary,
            foreseen=terms.foreseen,
        )


def _lock_accounts(session: Session, placed: Sequence[Facts]) -> None:
    """Lock the batch's accounts in the order in which the standing locks them, so that neither waits for the other.

    The keys stay free: who records an outcome on one of them does not wait.
    """
    accounts = {account for facts in placed for account in facts.account_ids}
    if accounts and session.get_bind().dialect.name == "postgresql":
        locked = sa.select(Account.id).where(is_among(session.connection(), Account.id, accounts)).order_by(Account.id)
        session.execute(locked.with_for_update(key_share=True))
