"""Who is credited with a payment."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from workbench.domain.performance.attribution import Credit, CreditedContact, KeptPromise, Received, credit_of

PAID_ON = date(2026, 11, 20)
ANDREA, LUIS = 1, 2


def at(day, hour=15):
    return datetime.combine(day, time(hour), tzinfo=UTC)


def before(days):
    return PAID_ON - timedelta(days=days)


def contact(days, *, who=ANDREA, hour=15):
    return CreditedContact(at(before(days), hour), before(days), who)


def promise(*, made, due, who=ANDREA):
    """A kept promise, made and due so many days before the payment; a negative due day is still to come."""
    return KeptPromise(at(before(made)), before(made), before(due), who)


PAYMENT = Received(PAID_ON, at(PAID_ON, 23))


def test_last_direct_contact_is_credited():
    assert credit_of(PAYMENT, [contact(9, who=ANDREA), contact(3, who=LUIS), contact(7, who=ANDREA)], []) == Credit(
        LUIS
    )


@pytest.mark.parametrize(("days", "credit"), [(0, Credit(ANDREA)), (15, Credit(ANDREA)), (16, None)])
def test_contact_explains_what_comes_within_fifteen_days(days, credit):
    assert credit_of(PAYMENT, [contact(days)], []) == credit


def test_contact_after_the_money_explains_nothing():
    early = Received(PAID_ON, at(PAID_ON, 9))

    assert credit_of(early, [contact(0, hour=10)], []) is None
    assert credit_of(PAYMENT, [contact(-1)], []) is None


def test_money_that_was_posted_late_is_not_of_who_called_meanwhile():
    posted = Received(PAID_ON, at(PAID_ON + timedelta(days=4), 23))

    assert credit_of(posted, [contact(-2)], []) is None


def test_money_without_contact_or_promise_is_organic():
    assert credit_of(PAYMENT, [], []) is None


def test_kept_promise_is_credited_however_long_ago_it_was_made():
    assert credit_of(PAYMENT, [], [promise(made=40, due=2)]) == Credit(ANDREA)
    assert credit_of(PAYMENT, [], [promise(made=40, due=-3)]) == Credit(ANDREA)


@pytest.mark.parametrize(("due", "credit"), [(15, Credit(ANDREA)), (16, None)])
def test_kept_promise_explains_fifteen_days_after_it_was_due(due, credit):
    assert credit_of(PAYMENT, [], [promise(made=40, due=due)]) == credit


def test_kept_promise_stands_at_its_due_day_among_contacts():
    due_later = credit_of(PAYMENT, [contact(5, who=LUIS)], [promise(made=10, due=4)])
    due_earlier = credit_of(PAYMENT, [contact(5, who=LUIS)], [promise(made=10, due=6)])
    same_day = credit_of(PAYMENT, [contact(5, who=LUIS)], [promise(made=10, due=5)])

    assert (due_later, due_earlier, same_day) == (Credit(ANDREA), Credit(LUIS), Credit(ANDREA))


def test_promise_made_after_the_money_explains_nothing():
    posted = Received(PAID_ON, at(PAID_ON + timedelta(days=4), 23))

    assert credit_of(posted, [], [promise(made=-1, due=-5)]) is None


def test_contact_of_nobody_with_a_user_is_no_organic_money():
    assert credit_of(PAYMENT, [contact(3, who=None)], []) == Credit(None)
