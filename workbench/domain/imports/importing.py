"""Importing a file, or rows at hand, of one kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from models import Database
from models.enums import ImportKind
from workbench.domain.imports.engine.batches import WholeListKind
from workbench.domain.imports.engine.files.opening import look_at, source_of
from workbench.domain.imports.engine.mapping import NO_MAPPING
from workbench.domain.imports.engine.mapping import Mapping as FileMapping
from workbench.domain.imports.engine.report import ImportReport
from workbench.domain.imports.engine.run import run_import, shape_for
from workbench.domain.imports.engine.sheet import Line, Source
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.imports.inspecting.columns import likely_kinds
from workbench.domain.imports.inspecting.headings import matched, plain_name
from workbench.domain.imports.inspecting.settling import Settled, for_rejects, settle
from workbench.domain.imports.kinds.customers.beside import customers_beside
from workbench.domain.imports.kinds.table import available_kind
from workbench.kernel.money import locale_of_zone
from workbench.kernel.text import N_

_OTHER_KINDS = N_(
    "Las mismas filas parecen traer más que esto. Para importarlo todo de una hoja, la correspondencia dice las "
    "columnas de cada cosa en %(kinds)s: «workbench mapping look ARCHIVO» la escribe, y el archivo se importa una vez "
    "por cada una."
)


def import_file(database: Database, kind: ImportKind, path: Path, *, terms: ImportTerms) -> ImportReport:
    """Import a file. It is examined to its end before the first row lands.

    Raises:
        FileRefused: The file cannot be used; nothing was imported.
        OSError: It is not there or cannot be read.

    """
    rows = available_kind(kind)
    settled = settle(path, kind=kind, mapping=terms.mapping, locale=locale_of_zone(terms.timezone))
    settled.refuse_open()
    source = source_of(settled.look, settled.mapping)
    report = run_import(
        database,
        rows,
        source,
        terms=replace(terms, mapping=settled.mapping),
        beside=customers_beside(source, settled.mapping, kind),
    )
    report.guesses[:0] = settled.guesses
    kinds = [] if terms.mapping.kinds or terms.mapping.columns else _kinds_of_the_rest(kind, settled)
    if kinds:
        report.warnings.add(_OTHER_KINDS, kinds=", ".join(f"[kinds.{one.value}]" for one in kinds))
    return report


def _kinds_of_the_rest(kind: ImportKind, settled: Settled) -> list[ImportKind]:
    """The kind with those of which the same rows have columns that it does not take; none where it takes them all."""
    header = settled.header.names
    taken = {plain_name(name) for name in settled.mapping.columns.values()}
    likely = likely_kinds(header, NO_MAPPING)
    rest = [one for one in likely if {plain_name(name) for name in matched(header, one).values()} - taken]
    return [one for one in likely if one is kind or one in rest] if kind in likely and set(rest) - {kind} else []


def rows_of(path: Path, mapping: FileMapping) -> tuple[tuple[str, ...], Iterator[Line]]:
    """The header of a file and its rows as they stand there, read as a mapping says.

    Raises:
        FileRefused: It cannot be read as a table.

    """
    said = for_rejects(path, mapping)
    source = source_of(look_at(path, said), said)
    return tuple(source.header), source.lines()


def customers_named(path: Path, kind: ImportKind, mapping: FileMapping, *, limit: int) -> list[str]:
    """The customers that the first rows of a file name, by the sender's keys; totals and notes are no rows.

    Raises:
        FileRefused: It cannot be read as a table of this kind.

    """
    source = source_of(look_at(path, mapping), mapping)
    sheet = shape_for(available_kind(kind), source, mapping).rows(list(islice(source.lines(), limit))).sheet
    return sheet.texts("external_id" if kind is ImportKind.CUSTOMERS else "customer_external_id")


def import_rows(
    database: Database, kind: ImportKind, rows: Iterable[Mapping[str, str]], *, terms: ImportTerms, name: str = ""
) -> ImportReport:
    """Import rows that are at hand, all with the same keys; the first counts as line 2.

    Raises:
        FileRefused: A required column is missing; nothing was imported.
        ValueError: A row has other keys than the first. What came before it has landed.

    """
    wanted = available_kind(kind)
    given = iter(rows)
    first = next(given, None)
    header = tuple(first) if first is not None else wanted.columns.required
    lines = enumerate((_texts(row, header) for row in _chained(first, given)), start=2)
    again = list(lines) if isinstance(wanted, WholeListKind) else lines
    return run_import(database, wanted, Source(name, "", header=header, lines=lambda: iter(again)), terms=terms)


def _chained(first: Mapping[str, str] | None, rest: Iterator[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    if first is not None:
        yield first
        yield from rest


def _texts(row: Mapping[str, str], header: Sequence[str]) -> list[str]:
    if row.keys() != set(header):
        raise ValueError("a row has other keys than the first")
    return [row[name] for name in header]
