"""`workbench init`: migrates the database and loads the rows that every installation needs."""

import os
from contextlib import suppress

import click
from sqlalchemy.orm import Session

from migrations import runner
from models import Database
from workbench.cli.context import CommandContext, format_option, print_json, with_any_database
from workbench.domain.calls import load_outcomes
from workbench.domain.people import load_roles
from workbench.domain.scripts import load_starters
from workbench.kernel.text import N_


@click.command("init", help=N_("Crea o actualiza la base de datos y carga lo que toda empresa necesita."))
@format_option()
@with_any_database
def init(context: CommandContext, *, output: str) -> None:
    """Migrate, load and print what was done."""
    make_private(context.database)
    before = runner.current(context.database.engine)
    loaded = prepare(context)
    after = runner.current(context.database.engine)
    if output == "json":
        print_json({"from": before, "to": after, **loaded})
        return
    if before is None:
        context.say(N_("Se creó la base de datos en la revisión %(after)s."), after=after)
    elif before != after:
        context.say(N_("Se actualizó la base de datos de %(before)s a %(after)s."), before=before, after=after)
    else:
        context.say(N_("La base de datos ya estaba en la revisión %(after)s."), after=after)
    context.say(N_("Roles nuevos: %(roles)s. Guiones nuevos: %(scripts)s. Resultados al día."), **loaded)


def prepare(context: CommandContext) -> dict[str, int]:
    """Create or upgrade the database and load the rows that every installation needs. Returns how many were new."""
    runner.upgrade(context.settings.database_url)
    with context.database.writing() as session:
        return _loaded(session, context)


def _loaded(session: Session, context: CommandContext) -> dict[str, int]:
    load_outcomes(session)
    return {
        "roles": load_roles(session, actor=context.actor, now=context.now),
        "scripts": load_starters(session, now=context.now),
    }


def make_private(database: Database) -> None:
    """Let only the owner read a new embedded database: it will hold people's debts."""
    if database.is_sqlite and database.engine.url.database:
        with suppress(FileExistsError):
            os.close(os.open(database.engine.url.database, os.O_CREAT | os.O_EXCL, 0o600))
