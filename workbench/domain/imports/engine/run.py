"""Importing: the rows of a file in batches, each in a transaction of its own, with a report of what became of them.

Batches are read and checked before their transaction begins, so that on an embedded database a collector waits for a
batch's writing and no longer. An import that was cut off is simply run again: what landed is then unchanged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Database, ImportRun, Portfolio
from models.bulk import analyse
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import Batch, CustomerImport, RowKind
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files import open_source
from workbench.domain.imports.engine.report import ImportReport
from workbench.domain.imports.engine.shape import Shape, shape_of
from workbench.domain.imports.engine.sheet import Line, Refusal
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.kinds.columns import COLUMNS
from workbench.domain.imports.kinds.customer_rows import CustomerReader
from workbench.domain.imports.kinds.fact_batches import FactKind
from workbench.domain.imports.kinds.interaction_rows import Vocabulary
from workbench.domain.imports.kinds.places import Places
from workbench.domain.imports.kinds.tables import TABLES
from workbench.domain.queue import drop_settled
from workbench.domain.records import AuditEvent, record
from workbench.domain.standing import refresh_accounts
from workbench.kernel.days import day_of
from workbench.kernel.money import country_of_zone
from workbench.kernel.text import N_

BATCH = 5_000
"""Rows per transaction: some 50 to 100 ms of writing on an embedded database."""

REPLAYED_AT_ONCE = 2_000
"""Accounts whose standing is computed in the import itself: a usual day's file. More wait for `workbench standing`."""

ANALYSED_FROM = 20_000
"""New rows after which the database looks at its tables again, so that it plans what comes next well."""

_LOCK = 0x696D706F7274  # «import»: on PostgreSQL two imports write one after the other, as on SQLite


def import_file(database: Database, kind: ImportKind, path: Path, *, terms: ImportTerms) -> ImportReport:
    """Import a file. It is examined to its end before the first row lands.

    Raises:
        FileRefused: The file cannot be used; nothing was imported.
        OSError: It is not there or cannot be read.

    """
    _refuse_unavailable(kind)
    source = open_source(path)
    run = _Run(database, kind, header=source.header, terms=terms, total=source.rows)
    if source.ends_open:
        run.report.warnings.add(
            N_("La última línea no tiene salto de línea al final: compruebe que el archivo está entero.")
        )
    return run.all(source.lines(), name=source.name, sha256=source.sha256)


def import_rows(  # noqa: PLR0913 - the file that a caller has instead of a path
    database: Database, kind: ImportKind, rows: Iterable[Mapping[str, str]], *, terms: ImportTerms, name: str = "",
    total: int | None = None,
) -> ImportReport:  # fmt: skip
    """Import rows that are at hand, all with the same keys; the first counts as line 2.

    Raises:
        FileRefused: A required column is missing; nothing was imported.
        ValueError: A row has other keys than the first. What came before it has landed.

    """
    _refuse_unavailable(kind)
    given = iter(rows)
    first = next(given, None)
    header = tuple(first) if first is not None else COLUMNS[kind].required
    lines = enumerate((_texts(row, header) for row in _chained(first, given)), start=2)
    return _Run(database, kind, header=header, terms=terms, total=total).all(lines, name=name, sha256="")


def _chained(first: Mapping[str, str] | None, rest: Iterator[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    if first is not None:
        yield first
        yield from rest


def _texts(row: Mapping[str, str], header: Sequence[str]) -> list[str]:
    if row.keys() != set(header):
        raise ValueError("a row has other keys than the first")
    return [row[name] for name in header]


def _refuse_unavailable(kind: ImportKind) -> None:
    if kind not in COLUMNS:
        raise FileRefused(N_("Importar %(kind)s todavía no está disponible."), kind=kind.value)


@dataclass
class _Dry:
    """What a dry run remembers, as it takes every batch back: hashes of keys that would be there, and customers."""

    keys: set[int] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)


class _Run:
    """One import under way."""

    def __init__(
        self, database: Database, kind: ImportKind, *, header: Sequence[str], terms: ImportTerms, total: int | None
    ) -> None:
        self.database = database
        self.kind = kind
        self.terms = terms
        self.total = total
        self.header = header
        self.shape: Shape = shape_of(header, kind, mapping=terms.mapping)
        self.report = ImportReport(kind, dry_run=terms.dry_run)
        self.places: Places | None = None
        self.touched: set[int] = set()
        self.dry = _Dry()

    def all(self, lines: Iterable[Line], *, name: str, sha256: str) -> ImportReport:
        """Import every line."""
        if self.terms.rejects:
            self.terms.rejects.begin(self.header)
        self._begin(name, sha256)
        handler = self._handler()
        given = iter(lines)
        while batch := list(islice(given, BATCH)):
            self._import_batch(handler, batch)
            if self.terms.progress:
                self.terms.progress(self.report.read, self.total)
        self._finish(name, sha256)
        return self.report

    def _begin(self, name: str, sha256: str) -> None:
        if self.terms.dry_run:
            return
        with self.database.writing() as session:
            run = ImportRun(
                kind=self.kind, file_name=name, sha256=sha256, started_at=self.terms.now,
                actor_id=self.terms.actor.id, counts={},
            )  # fmt: skip
            session.add(run)
            session.flush()  # every row carries its id
            self.report.import_id = run.id

    def _handler(self) -> RowKind[Any]:  # Any: rows of either kind
        terms, warnings = self.terms, self.report.warnings
        if self.kind is ImportKind.CUSTOMERS:
            country = country_of_zone(terms.timezone)
            return CustomerImport(CustomerReader(self.shape, country=country, warnings=warnings), now=terms.now)
        with self.database.reading() as session:
            self.places = Places.load(session, zone=terms.timezone, given=terms.portfolio, warnings=warnings)
            vocabulary = Vocabulary.load(session, warnings) if self.kind is ImportKind.INTERACTIONS else None
            session.expunge_all()
        return FactKind(
            self.kind, shape=self.shape, places=self.places, warnings=warnings, now=terms.now, vocabulary=vocabulary
        )

    def _import_batch(self, handler: RowKind[Any], lines: Sequence[Line]) -> None:
        sheet, refused = self.shape.sheet(lines)
        with self.database.reading() as session:
            rows, wrong = handler.read(session, sheet)
        with self.database.writes() as session, session.begin() as transaction:
            _wait_for_other_imports(session)
            batch = handler.land(session, rows, self.report.import_id)
            if self.terms.dry_run:
                transaction.rollback()
        if self.terms.dry_run:
            self._forget(batch)
        self._count(batch, lines=len(lines))
        self._reject([*refused, *wrong, *batch.refused], lines)

    def _count(self, batch: Batch, *, lines: int) -> None:
        report = self.report
        report.read += lines
        report.inserted += len(batch.inserted)
        report.updated += batch.updated
        report.unchanged += batch.unchanged
        report.created_customers += len(batch.created_customers)
        report.money.update(batch.money)
        if batch.repeated:
            text = N_("Claves que el archivo repite: %(count)s; vale la última fila de cada una.")
            report.warnings.add(text, count=batch.repeated)
        if len(self.touched) <= REPLAYED_AT_ONCE:
            self.touched |= batch.touched

    def _reject(self, refused: Sequence[Refusal], lines: Sequence[Line]) -> None:
        if not refused:
            return
        texts = dict(lines)
        for line, external_id, bad in sorted(refused, key=itemgetter(0)):
            reject = self.report.reject(bad, line=line, external_id=external_id)
            if self.terms.rejects:
                self.terms.rejects.add(reject, texts[line])

    def _forget(self, batch: Batch) -> None:
        """A dry run took its batch back: what an earlier batch would have made counts once."""
        if self.places is not None:
            self.places.forget()
        new = [key for key in batch.inserted if hash(key) not in self.dry.keys]
        again = len(batch.inserted) - len(new)
        batch.inserted, batch.updated, batch.repeated = new, batch.updated + again, batch.repeated + again
        batch.created_customers = [one for one in batch.created_customers if one not in self.dry.customers]
        self.dry.keys.update(map(hash, new))
        self.dry.customers.update(batch.created_customers)

    def _finish(self, name: str, sha256: str) -> None:
        report, terms = self.report, self.terms
        if not report.read:
            report.warnings.add(N_("El archivo no trae ninguna fila."))
        if terms.dry_run or report.import_id is None:
            return
        with self.database.writing() as session:
            run = session.get_one(ImportRun, report.import_id)
            run.finished_at, run.counts = terms.now, report.counts()
            if self.places is not None:
                _note_data_age(session, self.places)
            record(
                session, AuditEvent.FILE_IMPORTED, actor=terms.actor, subject=("import_run", run.id), now=terms.now,
                after={"kind": self.kind.value, "file": name, "sha256": sha256, **report.counts()},
            )  # fmt: skip
            if report.inserted >= ANALYSED_FROM:
                for table in (TABLES[self.kind].table, Account) if self.kind in TABLES else (Customer, ContactPoint):
                    analyse(session.connection(), table)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        """A usual day's file takes effect at once: balances, promises, and who left today's queue."""
        self.report.replayed = len(self.touched) <= REPLAYED_AT_ONCE
        if not self.touched or not self.report.replayed:
            return
        today = day_of(self.terms.now, self.terms.timezone)
        with self.database.writing() as session:
            refresh_accounts(session, sorted(self.touched), on=today, today=today)
            drop_settled(session, sorted(self.touched), today=today, now=self.terms.now)


def _wait_for_other_imports(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _note_data_age(session: Session, places: Places) -> None:
    """The day up to which each portfolio's ledger is known never goes back."""
    for place in places.by_code.values():
        if place.latest is not None and place.id is not None:
            session.execute(
                sa.update(Portfolio)
                .where(
                    Portfolio.id == place.id,
                    sa.or_(Portfolio.data_as_of.is_(None), Portfolio.data_as_of < place.latest),
                )
                .values(data_as_of=place.latest)
            )
