"""The log of ranking decisions: for every customer of a built queue what was known, decided and allowed.

Work items are for the day and go; this stays, and only grows. What is called depends on it, so what comes in can be
read right only beside it: which model, which score and rank, whether chance placed the customer, and whether a call was
allowed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog
from models.enums import Lane, Slice
from workbench.domain.records import keep_blob, read_blob
from workbench.kernel.days import day_of

AT_ONCE = 200_000
"""Decisions in one artefact."""

LANES = (
    Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.LOCATE, Lane.PREVENTIVE, Lane.RESTING,
)  # fmt: skip
"""Lanes by the number that an artefact keeps. A new one is added at the end, or earlier artefacts would change."""
SLICES = tuple(Slice)
KINDS = {
    "account_id": "int64", "collector_id": "int64", "lane": "int64", "slice": "int64", "rank": "int64",
    "within_capacity": "bool", "allowed": "bool", "model_id": "int64", "propensity": "float64", "expected": "float64",
    "points": "float64",
}  # fmt: skip


class RankingDecision(NamedTuple):
    """One customer's place. No collector: a pool. No model: the points rule; then no propensity and no expectation."""

    account_id: int
    collector_id: int | None
    lane: Lane
    slice: Slice
    rank: int
    within_capacity: bool
    allowed: bool
    model_id: int | None
    propensity: float | None
    expected: float | None
    points: float


def is_open_on(callable_now: bool, callable_from: datetime | None, *, on: date, zone: str) -> bool:  # noqa: FBT001 - a column of the log
    """Whether a call is allowed at some hour of the day: now, or from an instant that falls on it."""
    return callable_now or (callable_from is not None and day_of(callable_from, zone) == on)


def log_decisions(  # noqa: PLR0913 - what, of which day, and what its rows name
    session: Session,
    rows: Sequence[Mapping[str, Any]],
    *,
    on: date,
    models: Mapping[str, int],
    zones: Mapping[int, str],
    now: datetime,
) -> None:
    """Keep what was decided when a day's queues were built.

    Args:
        session: A write session; the caller commits.
        rows: Of `models.WorkItem`, as built.
        on: The day of work.
        models: Ids of the models that the rows name.
        zones: Time zones of the portfolios that the rows name.
        now: Aware instant.

    """
    from scoring import columns  # noqa: PLC0415 - loads arrays, which only whoever builds queues needs

    for part, start in enumerate(range(0, len(rows), AT_ONCE)):
        some = rows[start : start + AT_ONCE]
        values = {name: _values(name, some, models) for name in KINDS if name != "allowed"}
        values["allowed"] = [
            is_open_on(row["callable"], row["callable_from"], on=on, zone=zones[row["portfolio_id"]]) for row in some
        ]
        content = columns.pack_values(values, kinds=KINDS)
        sha256 = keep_blob(session, content, media_type=columns.MEDIA_TYPE, now=now)
        session.add(DecisionLog(queue_on=on, built_at=now, rows=len(some), part=part, blob_sha256=sha256))


def decisions_of(session: Session, *, on: date) -> Iterator[RankingDecision]:
    """The decisions of the latest building of a day's queues."""
    from scoring import columns  # noqa: PLC0415 - as above

    latest = (
        sa.select(sa.func.max(DecisionLog.id))
        .where(DecisionLog.queue_on == on, DecisionLog.part == 0)
        .scalar_subquery()
    )
    parts = session.scalars(
        sa.select(DecisionLog.blob_sha256)
        .where(DecisionLog.queue_on == on, DecisionLog.id >= latest)
        .order_by(DecisionLog.part)
    )
    for sha256 in parts.all():
        found = columns.unpack_values(read_blob(session, sha256) or b"", kinds=KINDS)
        for row in zip(*(found[name] for name in KINDS), strict=True):
            yield _decision(dict(zip(KINDS, row, strict=True)))


def _values(name: str, rows: Sequence[Mapping[str, Any]], models: Mapping[str, int]) -> list[Any]:
    """A column: what is not there is 0 for an id and not a number for a figure."""
    if name == "lane":
        return [LANES.index(row["lane"]) for row in rows]
    if name == "slice":
        return [SLICES.index(row["slice"]) for row in rows]
    if name == "model_id":
        return [models.get(row["model"] or "", 0) for row in rows]
    if KINDS[name] == "float64":
        return [float("nan") if row[name] is None else float(row[name]) for row in rows]
    return [row[name] or 0 for row in rows]


def _decision(row: Mapping[str, Any]) -> RankingDecision:
    told = {
        **row,
        "lane": LANES[row["lane"]],
        "slice": SLICES[row["slice"]],
        "collector_id": row["collector_id"] or None,
        "model_id": row["model_id"] or None,
        **{name: None if row[name] != row[name] else row[name] for name in ("propensity", "expected")},
    }
    return RankingDecision(**told)
