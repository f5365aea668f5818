"""What the random part of a day's queue costs: how many accounts chance decided about, and the gain that was given up.

An account that the order would have called and chance leaves out costs its gain less that of the account which takes
its place: the last one within the day's capacity. One that chance puts within the capacity costs the gain of the first
account beyond it less its own. Where the capacity has room for all, nobody is displaced.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio, WorkItem
from models.enums import Lane, Slice, WorkState
from workbench.domain.queue.log.decisions import open_on_condition
from workbench.domain.queue.reading import is_built
from workbench.kernel.text import N_

DRAWN = (Slice.CALL_ARM, Slice.NO_CALL_ARM, Slice.RANDOM)


class QueueEdge(NamedTuple):
    """The gains at the edge of a queue's capacity, by the order alone: the last within it and the first beyond it.

    None: nobody is there.
    """

    last_in: int | None = None
    first_out: int | None = None


class DrawnAccount(NamedTuple):
    """An account that chance decided about. `gain` is what a call is worth, in minor units."""

    slice: Slice
    gain: int
    within_capacity: bool


@dataclass(frozen=True)
class ArmsToday:
    """The random part of a portfolio's queue today. Amounts are minor units.

    `accounts` and `cost` are by slice. `gain` is what the day's calls would bring by the order alone. `value` is the
    rung by which a model ranks; None where the points rule does, whose gain is no amount: then nothing is counted.
    """

    is_built: bool = False
    value: str | None = None
    accounts: Mapping[Slice, int] = field(default_factory=dict)
    cost: Mapping[Slice, int] = field(default_factory=dict)
    gain: int = 0

    @property
    def drawn(self) -> int:
        """How many accounts chance decides about."""
        return sum(self.accounts.get(one, 0) for one in DRAWN)

    @property
    def total(self) -> int:
        """What all slices cost together."""
        return sum(self.cost.values())

    @property
    def share(self) -> float | None:
        """The cost as a share of what the day's calls would bring; None where they bring nothing."""
        return self.total / self.gain if self.gain > 0 else None


def cost_of(account: DrawnAccount, edge: QueueEdge) -> int:
    """The gain that is given up because chance decided about an account, never below 0."""
    if account.within_capacity:
        return max(edge.first_out - account.gain, 0) if edge.first_out is not None else 0
    if edge.first_out is None:  # there is room for all: nobody takes its place
        return max(account.gain, 0)
    return max(account.gain - edge.last_in, 0) if edge.last_in is not None else 0


def arms_text(today: ArmsToday, *, has_shares: bool) -> tuple[str, tuple[str, ...]]:
    """What the random part costs, marked for translation, and which values fill it: `cost`, `share`.

    Args:
        today: As counted.
        has_shares: Whether the portfolio sets accounts apart for one of the two arms.

    """
    of_nobody = _why_nobody(today, has_shares=has_shares)
    if of_nobody is not None:
        return of_nobody, ()
    if today.value is None:
        return _BY_RULES, ()
    if not today.total or today.share is None:
        return _FREE, ()
    return _COSTS.get(today.value, _COSTS["points"]), ("cost", "share")


def _why_nobody(today: ArmsToday, *, has_shares: bool) -> str | None:
    """Why chance decides about nobody today; None where it decides about somebody."""
    if not has_shares:
        return _NO_ARMS
    if not today.is_built:
        return _NOT_BUILT
    if not today.accounts:
        return _NONE_RANKED
    return None if today.drawn else _NOBODY


_NO_ARMS = N_(
    "En esta cartera no se aparta ninguna cuenta para llamarla o dejar de llamarla por azar: no se sabrá qué agrega una"
    " llamada, porque se llama a las cuentas que el orden pone primero y no queda con quién compararlas."
)
_NOT_BUILT = N_("La cola de hoy todavía no está armada: al armarla se sabrá por cuántas cuentas decide el azar.")
_NONE_RANKED = N_("Hoy no hay cuentas de esta cartera que ordenar: el azar no decide por ninguna.")
_NOBODY = N_("Hoy el azar no decide por ninguna cuenta: la cartera es pequeña para la parte que se aparta.")
_BY_RULES = N_(
    "Cuánto cuesta se sabrá cuando ordene un modelo: las reglas dan una prioridad, no un monto. Es lo que permitirá"
    " saber qué agrega una llamada."
)
_FREE = N_("Hoy no cuesta nada que se note, y es lo que permite saber qué agrega una llamada.")
_COSTS = {
    "effect": N_(
        "Cuesta unos %(cost)s al día, el %(share)s de lo que agregan las llamadas, y es lo que permite saber qué agrega"
        " una llamada."
    ),
    "if_called": N_(
        "Cuesta unos %(cost)s al día, el %(share)s de lo que se espera que entre de las cuentas que se llaman, y es lo"
        " que permite saber qué agrega una llamada."
    ),
    "points": N_(
        "Cuesta a lo sumo unos %(cost)s al día, el %(share)s de lo que se espera cobrar de las cuentas que se llaman, y"
        " es lo que permite saber qué agrega una llamada."
    ),
}


def arms_today(session: Session, portfolio: Portfolio, *, on: date) -> ArmsToday:
    """Count the random part of a portfolio's queue of a day. Two queries."""
    edges, accounts, value, within = _edges(session, portfolio, on=on)
    cost: Counter[Slice] = Counter()
    for collector_id, account in _drawn(session, portfolio, on=on):
        cost[account.slice] += cost_of(account, edges[collector_id])
    return ArmsToday(
        is_built=bool(accounts) or is_built(session, on=on),
        value=value,
        accounts=accounts,
        cost=dict(cost) if value is not None else {},
        gain=within + sum(cost.values()),
    )


def _edges(
    session: Session, portfolio: Portfolio, *, on: date
) -> tuple[dict[int | None, QueueEdge], dict[Slice, int], str | None, int]:
    """By collector the edge of their queue; accounts by slice; the rung; and the gain of who is within the capacity."""
    by_order, within = WorkItem.slice == Slice.MODEL, WorkItem.within_capacity
    is_open = open_on_condition(on=on, zone=portfolio.timezone)
    rows = session.execute(
        sa.select(
            WorkItem.collector_id,
            WorkItem.slice,
            sa.func.count(),
            sa.func.min(sa.case((sa.and_(by_order, within), WorkItem.gain))),
            sa.func.max(sa.case((sa.and_(by_order, sa.not_(within), is_open), WorkItem.gain))),
            sa.func.coalesce(sa.func.sum(sa.case((within, WorkItem.gain))), 0),
            sa.func.max(sa.case((WorkItem.scorer == "model", WorkItem.value))),
        )
        .where(_ranked(portfolio, on=on))
        .group_by(WorkItem.collector_id, WorkItem.slice)
    ).all()
    edges: dict[int | None, QueueEdge] = defaultdict(QueueEdge)
    accounts: Counter[Slice] = Counter()
    for collector_id, slice_, count, last_in, first_out, _, _ in rows:
        accounts[slice_] += count
        if slice_ is Slice.MODEL:
            edges[collector_id] = QueueEdge(last_in, first_out)
    value = max((row[6] for row in rows if row[6] is not None), default=None)
    return edges, dict(accounts), value, sum(int(row[5]) for row in rows)


def _drawn(session: Session, portfolio: Portfolio, *, on: date) -> Iterable[tuple[int | None, DrawnAccount]]:
    found = session.execute(
        sa.select(WorkItem.collector_id, WorkItem.slice, WorkItem.gain, WorkItem.within_capacity).where(
            _ranked(portfolio, on=on), WorkItem.slice.in_(DRAWN), open_on_condition(on=on, zone=portfolio.timezone)
        )
    )
    for collector_id, slice_, gain, within in found:
        yield collector_id, DrawnAccount(slice_, gain or 0, within)


def _ranked(portfolio: Portfolio, *, on: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        WorkItem.queue_on == on,
        WorkItem.portfolio_id == portfolio.id,
        WorkItem.lane == Lane.RANKED,
        WorkItem.state != WorkState.GONE,
    )
