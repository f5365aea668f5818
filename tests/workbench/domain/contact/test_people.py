"""Reading persons from the database, and asking the gate about an account. Bogotá, Wednesday 18 November, 10:00."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Consent, Customer, Hold
from models.enums import Channel, Direction, EventKind, HoldKind
from tests.factories.ledger import make_account, make_customer, make_interaction
from workbench.domain.contact.gate import person as seen
from workbench.domain.contact.gate.person import ContactedPerson
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS, Answer
from workbench.domain.contact.people import counted_kind, may_reach, people_of

BOGOTA = ZoneInfo("America/Bogota")


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now)


def consent(session: Session, customer_id: int, channel: Channel | None, *, granted: bool, at: datetime) -> None:
    session.add(Consent(customer_id=customer_id, channel=channel, granted=granted, known_at=at, source="test"))
    session.flush()


def hold(session: Session, account, kind: HoldKind, *, on: date, now: datetime, **more) -> None:
    session.add(
        Hold(
            **{"customer_id": account.customer_id, "kind": kind, "placed_at": now, "known_at": now, "known_on": on}
            | more
        )
    )
    session.flush()


def person_of(session: Session, account, at: datetime, **more) -> ContactedPerson:
    return people_of(session, [account.customer_id], at=at, **more)[account.customer_id]


def test_a_customer_nothing_is_known_of_has_authorised_nothing(session, account, now):
    assert person_of(session, account, now) == ContactedPerson(zones=("America/Bogota",), country="CO")


@pytest.mark.parametrize(
    "place",
    [{"country": "MX", "timezone": "America/Tijuana"}, {"country": "MX", "timezone": None}],
)
def test_the_zone_is_the_customers_else_left_to_the_country(session, cast, now, place):
    customer = make_customer(session, now=now, **place)
    account = make_account(session, cast.consumo, now=now, customer_id=customer.id)

    zones = (place["timezone"],) if place["timezone"] else ()
    assert person_of(session, account, now) == ContactedPerson(country="MX", zones=zones)


def test_without_zone_and_country_the_zone_is_the_portfolios(session, cast, now):
    customer = make_customer(session, now=now, country=None, timezone=None)
    account = make_account(session, cast.consumo, now=now, customer_id=customer.id)

    assert person_of(session, account, now) == ContactedPerson(zones=("America/Bogota",))


def test_a_customer_of_two_portfolios_may_be_in_either_zone(session, cast, now):
    customer = make_customer(session, now=now, country=None, timezone=None)
    for portfolio in (cast.consumo, cast.microcredito):
        account = make_account(session, portfolio, now=now, customer_id=customer.id)

    assert person_of(session, account, now).zones == ("America/Bogota", "America/Mexico_City")


def test_the_latest_word_on_a_channel_counts(session, account, now):
    for minutes, channel, granted in [
        (0, Channel.CALL, True),
        (1, Channel.SMS, True),
        (2, Channel.CALL, False),
        (3, Channel.EMAIL, False),
        (4, Channel.EMAIL, True),
    ]:
        consent(session, account.customer_id, channel, granted=granted, at=now + timedelta(minutes=minutes))

    person = person_of(session, account, now)

    assert (person.authorized, person.opted_out) == ({Channel.SMS, Channel.EMAIL}, {Channel.CALL})


def test_an_opt_out_of_everything_leaves_no_channel(session, account, now):
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)
    consent(session, account.customer_id, None, granted=False, at=now + timedelta(minutes=1))

    person = person_of(session, account, now)

    assert (person.authorized, person.opted_out) == (frozenset(), ALL_CHANNELS)


def test_holds_stand_until_lifted_and_end_with_their_last_day(session, account, now):
    today = date(2026, 11, 18)
    hold(session, account, HoldKind.DISPUTE, on=today, now=now, account_id=account.id)
    hold(session, account, HoldKind.CLAIMED_PAYMENT, on=today, now=now, until_on=date(2026, 11, 20))
    hold(session, account, HoldKind.VULNERABLE, on=today, now=now, lifted_at=now, lifted_on=today)

    assert person_of(session, account, now).holds == (
        seen.ContactHold("dispute", None, account.id),
        seen.ContactHold("claimed_payment", datetime(2026, 11, 21, tzinfo=BOGOTA), None),
    )


def test_a_day_of_history_sees_only_what_was_known(session, account, now):
    day = date(2026, 11, 18)
    hold(session, account, HoldKind.DISPUTE, on=day, now=now)
    hold(session, account, HoldKind.LEGAL, on=date(2026, 11, 1), now=now, lifted_at=now, lifted_on=day)
    make_interaction(session, account, at=now, outcome="NC-NCT")
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)

    person = person_of(session, account, now - timedelta(hours=10), known_until=date(2026, 11, 17))

    assert (person.holds, person.events, person.authorized) == ((seen.ContactHold("legal"),), (), frozenset())


def test_interactions_that_a_law_may_count_are_events(session, account, now):
    for days, outcome, more in [
        (9, "CD-PEN", {}),
        (3, "NC-NCT", {}),
        (2, "NC-OCU", {}),
        (1, "MS-ENV", {"channel": Channel.LETTER}),
        (1, "MS-LEI", {"channel": Channel.EMAIL}),
        (1, "CD-PEN", {"direction": Direction.INBOUND}),
        (0, None, {}),
    ]:
        make_interaction(session, account, at=now - timedelta(days=days), outcome=outcome, **more)

    events = person_of(session, account, now).events

    assert [(event.kind, event.channel, event.direction, event.debt) for event in events] == [
        (EventKind.ATTEMPT_CONNECTED, Channel.CALL, Direction.OUTBOUND, account.id),
        (EventKind.ATTEMPT_NOT_CONNECTED, Channel.CALL, Direction.OUTBOUND, account.id),
        (EventKind.MESSAGE_SENT, Channel.LETTER, Direction.OUTBOUND, account.id),
        (EventKind.CONVERSATION, Channel.CALL, Direction.INBOUND, account.id),
        (EventKind.ATTEMPT_CONNECTED, Channel.CALL, Direction.OUTBOUND, account.id),
    ]


@pytest.mark.parametrize(
    ("kind", "channel", "direction", "discussed", "counted"),
    [
        (None, Channel.CALL, Direction.OUTBOUND, None, EventKind.ATTEMPT_CONNECTED),
        (None, Channel.SMS, Direction.OUTBOUND, None, EventKind.MESSAGE_SENT),
        (None, Channel.CALL, Direction.INBOUND, None, EventKind.INBOUND),
        (EventKind.DIRECT_CONTACT, Channel.CALL, Direction.OUTBOUND, True, EventKind.CONVERSATION),
        (EventKind.DIRECT_CONTACT, Channel.CALL, Direction.OUTBOUND, False, EventKind.DIRECT_CONTACT),
        (EventKind.ATTEMPT_CONNECTED, Channel.CALL, Direction.OUTBOUND, True, EventKind.ATTEMPT_CONNECTED),
    ],
)
def test_an_interaction_is_counted_by_its_outcome(kind, channel, direction, discussed, counted):
    assert counted_kind(kind, channel, direction, discussed_debt=discussed) is counted


def test_many_customers_take_as_many_queries_as_one(session, cast, now):
    accounts = [make_account(session, cast.consumo, now=now) for _ in range(3)]
    for account in accounts:
        make_interaction(session, account, at=now, outcome="NC-NCT")
        consent(session, account.customer_id, Channel.CALL, granted=True, at=now)
        hold(session, account, HoldKind.LEGAL, on=now.date(), now=now)
    ids = [account.customer_id for account in accounts]

    one, three = (count_queries(session, some, now) for some in (ids[:1], ids))

    assert one == three
    assert set(people_of(session, ids, at=now)) == set(ids)


def count_queries(session: Session, ids: list[int], now: datetime) -> int:
    said = []

    def hear(_connection, _cursor, statement, *_rest):
        said.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", hear)
    people_of(session, ids, at=now)
    sa.event.remove(engine, "before_cursor_execute", hear)
    return len(said)


def test_nobody_is_asked_about(session, now):
    assert people_of(session, [], at=now) == {}
    assert people_of(session, [987654321], at=now) == {}


def test_a_call_needs_the_authorisation_of_the_law(session, account, now):
    before = may_reach(session, account, channel=Channel.CALL, at=now)
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)
    after = may_reach(session, account, channel=Channel.CALL, at=now)

    assert [rule.id for rule in before.rules] == ["channel_authorization"]
    assert after.verdict is Answer.ALLOWED


def test_an_attempt_counts_from_the_moment_it_starts(session, account, now):
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)
    make_interaction(session, account, at=now, outcome=None)

    verdict = may_reach(session, account, channel=Channel.CALL, at=now)

    assert [rule.id for rule in verdict.rules] == ["attempts_per_day"]
    assert verdict.next_allowed_at == datetime(2026, 11, 19, 7, 0, tzinfo=BOGOTA)


def test_a_hold_of_one_account_leaves_the_other(session, cast, account, now):
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)
    hold(session, account, HoldKind.DISPUTE, on=now.date(), now=now, account_id=account.id)
    other = make_account(session, cast.microcredito, now=now, customer_id=account.customer_id)

    assert may_reach(session, account, channel=Channel.CALL, at=now).verdict is Answer.BLOCKED
    assert may_reach(session, other, channel=Channel.CALL, at=now).verdict is Answer.ALLOWED


@pytest.mark.parametrize(("portfolio", "answer"), [("microcredito", Answer.ALLOWED), ("consumo", Answer.BLOCKED)])
def test_a_call_back_opens_the_hour_unless_the_law_wants_it_written(session, cast, now, portfolio, answer):
    customer = make_customer(session, now=now, country=None, timezone=None)
    account = make_account(session, getattr(cast, portfolio), now=now, customer_id=customer.id)
    night = datetime(2026, 11, 19, 22, 30, tzinfo=ZoneInfo(getattr(cast, portfolio).timezone))
    consent(session, customer.id, Channel.CALL, granted=True, at=now)
    make_interaction(session, account, at=now, outcome="CD-VLL", callback_at=night)

    assert may_reach(session, account, channel=Channel.CALL, at=night).verdict is answer


def test_a_customer_with_a_broken_zone_is_not_called(session, cast, account, now):
    session.get_one(Customer, account.customer_id).timezone = "Mars/Olympus"
    hold(session, account, HoldKind.CLAIMED_PAYMENT, on=now.date(), now=now, until_on=date(2026, 11, 20))
    consent(session, account.customer_id, Channel.CALL, granted=True, at=now)

    verdict = may_reach(session, account, channel=Channel.CALL, at=now)

    assert [rule.id for rule in verdict.rules] == ["hold_claimed_payment", "zone"]
