"""`workbench promises`: promises with their state as of a day, computed from facts; nothing is changed."""

from datetime import date
from decimal import Decimal

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import PromiseState
from workbench.cli.context import CommandContext, Refused, date_option, format_option, print_json, with_database
from workbench.domain.promises import PromiseAsOf, promises_as_of
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

STATES = {
    PromiseState.OPEN: N_("abierta"),
    PromiseState.DUE: N_("vence hoy"),
    PromiseState.IN_GRACE: N_("en gracia"),
    PromiseState.KEPT: N_("cumplida"),
    PromiseState.PARTIAL: N_("parcial"),
    PromiseState.BROKEN: N_("incumplida"),
    PromiseState.CANCELLED: N_("anulada"),
    PromiseState.SUPERSEDED: N_("reemplazada"),
}


@click.command("promises", help=N_("Muestra las promesas con su estado a una fecha."))
@click.option("--portfolio", help=N_("Código de una cartera; sin él, todas."))
@click.option(
    "--state", type=click.Choice([state.value for state in PromiseState]), help=N_("Solo las que están en este estado.")
)
@date_option
@format_option()
@with_database
def promises(context: CommandContext, *, portfolio: str | None, state: str | None, on: date, output: str) -> None:
    """Print the promises."""
    with context.database.reading() as session:
        _refuse_unknown(session, portfolio)
        lines = promises_as_of(
            session, on=on, today=context.today, portfolio=portfolio, state=PromiseState(state) if state else None
        )
    if output == "json":
        print_json({"date": on, "promises": [_as_json(line) for line in lines]})
        return
    for line in lines:
        click.echo("\t".join(_as_text(context, line)))


def _refuse_unknown(session: Session, portfolio: str | None) -> None:
    known = sa.select(Portfolio.id).where(Portfolio.code == portfolio)
    if portfolio is not None and session.scalar(known) is None:
        raise Refused(N_("No hay ninguna cartera «%(code)s»."), code=portfolio)


def _as_json(line: PromiseAsOf) -> dict[str, object]:
    return {
        "id": line.id,
        "account": line.account,
        "customer": line.customer,
        "portfolio": line.portfolio,
        "plan": line.plan,
        "amount": line.amount,
        "currency": line.currency,
        "due_on": line.due_on,
        "made_at": line.made_at,
        "state": line.state.value,
        "counted": line.counted,
        "decided_on": line.decided_on,
    }


def _as_text(context: CommandContext, line: PromiseAsOf) -> tuple[str, ...]:
    places = decimals_of(line.currency)
    amounts = [str(Decimal(amount).scaleb(-places)) for amount in (line.counted, line.amount)]
    return (
        line.due_on.isoformat(),
        line.portfolio,
        line.customer,
        f"{amounts[0]}/{amounts[1]} {line.currency}",
        context.text(STATES[line.state]),
    )
