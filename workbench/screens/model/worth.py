"""What the calls of other orders would have brought on one's own history, and why that cannot always be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from workbench.domain.ranking import ladder_text, order_text
from workbench.queries.model import ModelFile
from workbench.screens.model.intervals import Interval, drawn
from workbench.screens.model.ladder import amount, figure, ranking_value
from workbench.web.words import say

REFERENCE = "random"


@dataclass(frozen=True)
class OrderLine:
    """An order: what each of its calls would have added, the ends of its interval, and its drawing."""

    name: str
    ranks: bool
    per_call: str
    low: str
    high: str
    mark: Interval | None


@dataclass(frozen=True)
class OrdersBox:
    """What can be said in a sentence, and each order; no orders where the history cannot tell."""

    says: str
    lines: Sequence[OrderLine]


def orders_box(file: ModelFile) -> OrdersBox | None:
    """The orders of the last training; None where none was judged nor refused."""
    report = file.training.report if file.training is not None else {}
    orders: Sequence[Mapping[str, Any]] = report.get("orders", [])
    if not orders:
        steps = report.get("ladder", [])
        return OrdersBox(_refusal(steps[-1]), []) if steps and "orders" in report else None
    ranking = ranking_value(file)
    ends = [end for one in orders for end in one["interval"]]
    scale = (min(0.0, *ends), max(0.0, *ends))
    lines = [_line(one, file, ranks=one["order"] == ranking, scale=scale) for one in orders]
    return OrdersBox(_sentence(orders, ranking, file), lines)


def _line(
    one: Mapping[str, Any],  # Any: JSON
    file: ModelFile,
    *,
    ranks: bool,
    scale: tuple[float, float],
) -> OrderLine:
    low, high = one["interval"]
    return OrderLine(
        name=gettext(order_text(one["order"])),
        ranks=ranks,
        per_call=amount(one["per_call"], file.portfolio),
        low=amount(low, file.portfolio),
        high=amount(high, file.portfolio),
        mark=drawn((low, one["per_call"], high), scale=scale, against=0.0),
    )


def _refusal(step: Mapping[str, Any]) -> str:  # Any: JSON
    text, values = ladder_text(step, figure=figure)
    return gettext("No se puede saber qué habría traído otro orden. %(why)s", why=say(text, values))


def _sentence(orders: Sequence[Mapping[str, Any]], ranking: str | None, file: ModelFile) -> str:
    """What ranks against calling by chance, and whether luck explains the difference."""
    by_name = {one["order"]: one for one in orders}
    ours, chance = by_name.get(ranking or ""), by_name.get(REFERENCE)
    if ours is None or chance is None:
        return gettext("Cuánto habría sumado cada llamada en los días de prueba, según a quién se llama primero.")
    values = {"ours": amount(ours["per_call"], file.portfolio), "chance": amount(chance["per_call"], file.portfolio)}
    more = ours.get("more_than_random")
    if more is not None and more[0] > 0:
        return gettext(
            "En los días de prueba el orden que rige habría sumado %(ours)s por llamada y llamar al azar, %(chance)s:"
            " la diferencia es más de lo que explica la suerte.",
            **values,
        )
    return gettext(
        "En los días de prueba el orden que rige habría sumado %(ours)s por llamada y llamar al azar, %(chance)s. Con"
        " las llamadas que se conocen, la diferencia puede ser suerte.",
        **values,
    )
