"""`workbench queues` builds a day's queues, `workbench queue` prints them."""

import csv
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime, time, tzinfo
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, User
from models.enums import Lane
from workbench.cli.context import CommandContext, Refused, date_option, format_option, print_json, with_database
from workbench.domain.queue import (
    BAND,
    BuiltItem,
    ItemFacts,
    QueueReport,
    block_text,
    built_items,
    is_built,
    phrase_text,
    plain_money,
    plan_queues,
    save_queues,
    told_reasons,
)
from workbench.kernel.days import day_of
from workbench.kernel.text import N_

COLUMNS = (
    "rank", "account", "customer", "portfolio", "collector", "lane", "slice", "callable", "callable_from", "blocked_by",
    "resting_until", "resting_because", "propensity", "scorer", "model", "expected", "value", "gain", "balance",
    "overdue", "currency", "days_past_due", "reasons",
)  # fmt: skip


@click.command("queues", help=N_("Arma las colas de un día a partir del estado de ese día."))
@date_option
@format_option()
@with_database
def queues(context: CommandContext, *, on: date, output: str) -> None:
    """Build the day's queues: plan in a read session while people work, then write in one short transaction."""
    with context.progress(N_("Clientes"), output=output) as advance, context.database.reading() as session:
        plan = plan_queues(session, on=on, today=context.today, now=context.now, progress=advance)
    with context.database.writing() as session:
        report = save_queues(session, plan, now=context.now)
    if output == "json":
        print_json(asdict(report))
        return
    _print(context, report)


def _print(context: CommandContext, report: QueueReport) -> None:
    context.say(
        N_(
            "%(on)s: %(items)s clientes en cola, %(callable)s se pueden llamar ese día, "
            "%(capacity)s caben en la capacidad."
        ),
        on=report.on,
        items=report.items,
        callable=report.callable,
        capacity=report.within_capacity,
    )
    context.say(
        N_("%(kept)s ya trabajados siguen como estaban; %(left)s salieron de la cola."),
        kept=report.kept,
        left=report.left,
    )
    if report.items and report.lanes[Lane.RESTING.value] == report.items:
        context.say(N_("Ese día descansan todos: `workbench queue` dice por qué y hasta cuándo cada uno."))
    else:
        for code in report.all_resting:
            context.say(
                N_("%(code)s: ese día descansan todos: `workbench queue --portfolio %(code)s` dice por qué."), code=code
            )
    if report.by_model:
        context.say(N_("%(count)s los ordena un modelo; a los demás, las reglas."), count=report.by_model)
    for code in report.unscored:
        context.say(
            N_("%(code)s: ordenan las reglas, su modelo no tiene puntajes del día: `workbench score --date %(on)s`."),
            code=code,
            on=report.on,
        )
    if report.stale:
        context.say(
            N_("%(stale)s cuentas tienen el estado de otro día: ejecute antes `workbench standing --date %(on)s`."),
            stale=report.stale,
            on=report.on,
        )


@click.command("queue", help=N_("Imprime las colas armadas de un día, en orden."))
@click.option("--collector", metavar="EMAIL", help=N_("Solo la cola de esta persona."))
@click.option("--portfolio", metavar="P", help=N_("Solo esta cartera."))
@click.option("--at", metavar="INSTANT|HH:MM", help=N_("En el orden en que «siguiente» las daría a esa hora."))
@click.option("--limit", type=click.IntRange(min=1), help=N_("A lo sumo tantas cuentas."))
@date_option
@format_option("csv")
@with_database
def queue(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    on: date,
    collector: str | None,
    portfolio: str | None,
    at: str | None,
    limit: int | None,
    output: str,
) -> None:
    """Print the items of a day; those of today, and all with `at`, say whether a call may be made at that moment."""
    asked = _instant(at, on=on, zone=context.settings.zone) if at is not None else None
    now = asked or (context.now if on == context.today else None)
    with context.database.reading() as session:
        _refuse_unknown(session, collector=collector, portfolio=portfolio)
        items = built_items(
            session, on=on, collector=collector, portfolio=portfolio, limit=limit, now=now, as_next=asked is not None
        )
        if output != "json" and not is_built(session, on=on):
            unbuilt = N_("No hay colas armadas del %(on)s: ejecute antes `workbench queues --date %(on)s`.")
            click.echo(context.text(unbuilt, on=on), err=True)
        if output == "json":
            print_json({"date": on, "items": [item_json(item) for item in items]})
            return
        count = _print_csv(items) if output == "csv" else _print_text(context, items)
        if not count and is_built(session, on=on):
            click.echo(context.text(N_("Esa cola no tiene cuentas el %(on)s."), on=on), err=True)


HOUR = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


def _instant(text: str, *, on: date, zone: tzinfo) -> datetime:
    """An hour of the day of work in the company's zone, or an instant of that day with its offset."""
    try:
        found = datetime.combine(on, _hour(text), zone) if HOUR.fullmatch(text) else datetime.fromisoformat(text)
        is_of_day = found.tzinfo is not None and found.astimezone(zone).date() == on
    except (ValueError, OverflowError):
        is_of_day = False
    if not is_of_day:
        raise Refused(
            N_("«%(at)s» no es una hora de %(on)s: escriba 15:30 o un instante de ese día, 2026-11-20T15:30-05:00."),
            at=text,
            on=on,
        )
    return found


def _hour(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


# Any: JSON.
def item_json(item: BuiltItem) -> dict[str, Any]:
    """One item; `blocked_by` and `resting_because` have the rules' ids, `…_why` their words.

    `reasons` are exact, line by line; `told` are the sentences that screens show.
    """
    told = {name: value for name, value in asdict(item).items() if name in COLUMNS}
    return {
        **told,
        "lane": item.lane.value,
        "slice": item.slice.value,
        "blocked_by": [rule["id"] for rule in item.blocked_by],
        "blocked_why": [rule["text"] for rule in item.blocked_by],
        "best_from": item.best_from,
        "best_until": item.best_from + BAND if item.best_from is not None else None,
        "resting_until": item.rests_until,
        "resting_because": [rule["id"] for rule in item.resting_because],
        "resting_why": [rule["text"] for rule in item.resting_because],
        "state": item.state.value,
        "asked": item.asked,
        "points": item.points,
        "told": _told(item, str),
        "within_capacity": item.within_capacity,
    }


def _told(item: BuiltItem, translate: Callable[[str], str]) -> list[dict[str, Any]]:
    """One sentence for each family of reasons, in the order they are told, with what the family adds."""
    facts = ItemFacts(lane=item.lane, days_past_due=item.days_past_due)
    return [
        {
            "family": one.family,
            "contribution": one.contribution,
            "text": phrase_text(one.sentence, translate, lambda amount: plain_money(amount, item.currency)),
        }
        for one in told_reasons(item.reasons, facts)
    ]


def _refuse_unknown(session: Session, *, collector: str | None, portfolio: str | None) -> None:
    if collector is not None and session.scalar(sa.select(User.id).where(User.email == collector.lower())) is None:
        raise Refused(N_("No hay nadie con el correo %(email)s."), email=collector)
    if portfolio is not None and session.scalar(sa.select(Portfolio.id).where(Portfolio.code == portfolio)) is None:
        raise Refused(N_("No hay una cartera %(code)s."), code=portfolio)


def _print_csv(items: Iterator[BuiltItem]) -> int:
    """One line per item; lists are joined, and a cell that a spreadsheet would run as a formula is written as text.

    Returns how many there were.
    """
    count = 0
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for item in items:
        told = item_json(item)
        told["reasons"] = [f"{one['text']} ({one['contribution']:+})" for one in told["reasons"]]
        writer.writerow([_cell(told[name]) for name in COLUMNS])
        count += 1
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _rest(context: CommandContext, item: BuiltItem) -> str:
    """Why an item rests, and until which day where one is known; empty for one that is worked."""
    said = " ".join(block_text(rule, context.text) for rule in item.resting_because)
    if not said or item.rests_until is None:
        return said
    until = day_of(item.rests_until, item.timezone)
    return f"{said} {context.text(N_('Se retoma el %(day)s.'), day=until)}"


def _print_text(context: CommandContext, items: Iterator[BuiltItem]) -> int:
    count = 0
    for count, item in enumerate(items, start=1):  # noqa: B007 - how many there were is told
        reasons = _rest(context, item) or " · ".join(one["text"] for one in _told(item, context.text)[:3])
        owner = item.collector or f"[{item.portfolio}]"
        click.echo(f"{item.rank}\t{owner}\t{item.lane.value}\t{item.customer}\t{item.points:g}\t{reasons}")
    return count
