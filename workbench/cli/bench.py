"""`workbench bench`: our speed as ratios to floors measured in the same run."""

import click
import sqlalchemy as sa

from models import Database
from workbench.bench.all_figures import ALONE, BENCHMARKS, NAMED, WITHOUT_CALLS, measured
from workbench.bench.measure import Figure
from workbench.bench.stage import stage
from workbench.cli.context import Refused, format_option, print_json, settings_of
from workbench.kernel.text import N_
from workbench.language import translate

CUSTOMERS = 10_000
QUIET_CORES = 0.25
"""With more than this of another's load, a figure says more about the neighbour."""


@click.command("bench", help=N_("Mide la velocidad contra su piso, con datos inventados en una base temporal."))
@click.argument("name", required=False, type=click.Choice([*BENCHMARKS, *ALONE, *NAMED]))
@click.option(
    "--customers",
    type=click.IntRange(1_000, 1_000_000),
    default=CUSTOMERS,
    show_default=True,
    help=N_("Clientes inventados."),
)
@click.option("--database", "url", help=N_("Una base de datos vacía en lugar de la temporal."))
@format_option()
@click.pass_context
def bench(context: click.Context, *, name: str | None, customers: int, url: str | None, output: str) -> None:
    """Measure and print each figure with its floor and ratio."""
    settings = settings_of(context)
    locale = settings.locale
    if url:
        _refuse_used(url)
    with_calls = name not in WITHOUT_CALLS
    with stage(
        url, customers=customers, with_files=name not in ALONE, with_calls=with_calls, settings=settings
    ) as prepared:
        if output == "json":
            print_json({"figures": [_as_json(figure) for figure in measured(prepared, name)]})
            return
        columns = (N_("medida"), N_("nuestro"), N_("piso"), N_("veces"), N_("meta"), N_("otra carga"))
        head = [translate(column, locale) for column in columns]
        click.echo(f"{head[0]:<18}{head[1]:>14}{head[2]:>14}{head[3]:>9}{head[4]:>7}{head[5]:>13}")
        for figure in measured(prepared, name):
            click.echo(_line(figure))


def _refuse_used(url: str) -> None:
    """Refuse a database that holds customers: made-up ones must not be added to real ones."""
    database = Database(url)
    try:
        if set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}:
            raise Refused(N_("Esa base de datos no está vacía: use una nueva, que después se pueda borrar."))
    finally:
        database.dispose()


def _line(figure: Figure) -> str:
    target = f"{figure.target:.0f}x" if figure.target else "–"
    load = "?" if figure.other_cores is None else f"{figure.other_cores:.2f}"
    loud = " !" if (figure.other_cores or 0) > QUIET_CORES else ""
    notes = "  ".join(f"{value:,.{2 if value < 100 else 0}f} {unit}" for unit, value in figure.notes.items())
    ours, floor = (f"{value:.2f} {figure.unit}" for value in (figure.ours, figure.floor))
    return f"{figure.name:<18}{ours:>14}{floor:>14}{figure.ratio:>8.1f}x{target:>7}{load:>13}{loud:<2}  {notes}"


def _as_json(figure: Figure) -> dict[str, object]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "ours": figure.ours,
        "floor": figure.floor,
        "ratio": figure.ratio,
        "target": figure.target,
        "other_cores": figure.other_cores,
        "notes": figure.notes,
    }
