"""Importing: the rows of a file in batches, each in a transaction of its own, with a report of what became of them.

Batches are read and checked before their transaction begins, so that on an embedded database a collector waits for a
batch's writing and no longer. Every batch notes with the import's row what has landed and which accounts it touched.
An import that was cut off is simply run again: the same file goes on with the same import, what landed is unchanged,
and the end is written once. Where another file comes first, `cut_off` does what was missing.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, Database, ImportRun
from models.bulk import Watcher, analyse, before_updates
from workbench.domain.imports.engine.batches import (
    Batch,
    ConcludingHandler,
    RowHandler,
    RowKind,
    RowsBeside,
    WholeListKind,
)
from workbench.domain.imports.engine.cut_off import bring_up_to_date, close_cut_off, cut_off_of_file
from workbench.domain.imports.engine.files.limits import BATCH_LENGTH
from workbench.domain.imports.engine.mapping import Mapping
from workbench.domain.imports.engine.report import ImportReport
from workbench.domain.imports.engine.shape import Shape, Share, shape_of
from workbench.domain.imports.engine.sheet import Line, Refusal, Source
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.engine.under_way import under_way
from workbench.domain.imports.engine.written.cells import CellForms
from workbench.domain.imports.engine.written.numbers import written
from workbench.domain.imports.undo.earlier import EarlierValues, SeenChanges
from workbench.domain.records import AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.text import N_

BATCH = 5_000
"""Rows per transaction: some 50 to 100 ms of writing on an embedded database."""

REPLAYED_AT_ONCE = 2_000
"""Accounts whose standing is computed in the import itself: a usual day's file. More wait for `workbench standing`."""

ANALYSED_FROM = 20_000
"""New rows after which the statistics of the tables are gathered anew."""

HELD_ROWS = 20_000
"""Rows of a list up to which a dry run tries the list as a whole, in one transaction that is taken back at the end.

So long writers of an embedded database wait for it: about a second.
"""

_LOCK = 0x696D706F7274  # «import»: on PostgreSQL two imports write one after the other, as on SQLite


def run_import(
    database: Database,
    kind: RowKind[Any],  # Any: its rows
    source: Source,
    *,
    terms: ImportTerms,
    beside: RowsBeside | None = None,
) -> ImportReport:
    """Import every row of a source.

    Args:
        database: Where rows land.
        kind: Of the rows.
        source: Its rows.
        terms: With a mapping in which everything is settled.
        beside: Judges what the same rows bring beside this kind: a row that it refuses is refused whole.

    Raises:
        FileRefused: The header does not fit the kind; nothing was imported.

    """
    if isinstance(kind, WholeListKind):
        kind = kind.looked_over(database, source, shape=shape_for(kind, source, terms.mapping), terms=terms)
    run = _Run(database, kind, source, terms=terms, beside=beside)
    run.report.mapping = terms.mapping
    return run.all()


class _Run:
    """One import under way."""

    def __init__(
        self,
        database: Database,
        kind: RowKind[Any],
        source: Source,
        *,
        terms: ImportTerms,
        beside: RowsBeside | None,
    ) -> None:
        self.database = database
        self.kind = kind
        self.terms = terms
        self.beside = beside
        self.source = source
        self.shape: Shape = shape_for(kind, source, terms.mapping)
        self.report = ImportReport(kind.columns.kind, dry_run=terms.dry_run)
        self.touched: set[int] = set()
        self.has_more = False
        self.dry_customers: set[str] = set()  # what a dry run would have made and took back
        self.goes_on = False  # with an import that was cut off
        self.held: Session | None = None  # of a dry run in one transaction

    def all(self) -> ImportReport:
        """Import every line."""
        if self.source.ends_open:
            self.report.warnings.add(
                N_("La última línea no tiene salto de línea al final: compruebe que el archivo está entero.")
            )
        if self.terms.rejects:
            self.terms.rejects.begin(self.source.header)
        with ExitStack() as held:
            self._begin(held)
            with self.database.reading() as session:
                handler = self.kind.handler(session, shape=self.shape, terms=self.terms, warnings=self.report.warnings)
            self._hold(held, handler)
            given = self.source.lines()
            if isinstance(given, Generator):
                held.callback(given.close)  # the file is closed here too where an error ends the import
            rows_at_once = max(1, min(BATCH, BATCH_LENGTH // max(1, self.source.longest)))
            while batch := list(islice(given, rows_at_once)):
                self._import_batch(handler, batch)
                if self.terms.progress:
                    self.terms.progress(self.report.read, self.source.rows)
            self._conclude(handler)
            handler.tell()
            self._finish(handler)
        return self.report

    def _begin(self, held: ExitStack) -> None:
        """Write the import's row and hold its lock; imports cut off before leave it the accounts they touched."""
        terms = self.terms
        if terms.dry_run:
            return
        with self.database.writing() as session:
            run = cut_off_of_file(session, self.report.kind, sha256=self.source.sha256, upload_id=terms.upload_id)
            closed = close_cut_off(session, actor=terms.actor, now=terms.now, but=run.id if run else None)
            self.touched, self.has_more = closed.accounts, closed.has_more
            if run is not None:
                self._go_on_with(run)
            else:
                run = ImportRun(
                    kind=self.report.kind,
                    file_name=self.source.name,
                    sha256=self.source.sha256,
                    started_at=terms.now,
                    actor_id=terms.actor.id,
                    upload_id=terms.upload_id,
                )
                session.add(run)
                session.flush()  # every row carries its id
            self.report.import_id = run.id
            self._note(session)
            held.enter_context(under_way(self.database, run.id))  # before anybody else can see the row
        if closed.files:
            text = N_("Importaciones anteriores que quedaron cortadas: %(count)s (la primera: %(file)s).")
            self.report.warnings.add(text, count=len(closed.files), file=closed.files[0])

    def _go_on_with(self, run: ImportRun) -> None:
        """The same file was cut off before: its rows keep that import's id, and its accounts are refreshed too."""
        self.goes_on = True
        self.report.updated = run.counts.get("updated", 0)
        for name, sums in (("money", self.report.money), ("postdated", self.report.postdated)):
            sums.update({one["currency"]: one["amount"] for one in run.counts.get(name, ())})
        self.touched |= set(run.touched or ())
        self.has_more = self.has_more or run.touched is None

    def _count_what_had_landed(self, session: Session) -> None:
        """Count what landed before the cut as landed by this import."""
        if not self.goes_on:
            return
        report, table = self.report, self.kind.tables[0]
        own = sa.select(sa.func.count()).where(sa.column("import_id") == report.import_id)
        report.inserted = session.scalar(own.select_from(table.__table__)) or 0
        if table is not Customer:
            report.created_customers = session.scalar(own.select_from(Customer.__table__)) or 0
        report.unchanged = max(0, report.read - report.inserted - report.updated - report.rejected)

    def _note(self, session: Session, *, rejected: int = 0) -> None:
        """Keep with the import's row what has landed and which accounts wait for its end."""
        counts = self.report.counts()
        session.execute(
            sa.update(ImportRun)
            .where(ImportRun.id == self.report.import_id)
            .values(
                counts={**counts, "rejected": counts["rejected"] + rejected},
                touched=sorted(self.touched) if len(self.touched) <= REPLAYED_AT_ONCE else sa.null(),
            )
        )

    def _import_batch(self, handler: RowHandler[Any], lines: Sequence[Line]) -> None:
        sheet, unfit, left_out, of_others = self.shape.rows(lines)
        self.report.leave_out(left_out, others=of_others)
        sheet, held_back = sheet.without(self.terms.held_back)
        self.report.held_back += held_back
        taken = len(lines) - len(left_out) - of_others - held_back
        if self.beside is not None:
            sheet, half_bad = sheet.without_lines(self.beside.refused(lines))
            unfit += half_bad
        with self.database.reading() as session:
            rows, wrong = handler.read(session, sheet)
        with self._transaction() as session:
            with before_updates(self._watcher()):
                batch = handler.land(session, rows, self.report.import_id)
            refused = [*unfit, *wrong, *batch.refused]
            if self.terms.dry_run and self.held is None:
                session.rollback()
                handler.forget()
                self._forget(batch)
            self._count(batch, lines=taken)
            if not self.terms.dry_run:
                self._note(session, rejected=len(refused))
        self._reject(refused, lines)

    def _hold(self, held: ExitStack, handler: RowHandler[Any]) -> None:
        """Begin the one transaction of a dry run of a list, from which more follows when all of it has landed."""
        if not self.terms.dry_run or not isinstance(handler, ConcludingHandler):
            return
        if (self.source.rows or 0) > HELD_ROWS:
            self.report.warnings.add(
                N_("La lista es larga: los montos de esta prueba no incluyen lo que quedaría saldado; vea los avisos.")
            )
            return
        self.held = held.enter_context(self.database.writes())
        held.callback(self.held.rollback)
        _wait_for_other_imports(self.held)
        handler.hold(self.held)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """A transaction of its own; of a dry run in one transaction, that one."""
        if self.held is not None:
            yield self.held
            return
        with self.database.writes() as session, session.begin():
            _wait_for_other_imports(session)
            yield session

    def _watcher(self) -> Watcher:
        """Keeps the values that are replaced, so that the import can be undone; a dry run shows some of them."""
        import_id = self.report.import_id
        return SeenChanges(self.report) if import_id is None else EarlierValues(import_id)

    def _count(self, batch: Batch, *, lines: int) -> None:
        report = self.report
        report.read += lines
        report.inserted += batch.inserted
        report.updated += batch.updated
        report.unchanged += batch.unchanged
        report.created_customers += len(batch.created_customers)
        report.money.update(batch.money)
        report.postdated.update(batch.postdated)
        if len(self.touched) <= REPLAYED_AT_ONCE:
            self.touched |= batch.touched

    def _reject(self, refused: Sequence[Refusal], lines: Sequence[Line]) -> None:
        if not refused:
            return
        texts = dict(lines)
        for line, external_id, bad in sorted(refused, key=itemgetter(0)):
            reject = self.report.reject(bad, line=line, external_id=external_id)
            if self.terms.rejects:
                self.terms.rejects.add(reject, [written(cell, self.shape.written.decimal) for cell in texts[line]])

    def _forget(self, batch: Batch) -> None:
        """A dry run took its batch back: a customer that an earlier batch would have made counts once."""
        batch.created_customers = [one for one in batch.created_customers if one not in self.dry_customers]
        self.dry_customers.update(batch.created_customers)

    def _conclude(self, handler: RowHandler[Any]) -> None:
        """Write what follows from the whole file, part by part."""
        if (self.terms.dry_run and self.held is None) or not isinstance(handler, ConcludingHandler):
            return
        while True:
            with self._transaction() as session:
                with before_updates(self._watcher()):
                    batch = handler.conclude(session, self.report.import_id)
                if batch is None:
                    self.report.compared |= handler.compared
                    return
                self._count(batch, lines=0)
                if not self.terms.dry_run:
                    self._note(session)

    def _finish(self, handler: RowHandler[Any]) -> None:
        """End the import in one transaction: a usual day's file takes effect, the row is finished, the audit knows."""
        report, terms = self.report, self.terms
        report.say_left_out(self.shape.no_rows)
        report.say_postdated()
        if not report.read:
            report.warnings.add(N_("El archivo no trae ninguna fila."))
        if terms.dry_run:
            return
        at_once = len(self.touched) <= REPLAYED_AT_ONCE
        report.replayed = at_once and not self.has_more
        with self.database.writing() as session:
            with before_updates(self._watcher()):
                handler.finish(session)
            self._count_what_had_landed(session)
            self._analyse(session)
            if at_once:
                today = day_of(terms.now, terms.timezone)
                bring_up_to_date(session, self.touched, today=today, now=terms.now)
            run = session.get_one(ImportRun, report.import_id)
            run.finished_at, run.cut_off_at, run.counts = terms.now, None, report.counts()
            told = {"kind": run.kind.value, "file": run.file_name, "sha256": run.sha256, **run.counts}
            subject = ("import_run", run.id)
            record(session, AuditEvent.FILE_IMPORTED, actor=terms.actor, subject=subject, now=terms.now, after=told)

    def _analyse(self, session: Session) -> None:
        """After many new rows the database looks at its tables again, so that it plans what comes next well."""
        if self.report.inserted >= ANALYSED_FROM:
            for table in self.kind.tables:
                analyse(session.connection(), table)


def shape_for(kind: RowKind[Any], source: Source, mapping: Mapping) -> Shape:  # Any: as above
    """The shape of a source for one kind of rows."""
    name = kind.columns.kind.value
    own = mapping.of_kind(name)
    return shape_of(
        source.header,
        kind.columns,
        mapping=own,
        written=CellForms.of(own, is_typed=source.is_typed, from_1904=source.from_1904),
        share=Share(
            mapping.own_columns(name, kind.columns.required),
            keeps_extras=mapping.keeps_extras(name),
            others=mapping.columns_of_others(name),
        ),
    )


def _wait_for_other_imports(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
