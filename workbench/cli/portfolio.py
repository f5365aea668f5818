"""`workbench portfolio`: lists portfolios and sets what queue and contact policy need of them."""

from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import click
from sqlalchemy.orm import Session

from models import Portfolio
from workbench.cli.context import DAY, CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.portfolios import Wanted, portfolio_lines, set_portfolio, set_teams
from workbench.domain.queue import WorkChange, set_work_policy
from workbench.kernel.days import day_of
from workbench.kernel.money import decimals_of
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
@click.option("--contact", help=N_("A dónde escribe el cliente sobre sus datos: correo, teléfono o dirección."))
@click.option(
    "--random-slice",
    type=click.FloatRange(0, 0.5),
    help=N_("Parte de las cuentas que ordena el azar y no el modelo: 0.03."),
)
@click.option(
    "--numbers-per-customer/--no-numbers-per-customer",
    default=None,
    help=N_("Dos clientes pueden tener facturas, pagos o gestiones del mismo número."),
)
@click.option(
    "--closed-day",
    "closed_days",
    multiple=True,
    help=N_("Día en que no se trabaja, como 2026-12-24; puede repetirse, y vacío los quita todos."),
)
@click.option("--least-overdue", help=N_("Vencido, menos lo que tiene a favor, desde el que se trabaja: 1.00."))
@click.option("--rest-days", type=int, help=N_("Días de descanso tras hablar con el titular."))
@click.option("--most-tries", type=int, help=N_("Intentos en siete días, a lo sumo."))
@click.option("--most-tries-a-day", type=int, help=N_("Intentos por día, a lo sumo."))
@click.option("--preventive-days", type=int, help=N_("Días antes del vencimiento en que ya se llama; 0: no."))
@click.option(
    "--call-share",
    type=float,
    help=N_("Parte de las cuentas que se llama al azar cada 14 días: 0.02; 0: ninguna."),
)
@click.option(
    "--no-call-share",
    type=float,
    help=N_("Parte de las cuentas que por azar no se llama durante 14 días: 0.02; 0: ninguna."),
)
@click.option("--from", "from_on", type=DAY, help=N_("Desde qué día rige quién se trabaja, AAAA-MM-DD; sin él, hoy."))
@click.option("--team", "teams", multiple=True, help=N_("Equipo que la trabaja; puede repetirse."))
@with_database
def set_values(  # noqa: PLR0913 - the options that are not values as they are
    context: CommandContext,
    /,
    *,
    code: str,
    currency: str | None,
    closed_days: tuple[str, ...],
    least_overdue: str | None,
    from_on: date | None,
    teams: tuple[str, ...],
    **given: Any,  # Any: the other options, by the names of `Wanted` and `WorkChange`
) -> None:
    """Set a portfolio's values."""
    of_work = {one.name for one in fields(WorkChange)}
    change = WorkChange(**{name: value for name, value in given.items() if name in of_work})
    wanted = Wanted(
        currency=currency.upper() if currency else None,
        closed_days=sorted({day for day in closed_days if day}) if closed_days else None,
        **{name: value for name, value in given.items() if name not in of_work},
    )
    is_work = least_overdue is not None or not change.is_empty()
    if not wanted.given() and not teams and not is_work:
        raise click.UsageError(context.text(N_("Diga qué ajustar: --preset, --capacity, --timezone…")))
    with context.database.writing() as session:
        row = set_portfolio(
            session, code, wanted=wanted, zone=context.settings.timezone, actor=context.actor, now=context.now
        )
        if teams:
            set_teams(session, row, teams=teams, actor=context.actor, now=context.now)
        lines = [_values_text(context, row)]
        if is_work:
            lines.append(_set_work(context, session, row, change=change, least_overdue=least_overdue, from_on=from_on))
    click.echo("\n".join(lines))  # only what was saved is said


def _set_work(  # noqa: PLR0913 - what is set, from when
    context: CommandContext,
    session: Session,
    row: Portfolio,
    *,
    change: WorkChange,
    least_overdue: str | None,
    from_on: date | None,
) -> str:
    """Set who is worked, and say it. An amount is written with a decimal point, in the portfolio's currency."""
    session.flush()
    if least_overdue is not None:
        change = replace(change, least_overdue=_minor_units(least_overdue, row.currency))
    today = day_of(context.now, row.timezone)
    first = from_on or today
    terms = set_work_policy(
        session, row, change=change, from_on=first, actor=context.actor, today=today, now=context.now
    )
    return context.text(
        N_(
            "Desde %(day)s: vencido desde %(least)s, descanso %(rest)s días, %(tries)s intentos en siete días y "
            "%(a_day)s por día, %(before)s días antes del vencimiento; al azar se llama el "
            "%(call)s %% de las cuentas y no se llama el %(no_call)s %%, cada 14 días."
        ),
        day=first,
        least=Decimal(terms.least_overdue).scaleb(-decimals_of(row.currency)),
        rest=terms.rest_days,
        tries=terms.most_tries,
        a_day=terms.most_tries_a_day,
        before=terms.preventive_days,
        call=f"{terms.call_share:.2%}".rstrip("%"),
        no_call=f"{terms.no_call_share:.2%}".rstrip("%"),
    )


def _minor_units(text: str, currency: str) -> int:
    try:
        amount = Decimal(text).scaleb(decimals_of(currency))
        whole = int(amount)
    except (ArithmeticError, ValueError):
        raise Refused(N_("«%(value)s» no es un monto, como 1.00."), value=text) from None
    if whole != amount:
        raise Refused(N_("«%(value)s» no es un monto, como 1.00."), value=text)
    return whole


def _values_text(context: CommandContext, row: Portfolio) -> str:
    return context.text(
        N_("%(code)s: %(currency)s, %(timezone)s, %(locale)s, política %(preset)s, capacidad %(capacity)s."),
        code=row.code,
        currency=row.currency,
        timezone=row.timezone,
        locale=row.locale,
        preset=row.preset,
        capacity=row.capacity,
    )
