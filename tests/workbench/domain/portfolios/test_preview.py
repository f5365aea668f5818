"""What other settings of a portfolio would do, before they are saved."""

from datetime import date, timedelta

import pytest

from tests.factories.ledger import make_account, make_invoice
from workbench.domain.portfolios import PortfolioRefused, Wanted, preview_portfolio, set_portfolio
from workbench.domain.portfolios.portfolios import MOST_LAG
from workbench.domain.records.audit import Actor


@pytest.fixture
def owing(session, cast, now):
    """Three accounts of consumo that are worked tomorrow."""
    for number in range(3):
        account = make_account(
            session, cast.consumo, now=now, overdue_amount=100_00, open_amount=100_00,
            oldest_due_on=now.date() - timedelta(days=20 + number), standing_on=now.date(),
        )  # fmt: skip
        make_invoice(session, account, due_on=now.date() - timedelta(days=20 + number), amount=100_00)
    session.flush()


def test_capacity_tells_how_many_fit_tomorrow(session, cast, owing, now):
    found = preview_portfolio(session, cast.consumo, wanted=Wanted(capacity=1), now=now)

    assert (found.on, found.worked, found.collectors) == (date(2026, 11, 19), 3, 2)
    assert (found.now.within_capacity, found.then.within_capacity) == (3, 2)
    assert cast.consumo.capacity != 1


def test_policy_and_zone_tell_when_calls_are_allowed(session, cast, now):
    found = preview_portfolio(session, cast.consumo, wanted=Wanted(preset="CL", timezone="America/Santiago"), now=now)

    assert (found.now.window.opens_at.isoformat(), found.now.window.closes_at.isoformat()) == (
        "2026-11-19T07:00:00-05:00",
        "2026-11-19T19:00:00-05:00",
    )
    assert (found.then.window.opens_at.isoformat(), found.then.window.closes_at.isoformat()) == (
        "2026-11-19T08:00:00-03:00",
        "2026-11-19T20:00:00-03:00",
    )


def test_lag_tells_when_a_payment_of_today_is_known(session, cast, now):
    found = preview_portfolio(session, cast.consumo, wanted=Wanted(posting_lag_days=2), now=now)

    assert (found.now.known_on, found.then.known_on) == (date(2026, 11, 18), date(2026, 11, 20))


@pytest.mark.parametrize("days", [-1, MOST_LAG + 1])
def test_lag_that_cannot_be_is_refused(session, cast, now, days):
    with pytest.raises(PortfolioRefused):
        preview_portfolio(session, cast.consumo, wanted=Wanted(posting_lag_days=days), now=now)


def test_currency_with_amounts_is_refused_by_preview_and_by_saving(session, cast, owing, now):
    wanted = Wanted(currency="USD")
    with pytest.raises(PortfolioRefused, match="ya tiene montos"):
        preview_portfolio(session, cast.consumo, wanted=wanted, now=now)
    with pytest.raises(PortfolioRefused, match="ya tiene montos"):
        set_portfolio(session, "consumo", wanted=wanted, zone="UTC", actor=Actor(None, "t"), now=now)


def test_currency_without_amounts_may_change(session, cast, now):
    found = preview_portfolio(session, cast.consumo, wanted=Wanted(currency="USD"), now=now)

    assert found.then.currency == "USD"
