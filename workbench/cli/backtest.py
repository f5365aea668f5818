"""`workbench backtest`: replays history day by day and measures how well each order would have done."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from models import ModelVersion, Portfolio
from scoring.additive import Additive
from scoring.backtest import backtest as replay
from scoring.reading import read_history
from scoring.training import Trained
from workbench.cli.context import DAY, CommandContext, Refused, format_option, print_json, with_database
from workbench.domain.portfolios import portfolios_by_code
from workbench.domain.ranking import current_model, trouble_text
from workbench.domain.ranking.learning import (
    HORIZON,
    SHARE,
    ModelUnusable,
    accounts_as_reported,
    known_before,
    target_of,
    usable_model,
)
from workbench.kernel.text import N_

POPULATIONS = ("open", "overdue", "workable")


@dataclass(frozen=True)
class Asked:
    """The options: portfolio, population, days, horizon, share, and the model to test as it is."""

    portfolio: str
    population: str
    horizon: int
    share: float
    days: Sequence[date]
    frozen_of: str | None


@click.command("backtest", help=N_("Repite la historia día por día y mide cada forma de ordenar."))
@click.option("--from", "start", type=DAY, required=True, help=N_("Primer día, AAAA-MM-DD."))
@click.option("--to", "end", type=DAY, required=True, help=N_("Último día, AAAA-MM-DD."))
@click.option("--portfolio", metavar="P", help=N_("Código de la cartera; puede faltar si solo hay una."))
@click.option("--every", type=click.IntRange(1), default=7, show_default=True, help=N_("Días entre una prueba y otra."))
@click.option("--horizon", type=click.IntRange(1), default=HORIZON, show_default=True, help=N_("Días para pagar."))
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=SHARE,
    show_default=True,
    help=N_("Parte de lo que debe que cuenta como pago."),
)
@click.option(
    "--population", type=click.Choice(POPULATIONS), default="open", show_default=True, help=N_("Qué cuentas.")
)
@click.option("--frozen", is_flag=True, help=N_("Prueba el modelo que ordena hoy, sin entrenar otro."))
@click.option("--champion-of", metavar="P2", help=N_("Con --frozen, el modelo de otra cartera."))
@format_option()
@with_database
def backtest(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    start: date,
    end: date,
    portfolio: str | None,
    every: int,
    horizon: int,
    share: float,
    population: str,
    frozen: bool,
    champion_of: str | None,
    output: str,
) -> None:
    """Replay the days and print the figures."""
    if math.isnan(share):
        raise click.UsageError(context.text(N_("--share es una parte, mayor que 0 y hasta 1.")))
    if end < start:
        raise Refused(N_("El último día es anterior al primero."))
    if champion_of is not None and not frozen:
        raise click.UsageError(context.text(N_("--champion-of solo tiene sentido con --frozen.")))
    days = [start + timedelta(days=step) for step in range(0, (end - start).days + 1, every)]
    with context.database.reading() as session:
        code = _code(session, portfolio)
        asked = Asked(code, population, horizon, share, days, (champion_of or code) if frozen else None)
        replayed = _replayed(context, session, asked, output=output)
    if output == "json":
        print_json(replayed)
    else:
        _print(context, replayed)


def _code(session: Session, portfolio: str | None) -> str:
    codes = [row.code for row in portfolios_by_code(session, portfolio)]
    if portfolio is not None and not codes:
        raise Refused(N_("No hay ninguna cartera «%(code)s»."), code=portfolio)
    if len(codes) != 1:
        raise Refused(N_("Diga cuál cartera con --portfolio: hay %(count)s."), count=len(codes))
    return codes[0]


def _replayed(context: CommandContext, session: Session, asked: Asked, *, output: str) -> dict[str, Any]:  # Any: JSON
    (portfolio,) = portfolios_by_code(session, asked.portfolio)
    version = _frozen(session, asked)
    aim = target_of(portfolio, population=asked.population, horizon=asked.horizon, share=asked.share)
    over = known_before(portfolio, context.today)
    with context.progress(N_("Días"), output=output) as advance:
        history = read_history(
            session, portfolio_id=portfolio.id, until=over - timedelta(days=1), replay=accounts_as_reported
        )
        found = replay(
            history,
            aim,
            days=asked.days,
            over=over,
            lag=portfolio.posting_lag_days,
            frozen=_model(session, version) if version else None,
            progress=advance,
        )
    last = found.trainings[-1][1] if found.trainings else None
    return {
        "portfolio": portfolio.code,
        "population": asked.population,
        "horizon": asked.horizon,
        "share": asked.share,
        "frozen": version is not None,
        "model": version.name if version else None,
        "trained_until": version.trained_until if version else _until(last, asked, portfolio),
        "days": found.days,
        "pooled": found.pooled,
        "left_out": [{"date": one.day, "reason": one.reason} for one in found.left_out],
        "trainings": [_training_json(on, one) for on, one in found.trainings],
    }


def _training_json(on: date, one: Trained) -> dict[str, Any]:  # Any: JSON
    """`rung` is the public key of the model family."""
    return {
        "date": on,
        "rung": one.family.value,
        "rows": one.rows,
        "positives": one.positives,
        "rule": one.verdict.rule,
    }


def _until(trained: Trained | None, asked: Asked, portfolio: Portfolio) -> date | None:
    if trained is None or trained.last_day is None:
        return None
    return date.fromordinal(trained.last_day + asked.horizon - 1 + portfolio.posting_lag_days)


def _frozen(session: Session, asked: Asked) -> ModelVersion | None:
    if asked.frozen_of is None:
        return None
    owners = portfolios_by_code(session, asked.frozen_of)
    if not owners:
        raise Refused(N_("No hay ninguna cartera «%(code)s»."), code=asked.frozen_of)
    version = current_model(session, owners[0].id)
    if version is None:
        raise Refused(N_("En la cartera %(code)s ordenan las reglas: no hay modelo que probar."), code=asked.frozen_of)
    if version.trained_until > asked.days[0]:
        raise Refused(
            N_("El modelo %(model)s aprendió hasta el %(until)s: no se puede probar desde el %(start)s."),
            model=version.name,
            until=version.trained_until,
            start=asked.days[0],
        )
    return version


def _model(session: Session, version: ModelVersion) -> Additive:
    try:
        return usable_model(session, version)
    except ModelUnusable as wrong:
        text, values = trouble_text(wrong.trouble)
        raise Refused(text, **values) from wrong


def _print(context: CommandContext, replayed: dict[str, Any]) -> None:  # Any: JSON
    pooled = replayed["pooled"]
    context.say(
        N_("%(portfolio)s: %(days)s días, %(rows)s filas, pagó el %(rate)s."),
        portfolio=replayed["portfolio"],
        days=len(replayed["days"]),
        rows=pooled["rows"],
        rate=_percent(pooled["base_rate"]),
    )
    for name, figures in pooled["rankings"].items():
        money = "  ".join(_percent(figures["money"][top]) for top in ("10", "20", "50"))
        auc = "—" if figures["auc"] is None else f"{figures['auc']:.3f}"
        click.echo(f"{name:<14} AUC {auc:<6} 10/20/50 %  {money}")
    chances = pooled["rankings"].get("propensity")
    if chances is not None:
        context.say(
            N_("Pagos anunciados por cada pago que hubo: %(ratio)s en total, %(top)s en el primer décimo."),
            ratio=_times(chances["ratio"]),
            top=_times(chances["ratio_top10"]),
        )
    if replayed["left_out"]:
        context.say(N_("Días sin probar porque su plazo no ha terminado: %(count)s."), count=len(replayed["left_out"]))


def _times(ratio: float | None) -> str:
    return "—" if ratio is None else f"{ratio:.2f}"


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f} %"
