"""The log of ranking decisions: for every customer of a built queue what was known, decided and allowed.

Work items are for the day and go; this stays, and only grows. What is called depends on it, so what comes in can be
read right only beside it: which model, which score and rank, whether chance placed the customer, and whether a call was
allowed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog, WorkItem
from models.enums import Lane, Slice
from scoring.arms import SLICES
from workbench.domain.records import decision_artefacts, keep_blob
from workbench.kernel.days import day_of, end_of_day, start_of_day

AT_ONCE = 200_000
"""Decisions in one artefact."""

LANES = (
    Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.LOCATE, Lane.PREVENTIVE, Lane.RESTING,
)  # fmt: skip
"""Lanes by the number that an artefact keeps. A new one is added at the end, or earlier artefacts would change."""
_LANE_NUMBERS = {lane: number for number, lane in enumerate(LANES)}
_SLICE_NUMBERS = {one: number for number, one in enumerate(SLICES)}


class RankingDecision(NamedTuple):
    """One customer's place. No collector: a pool. No model: the points rule; then no propensity and no expectation.

    `chance`: with which it was to be called, of what is ranked and may be called. `tries`: in the seven days before.
    `since_talk`: days since the last conversation. `rests_until`: the first instant at which who rests is worked again.
    None: there is none, or the decision is older than the column.
    """

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
    chance: float | None = None
    tries: int = 0
    since_talk: int | None = None
    rests_until: datetime | None = None


def open_on_condition(*, on: date, zone: str) -> sa.ColumnElement[bool]:
    """`is_open_on` on rows of `models.WorkItem` whose portfolio is in a zone."""
    opens = WorkItem.callable_from
    return sa.or_(WorkItem.callable, sa.and_(opens >= start_of_day(on, zone), opens <= end_of_day(on, zone)))


def is_open_on(callable_now: bool, callable_from: datetime | None, *, on: date, zone: str) -> bool:  # noqa: FBT001 - a column of the log
    """Whether a call is allowed at some hour of the day: now, or from an instant that falls on it."""
    return callable_now or (callable_from is not None and day_of(callable_from, zone) == on)


class LoggedItem(Protocol):
    """What is logged of an item as it was built."""

    @property
    def account_id(self) -> int: ...  # noqa: D102 - a column
    @property
    def collector_id(self) -> int | None: ...  # noqa: D102 - a column
    @property
    def lane(self) -> Lane: ...  # noqa: D102 - a column
    @property
    def slice(self) -> Slice: ...  # noqa: D102 - a column
    @property
    def rank(self) -> int: ...  # noqa: D102 - a column
    @property
    def within_capacity(self) -> bool: ...  # noqa: D102 - a column
    @property
    def is_open(self) -> bool: ...  # noqa: D102 - whether a call is allowed at some hour of the day
    @property
    def model_id(self) -> int | None: ...  # noqa: D102 - of the model that ranked
    @property
    def propensity(self) -> float | None: ...  # noqa: D102 - a column
    @property
    def expected(self) -> int | None: ...  # noqa: D102 - a column
    @property
    def points(self) -> float: ...  # noqa: D102 - a column
    @property
    def chance(self) -> float | None: ...  # noqa: D102 - with which it was to be called
    @property
    def tries(self) -> int: ...  # noqa: D102 - in seven days
    @property
    def since_talk(self) -> int | None: ...  # noqa: D102 - days since the last conversation
    @property
    def rests_until(self) -> datetime | None: ...  # noqa: D102 - a column


def log_decisions(session: Session, rows: Sequence[LoggedItem], *, on: date, now: datetime) -> None:
    """Keep what was decided when a day's queues were built.

    Args:
        session: A write session; the caller commits.
        rows: The items as built.
        on: The day of work.
        now: Aware instant.

    """
    from scoring import columns  # noqa: PLC0415 - loads arrays, which only whoever builds queues needs
    from scoring.decisions import KINDS  # noqa: PLC0415 - as above

    for part, start in enumerate(range(0, len(rows), AT_ONCE)):
        some = rows[start : start + AT_ONCE]
        content = columns.pack_values({name: _values(name, kind, some) for name, kind in KINDS.items()}, kinds=KINDS)
        sha256 = keep_blob(session, content, media_type=columns.MEDIA_TYPE, now=now)
        session.add(DecisionLog(queue_on=on, built_at=now, rows=len(some), part=part, blob_sha256=sha256))


def decisions_of(session: Session, *, on: date) -> Iterator[RankingDecision]:
    """The decisions of the latest building of a day's queues."""
    return _decisions(decision_artefacts(session, on=on, only_latest=True))


def first_decisions_of(session: Session, *, on: date) -> Iterator[RankingDecision]:
    """For every account the first decision of a day in which it was worked, or its first: before anybody was called.

    A later building knows what was done meanwhile: who was called by then rests.
    """
    found: dict[int, RankingDecision] = {}
    for one in _decisions(decision_artefacts(session, on=on)):
        if one.account_id not in found or (found[one.account_id].lane is Lane.RESTING and one.lane is not Lane.RESTING):
            found[one.account_id] = one
    return iter(found.values())


def _decisions(artefacts: Iterable[bytes]) -> Iterator[RankingDecision]:
    from scoring import columns  # noqa: PLC0415 - as above
    from scoring.decisions import KINDS, KINDS_BEFORE  # noqa: PLC0415 - as above

    for content in artefacts:
        found = columns.unpack_values(content, kinds=KINDS, older=KINDS_BEFORE)
        for row in zip(*found.values(), strict=True):
            yield _decision(dict(zip(found, row, strict=True)))


_NOT_A_NUMBER = float("nan")


def _values(name: str, kind: str, rows: Sequence[LoggedItem]) -> list[Any]:
    """A column: what is not there is 0 for an id and not a number for a figure."""
    if name == "lane":
        return [_LANE_NUMBERS[row.lane] for row in rows]
    if name == "slice":
        return [_SLICE_NUMBERS[row.slice] for row in rows]
    if name == "rests_until":
        return [int(row.rests_until.timestamp()) if row.rests_until else 0 for row in rows]
    values = map(attrgetter("is_open" if name == "allowed" else name), rows)
    absent = _NOT_A_NUMBER if kind == "float64" else 0
    return [absent if value is None else value for value in values]


def _decision(row: Mapping[str, Any]) -> RankingDecision:
    told = {
        **row,
        "lane": LANES[row["lane"]],
        "slice": SLICES[row["slice"]],
        "collector_id": row["collector_id"] or None,
        "model_id": row["model_id"] or None,
        **{name: None if row[name] != row[name] else row[name] for name in ("propensity", "expected")},
    }
    if "chance" in row:
        told["chance"] = None if row["chance"] != row["chance"] else row["chance"]
        told["since_talk"] = None if row["since_talk"] != row["since_talk"] else int(row["since_talk"])
        told["rests_until"] = datetime.fromtimestamp(row["rests_until"], UTC) if row["rests_until"] else None
    return RankingDecision(**told)
