"""Whatever lists come day by day, the ledger of each day is what its list said, however often it is asked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Account, Allocation, Customer, FactVersion, Invoice, Payment
from models.enums import ImportKind
from workbench.domain.imports.importing import import_rows
from workbench.domain.standing import recompute_standing

TODAY = date(2026, 11, 18)
LATER = TODAY + timedelta(days=30)
OWNERS = {"F1": "C1", "F2": "C1", "F3": "C2"}
lists = st.lists(st.dictionaries(st.sampled_from(sorted(OWNERS)), st.integers(1, 90)), min_size=1, max_size=4)


@pytest.fixture
def fresh(database):
    """Empties the ledger, for every example starts anew."""

    def run():
        with database.writing() as session:
            for table in (Allocation, FactVersion, Payment, Invoice, Account, Customer):
                session.execute(sa.delete(table))

    return run


@pytest.fixture
def open_now(database):
    """What is open of every number, and the credit of all accounts."""

    def read():
        with database.reading() as session:
            rows = session.execute(sa.select(Invoice.external_id, Invoice.open_amount).where(Invoice.open_amount > 0))
            return dict(rows.all()), session.scalar(sa.select(sa.func.sum(Account.credit))) or 0

    return read


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=lists)
@pytest.mark.both
def test_the_ledger_of_a_day_is_what_its_list_said(database, terms, fresh, open_now, told):
    fresh()
    changed = 0

    for days, one in enumerate(told):
        rows = [
            {
                "external_id": name, "customer_external_id": OWNERS[name], "portfolio": "consumo",
                "due_on": "2026-11-01", "open_amount": f"{left}.00",
            }
            for name, left in one.items()
        ]  # fmt: skip
        on_that_day = replace(terms, now=terms.now + timedelta(days=days), complete=True, portfolio="consumo")
        foreseen = import_rows(database, ImportKind.OPEN_ITEMS, rows, terms=replace(on_that_day, dry_run=True)).money
        brought = import_rows(database, ImportKind.OPEN_ITEMS, rows, terms=on_that_day).money
        assert foreseen["COP"] == brought["COP"]
        changed += brought["COP"]
        assert open_now() == ({name: left * 100 for name, left in one.items()}, 0)
        assert changed == sum(one.values()) * 100

    for days, one in enumerate(told):
        with database.writing() as session:
            recompute_standing(session, on=TODAY + timedelta(days=days + 1), today=LATER)
            owed = session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Account.open_amount), 0)))
        assert owed == sum(one.values()) * 100
