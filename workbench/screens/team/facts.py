"""The values that the templates of Equipo get: tiles, the funnel and the rows of the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import Portfolio
from workbench.domain.performance import KPIS, Definition, Kpi, Performance, PeriodFigures, collectors_named, measure
from workbench.folding import fold

TILES = ("collected", "contactability_worked", "rpc_rate", "promise_rate", "kept_rate", "organic_share")


@dataclass(frozen=True)
class Tile:
    """One figure with its definition; with one line per currency where there is money in it."""

    definition: Definition
    lines: tuple[Kpi, ...]


@dataclass(frozen=True)
class Row:
    """A collector's figures; no name where the work stands under no user's name."""

    name: str | None
    figures: PeriodFigures


def tiles(found: Performance) -> list[Tile]:
    """The figures above everything else."""
    return [_tile(KPIS[one], found) for one in TILES]


def collector_rows(session: Session, found: Performance, portfolios: Sequence[Portfolio]) -> list[Row]:
    """Every collector of the portfolios and everybody who did something in them, by name; last what has no user."""
    ids = [one for one in found.by_collector if one is not None]
    people = collectors_named(session, ids, [one.id for one in portfolios])
    rows = [Row(one.name, found.of(one.id)) for one in sorted(people, key=lambda one: (fold(one.name), one.id))]
    nameless = found.by_collector.get(None)
    return rows if nameless is None else [*rows, Row(None, nameless)]


def is_empty(figures: PeriodFigures) -> bool:
    """Whether nothing at all happened."""
    return not (figures.attempts or figures.promises or figures.matured or any(figures.collected.values()))


def _tile(definition: Definition, found: Performance) -> Tile:
    of: Sequence[str | None] = found.currencies if definition.by_currency else [None]
    return Tile(definition, tuple(measure(definition, found.total, currency=one) for one in of))
