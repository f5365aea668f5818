"""In which hour each customer of a queue is called, by how they answered before and when they can be called."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from models import Customer, WorkItem
from tests.factories.callable import make_callable
from tests.factories.ledger import make_account, make_customer, make_interaction
from tests.workbench.domain.statements import counted
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.claim import claim_next
from workbench.domain.queue.hours.plan import hours_open
from workbench.domain.queue.reading import built_items
from workbench.domain.queue.skip import snooze_item

TODAY = datetime(2026, 11, 18, tzinfo=UTC).date()
NIGHT = datetime(2026, 11, 18, 9, tzinfo=UTC)
NINE, FIVE = 14, 22
"""Hours of UTC at which it is nine and five in Bogotá."""


@pytest.fixture
def built(session, now, people):
    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)
    return people


def best(session) -> dict[str, int | None]:
    """By customer, the hour in Bogotá at which their hours begin."""
    rows = session.execute(
        sa.select(Customer.external_id, WorkItem.best_from).join(Customer, Customer.id == WorkItem.customer_id)
    )
    return {name: at and (at - timedelta(hours=5)).hour for name, at in rows}


def test_each_has_the_hours_in_which_they_answer(session, built):
    found = best(session)

    assert (found["morning"], found["usual"], found["evening"]) == (9, 9, 17)


def test_next_waits_for_the_hour_of_who_answers_later(session, built, cast):
    morning, evening = (datetime(2026, 11, 18, hour, 30, tzinfo=UTC) for hour in (NINE, FIVE))

    first = claim_next(session, cast.person("andrea"), now=morning, today=TODAY)
    assert first.account_id == built["morning"].id
    first.state, first.claimed_by, first.claimed_until = "waiting", None, None
    session.flush()

    later = claim_next(session, cast.person("andrea"), now=evening, today=TODAY)
    assert later.account_id == built["evening"].id


def test_queue_at_an_hour_is_as_next_hands_it_out(session, built):
    def order(hour: int) -> list[str]:
        now = datetime(2026, 11, 18, hour, 30, tzinfo=UTC)
        return [item.customer for item in built_items(session, on=TODAY, now=now, as_next=True)]

    assert order(NINE)[0] == "morning"
    assert order(NINE).index("usual") < order(NINE).index("evening")
    assert order(FIVE)[0] == "evening"
    assert [item.customer for item in built_items(session, on=TODAY)].index("evening") == 0


def test_hours_that_are_over_are_not_planned_any_more(session, now, people):
    """Built at two in the afternoon: who answers in the morning is called at the best hour that is left."""
    at = datetime(2026, 11, 18, 19, tzinfo=UTC)

    build_queues(session, on=TODAY, today=TODAY, now=at)

    assert set(best(session).values()) == {17}


def test_after_the_usual_hours_the_open_hours_are_what_is_left(session, now, people):
    at = datetime(2026, 11, 18, 23, 10, tzinfo=UTC)  # ten past six: the company calls until six, the law until seven

    build_queues(session, on=TODAY, today=TODAY, now=at)

    assert set(best(session).values()) == {18}


def test_hours_are_those_at_which_who_owns_the_queue_calls(session, cast, people):
    """Andrea works in the morning: who answers at five is called in the best hour that she works, not kept for five."""
    account = people["nobody"]
    for day in range(10, 50):
        for hour in (NINE, NINE + 1):
            at = datetime(2026, 11, 18, hour, tzinfo=UTC) - timedelta(days=day)
            make_interaction(session, account, at=at, outcome="NC-NCT", collector_id=cast.andrea.id)

    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    assert set(best(session).values()) <= {9, 10}


def test_what_is_usual_comes_from_all_customers_and_not_from_those_called_today(session, cast, now):
    """The history is of customers who owe nothing any more; who was never called is called when they answered."""
    for name in range(5):
        customer = make_customer(session, now=now, external_id=f"paid {name}")
        account = make_account(session, cast.consumo, now=now, customer_id=customer.id)
        for week in range(2, 30):
            for hour in (NINE, FIVE):
                at = datetime(2026, 11, 18, hour, tzinfo=UTC) - timedelta(weeks=week)
                make_interaction(session, account, at=at, outcome="CD-NCP" if hour == FIVE else "NC-NCT")
    customer = make_customer(session, now=now, external_id="new")
    make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)

    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    assert best(session) == {"new": 17}


@pytest.mark.parametrize(("segment", "hour"), [("oficina", 9), ("turno", 17)])
def test_who_was_never_called_is_called_when_their_segment_answers(session, cast, now, segment, hour):
    """Most customers answer at nine; those of the segment that works in shifts at five."""
    for known, answers, count in (("oficina", NINE, 12), ("turno", FIVE, 4)):
        for number in range(count):
            customer = make_customer(session, now=now, external_id=f"{known} {number}", segment=known)
            account = make_account(session, cast.consumo, now=now, customer_id=customer.id)
            for week, at in product(range(2, 30), (NINE, FIVE)):
                when = datetime(2026, 11, 18, at, tzinfo=UTC) - timedelta(weeks=week)
                make_interaction(session, account, at=when, outcome="CD-NCP" if at == answers else "NC-NCT")
    customer = make_customer(session, now=now, external_id="new", segment=segment)
    make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)

    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    assert best(session) == {"new": hour}


def test_of_two_that_are_called_later_the_sooner_comes_first(session, built, cast):
    """At half past seven nobody's hours have begun: the morning's are given first, though the evening's weigh more."""
    at = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)

    found = claim_next(session, cast.person("andrea"), now=at, today=TODAY)

    assert found.account_id == built["morning"].id


def test_without_a_history_of_calls_rank_alone_decides(session, cast, now):
    for name in ("one", "two"):
        customer = make_customer(session, now=now, external_id=name)
        make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)

    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    assert set(best(session).values()) == {None}


def test_only_hours_that_the_law_opens_are_planned():
    saturday = TODAY + timedelta(days=3)
    assert max(hours_open("CO", "America/Bogota", saturday)) < max(hours_open("CO", "America/Bogota", TODAY))
    sunday = TODAY + timedelta(days=4)
    assert hours_open("CO", "America/Bogota", sunday) == ()


def test_hours_are_open_where_the_customer_lives_too(session, cast, now, people):
    """Five in Bogotá is seven in São Paulo, when Colombia's hours are over for who lives there."""
    customer = session.get_one(Customer, people["evening"].customer_id)
    customer.timezone = "America/Sao_Paulo"
    session.flush()

    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    assert best(session)["evening"] != 17


def test_next_takes_who_is_called_later_before_what_is_beyond_the_capacity(session, now, people, cast):
    cast.consumo.capacity = 2
    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)
    at = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)  # half past seven: nobody's hours have begun

    items = list(built_items(session, on=TODAY, now=at, as_next=True))

    assert [item.within_capacity for item in items] == [True, True, False, False]
    first = claim_next(session, cast.person("andrea"), now=at, today=TODAY)
    assert first.within_capacity


def test_queue_as_next_leaves_out_who_waits_for_an_hour(session, built):
    at = datetime(2026, 11, 18, FIVE, 30, tzinfo=UTC)
    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == built["evening"].id)).one()
    item.not_before = at + timedelta(minutes=5)
    session.flush()

    assert [one.customer for one in built_items(session, on=TODAY, now=at, as_next=True)][-1] == "evening"


def test_what_was_postponed_comes_up_at_its_hour(session, built, cast, now):
    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == built["evening"].id)).one()
    until = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)

    snooze_item(session, cast.person("andrea"), item_id=item.id, until=until, now=now)

    found = claim_next(session, cast.person("andrea"), now=until + timedelta(minutes=5), today=TODAY)
    assert found.id == item.id


def test_a_limit_reads_the_head_of_a_queue_and_not_the_day(session, built):
    at = datetime(2026, 11, 18, FIVE, 30, tzinfo=UTC)

    with counted(session) as asked:
        first = list(built_items(session, on=TODAY, now=at, as_next=True, limit=1))

    assert [one.customer for one in first] == ["evening"]
    of_items = [one for one in asked if "FROM work_item" in one and "DISTINCT" not in one]
    assert all("LIMIT" in one or " IN " in one or "ANY" in one for one in of_items)


def test_a_limit_gives_the_same_order_as_none(session, built, cast, now):
    """Also beyond what may be called: what waits for something comes last."""
    at = datetime(2026, 11, 18, FIVE, 30, tzinfo=UTC)
    item = session.scalars(sa.select(WorkItem).where(WorkItem.account_id == built["evening"].id)).one()
    item.not_before = at + timedelta(minutes=5)
    customer = make_customer(session, now=now, external_id="pooled")
    make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)
    build_queues(session, on=TODAY, today=TODAY, now=NIGHT)

    whole = [one.customer for one in built_items(session, on=TODAY, now=at, as_next=True)]

    assert whole[-1] == "pooled"
    for limit in range(1, len(whole) + 1):
        part = built_items(session, on=TODAY, now=at, as_next=True, limit=limit)
        assert [one.customer for one in part] == whole[:limit]
