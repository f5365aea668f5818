"""Rows that performance is counted from, where the databases or the scope could differ."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import object_session

from models import Assignment
from tests.factories.ledger import make_account, make_payment
from tests.factories.promises import make_promise
from workbench.domain.performance.reading import (
    KpiPeriod,
    collectors_named,
    owners_at,
    promises_maturing,
    reversals_known,
)
from workbench.kernel.days import start_of_day

FIRST = date(2026, 11, 1)
BEGAN = start_of_day(FIRST, "America/Bogota")


@pytest.fixture
def account(session, cast, now):
    return make_account(session, cast.consumo, now=now, collector_id=cast.luis.id)


@pytest.fixture
def window(cast):
    return KpiPeriod((cast.consumo.id,), since=FIRST, before=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("due_on", "grace_days", "matures"),
    [
        (date(2026, 10, 28), 3, False),
        (date(2026, 10, 29), 3, True),
        (date(2026, 10, 31), 0, False),
        (date(2026, 11, 27), 3, True),
        (date(2026, 11, 28), 3, False),
        (date(2026, 10, 2), 30, True),
    ],
)
def test_promises_mature_by_their_own_grace(account, window, due_on, grace_days, matures):
    session, made_at = object_session(account), datetime(2026, 10, 1, 15, tzinfo=UTC)
    made = make_promise(session, account, amount=100, due_on=due_on, made_at=made_at, grace_days=grace_days)

    assert promises_maturing(session, window) == ({made.id: account.id} if matures else {})


def test_reversals_name_a_payment_of_their_own_account(session, cast, now, account, window):
    other = make_account(session, cast.consumo, now=now)
    make_payment(session, account, paid_on=FIRST, amount=100, external_id="P-1")
    mine = make_payment(session, account, paid_on=FIRST, amount=100, reverses_external_id="P-1")
    make_payment(session, other, paid_on=FIRST, amount=100, reverses_external_id="P-1")

    assert [reversal.id for _, _, reversal in reversals_known(session, window)] == [mine.id]


def test_owner_is_who_had_the_account_when_the_first_day_began_in_its_zone(session, cast, account):
    for who, begins, ends in (
        (cast.andrea, datetime(2026, 9, 1, tzinfo=UTC), BEGAN),
        (cast.luis, BEGAN, None),
    ):
        session.add(Assignment(account_id=account.id, collector_id=who.id, from_at=begins, until_at=ends))
    session.flush()

    day_after = start_of_day(date(2026, 11, 2), "America/Bogota")
    assert owners_at(session, [(cast.consumo.id, BEGAN)]) == [(account.id, cast.andrea.id, cast.consumo.id)]
    assert owners_at(session, [(cast.consumo.id, day_after)]) == [(account.id, cast.luis.id, cast.consumo.id)]


def test_owner_without_history_is_who_has_the_account_now(session, cast, account):
    assert owners_at(session, [(cast.consumo.id, BEGAN)]) == [(account.id, cast.luis.id, cast.consumo.id)]


def test_account_that_nobody_had_yet_has_no_owner(session, cast, account):
    session.add(Assignment(account_id=account.id, collector_id=cast.luis.id, from_at=datetime(2026, 11, 9, tzinfo=UTC)))
    session.flush()

    assert owners_at(session, [(cast.consumo.id, BEGAN)]) == [(account.id, None, cast.consumo.id)]


def test_named_are_those_who_work_the_portfolio_and_those_asked_for(session, cast):
    cast.andrea.is_active = False
    session.flush()

    def named(*people):
        found = collectors_named(session, [one.id for one in people], [cast.consumo.id])
        return {row.name for row in found}

    assert (named(), named(cast.andrea, cast.sara)) == ({"Luis"}, {"Luis", "Andrea", "Sara"})
