"""Working the queue: next, taking, giving back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Account, ContactPoint, WorkItem
from models.enums import Lane, PointState, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_interaction
from tests.factories.work import make_item
from tests.workbench.domain.statements import counted
from workbench.domain.queue.claim import (
    CLAIM_FOR,
    LOOKS,
    Claim,
    ItemFinished,
    ItemTaken,
    NotYourItem,
    claim_for_contact,
    claim_item,
    claim_next,
    finish_item,
    is_taken,
    item_in_hand,
    release_item,
)
from workbench.kernel.errors import NotVisible
from workbench.queries.queue import day_queue
from workbench.queries.queue_rows import Chip, QueueFilters

TODAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(session, now, cast):
    """A maker of items whose customer may be called now; andrea's unless said otherwise."""

    def make(*, owner="andrea", portfolio=None, **values) -> WorkItem:
        collector_id = getattr(cast, owner).id if owner else None
        account = make_callable(session, portfolio or cast.consumo, now=now, today=TODAY, collector_id=collector_id)
        return make_item(session, account, on=TODAY, **values)

    return make


@pytest.fixture
def next_for(session, now, cast):
    def take(name: str = "andrea", *, at=now, today=TODAY, chip=Chip.ALL) -> WorkItem | None:
        return claim_next(session, cast.person(name), now=at, today=today, chip=chip)

    return take


@pytest.fixture
def listed(session, now, cast):
    def look(chip: Chip):
        person, filters = cast.person("andrea"), QueueFilters(chip=chip)
        return day_queue(session, person, today=TODAY, now=now, filters=filters).ranked

    return look


@pytest.mark.both
def test_next_is_the_best_rank_and_claimed_for_ten_minutes(next_for, place, now, cast):
    place(rank=2)
    best = place(rank=1)

    item = next_for()

    assert item is best
    assert (item.state, item.claimed_by, item.claimed_until) == (
        WorkState.CLAIMED, cast.andrea.id, now + timedelta(minutes=10),
    )  # fmt: skip


def test_next_gives_what_one_already_has(next_for, place, now):
    place(rank=1)
    place(rank=2)
    first = next_for()

    again = next_for(at=now + 5 * MINUTE)

    assert again is first
    assert again.claimed_until == now + 5 * MINUTE + CLAIM_FOR


@pytest.mark.both
def test_next_never_gives_a_colleagues_item(next_for, place):
    shared = place(owner=None, rank=1)
    other = place(owner=None, rank=2)

    assert [next_for("andrea"), next_for("luis")] == [shared, other]


def test_item_left_alone_returns_by_itself(next_for, place, now):
    shared = place(owner=None)
    next_for("andrea")

    assert next_for("luis", at=now + 9 * MINUTE) is None
    assert next_for("luis", at=now + 10 * MINUTE) is shared


def test_own_queue_comes_before_the_pool(next_for, place):
    place(owner=None, rank=1)
    mine = place(rank=7)

    assert next_for() is mine


def test_pool_is_that_of_ones_own_portfolios(next_for, place, cast):
    place(owner=None, portfolio=cast.microcredito)
    place(owner="luis")

    assert next_for() is None


def test_callback_comes_first_from_its_hour_on(next_for, place, now):
    ranked = place(rank=2)
    place(lane=Lane.CALLBACK, rank=1, due_at=now + 30 * MINUTE)

    assert next_for() is ranked


@pytest.mark.both
def test_callback_that_is_due_goes_before_everything(next_for, place, now):
    place(rank=2)
    due = place(lane=Lane.CALLBACK, rank=1, due_at=now - MINUTE)

    assert next_for() is due


def test_postponed_item_comes_back_at_its_hour(next_for, place, now):
    item = place(not_before=now + 30 * MINUTE)

    assert next_for() is None
    assert next_for(at=now + 30 * MINUTE) is item


def test_item_opens_at_the_minute_the_queue_says(next_for, place, now):
    item = place(callable=False, callable_from=now + MINUTE)

    assert next_for() is None
    assert next_for(at=now + MINUTE) is item


@pytest.mark.both
def test_next_asks_the_gate_again_and_goes_on(session, next_for, place, now):
    called = place(rank=1)
    free = place(rank=2)
    make_interaction(session, session.get_one(Account, called.account_id), at=now - MINUTE, outcome="NC-NCT")

    item = next_for()

    assert item is free
    assert (called.state, called.callable) == (WorkState.WAITING, False)
    assert called.callable_from.isoformat() == "2026-11-19T12:00:00+00:00"
    assert called.blocked_by[0]["text"] != ""


@pytest.mark.parametrize(("outcome", "reason"), [("CD-PEN", "spoken_lately"), ("NC-NCT", "tried_today")])
def test_next_does_not_give_who_was_spoken_with_or_tried_since_the_morning(
    session, next_for, place, now, cast, *, outcome, reason
):
    cast.consumo.preset = "MX"  # a law that counts no attempts
    called, free = place(rank=1), place(rank=2)
    make_interaction(session, session.get_one(Account, called.account_id), at=now - MINUTE, outcome=outcome)

    item = next_for()

    assert item is free
    assert (called.callable, [one["id"] for one in called.blocked_by]) == (False, [reason])


@pytest.mark.both
@pytest.mark.parametrize("state", [PointState.BAD, PointState.SUPPRESSED])
def test_next_does_not_give_who_lost_the_last_number_since_the_queue_was_built(session, next_for, place, now, state):
    lost, free, broken = place(rank=1), place(rank=2), place(rank=3, lane=Lane.PROMISE_BROKEN)
    for item in (lost, broken):
        (phone,) = session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == item.customer_id))
        phone.state = state
    session.flush()

    assert next_for() is broken
    finish_item(broken, now=now)
    session.flush()
    assert next_for() is free
    assert (lost.lane, lost.callable, [one["id"] for one in lost.blocked_by]) == (Lane.LOCATE, False, ["no_number"])


def test_next_does_not_give_who_rests_and_taking_them_is_still_possible(session, next_for, place, now, cast):
    resting = place(
        rank=1, lane=Lane.RESTING, resting_because=[{"id": "not_overdue", "text": "No tiene nada vencido."}]
    )

    assert next_for() is None
    assert claim_item(session, cast.person("andrea"), item_id=resting.id, now=now) is resting


def test_next_gives_nothing_when_the_hours_are_over_and_changes_nothing(next_for, place, now):
    items = [place(rank=rank) for rank in range(3)]

    assert next_for(at=now + timedelta(hours=12)) is None
    assert [(item.callable, item.callable_from, item.blocked_by) for item in items] == [(True, None, [])] * 3


@pytest.mark.parametrize("hours", [0, 12])
def test_next_asks_the_same_number_of_queries_however_many_are_blocked(session, next_for, place, now, hours):
    def queries() -> int:
        session.flush()
        with counted(session) as sent:
            assert next_for(at=now + timedelta(hours=hours)) is None
        return len(sent)

    def called(owner: str | None, rank: int) -> None:
        item = place(owner=owner, rank=rank)
        make_interaction(session, session.get_one(Account, item.account_id), at=now - MINUTE, outcome="NC-NCT")

    called("andrea", 0), called(None, 0)
    queries()
    called("andrea", 1), called(None, 1)
    few = queries()
    for rank in range(2, LOOKS[0] + 5):
        called("andrea", rank), called(None, rank)
    many = queries()

    assert few <= 21
    assert many <= 2 * few


def test_next_looks_further_where_the_first_of_a_queue_are_closed(session, next_for, place, now):
    for rank in range(LOOKS[0] + 1):
        item = place(rank=rank)
        make_interaction(session, session.get_one(Account, item.account_id), at=now - MINUTE, outcome="NC-NCT")
    last, pooled = place(rank=LOOKS[0] + 1), place(owner=None)

    assert [next_for(), finish_item(last, now=now), next_for()] == [last, None, pooled]


def test_what_has_its_hour_comes_first_whoever_owns_it(next_for, place, now):
    order = [
        place(owner=None, lane=Lane.CALLBACK, rank=5, due_at=now - 9 * MINUTE),
        place(lane=Lane.CALLBACK, rank=1, due_at=now - MINUTE),
        place(lane=Lane.PROMISE_DUE, rank=3),
        place(owner=None, lane=Lane.PROMISE_DUE, rank=2),
        place(lane=Lane.PROMISE_BROKEN, rank=8),
        place(rank=9),
        place(owner=None, rank=1),
    ]

    taken = []
    while (item := next_for()) is not None:
        taken.append(item)
        finish_item(item, now=now)

    assert taken == order


def test_next_is_the_first_of_the_list_that_may_be_called_now(session, next_for, place, cast, now):
    for number in range(40):
        lane = (Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED)[number * 7 % 4]
        hour = now + (number * 37 % 120 - 90) * MINUTE if lane is Lane.CALLBACK else None
        owner = "andrea" if number % 3 else None
        place(owner=owner, lane=lane, rank=list(Lane).index(lane) * 100 + number, due_at=hour)

    taken = []
    while True:
        page = day_queue(session, cast.person("andrea"), today=TODAY, now=now)
        listed = [row.id for row in (*page.pinned, *page.ranked) if row.due_at is None or row.due_at <= now]
        item = next_for()
        if item is None:
            break
        assert item.id == listed[0]
        taken.append(item)
        finish_item(item, now=now)
        session.flush()

    assert listed == []
    assert len(taken) > 30


@pytest.mark.both
def test_next_keeps_to_the_filter_and_to_agreed_hours_that_have_come(next_for, place, now):
    place(rank=1, days_past_due=40)
    new = place(rank=2, days_past_due=3)
    pooled = place(owner=None, rank=1, days_past_due=5)
    agreed = place(lane=Lane.CALLBACK, rank=9, due_at=now - MINUTE, days_past_due=40)
    place(lane=Lane.CALLBACK, rank=8, due_at=now + MINUTE, days_past_due=40)

    taken = []
    while (item := next_for(chip=Chip.NEW)) is not None:
        taken.append(item)
        finish_item(item, now=now)

    assert taken == [agreed, new, pooled]


@pytest.mark.parametrize("chip", [Chip.HIGH, Chip.UNTOUCHED, Chip.BROKEN])
def test_next_under_a_filter_is_the_first_of_its_list(next_for, listed, place, chip):
    for number in range(9):
        lane = (Lane.PROMISE_BROKEN, Lane.RANKED)[number % 2]
        amount = 900_00 if number % 3 == 0 else 1_00
        place(rank=number + 1, lane=lane, overdue_amount=amount)

    first = listed(chip)[0]

    assert next_for(chip=chip).id == first.id


@pytest.mark.parametrize("chip", [Chip.LOCATE, Chip.RESTING])
def test_a_filter_of_what_is_not_called_narrows_nothing_down(next_for, place, chip):
    item = place()

    assert next_for(chip=chip) is item


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.SKIPPED, WorkState.GONE])
def test_next_leaves_out_what_is_finished(next_for, place, state):
    place(state=state)

    assert next_for() is None


@pytest.mark.both
def test_next_is_of_the_day_that_is_worked(next_for, place):
    place()

    assert next_for(today=TODAY + timedelta(days=1)) is None


def test_taken_item_says_who_has_it_since_when(session, place, cast, now):
    item = place(owner=None)
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    with pytest.raises(ItemTaken) as taken:
        claim_item(session, cast.person("andrea"), item_id=item.id, now=now + MINUTE)

    assert (taken.value.name, taken.value.since) == ("Luis", now)


def test_ones_own_claim_is_renewed(session, place, cast, now):
    item = place()
    claim_item(session, cast.person("andrea"), item_id=item.id, now=now)

    claim_item(session, cast.person("andrea"), item_id=item.id, now=now + 9 * MINUTE)

    assert item.claimed_until == now + 19 * MINUTE


@pytest.mark.both
def test_claim_that_ran_out_may_be_taken(session, place, cast, now):
    item = place(owner=None)
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    claim_item(session, cast.person("andrea"), item_id=item.id, now=now + 10 * MINUTE)

    assert item.claimed_by == cast.andrea.id


def test_item_of_an_outsider_does_not_exist(session, place, cast, now):
    item = place()

    for name in ("luis", "sara"):
        with pytest.raises(NotVisible):
            claim_item(session, cast.person(name), item_id=item.id, now=now)


def test_finished_item_cannot_be_taken(session, place, cast, now):
    item = place(state=WorkState.GONE)

    with pytest.raises(ItemFinished):
        claim_item(session, cast.person("andrea"), item_id=item.id, now=now)


def test_released_item_waits_again(session, place, cast, now):
    item = claim_item(session, cast.person("andrea"), item_id=place().id, now=now)

    release_item(session, cast.person("andrea"), item_id=item.id)
    release_item(session, cast.person("andrea"), item_id=item.id)

    assert (item.state, item.claimed_by, item.claimed_until) == (WorkState.WAITING, None, None)


def test_colleague_cannot_release_it(session, place, cast, now):
    item = place(owner=None)
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    with pytest.raises(NotYourItem):
        release_item(session, cast.person("andrea"), item_id=item.id)


def test_item_in_hand_is_ones_own_claim(session, place, cast, now):
    item = place()

    assert item_in_hand(session, cast.person("andrea"), customer_id=item.customer_id) is None
    claim_item(session, cast.person("andrea"), item_id=item.id, now=now)
    assert item_in_hand(session, cast.person("andrea"), customer_id=item.customer_id) is item


def test_finished_item_is_done_or_waits_for_its_hour(place, now):
    done, again = place(), place()

    finish_item(done, now=now)
    finish_item(again, now=now, again_at=now + 60 * MINUTE)

    assert (done.state, done.finished_at) == (WorkState.DONE, now)
    assert (again.state, again.not_before) == (WorkState.WAITING, now + 60 * MINUTE)


@pytest.mark.parametrize(
    ("claim", "taken"),
    [
        (Claim(WorkState.WAITING, None, None), False),
        (Claim(WorkState.CLAIMED, 2, None), False),
        (Claim(WorkState.DONE, 2, None), False),
    ],
)
def test_is_taken_is_false_without_a_running_claim(claim, taken, now):
    assert is_taken(claim, by=1, now=now) is taken


@pytest.mark.parametrize(("by", "minutes", "taken"), [(1, 5, True), (2, 5, False), (1, 0, False), (1, -5, False)])
def test_is_taken_by_somebody_else_until_it_runs_out(by, minutes, taken, now):
    assert is_taken(Claim(WorkState.CLAIMED, 2, now + minutes * MINUTE), by=by, now=now) is taken


@pytest.fixture
def contact(session, cast, now):
    def ask(name: str, customer_id: int, *, at=now) -> WorkItem | None:
        return claim_for_contact(session, cast.person(name), customer_id=customer_id, now=at)

    return ask


@pytest.mark.both
def test_contact_claims_todays_item_also_of_a_colleagues_queue(contact, place, cast, now):
    old = place(owner="luis")
    old.queue_on = TODAY - timedelta(days=1)
    item = place(owner="luis")
    item.customer_id, item.account_id = old.customer_id, old.account_id

    assert contact("andrea", item.customer_id) is item
    assert (item.state, item.claimed_by, item.claimed_until) == (WorkState.CLAIMED, cast.andrea.id, now + CLAIM_FOR)
    assert old.state is WorkState.WAITING


def test_contact_is_refused_while_a_colleague_has_an_item_of_any_day(session, contact, place, cast, now):
    item = place(owner=None)
    item.queue_on = TODAY - timedelta(days=1)
    claim_item(session, cast.person("luis"), item_id=item.id, now=now)

    with pytest.raises(ItemTaken) as taken:
        contact("andrea", item.customer_id, at=now + MINUTE)

    assert (taken.value.name, taken.value.since) == ("Luis", now)
    assert contact("andrea", item.customer_id, at=now + CLAIM_FOR) is None


def test_contact_is_refused_while_a_colleague_is_in_an_attempt(session, contact, cast, now):
    account = make_callable(session, cast.consumo, now=now, today=TODAY)
    attempt = make_interaction(session, account, at=now, outcome=None, collector_id=cast.luis.id)

    with pytest.raises(ItemTaken) as taken:
        contact("andrea", account.customer_id, at=now + MINUTE)

    assert (taken.value.name, taken.value.since) == ("Luis", now)
    assert contact("luis", account.customer_id, at=now + MINUTE) is None
    attempt.outcome_code = "NC-NCT"
    session.flush()
    assert contact("andrea", account.customer_id, at=now + MINUTE) is None


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.SKIPPED, WorkState.GONE])
def test_contact_leaves_a_finished_item_as_it_is(contact, place, state):
    item = place(state=state)

    assert contact("andrea", item.customer_id) is None
    assert item.state is state
