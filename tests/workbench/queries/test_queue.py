"""The queue as a person sees it: pinned and ranked rows, chips, pages, the day's figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Account, Customer, WorkItem
from models.bulk import bulk_insert
from models.enums import Direction, Lane, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from tests.factories.promises import make_promise
from tests.factories.work import make_item
from tests.workbench.domain.statements import counted
from workbench.domain.queue import reason_phrase
from workbench.kernel.errors import NotVisible
from workbench.kernel.work_order import position_of
from workbench.queries.next_card import card_of, next_card
from workbench.queries.queue import POOL_HEAD, DayStrip, beside, day_queue, day_strip, queue_version
from workbench.queries.queue_rows import Chip, QueueFilters

TODAY = date(2026, 11, 18)


@pytest.fixture
def place(session, now, cast):
    """A maker of items, andrea's unless said otherwise."""

    def make(owner: str | None = "andrea", *, portfolio=None, account=None, **item):
        owned = {"collector_id": getattr(cast, owner).id if owner else None}
        row = make_callable(session, portfolio or cast.consumo, now=now, today=TODAY, **owned | (account or {}))
        return make_item(session, row, on=TODAY, **item)

    return make


@pytest.fixture
def page(session, cast, now):
    def look(name: str = "andrea", *, at=now, chip=Chip.ALL, limit=50, after=None, **filters):
        return day_queue(
            session, cast.person(name), today=TODAY, now=at, filters=QueueFilters(chip=chip, **filters), limit=limit,
            after=after,
        )  # fmt: skip

    return look


def ids(rows) -> list[int]:
    return [row.id for row in rows]


def test_queue_before_it_is_built_says_so(page):
    empty = page()

    assert (empty.is_built, empty.pinned, empty.ranked, empty.after) == (False, (), (), None)
    assert set(empty.counts.values()) == {0}


@pytest.mark.both
def test_own_items_come_first_then_the_pool(page, place):
    pooled, mine = place(None, rank=1), place(rank=5)
    place("luis"), place("sara")

    found = page()

    assert ids(found.ranked) == [mine.id, pooled.id]
    assert [row.is_pooled for row in found.ranked] == [False, True]
    assert (found.is_built, found.scorer, found.counts[Chip.ALL]) == (True, "rules", 2)


def test_own_queue_alone_leaves_the_pool_out(page, place):
    place(None)
    mine = place()

    assert ids(page(mine=True).ranked) == [mine.id]


@pytest.mark.both
def test_row_shows_live_amounts_and_the_last_touch(session, page, place, now):
    item = place(rank=3, days_past_due=30)
    make_interaction(session, _account(session, item), at=now - timedelta(days=3), outcome="CD-PEN")
    make_interaction(session, _account(session, item), at=now - timedelta(days=1), outcome="NC-NCT")
    make_interaction(session, _account(session, item), at=now, outcome=None)
    _account(session, item).overdue_amount = 70_00
    session.flush()

    row = page().ranked[0]

    assert (row.rank, row.overdue_amount, row.currency, row.days_past_due) == (3, 70_00, "COP", 30)
    assert (row.last.code, row.last.label_es, row.last.at) == ("NC-NCT", "No contesta", now - timedelta(days=1))
    assert [reason_phrase(one["feature"], one["value"]).text for one in row.reasons] == [
        "Punto de partida de toda cuenta"
    ]


def _account(session, item) -> Account:
    return session.get_one(Account, item.account_id)


@pytest.mark.both
def test_what_has_its_hour_is_pinned_in_its_order(page, place, now):
    ranked, broken = place(rank=4), place(rank=3, lane=Lane.PROMISE_BROKEN)
    due = place(rank=1, lane=Lane.PROMISE_DUE)
    later = place(rank=2, lane=Lane.CALLBACK, due_at=now + timedelta(hours=3))
    sooner = place(rank=9, lane=Lane.CALLBACK, due_at=now + timedelta(hours=1))

    found = page()

    assert ids(found.pinned) == [sooner.id, later.id, due.id]
    assert ids(found.ranked) == [broken.id, ranked.id]
    assert found.counts[Chip.ALL] == 5


def test_who_rests_today_is_not_in_the_list(page, place, now):
    tomorrow = now + timedelta(days=1)
    resting = [
        place(lane=Lane.CALLBACK, due_at=tomorrow, callable=False, callable_from=tomorrow),
        place(lane=Lane.PROMISE_DUE, callable=False, callable_from=tomorrow),
        place(callable=False),
        place(not_before=now + timedelta(hours=1)),
    ]
    opens_later_today = place(callable=False, callable_from=now + timedelta(hours=1))

    found = page()

    assert (ids(found.pinned), ids(found.ranked)) == ([], [opens_later_today.id])
    assert (found.counts[Chip.ALL], found.counts[Chip.RESTING]) == (1, 4)
    assert ids(page(chip=Chip.RESTING).ranked) == ids(resting)


def test_who_is_to_be_located_is_apart(page, place):
    lost = place(lane=Lane.LOCATE, callable=False)

    found = page(chip=Chip.LOCATE)

    assert ids(found.ranked) == [lost.id]
    assert (found.counts[Chip.LOCATE], found.counts[Chip.ALL], found.counts[Chip.RESTING]) == (1, 0, 0)


@pytest.mark.both
def test_chips_count_what_they_show(session, page, place, now):
    tried = place(rank=1, overdue_amount=100_00, days_past_due=30)
    make_interaction(session, _account(session, tried), at=now, outcome="NC-NCT")
    place(rank=2, lane=Lane.PROMISE_BROKEN, overdue_amount=100_00, days_past_due=30)
    place(rank=3, overdue_amount=900_00, days_past_due=30)
    place(rank=4, overdue_amount=100_00, days_past_due=7)
    place(rank=5, overdue_amount=100_00, days_past_due=0)

    found = page()

    assert {chip: found.counts[chip] for chip in Chip} == {
        Chip.ALL: 5, Chip.UNTOUCHED: 4, Chip.BROKEN: 1, Chip.HIGH: 1, Chip.NEW: 1, Chip.LOCATE: 0, Chip.RESTING: 0,
    }  # fmt: skip
    for chip in (Chip.UNTOUCHED, Chip.BROKEN, Chip.HIGH, Chip.NEW):
        assert len(page(chip=chip).ranked) == found.counts[chip]


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.SKIPPED, WorkState.GONE])
def test_finished_items_are_not_listed(page, place, state):
    place(state=state)

    assert page().ranked == ()


def test_item_in_a_colleagues_hands_shows_who_has_it(page, place, cast, now):
    place(None, state=WorkState.CLAIMED, claimed_by=cast.luis.id, claimed_until=now + timedelta(minutes=5))

    row = page().ranked[0]

    assert (row.claimed_by, row.claimed_by_name) == (cast.luis.id, "Luis")


@pytest.mark.both
def test_pages_follow_one_another(page, place):
    mine = [place(rank=rank) for rank in (1, 2, 3)]
    pooled = [place(None, rank=rank) for rank in (1, 2)]

    first = page(limit=2)
    second = page(limit=2, after=first.after)
    third = page(limit=2, after=second.after)

    assert [ids(one.ranked) for one in (first, second, third)] == [
        ids(mine[:2]), ids([mine[2], pooled[0]]), ids(pooled[1:]),
    ]  # fmt: skip
    assert third.after is None


def test_of_a_large_pool_the_head_is_listed(session, page, cast, now):
    customers = range(1000, 1000 + POOL_HEAD + 2)
    known = {"country": "CO", "name": "Caso", "created_at": now}
    bulk_insert(session.connection(), Customer, [{"id": n, "external_id": f"P{n}", **known} for n in customers])
    owing = {"portfolio_id": cast.consumo.id, "created_at": now}
    bulk_insert(session.connection(), Account, [{"id": n, "customer_id": n, **owing} for n in customers])
    item = {
        "queue_on": TODAY, "portfolio_id": cast.consumo.id, "lane": Lane.RANKED, "points": 1.0, "reasons": [],
        "open_amount": 1, "overdue_amount": 1, "days_past_due": 30,
    }  # fmt: skip
    rows = [{"account_id": n, "customer_id": n, "rank": n - 999, "callable": n != 1000, **item} for n in customers]
    bulk_insert(session.connection(), WorkItem, rows)

    found = page(limit=POOL_HEAD + 2)

    assert (found.counts[Chip.ALL], found.counts[Chip.RESTING]) == (POOL_HEAD, 1)
    assert [found.ranked[0].rank, found.ranked[-1].rank] == [2, POOL_HEAD + 1]


def test_made_up_cursor_is_the_beginning_or_the_end(page, place):
    item = place()

    assert ids(page(after="x").ranked) == [item.id]
    assert ids(page(after="9.9.9.9").ranked) == []


def test_supervisor_sees_the_queue_of_a_collector(page, place, cast):
    mine = place()
    place("luis")

    assert ids(page("paola", collector_id=cast.andrea.id).ranked) == [mine.id]
    assert ids(page("luis", collector_id=cast.andrea.id).ranked) == []


def test_portfolio_narrows_down(page, place, cast):
    place()
    other = place(portfolio=cast.microcredito)

    assert ids(page(portfolio_id=cast.microcredito.id).ranked) == [other.id]


def test_day_strip_counts_ones_own_day(session, place, cast, now):
    account = _account(session, place())
    mine = {"collector_id": cast.andrea.id}
    make_interaction(session, account, at=now, outcome="NC-NCT", **mine)
    make_interaction(session, account, at=now, outcome=None, **mine)
    promised = make_interaction(session, account, at=now, outcome="CD-PDP", **mine)
    make_promise(session, account, amount=250_00, due_on=TODAY, made_at=now, interaction_id=promised.id)
    make_interaction(session, account, at=now, outcome="CD-INF", direction=Direction.INBOUND, **mine)
    make_interaction(session, account, at=now, outcome="AD-ILO", **mine)
    make_interaction(session, account, at=now - timedelta(days=1), outcome="CD-PDP", **mine)
    make_interaction(session, account, at=now, outcome="CD-PEN", collector_id=cast.luis.id)

    strip = day_strip(session, cast.person("andrea"), today=TODAY)

    assert strip == DayStrip(attempts=3, direct_contacts=2, promises=1, promised=(("COP", 250_00),))


def test_statements_do_not_grow_with_rows(session, page, place):
    place()
    with counted(session) as one:
        page()
    for _ in range(2):
        place(), place(None)

    with counted(session) as more:
        page()

    assert len(more) == len(one)


def test_next_card_has_the_number_and_the_last_promise(session, place, cast, now):
    item = place()
    make_promise(session, _account(session, item), amount=90_00, due_on=TODAY, made_at=now - timedelta(days=2))

    row = next_card(session, cast.person("andrea"), item.id)
    card = card_of(session, row)

    assert (row.id, card.number.state.value) == (item.id, "verified")
    assert (card.promise.amount, card.promise.due_on, card.promise.state.value) == (90_00, TODAY, "open")


def test_next_card_of_somebody_else_does_not_exist(session, place, cast):
    with pytest.raises(NotVisible):
        next_card(session, cast.person("luis"), place().id)


@pytest.mark.both
def test_under_a_filter_an_agreed_hour_that_has_come_stays_in_front(page, place, now):
    due = place(rank=3, lane=Lane.CALLBACK, due_at=now + timedelta(minutes=10), overdue_amount=1_00)
    place(rank=4, lane=Lane.CALLBACK, due_at=now + timedelta(minutes=11), overdue_amount=1_00)
    high = place(rank=1, overdue_amount=900_00)

    found = page(chip=Chip.HIGH)

    assert (ids(found.pinned), ids(found.ranked)) == ([due.id], [high.id])
    assert ids(page(chip=Chip.RESTING).pinned) == []


@pytest.mark.both
def test_where_nothing_is_overdue_no_amount_is_high(page, place):
    place(overdue_amount=0)

    found = page(chip=Chip.HIGH)

    assert (ids(found.ranked), found.counts[Chip.HIGH]) == ([], 0)


@pytest.fixture
def version(session, cast, now):
    return lambda: queue_version(session, cast.person("andrea"), today=TODAY, now=now)


@pytest.mark.both
def test_version_is_that_of_every_page_of_the_queue(version, page, place):
    place(rank=1), place("luis", rank=1)

    assert version() == page().version == page(chip=Chip.NEW).version


@pytest.mark.both
@pytest.mark.parametrize(
    ("whose", "change"),
    [
        (Account, {"overdue_amount": 1_00}),
        (WorkItem, {"claimed_by": 2}),
        (WorkItem, {"collector_id": 2}),
        (WorkItem, {"lane": Lane.LOCATE}),
        (WorkItem, {"state": WorkState.GONE}),
        (WorkItem, {"due_at": datetime(2026, 11, 18, 20, tzinfo=UTC)}),
    ],
    ids=["a payment", "a colleague", "a reassignment", "a wrong number", "an end", "an agreed hour"],
)
def test_version_changes_with_what_happens_to_an_item(session, version, place, whose, change):
    item = place(rank=1)
    place(rank=2)
    before = version()

    row = item if whose is WorkItem else _account(session, item)
    for name, value in change.items():
        setattr(row, name, value)
    session.flush()

    assert version() != before


@pytest.fixture
def walk(session, cast, now):
    def step(item, *, chip, back):
        at = position_of(
            lane=item.lane, due_at=None, is_pooled=False, best_from=None, rank=item.rank, item_id=item.id, now=now
        )
        return beside(session, cast.person("andrea"), at, chip=chip, back=back, today=TODAY, now=now)

    return step


@pytest.mark.both
@pytest.mark.parametrize(("chip", "order"), [(Chip.ALL, (0, 1, 2, 3, 4)), (Chip.HIGH, (0, 3))])
def test_beside_goes_through_the_list_and_past_what_a_colleague_has(walk, place, cast, chip, order):
    items = [place(rank=rank + 1, overdue_amount=900_00 if rank in (0, 3) else 1_00) for rank in range(5)]
    taken = place(rank=9, overdue_amount=1_00, claimed_by=cast.luis.id, state=WorkState.CLAIMED)

    accounts = [items[at].account_id for at in order]
    assert [walk(items[at], chip=chip, back=False) for at in order] == [*accounts[1:], None]
    assert [walk(items[at], chip=chip, back=True) for at in order] == [None, *accounts[:-1]]
    assert walk(taken, chip=chip, back=True) == accounts[-1]
