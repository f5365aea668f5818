"""`workbench portfolio`: lists portfolios and sets what queue and contact policy need of them."""

from dataclasses import asdict

import click

from models import Portfolio
from workbench.cli.context import CommandContext, format_option, print_json, with_database
from workbench.domain.portfolios import Wanted, portfolio_lines, set_portfolio, set_teams
from workbench.kernel.text import N_


@click.group("portfolio", help=N_("Muestra y ajusta las carteras."))
def portfolio() -> None:
    """Group of the commands about portfolios."""


@portfolio.command("list", help=N_("Muestra las carteras."))
@format_option()
@with_database
def list_portfolios(context: CommandContext, *, output: str) -> None:
    """Print every portfolio."""
    with context.database.reading() as session:
        lines = portfolio_lines(session)
    if output == "json":
        print_json({"portfolios": [asdict(line) for line in lines]})
        return
    for line in lines:
        data = context.text(N_("datos al %(day)s"), day=line.data_as_of) if line.data_as_of else ""
        shown = (
            line.code,
            line.name,
            line.currency,
            line.timezone,
            line.locale,
            line.preset,
            context.text(N_("capacidad %(count)s"), count=line.capacity),
            context.text(N_("%(count)s cuentas"), count=line.accounts),
            data,
        )
        click.echo("\t".join(shown).rstrip())


@portfolio.command("set", help=N_("Ajusta una cartera; con --currency crea la que no existe."))
@click.argument("code")
@click.option("--preset", help=N_("Política de contacto: CO, MX, CL, PE, US, STRICT…"))
@click.option(
    "--capacity",
    type=click.IntRange(max=100_000),
    help=N_("Cuentas por día hábil y gestor, o de la bolsa sin gestores."),
)
@click.option("--timezone", help=N_("Zona horaria, como America/Bogota."))
@click.option("--currency", help=N_("Moneda, código ISO 4217."))
@click.option("--locale", help=N_("Formato regional de montos y fechas, como es_CO."))
@click.option("--name", help=N_("Nombre que se muestra."))
@click.option("--creditor", help=N_("A nombre de quién se llama."))
@click.option(
    "--random-slice",
    type=click.FloatRange(0, 0.5),
    help=N_("Parte de las cuentas que ordena el azar y no el modelo: 0.03."),
)
@click.option(
    "--closed-day",
    "closed_days",
    multiple=True,
    help=N_("Día en que no se trabaja, como 2026-12-24; puede repetirse, y vacío los quita todos."),
)
@click.option("--team", "teams", multiple=True, help=N_("Equipo que la trabaja; puede repetirse."))
@with_database
def set_values(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    code: str,
    preset: str | None,
    capacity: int | None,
    timezone: str | None,
    currency: str | None,
    locale: str | None,
    name: str | None,
    creditor: str | None,
    random_slice: float | None,
    closed_days: tuple[str, ...],
    teams: tuple[str, ...],
) -> None:
    """Set a portfolio's values."""
    wanted = Wanted(
        preset=preset,
        capacity=capacity,
        timezone=timezone,
        currency=currency.upper() if currency else None,
        locale=locale,
        name=name,
        creditor=creditor,
        random_slice=random_slice,
        closed_days=sorted({day for day in closed_days if day}) if closed_days else None,
    )
    if not wanted.given() and not teams:
        raise click.UsageError(context.text(N_("Diga qué ajustar: --preset, --capacity, --timezone…")))
    with context.database.writing() as session:
        row = set_portfolio(
            session, code, wanted=wanted, zone=context.settings.timezone, actor=context.actor, now=context.now
        )
        if teams:
            set_teams(session, row, teams=teams, actor=context.actor, now=context.now)
        _print(context, row)


def _print(context: CommandContext, row: Portfolio) -> None:
    context.say(
        N_("%(code)s: %(currency)s, %(timezone)s, %(locale)s, política %(preset)s, capacidad %(capacity)s."),
        code=row.code,
        currency=row.currency,
        timezone=row.timezone,
        locale=row.locale,
        preset=row.preset,
        capacity=row.capacity,
    )
