"""`workbench standing`: the current standing of every account, computed again as of a day."""

from datetime import date

import click

from workbench.cli.context import CommandContext, date_option, format_option, print_json, with_database
from workbench.domain.ledger import Unapplied
from workbench.domain.standing import StandingReport, recompute_standing
from workbench.kernel.text import N_

SHOWN = 20
"""Reversals named one by one; JSON has all of the accounts that were replayed."""

WHY = {
    Unapplied.UNKNOWN_PAYMENT: N_("no se conoce el pago"),
    Unapplied.IS_A_REVERSAL: N_("eso ya es una reversa"),
    Unapplied.MORE_THAN_LEFT: N_("el monto es mayor que lo que queda del pago"),
    Unapplied.ALREADY_REVERSED: N_("el pago ya se había reversado"),
}


@click.command("standing", help=N_("Recalcula saldos, mora y promesas a una fecha. No borra nada."))
@date_option
@format_option()
@with_database
def standing(context: CommandContext, *, on: date, output: str) -> None:
    """Compute and print how many accounts were recomputed."""
    with context.progress(N_("Cuentas"), output=output) as advance, context.database.writes() as session:
        report = recompute_standing(session, on=on, today=context.today, commit=session.commit, progress=advance)
        session.commit()
    if output == "json":
        print_json({"date": on, **_as_json(report)})
    else:
        _say(context, report, on=on)


def _as_json(report: StandingReport) -> dict[str, object]:
    return {
        "accounts": report.accounts,
        "replayed": report.replayed,
        "promises_changed": report.promises_changed,
        "unapplied_reversals": [
            {"payment": one.payment_id, "external_id": one.external_id, "reason": one.reason.value}
            for one in report.unapplied
        ],
    }


def _say(context: CommandContext, report: StandingReport, *, on: date) -> None:
    context.say(
        N_("%(accounts)s cuentas al %(day)s, %(replayed)s con movimientos; promesas que cambiaron: %(changed)s."),
        day=on,
        accounts=report.accounts,
        replayed=report.replayed,
        changed=report.promises_changed,
    )
    if not report.unapplied:
        return
    context.say(N_("Reversas sin aplicar: %(count)s. Revíselas con quien las envió:"), count=len(report.unapplied))
    for one in report.unapplied[:SHOWN]:
        click.echo(f"{one.external_id}\t{context.text(WHY[one.reason])}")
