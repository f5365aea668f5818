"""Building a day's queues: who has a place, in which order, and why some may not be called."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Account, Consent, Customer, WorkItem
from models.enums import Channel, HoldKind, Lane, PointState, PromiseState, WorkState
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_phone
from tests.factories.promises import make_promise
from tests.factories.work import make_hold
from tests.workbench.domain.statements import counted
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.worked.policy import WorkChange, set_work_policy
from workbench.domain.records import Actor

TODAY = date(2026, 11, 18)


@pytest.fixture
def debt(session, now, cast):
    """A maker of customers of consumo with something overdue, a number, and consent to be called."""

    def make(name: str, *, days: int = 75, overdue: int = 100_00, phone: bool = True, **values) -> Account:
        customer = values.pop("customer", None) or make_customer(session, now=now, external_id=name)
        account = make_account(
            session, values.pop("portfolio", cast.consumo), now=now,
            **{
                "customer_id": customer.id, "open_amount": overdue, "overdue_amount": overdue, "standing_on": TODAY,
                "oldest_due_on": TODAY - timedelta(days=days), "open_items": 1, "overdue_items": 1,
                "last_payment_on": TODAY - timedelta(days=120),
            } | values,
        )  # fmt: skip
        if phone:
            make_phone(session, customer.id, now=now, state=PointState.UNVERIFIED)
        granted_at = now - timedelta(days=90)
        session.add(
            Consent(customer_id=customer.id, channel=Channel.CALL, granted=True, known_at=granted_at, source="file")
        )
        session.flush()
        return account

    return make


@pytest.fixture
def build(session, now):
    def run(on: date = TODAY, *, at: datetime = now, today: date | None = None):
        return build_queues(session, on=on, today=today or on, now=at)

    return run


def items(session, on: date = TODAY) -> list[WorkItem]:
    return list(
        session.scalars(
            sa.select(WorkItem)
            .where(WorkItem.queue_on == on)
            .order_by(WorkItem.collector_id.is_(None), WorkItem.collector_id, WorkItem.portfolio_id, WorkItem.rank)
        )
    )


def order(session, on: date = TODAY) -> list[str]:
    """External ids in the order of work."""
    return [_name(session, item) for item in items(session, on)]


def _name(session, item: WorkItem) -> str:
    return session.get_one(Customer, item.customer_id).external_id


@pytest.mark.both
def test_every_workable_account_has_a_place_and_nothing_else(session, build, debt, now, cast):
    debt("workable")
    debt("not due yet", days=-10, overdue_amount=0)
    debt("oldest worked", days=400)
    debt("too old", days=401)
    debt("paid", open_amount=0, overdue_amount=0, oldest_due_on=None)
    debt("wholly disputed", disputed_amount=100_00, oldest_due_on=None)
    make_hold(session, debt("held").customer_id, kind=HoldKind.VULNERABLE, now=now)
    handed = debt("handed over")
    make_hold(session, handed.customer_id, kind=HoldKind.HANDED_OVER, now=now, account_id=handed.id)

    report = build()

    assert sorted(order(session)) == ["not due yet", "oldest worked", "workable"]
    assert (report.items, report.pools, report.collectors, report.stale) == (3, 1, 0, 0)


def test_order_is_by_lane_then_by_points(session, build, debt, now):
    debt("old", days=200)
    debt("new", days=5)
    debt("large", overdue=400_00)
    debt("lost", phone=False)
    broken, due, called = debt("broken"), debt("due"), debt("callback")
    make_promise(
        session, broken, amount=50_00, due_on=TODAY - timedelta(days=5), made_at=now - timedelta(days=9),
        state=PromiseState.BROKEN, decided_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    make_promise(session, due, amount=50_00, due_on=TODAY, made_at=now - timedelta(days=9), state=PromiseState.DUE)
    make_interaction(
        session, called, at=now - timedelta(days=2), outcome="CD-VLL", callback_at=now + timedelta(hours=2)
    )

    build()

    assert order(session) == ["callback", "due", "broken", "new", "large", "old", "lost"]
    assert [item.lane for item in items(session)] == [
        Lane.CALLBACK, Lane.PROMISE_DUE, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.RANKED, Lane.RANKED, Lane.LOCATE,
    ]  # fmt: skip
    assert [item.rank for item in items(session)] == [1, 2, 3, 4, 5, 6, 7]


def test_equal_points_are_in_the_order_of_external_ids(session, build, debt):
    for name in ("b", "a", "B", "á"):
        debt(name)

    build()

    assert order(session) == ["B", "a", "b", "á"]


def test_reasons_add_up_to_the_points(session, build, debt, now):
    account = debt("one", days=10, overdue=300_00)
    debt("other")
    make_interaction(session, account, at=now - timedelta(days=9), outcome="NC-NCT")

    build()

    item = items(session)[0]
    assert _name(session, item) == "one"
    assert item.points == sum(reason["contribution"] for reason in item.reasons)
    assert (item.scorer, item.model, item.propensity, item.expected) == ("rules", None, None, None)
    assert [(reason["feature"], reason["text"]) for reason in item.reasons] == [
        ("days_past_due", "Venció hace 10 días"),
        ("amount", "Debe más de lo usual en la cartera"),
        ("reached", "Nadie contestó en los últimos 30 días"),
        ("unanswered", "No contestó la última llamada"),
        ("base", "Punto de partida de toda cuenta"),
    ]


def test_a_customer_has_one_item_owned_by_who_has_the_account_worth_most(session, build, debt, now, cast):
    customer = make_customer(session, now=now)
    make_phone(session, customer.id, now=now)
    debt("", customer=customer, overdue=100_00, phone=False, collector_id=cast.andrea.id)
    worth_most = debt(
        "", customer=customer, overdue=900_00, phone=False, collector_id=cast.sara.id, portfolio=cast.microcredito
    )
    debt("usual", portfolio=cast.microcredito)
    debt("usual too", portfolio=cast.microcredito)

    build()

    of_customer = [item for item in items(session) if item.customer_id == customer.id]
    assert [(item.account_id, item.collector_id, item.portfolio_id) for item in of_customer] == [
        (worth_most.id, cast.sara.id, cast.microcredito.id)
    ]


def test_accounts_of_nobody_and_of_who_left_go_to_the_pool(session, build, debt, cast):
    cast.luis.is_active = False
    debt("andrea", collector_id=cast.andrea.id)
    debt("luis", collector_id=cast.luis.id)
    debt("nobody")

    build()

    assert [(_name(session, item), item.collector_id, item.rank) for item in items(session)] == [
        ("andrea", cast.andrea.id, 1), ("luis", None, 1), ("nobody", None, 2),
    ]  # fmt: skip


def test_open_promise_rests_until_its_day(session, build, debt, now):
    account = debt("promised")
    make_promise(session, account, amount=50_00, due_on=TODAY + timedelta(days=5), made_at=now - timedelta(days=1))
    debt("other")

    build()

    item = items(session)[1]
    assert (_name(session, item), item.lane, item.callable) == ("promised", Lane.RESTING, False)
    assert item.callable_from == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert [block["id"] for block in item.blocked_by] == ["promise_open"]
    assert [block["id"] for block in item.resting_because] == ["promise_open"]
    assert [item.within_capacity for item in items(session)] == [True, False]


def test_callback_of_another_day_rests_until_its_hour(session, build, debt, now):
    hour = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    make_interaction(session, debt("later"), at=now - timedelta(days=1), outcome="CD-VLL", callback_at=hour)

    build()

    item = items(session)[0]
    assert (item.lane, item.due_at, item.callable, item.callable_from) == (Lane.RESTING, hour, False, hour)
    assert (item.rests_until, [one["id"] for one in item.resting_because]) == (hour, ["callback_later"])


@pytest.mark.parametrize("ahead", [1, 30, 59, 60])
@pytest.mark.parametrize("later", [0, 7])
def test_callback_reaches_its_lane_and_stays_a_week_however_far_ahead_it_was_agreed(
    session, build, debt, now, *, ahead, later
):
    hour = now + timedelta(days=ahead)
    made = make_interaction(session, debt("far"), at=now, outcome="CD-VLL", callback_at=hour)
    on = made.known_on + timedelta(days=ahead + later)

    build(on, at=now + timedelta(days=ahead + later))

    assert [(item.lane, item.due_at) for item in items(session, on)] == [(Lane.CALLBACK, hour)]


@pytest.mark.both
def test_callback_that_was_answered_is_over(session, build, debt, now):
    account = debt("called back")
    make_interaction(session, account, at=now - timedelta(days=2), outcome="CD-VLL", callback_at=now)
    make_interaction(session, account, at=now - timedelta(days=1), outcome="CD-PEN")

    build()

    item = items(session)[0]
    assert (item.lane, [one["id"] for one in item.resting_because]) == (Lane.RESTING, ["spoken_lately"])


def test_capacity_is_of_what_can_be_called_that_day(session, build, debt, now, cast):
    cast.consumo.capacity = 2
    for number in range(4):
        debt(f"c{number}", days=10 + number * 20)
    called = debt("called today", days=1)
    make_interaction(session, called, at=now - timedelta(hours=1), outcome="NC-NCT")

    build()

    assert order(session) == ["c0", "c1", "c2", "c3", "called today"]
    assert [item.within_capacity for item in items(session)] == [True, True, False, False, False]
    assert [item.callable for item in items(session)] == [True, True, True, True, False]


def test_used_up_contact_says_which_rule_and_when_it_opens(session, build, debt, now):
    make_interaction(session, debt("called today"), at=now - timedelta(hours=1), outcome="NC-NCT")

    build()

    item = items(session)[0]
    assert (item.callable, item.callable_from) == (False, datetime(2026, 11, 19, 12, 0, tzinfo=UTC))
    assert [bool(block["id"] and block["text"]) for block in item.blocked_by] == [True]


@pytest.mark.parametrize("hour", [7, 15, 26])
def test_item_says_from_when_it_opens_that_day_at_whatever_hour_it_is_built(session, build, debt, hour):
    debt("open")

    report = build(at=datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=hour))

    item = items(session)[0]
    assert (item.callable, item.callable_from) == (True, datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    assert (item.within_capacity, item.blocked_by, report.callable) == (True, [], 1)


def test_another_day_is_callable_from_its_first_allowed_minute(session, build, debt):
    debt("tomorrow", standing_on=date(2026, 11, 19))

    report = build(date(2026, 11, 19), today=TODAY)

    item = items(session, date(2026, 11, 19))[0]
    assert (item.callable, item.callable_from) == (True, datetime(2026, 11, 19, 12, 0, tzinfo=UTC))
    assert item.blocked_by == []
    assert (report.callable, report.stale) == (1, 0)


def test_a_holiday_is_not_callable(session, build, debt):
    debt("sunday", standing_on=date(2026, 11, 22))

    build(date(2026, 11, 22), today=TODAY)

    item = items(session, date(2026, 11, 22))[0]
    assert (item.callable, item.callable_from) == (False, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    assert item.blocked_by != []


@pytest.mark.both
def test_a_day_of_history_does_not_see_what_came_later(session, build, debt, now):
    account = debt("history")
    make_interaction(session, account, at=now - timedelta(days=1), outcome="CD-VLL", callback_at=now)
    make_hold(session, account.customer_id, kind=HoldKind.DISPUTE, now=now, known_on=TODAY - timedelta(days=1))

    build(TODAY - timedelta(days=1), today=TODAY)

    assert [item.lane for item in items(session, TODAY - timedelta(days=1))] == [Lane.RANKED]


def test_portfolio_without_any_number_locates_nobody(session, build, debt):
    debt("no number", phone=False)

    build()

    assert [(item.lane, item.callable) for item in items(session)] == [(Lane.RANKED, True)]
    assert "phone" not in [reason["feature"] for reason in items(session)[0].reasons]


def test_numbers_that_were_stopped_are_located_and_say_so(session, build, debt, now):
    account = debt("lost", phone=False)
    make_phone(session, account.customer_id, now=now, state=PointState.SUPPRESSED)

    build()

    item = items(session)[0]
    assert (item.lane, item.callable, item.callable_from) == (Lane.LOCATE, False, None)
    assert [block["id"] for block in item.blocked_by] == ["no_number"]


@pytest.mark.both
def test_building_again_keeps_what_people_did_and_replaces_the_rest(session, build, debt, now, cast):
    accounts = {name: debt(name) for name in ("claimed", "done", "skipped", "waiting", "leaves", "expired")}
    build()
    by_name = {_name(session, item): item for item in items(session)}
    by_name["claimed"].state = by_name["expired"].state = WorkState.CLAIMED
    by_name["claimed"].claimed_by = by_name["expired"].claimed_by = cast.andrea.id
    by_name["claimed"].claimed_until = now + timedelta(minutes=5)
    by_name["expired"].claimed_until = now - timedelta(minutes=5)
    by_name["done"].state, by_name["skipped"].state = WorkState.DONE, WorkState.SKIPPED
    accounts["leaves"].open_amount = accounts["leaves"].overdue_amount = 0
    accounts["waiting"].overdue_amount = 999_00
    debt("fresh")
    session.flush()

    report = build()

    states = {_name(session, item): item.state for item in items(session)}
    assert states == {
        "claimed": WorkState.CLAIMED, "done": WorkState.DONE, "skipped": WorkState.SKIPPED,
        "waiting": WorkState.WAITING, "leaves": WorkState.GONE, "fresh": WorkState.WAITING,
        "expired": WorkState.CLAIMED,
    }  # fmt: skip
    assert (report.kept, report.left) == (3, 1)
    assert {_name(session, item): item.overdue_amount for item in items(session)}["waiting"] == 999_00


def test_building_again_brings_back_who_owes_again(session, build, debt):
    account = debt("bounced")
    build()
    account.open_amount = account.overdue_amount = 0
    session.flush()
    build()
    account.open_amount = account.overdue_amount = 100_00
    session.flush()

    build()

    assert [(item.state, item.why) for item in items(session)] == [(WorkState.WAITING, None)]


def test_postponed_to_this_day_comes_back_at_its_hour(session, build, debt, now):
    debt("postponed")
    build()
    until = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)
    items(session)[0].not_before = until
    session.flush()

    build(TODAY + timedelta(days=1), at=now + timedelta(days=1))

    assert [item.not_before for item in items(session, TODAY + timedelta(days=1))] == [until]


def test_standing_of_another_day_is_reported(session, build, debt):
    debt("stale", standing_on=TODAY - timedelta(days=1))

    assert build().stale == 1


def test_who_is_not_worked_is_listed_last_with_the_reason_and_the_day_it_ends(session, build, debt, now):
    debt("worked")
    debt("not due yet", days=-10, overdue_amount=0)
    debt("credit", credit=100_00)
    debt("little", overdue=99)
    make_interaction(session, debt("spoken with"), at=now - timedelta(days=2), outcome="CD-PEN")
    tried = debt("tried")
    for days in (1, 3, 6):
        make_interaction(session, tried, at=now - timedelta(days=days), outcome="NC-NCT")

    report = build()

    told = {
        _name(session, item): ([one["id"] for one in item.resting_because], item.rests_until) for item in items(session)
    }
    assert told == {
        "worked": ([], None),
        "not due yet": (["not_overdue"], datetime(2026, 11, 29, 5, tzinfo=UTC)),
        "little": (["little_overdue"], None),
        "spoken with": (["spoken_lately"], datetime(2026, 11, 24, 5, tzinfo=UTC)),
        "tried": (["tries_used"], datetime(2026, 11, 20, 5, tzinfo=UTC)),
    }
    assert order(session)[0] == "worked"
    assert (report.lanes["ranked"], report.lanes["resting"], report.callable, report.within_capacity) == (1, 4, 1, 1)


@pytest.mark.both
def test_who_has_credit_for_all_that_is_overdue_is_not_in_the_queue_while_others_of_theirs_are(
    session, build, debt, cast
):
    debt("covered", credit=debt("usual").overdue_amount)
    both = debt("two accounts", credit=debt("usual too").overdue_amount)
    debt("", customer=session.get_one(Customer, both.customer_id), portfolio=cast.microcredito)

    build()

    assert sorted(_name(session, item) for item in items(session)) == ["two accounts", "usual", "usual too"]


def test_settings_of_the_portfolio_decide_from_their_first_day(session, build, debt, now, cast):
    make_interaction(session, debt("spoken with"), at=now - timedelta(days=5), outcome="CD-PEN")
    debt("reminded", days=-3, overdue_amount=0, standing_on=TODAY + timedelta(days=1))
    set_work_policy(
        session, cast.consumo, change=WorkChange(rest_days=3, preventive_days=2), from_on=TODAY + timedelta(days=1),
        actor=Actor(None, "test"), today=TODAY, now=now,
    )  # fmt: skip

    build()
    build(TODAY + timedelta(days=1), today=TODAY)

    lanes = [[(_name(session, item), item.lane) for item in items(session, TODAY + timedelta(days=d))] for d in (0, 1)]
    assert lanes[0] == [("spoken with", Lane.RESTING), ("reminded", Lane.RESTING)]
    assert lanes[1] == [("spoken with", Lane.RANKED), ("reminded", Lane.PREVENTIVE)]


def test_customer_is_worked_for_the_account_that_is_worked_though_another_is_worth_more(session, build, debt, cast):
    first = debt("two accounts", overdue=1_000_00, credit=1_000_00)
    customer = session.get_one(Customer, first.customer_id)
    second = debt("", customer=customer, overdue=10_00, phone=False, portfolio=cast.microcredito)

    build()

    assert [(item.account_id, item.lane) for item in items(session)] == [(second.id, Lane.RANKED)]


def test_portfolio_of_which_everybody_rests_has_a_queue_all_the_same(session, build, debt):
    for name in ("a", "b"):
        debt(name, days=-3, overdue_amount=0)

    report = build()

    assert (report.items, report.callable, report.within_capacity) == (2, 0, 0)
    assert [(item.rank, item.lane) for item in items(session)] == [(1, Lane.RESTING), (2, Lane.RESTING)]


def test_follow_up_moves_a_customer_back_until_it_is_due(session, build, debt, now):
    make_interaction(session, debt("refused"), at=now - timedelta(days=2), outcome="CD-REN")
    make_interaction(session, debt("due again"), at=now - timedelta(days=2), outcome="NC-BZN")

    build()

    reasons = {_name(session, item): {one["feature"]: one["value"] for one in item.reasons} for item in items(session)}
    assert reasons["refused"]["follow_up"] == 19
    assert reasons["due again"]["follow_up"] == 0


def test_part_payment_counts(session, build, debt):
    account = debt("part payer")
    make_invoice(session, account, due_on=TODAY - timedelta(days=75), amount=200_00, open_amount=100_00)

    build()

    assert "part_paid" in [reason["feature"] for reason in items(session)[0].reasons]


def test_number_of_statements_does_not_grow_with_accounts(session, build, debt):
    debt("first")
    build()
    with counted(session) as few:
        build()
    for number in range(3):
        debt(f"more {number}")

    with counted(session) as many:
        build()

    assert len(many) == len(few)
