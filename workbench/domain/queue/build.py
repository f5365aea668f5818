"""Building a day's queues: every workable account has a place, and what may not be called says why.

One item per customer. Its account is the one worth most; its owner is that account's collector, or the pool of the
portfolio where nobody has it. Built again the same day, what is claimed, done or skipped stays as it is.
docs/ranking.md tells the order and the points.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter

from sqlalchemy.orm import Session

from models.bulk import JsonText, uncollected
from models.enums import Lane
from scoring.hours import LearnedHours
from workbench.domain.queue.availability import CallAvailability, openings
from workbench.domain.queue.facts import AccountLine, QueueFacts, count_workable, facts_of, read_facts, workable_lines
from workbench.domain.queue.hours.habits import keep_habits, learn_habits
from workbench.domain.queue.hours.plan import best_hours
from workbench.domain.queue.log.decisions import is_open_on, log_decisions
from workbench.domain.queue.order import QueueEntry, numbered, queue_key
from workbench.domain.queue.placing import PlacedCustomer, placed_customer, shares_of_line
from workbench.domain.queue.rows import KeptTexts, PlannedItem, write_items
from workbench.domain.queue.worked.eligibility import LanePlacement, Rest
from workbench.domain.queue.worked.people import NO_TOUCHES, ContactHistory
from workbench.kernel.days import days_past_due, known_until

Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""

CUSTOMERS_AT_ONCE = 10_000
"""What is read of customers to decide their places is held for so many; of the others only the place is kept."""


@dataclass(frozen=True)
class QueueReport:
    """What was built. `kept` were claimed, done or skipped already, `left` are no longer worked.

    `callable` may be called at some hour of that day. `stale` counts customers whose account's standing is not of that
    day: `workbench standing` has to run first. `by_model` are ranked by a model; `unscored` are portfolios that have
    one and no scores for the day; `all_resting` those of which nobody is worked that day.
    """

    on: date
    items: int
    lanes: Mapping[str, int]
    callable: int
    within_capacity: int
    collectors: int
    pools: int
    kept: int
    left: int
    stale: int
    by_model: int = 0
    unscored: Sequence[str] = ()
    all_resting: Sequence[str] = ()


@dataclass(frozen=True)
class QueuePlan:
    """A day's queues, decided and not yet written."""

    on: date
    rows: list[PlannedItem]
    texts: KeptTexts
    unscored: tuple[str, ...] = ()
    all_resting: tuple[str, ...] = ()
    habits: Mapping[int, LearnedHours] = field(default_factory=dict)
    """By portfolio, what was learned of the hours at which its customers answer."""


def build_queues(
    session: Session, *, on: date, today: date, now: datetime, progress: Progress | None = None
) -> QueueReport:
    """Build the queues of a day from the standing of that day. Building again replaces what nobody has touched.

    `plan_queues` and `save_queues` in one transaction. Where others write meanwhile, plan in a session that only
    reads and save in one that writes: saving takes a few seconds at most.

    Args:
        session: A write session; the caller commits.
        on: The day of work.
        today: The clock's own day: its facts take effect at once, those of another day at its close.
        now: Aware instant.
        progress: Told how many customers are placed, and of how many.

    """
    plan = plan_queues(session, on=on, today=today, now=now, progress=progress)
    return save_queues(session, plan, now=now)


def plan_queues(
    session: Session, *, on: date, today: date, now: datetime | None = None, progress: Progress | None = None
) -> QueuePlan:
    """Decide where every customer stands on a day. Reads only; arguments as `build_queues`.

    An item says whether its customer may be called at some hour of the day, and from which: it is the same at
    whatever hour the queues are built. Whether a call may be made now is asked when the item is shown or taken. The
    hour in which it is handed out is one of those that are not over at `now`; without it, one of the whole day.
    """
    with uncollected():
        return _plan(session, on=on, today=today, now=now if on == today else None, progress=progress)


def _plan(session: Session, *, on: date, today: date, now: datetime | None, progress: Progress | None) -> QueuePlan:
    facts = read_facts(session, on=on, today=today)
    customers = (list(lines) for _, lines in groupby(workable_lines(session, facts, on=on), key=_customer))
    total, texts = count_workable(session, facts, on=on), KeptTexts()
    entries: list[QueueEntry[PlannedItem]] = []
    done = 0
    while part := list(islice(customers, CUSTOMERS_AT_ONCE)):
        entries += _entries(session, part, facts, texts, on=on, today=today)
        done += len(part)
        if progress is not None:
            progress(done, total)
    places = list(numbered(entries, on=on))
    del entries  # only the places are needed: a plan of a large portfolio is most of the memory
    within = [place.of for place in places if place.within_capacity]
    knowledge = learn_habits(session, list(facts.portfolios.values()), on=on)
    hours = best_hours(session, within, facts.portfolios, knowledge=knowledge, now=now)
    del within
    rows = []
    places.reverse()
    while places:  # each place goes as its row is made
        item, rank, is_within, chance = places.pop()
        rows.append(PlannedItem._make((*item[:_PLACE], rank, is_within, hours.get(item.customer_id), chance)))
    return QueuePlan(
        on=on,
        rows=rows,
        texts=texts,
        unscored=facts.unscored,
        all_resting=_all_resting(rows, facts),
        habits=knowledge.habits,
    )


def _all_resting(rows: Sequence[PlannedItem], facts: QueueFacts) -> tuple[str, ...]:
    """The codes of portfolios that have places and of which nobody is worked."""
    placed = {row.portfolio_id for row in rows}
    worked = {row.portfolio_id for row in rows if row.lane is not Lane.RESTING}
    return tuple(sorted(facts.portfolios[portfolio_id].code for portfolio_id in placed - worked))


_customer = attrgetter("customer_id")
_PLACE = PlannedItem._fields.index("rank")


def save_queues(session: Session, plan: QueuePlan, *, now: datetime) -> QueueReport:
    """Write a plan beside what people are doing with the day's items. The caller commits."""
    with uncollected():
        written = write_items(session, plan.rows, plan.texts, on=plan.on, now=now)
        keep_habits(session, plan.habits, on=plan.on)
        log_decisions(session, plan.rows, on=plan.on, now=now)
    return _report(plan, kept=written.kept, left=written.left)


def _entries(  # noqa: PLR0913 - some customers, and what places them
    session: Session,
    customers: Sequence[Sequence[AccountLine]],
    facts: QueueFacts,
    texts: KeptTexts,
    *,
    on: date,
    today: date,
) -> list[QueueEntry[PlannedItem]]:
    """The places of some customers: only these outlive the part, not what was read to decide them.

    Customers of whom nothing is asked, because their credit covers it, have none: they are on a list of their own.
    """
    until = None if on == today else known_until(on, today)
    facts = facts_of(session, facts, [line for lines in customers for line in lines], on=on, today=today)
    placed = [one for lines in customers if not (one := placed_customer(lines, facts, on=on)).place.waits_for_credit]
    opened = openings(session, placed, facts.portfolios, on=on, until=until)
    return [_entry(one, opened[one.line.customer_id], facts, texts, on=on) for one in placed]


def _entry(
    one: PlacedCustomer, opening: CallAvailability, facts: QueueFacts, texts: KeptTexts, *, on: date
) -> QueueEntry[PlannedItem]:
    portfolio = facts.portfolios[one.line.portfolio_id]
    is_open = is_open_on(opening.callable, opening.callable_from, on=on, zone=portfolio.timezone)
    contacts = facts.touches.get(one.line.customer_id, NO_TOUCHES)
    return QueueEntry(
        of=_item(one, opening, contacts, texts.add(one.worth.reasons), on=on, is_open=is_open),
        queue=queue_key(one.owner, one.line.portfolio_id),
        lane=one.place.lane,
        rests_until=one.place.rests_until,
        due_at=one.place.due_at,
        points=one.worth.points,
        external_id=one.line.external_id,
        slice=one.slice,
        is_open=is_open,
        capacity=portfolio.capacity,
        shares=shares_of_line(one.line, one.worth, facts),
    )


def _item(  # noqa: PLR0913 - a place in a queue, and what is told of it
    one: PlacedCustomer, opening: CallAvailability, contacts: ContactHistory, reasons: int, *, on: date, is_open: bool
) -> PlannedItem:
    line, score = one.line, one.worth.score
    return PlannedItem(
        portfolio_id=line.portfolio_id,
        account_id=line.id,
        customer_id=line.customer_id,
        collector_id=one.owner,
        lane=one.place.lane,
        slice=one.slice,
        scorer="model" if score else "rules",
        model=score.model if score else None,
        propensity=score.propensity if score else None,
        points=one.worth.points,
        expected=round(score.expected) if score else None,
        value=score.value if score else "points",
        gain=round(one.worth.gain),
        reasons=reasons,
        open_amount=line.open_amount,
        overdue_amount=line.overdue_amount,
        days_past_due=max(days_past_due(line.oldest_due_on, on), 0),
        due_at=one.place.due_at,
        rests_until=one.place.rests_until,
        resting_because=_kept_text(one.place.rest),
        callable=opening.callable,
        callable_from=opening.callable_from,
        blocked_by=_blocked_text(one.place, opening),
        is_open=is_open,
        is_stale=line.stale,
        model_id=score.model_id if score else None,
        tries=len(contacts.tries),
        since_talk=(on - contacts.reached_on).days if contacts.reached_on else None,
    )


_NOTHING = JsonText("[]")


def _kept_text(rest: Rest | None) -> JsonText:
    return _NOTHING if rest is None else _text_of_many(rest._replace(until=None))


@lru_cache(maxsize=1024)
def _text_of_many(rest: Rest) -> JsonText:
    """The same is said of many customers: it is written once."""
    return JsonText(json.dumps([rest.kept()]))


def _blocked_text(place: LanePlacement, opening: CallAvailability) -> JsonText:
    """What blocks who rests is the rest."""
    if place.lane is Lane.RESTING:
        return _kept_text(place.rest)
    return JsonText(json.dumps(opening.blocked_by)) if opening.blocked_by else _NOTHING


def _report(plan: QueuePlan, *, kept: int, left: int) -> QueueReport:
    rows = plan.rows
    lanes = Counter(row.lane for row in rows)
    return QueueReport(
        on=plan.on,
        items=len(rows),
        lanes={lane.value: lanes[lane] for lane in Lane},
        callable=sum(row.callable for row in rows),
        within_capacity=sum(row.within_capacity for row in rows),
        collectors=len({row.collector_id for row in rows} - {None}),
        pools=len({row.portfolio_id for row in rows if row.collector_id is None}),
        kept=kept,
        left=left,
        stale=sum(row.is_stale for row in rows),
        by_model=sum(row.scorer == "model" for row in rows),
        unscored=plan.unscored,
        all_resting=plan.all_resting,
    )
