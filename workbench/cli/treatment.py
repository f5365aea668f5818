"""`workbench treatment` prints who was to be called on a day, with what chance, and what was done."""

import csv
import sys
from datetime import date

import click

from workbench.cli.context import CommandContext, date_option, format_option, print_json, with_database
from workbench.domain.queue import Treatment, treatments_of
from workbench.kernel.text import N_


@click.command("treatment", help=N_("Imprime a quién se iba a llamar un día, con qué probabilidad, y qué se hizo."))
@click.option("--portfolio", metavar="P", help=N_("Solo esta cartera."))
@date_option
@format_option("csv")
@with_database
def treatment(context: CommandContext, *, on: date, portfolio: str | None, output: str) -> None:
    """One row for every account that could be worked that day: what the effect of a call is learned from."""
    with context.database.reading() as session:
        found = treatments_of(session, on=on, portfolio=portfolio)
        if output == "json":
            print_json({"date": on, "treatments": [one._asdict() for one in found]})
        elif output == "csv":
            writer = csv.writer(sys.stdout)
            writer.writerow(Treatment._fields)
            writer.writerows(found)
        else:
            called = list(found)
            context.say(
                N_(
                    "%(on)s: %(all)s cuentas se podían trabajar; %(offered)s se entregaron, %(attempted)s se llamaron, "
                    "en %(connected)s contestaron y con %(talked)s se habló."
                ),
                on=on,
                all=len(called),
                **{
                    name: sum(getattr(one, name) for one in called)
                    for name in ("offered", "attempted", "connected", "talked")
                },
            )
