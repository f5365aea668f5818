"""`workbench kpis`: the figures of a period, with numerator and denominator; changes nothing."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, PortfolioTeam, Team, User
from workbench.cli.context import DAY, CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.performance import KPIS, EmptyPeriod, Kpi, KpiUnit, all_kpis, performance
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_


@dataclass(frozen=True)
class _Limits:
    """Whose figures: each limit is None where it was left out."""

    portfolio: str | None
    collector: str | None
    team: str | None


@click.command("kpis", help=N_("Muestra los indicadores de un período."))
@click.option("--from", "since", type=DAY, required=True, help=N_("Primer día, AAAA-MM-DD."))
@click.option("--to", "before", type=DAY, required=True, help=N_("Primer día que ya no entra, AAAA-MM-DD."))
@click.option("--portfolio", metavar="P", help=N_("Solo esta cartera."))
@click.option("--collector", metavar="EMAIL", help=N_("Solo lo de esta persona."))
@click.option("--team", metavar="T", help=N_("Solo las carteras que trabaja este equipo."))
@format_option()
@with_database
def kpis(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    since: date,
    before: date,
    portfolio: str | None,
    collector: str | None,
    team: str | None,
    output: str,
) -> None:
    """Print the figures."""
    with context.database.reading() as session:
        told = _kpis(session, _Limits(portfolio, collector, team), since=since, before=before, today=context.today)
    if output == "json":
        print_json({"from": since, "to": before, "kpis": [_as_json(context, kpi) for kpi in told]})
    else:
        _print_table([_as_text(context, kpi) for kpi in told])


def _kpis(session: Session, limits: _Limits, *, since: date, before: date, today: date) -> list[Kpi]:
    portfolios = _portfolios(session, limits)
    collector_id = _collector_id(session, limits.collector)
    try:
        found = performance(session, portfolios, since=since, before=before, today=today, with_balances=True)
    except EmptyPeriod:
        raise Refused(N_("El período está vacío: el día de --from va antes que el de --to.")) from None
    figures = found.total if collector_id is None else found.of(collector_id)
    return all_kpis(figures, found.currencies)


def _portfolios(session: Session, limits: _Limits) -> list[Portfolio]:
    wanted = sa.select(Portfolio).order_by(Portfolio.code)
    if limits.portfolio is not None:
        if session.scalar(sa.select(Portfolio.id).where(Portfolio.code == limits.portfolio)) is None:
            raise Refused(N_("No hay ninguna cartera «%(code)s»."), code=limits.portfolio)
        wanted = wanted.where(Portfolio.code == limits.portfolio)
    if limits.team is not None:
        team_id = session.scalar(sa.select(Team.id).where(Team.name == limits.team))
        if team_id is None:
            raise Refused(N_("No hay ningún equipo «%(name)s»."), name=limits.team)
        worked = sa.select(PortfolioTeam.portfolio_id).where(PortfolioTeam.team_id == team_id)
        wanted = wanted.where(Portfolio.id.in_(worked))
    return list(session.scalars(wanted))


def _collector_id(session: Session, email: str | None) -> int | None:
    if email is None:
        return None
    found = session.scalar(sa.select(User.id).where(User.email == email.lower()))
    if found is None:
        raise Refused(N_("No hay nadie con el correo %(email)s."), email=email)
    return found


def _as_json(context: CommandContext, kpi: Kpi) -> dict[str, object]:
    return {
        **asdict(kpi),
        "unit": kpi.unit.value,
        "formula": context.text(kpi.formula),
        "why_null": None if kpi.why_null is None else context.text(kpi.why_null),
    }


def _as_text(context: CommandContext, kpi: Kpi) -> tuple[str, ...]:
    """Id, value, what it is made of, and its name or why there is none."""
    of = "" if kpi.denominator is None else f"{_shown(kpi, kpi.numerator)} / {_shown(kpi, kpi.denominator)}"
    name = context.text(KPIS[kpi.id].name)
    why = "" if kpi.why_null is None else f": {context.text(kpi.why_null)}"
    return kpi.id, _value(kpi), kpi.currency or "", of, f"{name}{why}"


def _value(kpi: Kpi) -> str:
    if kpi.value is None:
        return "-"
    if kpi.unit is KpiUnit.RATIO:
        return f"{kpi.value:.1%}"
    if kpi.unit in {KpiUnit.PER_ACCOUNT, KpiUnit.DAYS}:
        return f"{kpi.value:.2f}"
    return _shown(kpi, int(kpi.value))


def _shown(kpi: Kpi, amount: int | None) -> str:
    if amount is None:
        return "-"
    return str(amount) if kpi.currency is None else str(Decimal(amount).scaleb(-decimals_of(kpi.currency)))


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Columns as wide as their longest cell; values on the right."""
    lines = list(rows)
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for name, value, currency, of, words in lines:
        cells = (name.ljust(widths[0]), value.rjust(widths[1]), currency.ljust(widths[2]), of.rjust(widths[3]), words)
        click.echo("  ".join(cells))
