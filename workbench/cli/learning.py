"""`workbench train` and `workbench score`: train the model of each portfolio, score its accounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import click
from sqlalchemy.orm import Session

from models import Portfolio
from scoring.features import usable
from workbench.cli.cluster import calculating
from workbench.cli.context import CommandContext, Refused, date_option, format_option, print_json, with_database
from workbench.domain.portfolios import portfolios_by_code
from workbench.domain.queue import worked_rule
from workbench.domain.ranking import (
    drift_text,
    drift_values,
    evidence_text,
    ladder_text,
    order_text,
    trouble_text,
    why_text,
)
from workbench.domain.ranking.learning import (
    TrainingReport,
    TrainingResult,
    prepare_scores,
    prepare_training,
    settle_scores,
    settle_training,
)
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_
from workbench.web.days import format_far_day

RULES = "rules"
"""What stands as the champion where no model ranks."""


@click.command("train", help=N_("Entrena el modelo que ordena la cola, lo prueba y lo pone a ordenar si es mejor."))
@click.option("--portfolio", metavar="P", help=N_("Código de una cartera; sin él, todas."))
@date_option
@format_option()
@with_database
def train(context: CommandContext, *, portfolio: str | None, on: date, output: str) -> None:
    """Train each portfolio, store each result in a transaction of its own, and print it."""
    reports = []
    with calculating(context):
        for code in _codes(context, portfolio):
            result = _prepared(context, code, on=on, output=output)
            with context.database.writing() as session:
                report = settle_training(session, result, now=context.now, actor=context.actor)
                reports.append(_as_json(context, report))
            if output != "json":
                _print(context, reports[-1])
    if output == "json":
        print_json({"date": on, **(reports[0] if len(reports) == 1 else {}), "trainings": reports})


def _codes(context: CommandContext, portfolio: str | None) -> Sequence[str]:
    with context.database.reading() as session:
        codes = [row.code for row in portfolios_by_code(session, portfolio)]
    if not codes and portfolio is not None:
        raise Refused(N_("No hay ninguna cartera «%(code)s»."), code=portfolio)
    if not codes:
        raise Refused(N_("No hay ninguna cartera: importe primero clientes y facturas."))
    return codes


def _portfolio(session: Session, code: str) -> Portfolio:
    (found,) = portfolios_by_code(session, code)
    return found


def _prepared(context: CommandContext, code: str, *, on: date, output: str) -> TrainingResult:
    with (
        context.progress(N_("Semanas leídas"), output=output) as advance,
        context.database.reading() as session,
    ):
        portfolio = _portfolio(session, code)
        return prepare_training(
            session, portfolio, on=on, progress=advance, rule=worked_rule(session, portfolio, on=on)
        )


def _as_json(context: CommandContext, report: TrainingReport) -> dict[str, Any]:  # Any: JSON
    text, values = why_text(report.why)
    model = report.model
    return {
        "portfolio": report.portfolio,
        "date": report.on,
        **report.report,
        "champion": report.champion,
        "promoted": report.promoted,
        "why": context.text(text, **values),
        "rule": report.why["rule"],
        "ladder": [_step_json(context, report, one) for one in report.report["ladder"]],
        "orders": [_order_json(context, one) for one in report.report.get("orders", [])],
        "drift": _drift_json(context, report.report.get("drift", {})),
        "model": None
        if model is None
        else {
            "id": model.name,
            "sha256": model.blob_sha256,
            "family": model.family.value,
            "features": [feature.name for feature in usable()],
            "trained_until": model.trained_until,
        },
    }


def _step_json(context: CommandContext, report: TrainingReport, step: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """A step of the ladder with its sentence, in which amounts are written in the portfolio's currency."""
    amounts = {
        name: _amount(amount, report.report["currency"])
        for name, amount in (("adds", step["values"].get("adds")), ("gain", step["gain"]))
        if amount is not None
    }
    text, values = ladder_text(step)
    return {
        **step,
        "why": context.text(text, **values | amounts),
        "evidence": _evidence_json(context, step["evidence"]),
    }


def _order_json(context: CommandContext, one: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """What the calls of an order add, with the order's name."""
    return {**one, "name": context.text(order_text(one["order"]))}


def _drift_json(context: CommandContext, found: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """The verdict on the latest weeks with its sentence."""
    return {**found, "text": context.text(drift_text(found), **drift_values(found))}


def _amount(amount: float, currency: str) -> str:
    return f"{Decimal(round(amount)).scaleb(-decimals_of(currency)):,} {currency}"


def _evidence_json(context: CommandContext, evidence: dict[str, Any] | None) -> dict[str, Any] | None:
    """The evidence clock of a step with its sentence."""
    if evidence is None:
        return None
    language, by = context.settings.locale, evidence["by"]
    written = None if by is None else format_far_day(date.fromisoformat(by), language=language)
    text, values = evidence_text(evidence, by=written)
    return {**evidence, "text": context.text(text, **values)}


def _print(context: CommandContext, report: dict[str, Any]) -> None:  # Any: JSON, see `_as_json`
    context.say(
        N_("%(portfolio)s: %(rows)s filas de aprendizaje, %(positives)s con pago. Ordena: %(champion)s."),
        portfolio=report["portfolio"],
        rows=report["rows"],
        positives=report["positives"],
        champion=report["champion"],
    )
    click.echo(f"  {report['why']}")
    for one in report["candidates"]:
        figures = (f"{one['auc']:.3f}", f"{one['log_loss']:.4f}", f"{one['money_top20']:.3f}")
        click.echo("  {:<9} AUC {}  log-loss {}  top 20 % {}".format(one["name"], *figures))
    for step in report["ladder"]:
        click.echo(f"  {step['value']:<9} {step['why']}")
        if step["evidence"]:
            click.echo(f"  {'':<9} {step['evidence']['text']}")
    _print_orders(context, report)
    if report["champion"] != RULES:  # no model ranks that could part from what happens
        click.echo(f"  {report['drift']['text']}")


def _print_orders(context: CommandContext, report: dict[str, Any]) -> None:  # Any: JSON, see `_as_json`
    if report["orders"]:
        context.say(N_("Lo que habría sumado cada llamada según el orden, con su margen:"))
    for one in report["orders"]:
        low, high = (_amount(end, report["currency"]) for end in one["interval"])
        click.echo(f"  {_amount(one['per_call'], report['currency']):>20}  [{low}, {high}]  {one['name']}")


@click.command("score", help=N_("Calcula el puntaje de cada cuenta con el modelo que ordena su cartera."))
@date_option
@format_option()
@with_database
def score(context: CommandContext, *, on: date, output: str) -> None:
    """Score each portfolio, store each set of scores in a transaction of its own, and print the counts."""
    printed = []
    codes = _codes(context, None)
    with context.progress(N_("Carteras"), output=output, total=len(codes)) as advance, calculating(context):
        for done, code in enumerate(codes, start=1):
            with context.database.reading() as session:
                scored = prepare_scores(session, _portfolio(session, code), on=on)
            with context.database.writing() as session:
                count = settle_scores(session, scored)
            why = trouble_text(scored.trouble) if scored.trouble else None
            printed.append(
                {
                    "portfolio": code,
                    "scorer": "model" if count else "rules",
                    "model": scored.model,
                    "scored": count,
                    "why": context.text(why[0], **why[1]) if why else None,
                }
            )
            advance(done, len(codes))
    if output == "json":
        print_json({"date": on, "portfolios": printed})
        return
    for one in printed:
        _print_scores(context, one)


def _print_scores(context: CommandContext, one: dict[str, Any]) -> None:  # Any: JSON
    if one["why"]:
        context.say(N_("%(portfolio)s: sin puntajes. %(why)s"), portfolio=one["portfolio"], why=one["why"])
    elif one["model"] is None:
        context.say(N_("%(portfolio)s: ordenan las reglas; ningún modelo las ha superado."), portfolio=one["portfolio"])
    else:
        context.say(
            N_("%(portfolio)s: %(count)s cuentas con puntaje de %(model)s."),
            portfolio=one["portfolio"],
            count=one["scored"],
            model=one["model"],
        )
