"""What an import of a list of open items does: its rows land as invoices, then each ledger is made to agree with it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Base, Database, Invoice, Payment
from models.bulk import is_among
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import Batch
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import KindColumns, Shape
from workbench.domain.imports.engine.sheet import Line, Sheet, Source
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.handling import FactHandler
from workbench.domain.imports.kinds.facts.places import ImportPortfolio, Places
from workbench.domain.imports.kinds.facts.tables import CREDIT_NOTES, TABLES, FactTable
from workbench.domain.imports.kinds.open_items.overview import ListOverview, refuse_late_list
from workbench.domain.imports.kinds.open_items.rows import LISTED, read_open_items
from workbench.domain.imports.kinds.values import Values
from workbench.domain.ledger import Inferred, ListDay, ListedAccount, infer_from_list, open_items_at
from workbench.kernel.days import day_of
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

ROWS_AT_ONCE = 5_000
ACCOUNTS_AT_ONCE = 2_000
"""Accounts that are made to agree in one transaction."""

_SETTLED = N_("%(portfolio)s: ya no se piden %(amount)s %(currency)s; se anotaron como pago inferido de la lista.")
_BACK = N_("%(portfolio)s: se vuelven a pedir %(amount)s %(currency)s que se daban por pagados.")
_WOULD = N_("%(portfolio)s: quedarían saldadas %(items)s de %(of)s partidas, por %(amount)s %(currency)s.")
_LEFT_OUT = N_("La lista no trae nada de la cartera %(portfolio)s: sus partidas quedan como estaban.")


def _not_less(old: Values, final: Values) -> Values:
    """What a list leaves open lessens no amount: the rest was paid. It raises one where it asks for more."""
    return {"amount": max(old["amount"], final["amount"])}


def _listed_table(shape: Shape, *, are_credits: bool) -> FactTable:
    """How listed rows are kept: as invoices, or as credit notes; their amount is what is open where none is told."""
    if are_credits:
        return replace(
            CREDIT_NOTES,
            reported_by={**CREDIT_NOTES.reported_by, "amount": "open_amount"},
            settled=_not_less,
        )
    table = TABLES[ImportKind.INVOICES]
    if "amount" in shape.present:
        return table
    return replace(table, reported_by={**table.reported_by, "amount": "open_amount"}, settled=_not_less)


@dataclass
class _Listed:
    """What a list says of one account."""

    open_amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    credit: int = 0


@dataclass
class OpenItemsHandler(FactHandler):
    """Reads and lands the rows of a list, then settles what it no longer asks for."""

    overview: ListOverview = field(default_factory=ListOverview)
    listed: dict[int, _Listed] = field(default_factory=lambda: defaultdict(_Listed))
    waiting: list[ImportPortfolio] | None = None
    """Portfolios that are still to be made to agree."""
    last_account: int = 0
    found: Inferred = field(default_factory=Inferred)

    def day_in(self, place: ImportPortfolio) -> date:
        """The day of the list, in the portfolio's zone."""
        return day_of(self.now, place.zone)

    def facts_of(self, sheet: Sheet, place: ImportPortfolio) -> list[Facts]:
        """What the rows of one portfolio say."""
        return read_open_items(sheet, place, self.shape, on=self.day_in(place))

    def table_of(self, facts: Facts) -> FactTable:
        """How the facts are kept."""
        return _listed_table(self.shape, are_credits=facts.are_credits)

    def land_placed(self, session: Session, facts: Facts, batch: Batch, *, import_id: int | None) -> None:
        """Write items of one portfolio, and remember what is open of each."""
        listed = facts.values.pop(LISTED)
        for account_id, number, left in zip(facts.account_ids, facts.external_ids, listed, strict=True):
            of_account = self.listed[account_id]
            if left < 0:
                of_account.credit -= left
            else:
                of_account.open_amounts[number] += left
        super().land_placed(session, facts, batch, import_id=import_id)

    def hold(self, session: Session) -> None:
        """Lock the accounts of the portfolios that the list names."""
        if session.get_bind().dialect.name == "postgresql":
            known = self.places.by_code
            ids = [known[code].id for code in self.overview.numbers if code in known]
            locked = sa.select(Account.id).where(Account.portfolio_id.in_(ids)).order_by(Account.id)
            session.execute(locked.with_for_update(key_share=True))

    @property
    def compared(self) -> AbstractSet[str]:
        """Codes of the portfolios that the list was compared with."""
        return self.overview.numbers.keys()

    def conclude(self, session: Session, import_id: int | None) -> Batch | None:
        """Make the next accounts agree with the list."""
        if self.waiting is None:
            self.waiting = [self.places.by_code[code] for code in self.overview.numbers if code in self.places.by_code]
        while self.waiting:
            place = self.waiting[0]
            ids = _next_accounts(session, place, after=self.last_account)
            if ids:
                self.last_account = ids[-1]
                return self._agree(session, place, ids, import_id)
            if import_id is not None:  # a dry run told it beforehand
                self._tell(place)
            self.waiting.pop(0)
            self.last_account, self.found = 0, Inferred()
        return None

    def finish(self, session: Session) -> None:
        """The ledger of the portfolios is known up to the day of the list."""
        for code in self.overview.numbers:
            if code in self.places.by_code:
                place = self.places.by_code[code]
                place.latest = max(self.day_in(place), place.latest or date.min)
        super().finish(session)

    def _agree(self, session: Session, place: ImportPortfolio, ids: Sequence[int], import_id: int | None) -> Batch:
        if place.id is None:
            return Batch()
        day = ListDay(place.id, place.zone, self.day_in(place), import_id)
        differing = self._differing(session, place, ids, on=day.on)
        if not differing:
            return Batch()
        found = infer_from_list(session, differing, day)
        self.found.settled += found.settled
        self.found.taken_back += found.taken_back
        batch = Batch(touched=found.accounts)
        batch.money[place.currency] += found.taken_back - found.settled
        return batch

    def _differing(
        self, session: Session, place: ImportPortfolio, ids: Sequence[int], *, on: date
    ) -> dict[int, ListedAccount]:
        """What the list says of those accounts of which it says something else than the ledger."""
        here: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for item in open_items_at(session, ids, until=on):
            here[item.account_id][item.external_id] += item.open_amount
        there = self.overview.numbers[place.code] | self.overview.unread
        differing = {}
        for account_id in ids:
            told = self.listed.get(account_id) or _Listed()
            open_here = here.get(account_id, {})
            if open_here != {name: left for name, left in told.open_amounts.items() if left}:
                untold = frozenset(name for name in open_here if name not in told.open_amounts and name in there)
                differing[account_id] = ListedAccount(dict(told.open_amounts), told.credit, untold)
        return differing

    def _tell(self, place: ImportPortfolio) -> None:
        for text, sum_ in ((_SETTLED, self.found.settled), (_BACK, self.found.taken_back)):
            if sum_:
                amount = Decimal(sum_).scaleb(-decimals_of(place.currency))
                self.warnings.add(text, portfolio=place.code, amount=f"{amount:,}", currency=place.currency)


@dataclass(frozen=True)
class OpenItemsImport:
    """Lists of open items. `overview` is what one file is as a whole."""

    overview: ListOverview = field(default_factory=ListOverview)

    @property
    def columns(self) -> KindColumns:
        """The columns a list must and may have."""
        return COLUMNS[ImportKind.OPEN_ITEMS]

    @property
    def tables(self) -> tuple[type[Base], ...]:
        """Tables that grow by an import of a list."""
        return (Invoice, Payment, Account)

    def handler(self, session: Session, *, shape: Shape, terms: ImportTerms, warnings: Warnings) -> OpenItemsHandler:
        """A handler for one list."""
        places = Places.load(
            session, zone=terms.timezone, given=terms.portfolio, warnings=warnings, foreseen=terms.foreseen
        )
        session.expunge_all()
        for code in self.overview.left_out if terms.portfolio is None else ():
            warnings.add(_LEFT_OUT, portfolio=code)
        for one in self.overview.gone if terms.dry_run else ():
            if one.items:
                warnings.add(_WOULD, **one.told())
        return OpenItemsHandler(
            ImportKind.OPEN_ITEMS,
            shape=shape,
            places=places,
            warnings=warnings,
            now=terms.now,
            overview=self.overview,
            foreseen=terms.foreseen,
        )

    def looked_over(self, database: Database, source: Source, *, shape: Shape, terms: ImportTerms) -> "OpenItemsImport":
        """The kind with an overview of this list.

        Raises:
            PartialList: The list looks partial and nobody said that it is complete.
            FileRefused: It comes too late.

        """
        overview = ListOverview()
        with database.reading() as session:
            handler = self.handler(session, shape=shape, terms=terms, warnings=Warnings())
            for lines in _batches(source.lines()):
                sheet, unfit = shape.sheet(lines)
                read, wrong = handler.read(session, sheet)
                for facts in read:
                    overview.numbers.setdefault(facts.place.code, set()).update(facts.external_ids)
                overview.add_refused([*(("", bad) for _, _, bad in unfit), *((key, bad) for _, key, bad in wrong)])
            if not overview.numbers:
                code = terms.portfolio or handler.places.fallback_code
                overview.numbers.update({code: set()} if code else {})
            elif terms.portfolio is not None:
                overview.numbers.setdefault(terms.portfolio, set())
            known = handler.places.by_code
            ids = {code: known[code].id or 0 for code in overview.numbers if code in known}
            refuse_late_list(session, ids, on=day_of(terms.now, terms.timezone))
            overview.look_at_ledger(session, on=day_of(terms.now, terms.timezone))
        if not terms.complete:
            overview.refuse_partial()
        return OpenItemsImport(overview)


def _batches(lines: Iterator[Line]) -> Iterator[Sequence[Line]]:
    while batch := list(islice(lines, ROWS_AT_ONCE)):
        yield batch


def _next_accounts(session: Session, place: ImportPortfolio, *, after: int) -> Sequence[int]:
    """The next accounts of a portfolio, locked in the order in which the standing locks them."""
    wanted = (
        sa.select(Account.id)
        .where(Account.portfolio_id == place.id, Account.id > after)
        .order_by(Account.id)
        .limit(ACCOUNTS_AT_ONCE)
    )
    ids = session.scalars(wanted).all()
    if ids and session.get_bind().dialect.name == "postgresql":
        locked = sa.select(Account.id).where(is_among(session.connection(), Account.id, ids)).order_by(Account.id)
        session.execute(locked.with_for_update(key_share=True))
    return ids
