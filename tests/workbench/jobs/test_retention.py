"""The nightly step that applies the terms of keeping."""

import sqlalchemy as sa

from models import Customer, Interaction
from tests.factories.held import dump, make_known_customer, traces_in
from tests.factories.ledger import make_customer
from tests.personas import cast_of
from workbench.domain.privacy import KeptFor, set_terms
from workbench.domain.records import Actor
from workbench.jobs.housekeeping import HOUSEKEEPING
from workbench.jobs.runner import run_job


def run(database, now):
    return run_job(database, HOUSEKEEPING, period="2026-11-18", today=now.date(), clock=lambda: now)


def test_night_erases_nobody_while_no_terms_are_set(database, now):
    with database.writing() as session:
        make_known_customer(session, cast_of(session, now=now), now=now)

    run(database, now)

    with database.reading() as session:
        assert set(session.scalars(sa.select(Customer.erased_at))) == {None}
        assert session.scalars(sa.select(Interaction.note)).one() == "Dice zorro"


def test_night_erases_who_is_due_and_leaves_the_others(database, now):
    with database.writing() as session:
        make_known_customer(session, cast_of(session, now=now), now=now)
        make_customer(session, now=now, name="Sin cuentas")
        set_terms(session, None, terms=KeptFor(erase_days=30), actor=Actor(None, "tests"), now=now)

    run(database, now)

    with database.reading() as session:
        assert traces_in(dump(session)) == []
        assert "Sin cuentas" in session.scalars(sa.select(Customer.name)).all()
