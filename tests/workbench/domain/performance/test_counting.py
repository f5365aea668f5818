"""Figures of a period against numbers counted by hand, on both databases."""

from datetime import UTC, date, datetime, time

import pytest

from models import Interaction
from models.enums import Direction, PaymentKind
from tests.factories.ledger import make_account, make_interaction, make_invoice, make_payment
from tests.factories.promises import make_promise
from tests.workbench.domain.statements import counted
from workbench.domain.performance.counting import EmptyPeriod, performance

TODAY = date(2026, 11, 18)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def at(day, hour=15, *, month=11):
    """An instant of 2026, in UTC; the hour is five less in Bogotá."""
    return datetime.combine(date(2026, month, day), time(hour), tzinfo=UTC)


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now)


@pytest.fixture
def call(session, cast, account):
    """A call of andrea unless said otherwise."""

    def make(when, outcome, *, who="andrea", on=account, **values):
        collector_id = getattr(cast, who).id if who else None
        return make_interaction(session, on, at=when, outcome=outcome, collector_id=collector_id, **values)

    return make


@pytest.fixture
def promise(session, cast, call, account):
    """A promise that andrea took, unless said otherwise."""

    def make(made_at, *, amount=100_00, due_on, who="andrea", on=account, **values):
        taken = call(made_at, "CD-PDP", who=who, on=on)
        return make_promise(
            session, on, amount=amount, due_on=due_on, made_at=made_at, interaction_id=taken.id, **values
        )

    return make


@pytest.fixture
def pay(session, account):
    """A payment of november."""

    def make(day, *, amount, on=account, month=11, **values):
        return make_payment(session, on, paid_on=date(2026, month, day), amount=amount, **values)

    return make


@pytest.fixture
def another(session, cast, now):
    """A maker of accounts, of consumo unless said otherwise."""

    def make(portfolio="consumo", *, owner=None):
        collector_id = getattr(cast, owner).id if owner else None
        return make_account(session, getattr(cast, portfolio), now=now, collector_id=collector_id)

    return make


@pytest.fixture
def figures(session, cast):
    """The performance of november in consumo, unless said otherwise."""

    def ask(*, since=NOVEMBER, before=DECEMBER, portfolios=None, today=TODAY, **options):
        return performance(session, portfolios or [cast.consumo], since=since, before=before, today=today, **options)

    return ask


def test_period_must_hold_a_day(figures):
    with pytest.raises(EmptyPeriod):
        figures(since=NOVEMBER, before=NOVEMBER)


def test_attempts_are_outbound_tries_of_any_channel_without_administrative_codes(figures, call):
    call(at(2), "NC-NCT")
    call(at(2), "NC-OCU")
    call(at(3), "MS-ENV", channel="sms", who=None)
    call(at(3), None)
    call(at(3), "AD-ILO")
    call(at(4), "CD-NCP", direction=Direction.INBOUND)

    total = figures().total

    assert (total.attempts, total.connected, total.contacts, total.direct) == (4, 1, 0, 0)
    assert (figures().by_collector[None].attempts, total.worked) == (1, 1)


def test_contacts_are_counted_by_attempt_and_by_account(figures, call, another, cast):
    other = another()
    call(at(2), "CI-CON")
    call(at(3), "CD-NCP")
    call(at(4), "CD-NCP", who="luis")
    call(at(4), "NC-NCT", on=other)

    found = figures()

    assert (found.total.attempts, found.total.contacts, found.total.direct) == (4, 3, 2)
    assert (found.total.worked, found.total.contacted, found.total.reached, found.total.spoken_to) == (2, 1, 1, 1)
    andrea = found.of(cast.andrea.id)
    assert (andrea.attempts, andrea.direct, andrea.worked, andrea.contacted) == (3, 1, 2, 1)


def test_period_includes_its_first_day_and_not_the_day_after_its_last(figures, call):
    call(at(30, month=10), "NC-NCT", known_on=date(2026, 10, 31))
    call(at(1), "NC-NCT")
    call(at(30), "NC-NCT")
    call(at(1, 3, month=12), "NC-NCT", known_on=date(2026, 11, 30))
    call(at(1, month=12), "NC-NCT")

    assert figures().total.attempts == 3


def test_promises_made_count_as_made_whatever_became_of_them(figures, promise, cast):
    promise(at(2), amount=300_00, due_on=date(2026, 11, 10))
    promise(at(3), amount=200_00, due_on=date(2026, 11, 12))
    promise(at(4), amount=100_00, due_on=date(2026, 12, 20), who="luis")

    found = figures()

    assert (found.total.promises, found.total.promising, found.total.promised) == (3, 1, {"COP": 600_00})
    assert found.of(cast.luis.id).promised == {"COP": 100_00}


def test_who_promises_on_calling_in_counts_as_spoken_to(figures, promise, session):
    made = promise(at(2), due_on=date(2026, 11, 10))
    session.get_one(Interaction, made.interaction_id).direction = Direction.INBOUND
    session.flush()

    total = figures().total

    assert (total.direct, total.promising, total.spoken_to) == (0, 1, 1)


def test_promises_mature_the_day_after_grace_and_by_what_was_paid(figures, promise, pay, another, cast):
    kept, partial, broken = (another() for _ in range(3))
    promise(at(1), due_on=date(2026, 11, 8), on=kept)
    promise(at(1), due_on=date(2026, 11, 6), on=partial, who="luis")
    promise(at(1), due_on=date(2026, 11, 11), on=broken)
    pay(11, on=kept, amount=98_00)
    pay(5, on=partial, amount=60_00)

    found = figures()

    total = found.total
    assert (total.matured, total.kept, total.partial, total.broken, total.promise_days) == (3, 1, 1, 1, 22)
    assert (total.matured_amount, total.counted) == ({"COP": 300_00}, {"COP": 158_00})
    assert (found.of(cast.luis.id).matured, found.of(cast.andrea.id).kept) == (1, 1)


@pytest.mark.parametrize(
    ("since", "before", "matured"),
    [
        (date(2026, 11, 8), date(2026, 11, 9), 1),
        (date(2026, 11, 9), date(2026, 11, 30), 0),
        (NOVEMBER, date(2026, 11, 8), 0),
    ],
)
def test_promise_matures_in_the_period_that_holds_the_end_of_its_grace(figures, promise, since, before, matured):
    promise(at(1), due_on=date(2026, 11, 5))

    assert figures(since=since, before=before).total.matured == matured


def test_promise_whose_grace_runs_has_not_matured_however_late_the_period_ends(figures, promise):
    promise(at(10), due_on=date(2026, 11, 15))

    assert (figures().total.matured, figures(today=date(2026, 11, 19)).total.matured) == (0, 1)


def test_superseded_promises_do_not_mature(figures, promise):
    promise(at(2), due_on=date(2026, 11, 8))
    promise(at(3), due_on=date(2026, 11, 9))

    assert figures().total.matured == 1


def test_state_of_a_promise_is_that_at_the_end_of_the_period(figures, promise, pay):
    promise(at(1), due_on=date(2026, 11, 5))
    pay(4, amount=100_00, external_id="P-1")
    pay(12, amount=100_00, reverses_external_id="P-1")

    assert (figures(before=date(2026, 11, 12)).total.kept, figures().total.kept) == (1, 0)


def test_money_goes_to_who_spoke_last_and_the_rest_is_organic(figures, call, pay, another, cast):
    alone = another()
    call(at(2), "CD-NCP")
    call(at(5), "CD-NCP", who="luis")
    call(at(6), "CI-CON")
    pay(10, amount=70_00)
    pay(10, on=alone, amount=30_00)

    found = figures()

    assert (found.total.collected, found.total.organic) == ({"COP": 100_00}, {"COP": 30_00})
    assert found.of(cast.luis.id).collected == {"COP": 70_00}
    assert found.of(cast.andrea.id).collected == {}
    assert found.of(cast.andrea.id).organic is None


def test_fifteen_days_are_counted_in_the_portfolios_zone(figures, call, pay, cast):
    # 22:00 of the 3rd in Bogotá: sixteen days before the 19th, though fifteen in UTC.
    call(at(4, 3), "CD-NCP", known_on=date(2026, 11, 3))
    pay(19, amount=70_00)
    pay(18, amount=5_00)

    found = figures(today=date(2026, 11, 20))

    assert (found.total.organic, found.of(cast.andrea.id).collected) == ({"COP": 70_00}, {"COP": 5_00})


def test_kept_promise_brings_its_money_to_who_took_it(figures, call, promise, pay, cast):
    promise(at(10, month=10), due_on=date(2026, 11, 10))
    call(at(3), "CD-NCP", who="luis")
    pay(10, amount=100_00)

    found = figures()

    assert (found.of(cast.andrea.id).collected, found.of(cast.luis.id).collected) == ({"COP": 100_00}, {})


def test_promise_that_is_not_kept_brings_nothing(figures, promise, pay):
    promise(at(10, month=10), due_on=date(2026, 11, 10))
    pay(10, amount=40_00)

    assert figures().total.organic == {"COP": 40_00}


def test_reversal_takes_back_the_credit_of_its_payment_in_its_own_period(figures, promise, pay, cast):
    promise(at(10, month=10), due_on=date(2026, 11, 4))
    pay(4, amount=100_00, external_id="P-1")
    pay(12, amount=100_00, reverses_external_id="P-1")

    first = figures(before=date(2026, 11, 12))
    second = figures(since=date(2026, 11, 12))
    whole = figures()

    assert [one.of(cast.andrea.id).collected["COP"] for one in (first, second, whole)] == [100_00, -100_00, 0]
    assert [one.total.collected["COP"] for one in (first, second, whole)] == [100_00, -100_00, 0]
    assert [one.total.organic["COP"] for one in (first, second, whole)] == [0, 0, 0]


def test_example_of_the_documentation(figures, promise, call, pay, cast):
    promise(at(3), amount=200_00, due_on=date(2026, 11, 20))
    pay(9, amount=50_00)
    call(at(12), "CD-NCP", who="luis")
    pay(20, amount=150_00, external_id="P-20")
    pay(24, amount=150_00, reverses_external_id="P-20")
    pay(29, amount=150_00)

    def andrea_and_organic(day):
        found = figures(since=date(2026, 11, day), before=date(2026, 11, day + 1), today=DECEMBER)
        return found.of(cast.andrea.id).collected["COP"], found.total.organic["COP"]

    assert [andrea_and_organic(day) for day in (9, 20, 24, 29)] == [
        (50_00, 0),
        (150_00, 0),
        (-150_00, 0),
        (0, 150_00),
    ]


def test_reversal_of_a_part_takes_back_that_part_on_its_day(figures, pay):
    pay(4, amount=100_00, external_id="P-1")
    pay(5, amount=30_00, reverses_external_id="P-1")
    pay(6, amount=20_00, reverses_external_id="P-1")

    assert figures().total.collected == {"COP": 50_00}


def test_credit_note_is_no_money_and_what_was_inferred_is(figures, pay):
    pay(4, amount=100_00, kind=PaymentKind.CREDIT_NOTE)
    pay(5, amount=40_00, external_id="Z", kind=PaymentKind.INFERRED)
    pay(6, amount=10_00, reverses_external_id="Z", kind=PaymentKind.INFERRED)

    assert figures().total.collected == {"COP": 30_00}


def test_reversal_that_does_not_fit_takes_nothing_back(figures, pay):
    pay(4, amount=100_00, external_id="P-1")
    pay(5, amount=101_00, reverses_external_id="P-1")

    assert figures().total.collected == {"COP": 100_00}


def test_payment_is_reversed_once(figures, pay):
    pay(4, month=10, amount=100_00, external_id="P-1")
    pay(30, month=10, amount=100_00, reverses_external_id="P-1")
    pay(5, amount=100_00, reverses_external_id="P-1")

    assert figures().total.collected == {}


def test_currencies_stand_apart(figures, call, pay, another, cast):
    mexican = another("microcredito")
    call(at(5), "CD-NCP", on=mexican, who="sara")
    pay(10, amount=70_00)
    pay(10, on=mexican, amount=30_00)

    found = figures(portfolios=[cast.consumo, cast.microcredito])

    assert found.currencies == ("COP", "MXN")
    assert (found.total.collected, found.total.organic) == ({"COP": 70_00, "MXN": 30_00}, {"COP": 70_00})
    assert found.of(cast.sara.id).collected == {"MXN": 30_00}


def test_other_portfolios_are_not_seen(figures, promise, pay, another):
    mexican = another("microcredito")
    promise(at(1), due_on=date(2026, 11, 5), on=mexican, who="sara")
    pay(5, on=mexican, amount=30_00)

    total = figures().total

    assert (total.attempts, total.promises, total.matured, total.collected) == (0, 0, 0, {})


def test_assigned_are_accounts_with_something_open_on_the_first_day(figures, call, pay, another, session):
    opened, paid, new = (another(owner="andrea") for _ in range(3))
    pooled = another()
    for one, issued in ((opened, date(2026, 10, 1)), (paid, date(2026, 10, 1)), (pooled, date(2026, 10, 31))):
        make_invoice(session, one, due_on=date(2026, 11, 5), amount=50_00, issued_on=issued)
    make_invoice(session, new, due_on=date(2026, 11, 20), amount=50_00, issued_on=NOVEMBER)
    pay(31, month=10, on=paid, amount=50_00)
    call(at(2), "CI-CON", on=opened)
    call(at(3), "NC-NCT", on=paid)
    call(at(4), "NC-NCT", on=pooled)

    found = figures(with_balances=True)

    total, andrea = found.total.assigned, found.of(opened.collector_id).assigned
    assert (total.accounts, total.worked, total.contacted) == (2, 2, 1)
    assert (andrea.accounts, andrea.worked, andrea.contacted) == (1, 1, 1)


def test_paid_to_the_cent_with_credit_beside_an_open_invoice_is_still_open(figures, pay, account, session):
    make_invoice(session, account, due_on=date(2026, 10, 5), amount=50_00, external_id="F-1")
    make_invoice(session, account, due_on=date(2026, 10, 6), amount=50_00)
    pay(10, month=10, amount=100_00, invoice_external_id="F-1")

    assert figures(with_balances=True).total.assigned.accounts == 1


@pytest.mark.parametrize("accounts", [1, 3])
def test_performance_takes_the_same_number_of_queries_for_any_number_of_rows(
    figures, promise, another, session, accounts
):
    for _ in range(accounts):
        one = another()
        make_invoice(session, one, due_on=date(2026, 10, 5), amount=100_00)
        promise(at(1), due_on=date(2026, 11, 5), on=one)
        make_payment(session, one, paid_on=date(2026, 11, 5), amount=100_00)
    session.flush()

    with counted(session) as sent:
        figures(with_balances=True)

    assert len(sent) == 29
