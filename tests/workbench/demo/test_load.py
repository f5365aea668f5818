"""The made-up company in a database: what was lived is what the product's own rules compute from the rows."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from models import (
    Account,
    Assignment,
    ContactPoint,
    ContactPointEvent,
    Customer,
    Database,
    Interaction,
    Portfolio,
    PortfolioTeam,
    Promise,
    Team,
    User,
)
from models.enums import PointKind, PointState, PromiseState
from workbench.demo.company import build_company
from workbench.demo.founding import PASSWORD
from workbench.demo.load import Loaded, load_company
from workbench.demo.state import DemoRefused, Stage, State, decide_company, demo_state
from workbench.domain.imports.engine.terms import ImportTerms
from workbench.domain.people.sign_in import find_candidate, prove
from workbench.domain.people.throttle import SignInTry
from workbench.domain.records.audit import Actor

TODAY = date(2026, 11, 20)
TERMS = ImportTerms(now=datetime(2026, 11, 20, 15, tzinfo=UTC), actor=Actor(None, "demo"), timezone="America/Bogota")


@contextmanager
def _unseen(_label):
    yield lambda _done, _total=None: None


@pytest.fixture(scope="module")
def company():
    return build_company(24, 5, TODAY)


@contextmanager
def closing_database(url):
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


@dataclass(frozen=True)
class Filled:
    database: Database
    loaded: Loaded


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request, company):
    """A database of each kind, loaded once for the tests that only look."""
    maker = request.getfixturevalue("sqlite_maker" if request.param == "sqlite" else "postgres_maker")
    with maker.fresh() as url, closing_database(url) as database:
        yield Filled(database, load_company(database, company, terms=TERMS, progress=_unseen))


@pytest.fixture
def looking(filled):
    with filled.database.reading() as session:
        yield session


def test_every_row_lands(company, filled):
    lives, loaded = list(company.lives()), filled.loaded

    assert loaded.rejected == 0
    assert loaded.rows == {
        "customers": 24,
        "invoices": sum(len(life.invoices) for life in lives),
        "payments": sum(len(life.payments) for life in lives),
        "interactions": sum(len(life.interactions) for life in lives),
    }


def test_portfolios_keep_their_settings_and_teams(looking, company):
    rows = looking.execute(
        sa.select(Portfolio.code, Portfolio.name, Portfolio.currency, Portfolio.preset, Portfolio.timezone, Team.name)
        .join(PortfolioTeam, PortfolioTeam.portfolio_id == Portfolio.id)
        .join(Team, PortfolioTeam.team_id == Team.id)
    )

    expected = {
        (one.code, one.name, one.currency, one.preset, one.timezone, one.team) for one in company.plan.portfolios
    }
    assert {tuple(row) for row in rows} == expected


def test_everybody_can_sign_in_with_their_role_and_teams(looking, company):
    people = {user.email: user for user in looking.scalars(sa.select(User))}

    assert {(mail, one.role.code, *sorted(team.name for team in one.teams)) for mail, one in people.items()} == {
        (person.email, person.role, *sorted(person.teams)) for person in company.plan.people
    }
    asked = SignInTry(address="ana@demo.example", source="127.0.0.1", key="k" * 32)
    found = find_candidate(looking, asked, now=datetime(2026, 11, 18, 15, tzinfo=UTC))
    assert prove(found, PASSWORD).user_id == people["ana@demo.example"].id


def test_the_product_finds_what_is_open_as_the_customers_lived_it(looking, company):
    query = sa.select(Customer.external_id, Portfolio.code, Account.open_amount, Account.credit).select_from(Account)
    found = looking.execute(query.join(Customer).join(Portfolio, Account.portfolio_id == Portfolio.id))
    lived = {
        (life.customer.external_id, debt.portfolio.code, debt.open_amount(), debt.credit)
        for life in company.lives()
        for debt in life.debts
        if debt.issued and debt.unposted_until < life.today
    }

    assert lived - {tuple(row) for row in found} == set()
    assert len(lived) > 20


def test_promises_are_decided(looking):
    states = dict(looking.execute(sa.select(Promise.state, sa.func.count()).group_by(Promise.state)).all())

    assert states[PromiseState.KEPT] > states[PromiseState.BROKEN] > 0
    assert set(states) >= {PromiseState.KEPT, PromiseState.BROKEN, PromiseState.PARTIAL}


def test_accounts_have_the_collector_who_had_them_last(looking, company):
    query = sa.select(Customer.external_id, Portfolio.code, User.email).select_from(Account).join(Customer)
    joined = query.join(Portfolio, Account.portfolio_id == Portfolio.id)
    found = looking.execute(joined.outerjoin(User, Account.collector_id == User.id))
    lived = {
        (life.customer.external_id, debt.portfolio.code, debt.owner_on(life.today) or None)
        for life in company.lives()
        for debt in life.debts
        if debt.issued
    }

    assert {tuple(row) for row in found} == lived


def test_assignments_keep_their_history(looking, company):
    owners = [debt.owners for life in company.lives() for debt in life.debts if debt.issued]

    rows = looking.execute(sa.select(Assignment.account_id, Assignment.until_at)).all()

    assert len(rows) == sum(len(one) for one in owners) > len(owners)
    assert sum(until is None for _, until in rows) == len(owners)


def test_callbacks_are_at_the_hour_asked_for(looking, company):
    lived = {
        (row["external_id"], datetime.fromisoformat(row["callback_at"]))
        for life in company.lives()
        for row in life.interactions
        if row["callback_at"]
    }

    found = looking.execute(
        sa.select(Interaction.external_id, Interaction.callback_at).where(Interaction.callback_at.is_not(None))
    )

    assert {tuple(row) for row in found} == lived


def test_numbers_that_reach_the_customer_are_verified_and_dead_ones_are_not(looking, company):
    lived = {life.customer.external_id: life for life in company.lives()}
    found = looking.execute(
        sa.select(Customer.external_id, ContactPoint.value, ContactPoint.state)
        .join(ContactPoint, ContactPoint.customer_id == Customer.id)
        .where(ContactPoint.kind == PointKind.PHONE)
    )

    for customer, value, state in found:
        rows = [row for row in lived[customer].interactions if row["number"] == value]
        reached = any(row["outcome"].startswith("CD") for row in rows)
        ended = bool({row["outcome"] for row in rows} & {"NC-EQV", "CI-NCO", "CI-NQR", "CI-TRA"})
        ended |= [row["outcome"] for row in rows].count("NC-FDS") > 1
        if ended:
            assert state in {PointState.BAD, PointState.SUPPRESSED}
        else:
            assert state is (PointState.VERIFIED if reached else PointState.UNVERIFIED)


@pytest.mark.parametrize("step", ["Gestiones", "Saldos y promesas"])
def test_loading_again_what_was_cut_off_doubles_nothing(database, step):
    company = build_company(6, 5, TODAY)

    @contextmanager
    def cut_off(label):
        if label == step:
            raise KeyboardInterrupt
        yield lambda _done, _total=None: None

    with pytest.raises(KeyboardInterrupt):
        load_company(database, company, terms=TERMS, progress=cut_off)
    with database.reading() as session:
        assert demo_state(session) == State(Stage.BEGUN, customers=6, seed=5, today=TODAY)

    load_company(database, company, terms=TERMS, progress=_unseen)

    lives = list(company.lives())
    counts = {
        Customer: 6,
        User: len(company.plan.people),
        Interaction: sum(len(life.interactions) for life in lives),
        Assignment: sum(len(debt.owners) for life in lives for debt in life.debts if debt.issued),
    }
    with database.reading() as session:
        assert demo_state(session).stage is Stage.LOADED
        assert {table: session.scalar(sa.select(sa.func.count()).select_from(table)) for table in counts} == counts
        evidence = session.scalars(sa.select(ContactPointEvent.interaction_id)).all()
        assert len(evidence) == len(set(evidence)) > 0


def test_a_database_with_records_refuses_the_company(session, cast):
    state = demo_state(session)

    with pytest.raises(DemoRefused, match="ya tiene datos"):
        decide_company(state, customers=10, seed=1, today=TODAY)


def test_a_loaded_company_is_not_loaded_twice():
    with pytest.raises(DemoRefused, match="ya está cargada"):
        decide_company(State(Stage.LOADED, customers=10, seed=1, today=TODAY), customers=10, seed=1, today=TODAY)


def test_a_company_that_was_begun_is_completed_with_its_own_values():
    begun = State(Stage.BEGUN, customers=24, seed=5, today=TODAY)

    company = decide_company(begun, customers=999, seed=1, today=date(2027, 1, 1))

    assert (company.customers, company.seed, company.today) == (24, 5, TODAY)


def test_an_empty_database_takes_the_company_asked_for(session):
    company = decide_company(demo_state(session), customers=7, seed=2, today=TODAY)

    assert (company.customers, company.seed, company.today) == (7, 2, TODAY)
