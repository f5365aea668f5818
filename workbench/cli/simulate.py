"""`workbench simulate`: live made-up call centres in several orders of work and compare what comes in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from scoring.arms import MOST_SHARE
from workbench.cli.context import CommandContext, format_option, print_json, with_any_database
from workbench.kernel.text import N_
from workbench.simulate.compare import QUEUE, Comparison, Lived, compared, lives_of
from workbench.simulate.orders import PlainOrder
from workbench.simulate.plot import plot
from workbench.simulate.worlds import WORLDS, WorldPlan, scaled

DEFAULT_ORDERS = (
    PlainOrder.RANDOM, PlainOrder.BALANCE, PlainOrder.OLDEST, PlainOrder.NEWEST, PlainOrder.CHANCE, PlainOrder.BEST,
    PlainOrder.BEST_HOUR, QUEUE,
)  # fmt: skip


class _Listed(click.ParamType[tuple[Any, ...]]):
    """Values separated by commas, each read by `read`."""

    name = "list"

    def __init__(self, read: Callable[[str], Any], allowed: Iterable[str] = ()) -> None:  # Any: what `read` gives
        self.read, self.allowed = read, tuple(allowed)

    def convert(
        self,
        value: Any,  # Any: as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[Any, ...]:
        if isinstance(value, tuple):
            return value
        texts = [text.strip() for text in value.split(",") if text.strip()]
        wrong = [text for text in texts if self.allowed and text not in self.allowed]
        try:
            found = tuple(dict.fromkeys(self.read(text) for text in texts))
        except ValueError:
            found, wrong = (), texts
        if wrong or not found:
            self.fail(f"{', '.join(wrong) or value!r}: {', '.join(self.allowed) or '1,2,3'}", param, ctx)
        return found


@click.command("simulate", help=N_("Vive centros de llamadas inventados con la cola del producto y compara órdenes."))
@click.option("--world", "worlds", type=_Listed(str, WORLDS), default=tuple(WORLDS), help=N_("Mundos, con comas."))
@click.option("--days", type=click.IntRange(1, 366), default=60, help=N_("Días que se viven después de la historia."))
@click.option("--seeds", type=_Listed(int), default=(1, 2, 3), help=N_("Semillas de la suerte, como 1,2,3."))
@click.option(
    "--orders", type=_Listed(str, (*PlainOrder, QUEUE)), default=DEFAULT_ORDERS,
    help=N_("Órdenes que se comparan; queue es la del producto."),
)  # fmt: skip
@click.option(
    "--customers",
    type=click.IntRange(20, 50_000),
    default=1_200,
    help=N_("Clientes de cada mundo; las llamadas, en proporción."),
)
@click.option(
    "--arms",
    type=(float, float),
    default=(0.02, 0.02),
    help=N_("Partes de las cuentas que la cola llama y no llama al azar, como 0.02 0.02."),
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, help=N_("Vidas que se viven a la vez."))
@click.option("--plot", "drawn", type=click.Path(path_type=Path, dir_okay=False), help=N_("Archivo SVG con el dibujo."))
@format_option()
@with_any_database
def simulate(  # noqa: PLR0913 - one parameter per option
    context: CommandContext,
    *,
    worlds: tuple[str, ...],
    days: int,
    seeds: tuple[int, ...],
    orders: tuple[str, ...],
    customers: int,
    arms: tuple[float, float],
    processes: int,
    drawn: Path | None,
    output: str,
) -> None:
    """Live every world with every seed, and print how each order did."""
    if not (min(arms) >= 0 and sum(arms) <= MOST_SHARE):
        raise click.UsageError(context.text(N_("--arms: dos partes que juntas no pasan de 0.5, como 0.02 0.02.")))
    plans = [replace(scaled(WORLDS[world], customers), arms=arms) for world in worlds]
    wanted = tuple(dict.fromkeys((PlainOrder.RANDOM.value, PlainOrder.BEST.value, *map(str, orders))))
    lived: list[Lived] = []
    with context.progress(N_("Vidas"), output=output) as advance:
        for done, part in enumerate(_lives(plans, seeds, days=days, orders=wanted, processes=processes), start=1):
            lived.extend(part)
            advance(done, len(worlds) * len(seeds))
    found = [one for plan in plans for one in compared(lived, plan, orders=wanted)]
    if drawn is not None:
        drawn.write_text(plot(found), encoding="utf-8")
    if output == "json":
        print_json(
            {"days": days, "customers": customers, "seeds": list(seeds), "orders": [_as_json(one) for one in found]}
        )
        return
    for one in found:
        click.echo(_line(one))


def _lives(
    plans: Sequence[WorldPlan], seeds: Sequence[int], *, days: int, orders: Sequence[str], processes: int
) -> Iterator[list[Lived]]:
    tasks = [partial(lives_of, plan, seed=seed, days=days, orders=orders) for plan in plans for seed in seeds]
    if processes == 1:
        yield from (task() for task in tasks)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from (one.result() for one in as_completed([pool.submit(task) for task in tasks]))


def _as_json(one: Comparison) -> dict[str, Any]:  # Any: JSON
    return {
        "world": one.world, "order": one.order, "money": one.money, "currency": one.currency,
        "over_random": one.over_random, "gap_closed": one.gap, "gap_sd": one.gap_sd, "calls": one.calls,
        "not_overdue": one.not_overdue, "within_rest": one.within_rest, "dead": one.dead,
        "values": dict(one.values), "lanes": dict(one.lanes), "effect_said": one.said, "effect_true": one.true,
    }  # fmt: skip


def _line(one: Comparison) -> str:
    gap = "–" if one.gap is None else f"{one.gap:+.2f} ± {one.gap_sd or 0:.2f}"
    over = "–" if one.over_random is None else f"{one.over_random:+.1%}"
    wasted = f"{one.not_overdue:.1%} / {one.within_rest:.1%} / {one.dead:.1%}"
    said = "" if one.said is None else f"   {one.said:.3f} / {one.true or 0:.3f}"
    return f"{one.world:14}{one.order:12}{over:>8}   {gap:>15}   {one.calls:7d}   {wasted}{said}"
