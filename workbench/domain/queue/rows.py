"""Writing a day's work items beside what people are doing with them.

Building never touches who has an item, nor what became of it: rows are merged with those columns left alone, and an
item is moved in or out of the queue only while it is still in the state it was read in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple
from weakref import finalize

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Interaction, Outcome, Portfolio, WorkItem
from models.bulk import Columns, JsonText, bulk_upsert, is_among
from models.enums import Lane, Slice, WorkState
from workbench.kernel.agreements import SPOKEN
from workbench.kernel.days import day_of
from workbench.kernel.states import is_claim_live, live_claim_condition
from workbench.kernel.text import N_

CHUNK = 5_000
SNOOZES_OF = timedelta(days=60)
"""An item may be postponed to so many days later, the last one included."""

_THEIRS = ("state", "not_before", "snoozed_at", "claimed_by", "claimed_until", "finished_at", "why")
NO_LONGER = N_("Pagó, está en pausa o ya no se trabaja.")


@dataclass(frozen=True)
class Written:
    """Items left as they were because somebody works or has worked them, and items that left the queue."""

    kept: int
    left: int


IN_MEMORY = 16 * 1024 * 1024
"""Bytes of texts beyond which they are kept in a temporary file."""


class KeptTexts:
    """Long texts between planning and writing: most of what a plan holds, so many of them lie in a temporary file.

    The file has no name and goes when it is closed or the process ends; the system's setting says on which disk it is.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - open as long as the plan is
        finalize(self, self._file.close)

    def add(self, text: JsonText) -> int:
        """Keep a JSON text; what is given back finds it."""
        place = self._file.tell()
        self._file.write(text.encode("ascii") + b"\n")
        return place

    def read(self, place: int) -> JsonText:
        """A text that was kept. Nothing is added after the first was read."""
        self._file.seek(place)
        return JsonText(self._file.readline().decode("ascii")[:-1])


class PlannedItem(NamedTuple):
    """A place in a day's queue, by the names of the columns of `models.WorkItem`.

    `reasons` is where the plan's texts have them. `NOT_COLUMNS` are not columns: `is_open` says that a call is allowed
    at some hour of the day, `is_stale` that the standing is of another day, `model_id` which model ranked, `tries` how
    often the customer was tried in seven days, `since_talk` how many days ago they were spoken with, `chance` with what
    chance they were to be called.
    """

    portfolio_id: int
    account_id: int
    customer_id: int
    collector_id: int | None
    lane: Lane
    slice: Slice
    scorer: str
    model: str | None
    propensity: float | None
    points: float
    expected: int | None
    value: str
    gain: int
    reasons: int
    open_amount: int
    overdue_amount: int
    days_past_due: int
    due_at: datetime | None
    rests_until: datetime | None
    resting_because: JsonText
    callable: bool
    callable_from: datetime | None
    blocked_by: JsonText
    is_open: bool
    is_stale: bool
    model_id: int | None
    tries: int = 0
    since_talk: int | None = None
    rank: int = 0
    within_capacity: bool = False
    best_from: datetime | None = None
    chance: float | None = None


NOT_COLUMNS = ("is_open", "is_stale", "model_id", "tries", "since_talk", "chance")


def write_items(session: Session, rows: Sequence[PlannedItem], texts: KeptTexts, *, on: date, now: datetime) -> Written:
    """Merge the day's rows into the queue; `texts` has their reasons."""
    known = session.execute(
        sa.select(WorkItem.customer_id, WorkItem.id, WorkItem.state, WorkItem.claimed_until).where(
            WorkItem.queue_on == on
        )
    ).all()
    kept = {row.customer_id for row in known if _is_touched(row.state, row.claimed_until, now=now)}
    placed = {row.customer_id for row in rows}
    snoozed = standing_postponements(session, on=on)
    for start in range(0, len(rows), CHUNK):
        part = [row for row in rows[start : start + CHUNK] if row.customer_id not in kept]
        if part:
            columns = _columns(part, texts, snoozed, on=on)
            bulk_upsert(session.connection(), WorkItem, columns, key=("queue_on", "customer_id"), keep=_THEIRS)
    gone = [row.id for row in known if row.customer_id not in kept and row.customer_id not in placed]
    left = _move(session, gone, to=WorkState.GONE, why=NO_LONGER, now=now)
    back = [row.id for row in known if row.state is WorkState.GONE and row.customer_id in placed]
    _move(session, back, to=WorkState.WAITING, why=None, now=now)
    session.expire_all()
    return Written(kept=len(kept), left=left)


def _columns(
    rows: Sequence[PlannedItem], texts: KeptTexts, snoozed: Mapping[int, "Postponement"], *, on: date
) -> Columns:
    values: dict[str, Sequence[Any]] = dict(zip(PlannedItem._fields, zip(*rows, strict=True), strict=True))
    for name in NOT_COLUMNS:
        del values[name]
    values["reasons"] = [texts.read(row.reasons) for row in rows]
    postponed = [snoozed.get(row.customer_id, (None, None)) for row in rows]
    values |= dict(zip(Postponement._fields, zip(*postponed, strict=True), strict=True))
    values |= {"queue_on": [on] * len(rows), "state": [WorkState.WAITING] * len(rows)}
    return Columns(len(rows), values)


def _is_touched(state: WorkState, claimed_until: datetime | None, *, now: datetime) -> bool:
    return state in {WorkState.DONE, WorkState.SKIPPED} or is_claim_live(state, claimed_until, now=now)


class Postponement(NamedTuple):
    """Until when an item waits, and when that was decided; the names are those of the columns."""

    not_before: datetime
    snoozed_at: datetime | None


def standing_postponements(session: Session, *, on: date) -> dict[int, Postponement]:
    """Postponements that still stand on a day, by customer.

    Only the customer's latest item of the days before counts: what was worked or left the queue since was not
    postponed again. A try to speak with the customer after the postponement ends it; what was agreed then counts.
    """
    later = aliased(WorkItem)
    has_later = sa.exists().where(
        later.customer_id == WorkItem.customer_id, later.queue_on > WorkItem.queue_on, later.queue_on < on
    )
    after = sa.or_(
        Interaction.at > WorkItem.snoozed_at,
        # Rows of before it was kept know the day only.
        sa.and_(WorkItem.snoozed_at.is_(None), Interaction.known_on > WorkItem.queue_on),
    )
    was_tried = (
        sa.exists()
        .where(Interaction.customer_id == WorkItem.customer_id, Interaction.known_on <= on, after)
        .where(Outcome.code == Interaction.outcome_code, Outcome.group.in_(SPOKEN))
    )
    found = session.execute(
        sa.select(WorkItem.customer_id, WorkItem.not_before, WorkItem.snoozed_at, Portfolio.timezone)
        .join(Portfolio, Portfolio.id == WorkItem.portfolio_id)
        .where(
            WorkItem.queue_on < on,
            WorkItem.queue_on >= on - SNOOZES_OF,
            WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)),
            WorkItem.not_before.is_not(None),
            sa.not_(has_later),
            sa.not_(was_tried),
        )
    )
    return {
        row.customer_id: Postponement(row.not_before, row.snoozed_at)
        for row in found
        if row.not_before is not None and day_of(row.not_before, row.timezone) >= on
    }


def _move(session: Session, ids: Iterable[int], *, to: WorkState, why: str | None, now: datetime) -> int:
    """Into the queue from `gone`, or out of it from `waiting`; what changed its state meanwhile stays."""
    out = to is WorkState.GONE
    still = WorkItem.state == WorkState.GONE
    if out:
        run_out = sa.and_(WorkItem.state == WorkState.CLAIMED, sa.not_(live_claim_condition(now)))
        still = sa.or_(WorkItem.state == WorkState.WAITING, run_out)
    done = session.execute(
        sa.update(WorkItem)
        .where(is_among(session.connection(), WorkItem.id, ids), still)
        .values(state=to, why=why, finished_at=now if out else None, claimed_by=None, claimed_until=None)
        .returning(WorkItem.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())
