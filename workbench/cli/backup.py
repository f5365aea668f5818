"""`workbench backup` and `workbench restore`: the embedded database as one file. PostgreSQL has its own tools.

A copy is made page by page through SQLite's backup interface, so that people go on working meanwhile, and gets its
name only when it is whole.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from migrations import runner
from workbench.cli.context import Advance, CommandContext, Refused, with_any_database
from workbench.jobs.leader import leadership_of
from workbench.kernel.text import N_

PAGES_AT_ONCE = 2_000


@click.command("backup", help=N_("Copia la base de datos embebida a un archivo, también mientras se usa."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_any_database
def backup(context: CommandContext, *, file: Path) -> None:
    """Copy the embedded database to a file that does not exist yet."""
    source = _embedded(context, instead="pg_dump --format=custom --file=…")
    if file.exists():
        raise Refused(N_("%(file)s ya existe: elija otro nombre."), file=file)
    if not source.exists():
        raise Refused(N_("No hay base de datos en %(file)s."), file=source)
    with context.progress(N_("Páginas")) as advance:
        copy_database(source, file, advance=advance)
    context.say(N_("Copia lista en %(file)s (%(size)s MB)."), file=file, size=f"{file.stat().st_size / 1e6:.1f}")


@click.command("restore", help=N_("Devuelve la base de datos embebida a una copia; guarda antes la actual."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_any_database
def restore(context: CommandContext, *, file: Path) -> None:
    """Replace the embedded database by a copy; the replaced file is kept beside it."""
    target = _embedded(context, instead="pg_restore --clean --if-exists --dbname=…")
    _refuse_strange(file)
    leadership = leadership_of(context.database)
    if not leadership.acquire():
        raise Refused(N_("El planificador está en marcha: detenga `workbench run` antes de restaurar."))
    try:
        kept = target.with_name(f"{target.name}.before-{context.now:%Y%m%dT%H%M%S}")
        with context.progress(N_("Páginas")) as advance:
            if target.exists():
                copy_database(target, kept, advance=advance)
                context.say(N_("La base de datos anterior quedó en %(file)s."), file=kept)
            _copy_pages(file, target, advance=advance)
    finally:
        leadership.release()
    context.say(N_("Se restauró %(file)s. Ejecute `workbench init` si el programa es más nuevo."), file=file)


def copy_database(source: Path, target: Path, *, advance: Advance) -> None:
    """Write a consistent copy that only its owner can read; a copy that was cut off or is broken is deleted.

    Raises:
        Refused: The copy does not pass SQLite's own check.

    """
    with _unfinished(target) as partial:
        _copy_pages(source, partial, advance=advance)
        with closing(sqlite3.connect(partial)) as copied:
            if copied.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Refused(N_("La base de datos está dañada: la copia no pasa su revisión."))
            copied.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    partial = target.with_name(f"{target.name}.partial")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _copy_pages(source: Path, target: Path, *, advance: Advance) -> None:
    def progress(_status: int, remaining: int, total: int) -> None:
        advance(total - remaining, total)

    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as taken, closing(sqlite3.connect(target, timeout=15)) as written:
        taken.backup(written, pages=PAGES_AT_ONCE, progress=progress)


def _embedded(context: CommandContext, *, instead: str) -> Path:
    if not context.database.is_sqlite:
        raise Refused(N_("PostgreSQL tiene sus propias herramientas: use %(tool)s"), tool=instead)
    return Path(context.database.engine.url.database or "")


def _refuse_strange(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
            (sound,) = opened.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlite3.DatabaseError, TypeError):
        raise Refused(N_("%(file)s no es una copia de esta base de datos."), file=file) from None
    if sound != "ok":
        raise Refused(N_("%(file)s está dañado."), file=file)
    if revision > runner.head():
        raise Refused(N_("%(file)s es de un programa más nuevo (%(revision)s)."), file=file, revision=revision)
