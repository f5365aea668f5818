"""Setting a portfolio: audit, and what may not change."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import AuditEntry, Portfolio
from tests.factories.ledger import make_account, make_invoice
from workbench.domain.portfolios.portfolios import PortfolioRefused, Wanted, set_portfolio
from workbench.domain.records.audit import Actor

ACTOR = Actor(None, "tests")


@pytest.fixture
def set_to(session, now):
    """`set_to("consumo", preset="CO")`."""

    def run(code, **values):
        return set_portfolio(session, code, wanted=Wanted(**values), zone="America/Lima", actor=ACTOR, now=now)

    return run


def audited(session):
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(one.event, one.subject_kind, one.subject_id, one.before, one.after) for one in entries]


def test_set_portfolio_leaves_one_audit_entry(session, cast, set_to):
    set_to("consumo", preset="STRICT", capacity=30)

    assert (cast.consumo.preset, cast.consumo.capacity) == ("STRICT", 30)
    assert audited(session) == [
        ("portfolio_changed", "portfolio", cast.consumo.id, {"preset": "CO", "capacity": 80},
         {"preset": "STRICT", "capacity": 30})
    ]  # fmt: skip


def test_setting_the_same_again_changes_nothing(session, cast, set_to):
    set_to("consumo", preset="CO", currency="COP")

    assert audited(session) == []


def test_a_new_portfolio_takes_the_companys_zone(session, set_to):
    row = set_to("hogar", currency="PEN")

    assert (row.timezone, row.locale, row.preset) == ("America/Lima", "es_PE", "STRICT")
    assert audited(session) == [
        ("portfolio_changed", "portfolio", row.id, {},
         {"preset": "STRICT", "capacity": 80, "timezone": "America/Lima", "currency": "PEN", "locale": "es_PE",
          "name": "hogar", "creditor": None, "contact": None, "random_slice": 0.03, "closed_days": [],
          "posting_lag_days": 0})
    ]  # fmt: skip


def test_the_currency_stays_once_there_are_amounts(session, cast, set_to, now):
    account = make_account(session, cast.consumo, now=now)
    make_invoice(session, account, due_on=date(2026, 11, 1), amount=100)

    with pytest.raises(PortfolioRefused, match="ya tiene montos en COP"):
        set_to("consumo", currency="USD")

    assert (set_to("consumo", currency="COP").currency, set_to("microcredito", currency="USD").currency) == (
        "COP", "USD",
    )  # fmt: skip


def test_a_refused_value_makes_no_portfolio(session, set_to):
    with pytest.raises(PortfolioRefused):
        set_to("hogar", currency="PEN", preset="XX")

    assert session.scalars(sa.select(Portfolio)).all() == []
