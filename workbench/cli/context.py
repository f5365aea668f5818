"""What every command shares: settings, database, the day, the output, progress, and how a refusal is said.

A command is a click command in its own module, named in `workbench.cli.COMMANDS`:

    @click.command("standing", help=N_("Recalcula el estado de las cuentas a una fecha."))
    @date_option
    @format_option()
    @with_database
    def standing(context: CommandContext, *, on: date, output: str) -> None:
        with context.progress(N_("Cuentas"), output=output) as advance, context.database.writing() as session:
            ...
        if output == "json":
            print_json({...})
        else:
            context.say(N_("%(accounts)s cuentas."), accounts=12)

Texts are Spanish, marked with `workbench.kernel.text.N_`, and shown in the operator's language; a rule's `RuleBroken`
needs no handling, the entry point says its reason. A test hands its settings over and gets the exit code:
`workbench.cli.execute(["standing", "--date", "2026-11-22"], settings=settings)`.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from migrations import runner
from models import Database
from models.db import opened
from workbench import clock
from workbench.domain.company import company_zone
from workbench.domain.records import Actor
from workbench.kernel.text import N_
from workbench.language import translate
from workbench.settings import Settings, load_settings

SCHEMA = 1
LINE_EVERY_SECONDS = 5.0

P = ParamSpec("P")
R = TypeVar("R")
# Any: click's decorators take and give back whatever they decorate.
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Refused(click.ClickException):
    """The work cannot be done: one line on stderr, exit 1. `reason` is Spanish, filled from `values`."""

    exit_code = 1

    def __init__(self, reason: str, **values: object) -> None:
        """Keep the reason and what fills it."""
        super().__init__(reason % values if values else reason)
        self.reason = reason
        self.values = values


class Advance(Protocol):
    """Tells how far the work is."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """So many are done, of so many where that is known."""


@dataclass(frozen=True, kw_only=True)
class CommandContext:
    """What a command works with. `today` is the company's local day; `actor` signs the audit entries."""

    settings: Settings
    database: Database
    now: datetime
    today: date
    actor: Actor

    def text(self, text: str, **values: object) -> str:
        """A marked text in the operator's language."""
        return translate(text, self.settings.locale, values)

    def say(self, text: str, **values: object) -> None:
        """Print one line for a person."""
        click.echo(self.text(text, **values))

    @contextmanager
    def progress(self, label: str, *, output: str = "text", total: int | None = None) -> Iterator[Advance]:
        """Show how far the work is, on stderr: a bar on a terminal, a line now and then elsewhere, nothing for JSON."""
        if output == "json":
            yield _silent
        elif sys.stderr.isatty():
            with click.progressbar(length=total or 0, label=self.text(label), file=sys.stderr) as bar:
                yield _Bar(bar)
        else:
            yield _Lines(self.text(label), total)


def settings_of(context: click.Context) -> Settings:
    """The settings of this process: those handed over as `obj`, else read from the environment, once."""
    root = context.find_root()
    if root.obj is None:
        root.obj = load_settings()
    if not isinstance(root.obj, Settings):
        raise TypeError("a command's obj is its settings")
    return root.obj


def company_settings(context: click.Context) -> Settings:
    """The settings with the zone of the company's row where there is one: days and hours are the company's."""
    root = context.find_root()
    if "company_settings" not in root.meta:
        settings = settings_of(context)
        root.meta["company_settings"] = replace(settings, timezone=_zone_of_row(settings))
    found: Settings = root.meta["company_settings"]
    return found


def _zone_of_row(settings: Settings) -> str:
    """The zone of the company's row; that of the settings where the database is missing, away or older."""
    address = make_url(settings.database_url)
    is_missing = address.get_backend_name() == "sqlite" and not Path(address.database or "").exists()
    if is_missing:
        return settings.timezone
    try:
        with opened(settings.database_url) as database, database.reading() as session:
            return company_zone(session, settings.timezone)
    except SQLAlchemyError:
        return settings.timezone


def with_database(command: Callable[Concatenate[CommandContext, P], R]) -> Callable[P, R]:
    """Hand the command its context; refuse where the database is not at the revision that the program needs."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        context = _opened(click.get_current_context())
        refuse_other_revision(context.database)
        return command(context, *args, **kwargs)

    return run


def with_any_database(command: Callable[Concatenate[CommandContext, P], R]) -> Callable[P, R]:
    """Hand the command its context whatever state the database is in: for what creates, upgrades or examines it."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(_opened(click.get_current_context()), *args, **kwargs)

    return run


def refuse_other_revision(database: Database) -> None:
    """A program works only on the revision it was written for.

    Raises:
        Refused: The database is empty, behind, or ahead of the program.

    """
    found, needed = runner.current(database.engine), runner.head()
    if found is None:
        raise Refused(N_("La base de datos está vacía: ejecute `workbench init`."))
    if found < needed:
        raise Refused(
            N_("La base de datos está en %(found)s y el programa necesita %(needed)s: ejecute `workbench init`."),
            found=found,
            needed=needed,
        )
    if found > needed:
        raise Refused(
            N_("La base de datos está en %(found)s y este programa conoce hasta %(needed)s: actualícelo."),
            found=found,
            needed=needed,
        )


def date_option(command: Decorated) -> Decorated:
    """`--date DAY` as the parameter `on`; left out, the company's today."""
    text = N_("Día, AAAA-MM-DD; sin él, hoy.")
    return click.option("--date", "on", type=DAY, callback=_or_today, help=text)(command)


def format_option(*others: str) -> Callable[[Decorated], Decorated]:
    """`--format` as the parameter `output`: `text` (what is printed without it), `json`, and any `others`."""
    kinds = click.Choice(["text", "json", *others])
    return click.option("--format", "output", type=kinds, default="text", help=N_("Cómo se imprime el resultado."))


class Day(click.ParamType[date]):
    """A day written as in ISO 8601."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # Any: click's own
        """The day, or a misuse that shows the form."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: AAAA-MM-DD", param, ctx)


DAY = Day()


def print_json(payload: dict[str, Any]) -> None:  # Any: JSON
    """Print one object with its schema number and nothing else; days and instants become ISO 8601."""
    click.echo(json.dumps({"schema": SCHEMA, **payload}, ensure_ascii=False, default=_json_value))


def _json_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _or_today(context: click.Context, _parameter: click.Parameter, value: date | None) -> date:
    return value or clock.today(company_settings(context))


def _opened(context: click.Context) -> CommandContext:
    settings = company_settings(context)
    database = Database(settings.database_url)
    context.call_on_close(database.dispose)
    return CommandContext(
        settings=settings,
        database=database,
        now=clock.clock(settings)(),
        today=clock.today(settings),
        actor=Actor(id=None, name=_command_name(context)),
    )


def _command_name(context: click.Context) -> str:
    """`workbench user add`, however the program was started."""
    names = []
    here: click.Context | None = context
    while here is not None and here.parent is not None:
        names.append(here.info_name or "")
        here = here.parent
    return " ".join(["workbench", *reversed(names)])


def _silent(done: int, total: int | None = None) -> None:
    """Nothing to show."""


class _Bar:
    def __init__(self, bar: Any) -> None:  # Any: click does not export the bar's class
        self._bar = bar

    def __call__(self, done: int, total: int | None = None) -> None:
        self._bar.length = total or self._bar.length
        self._bar.update(done - self._bar.pos)


class _Lines:
    """A line at the end and every few seconds, so that a log shows life and stays short."""

    def __init__(self, label: str, total: int | None) -> None:
        self._label = label
        self._total = total
        self._said_at = time.monotonic()

    def __call__(self, done: int, total: int | None = None) -> None:
        self._total = total or self._total
        if time.monotonic() - self._said_at < LINE_EVERY_SECONDS and done != self._total:
            return
        self._said_at = time.monotonic()
        of = f"/{self._total}" if self._total else ""
        click.echo(f"{self._label}: {done}{of}", err=True)
