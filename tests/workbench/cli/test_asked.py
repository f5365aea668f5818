"""The made-up company: loaded on request beside a real administrator, looked at, and thrown away whole."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Base, Customer, ImportRun, Portfolio, SignInSession, Team, User
from models.enums import ImportKind
from tests.factories.ledger import make_account
from workbench.cli import asked
from workbench.cli.asked import asked_jobs
from workbench.demo.state import DemoRefused, Stage, decide_company, demo_state
from workbench.domain.company import MadeUpRefused, discard_made_up, why_not_discard
from workbench.domain.people import add_user
from workbench.domain.records import ask_job, open_requests, run_of
from workbench.domain.records.audit import Actor
from workbench.jobs.timetable import run_asked

ANA = Actor(None, "ana@norte.co")
KEPT_ROWS = {
    "audit_entry",
    "user",
    "role",
    "outcome",
    "delay_reason",
    "script",
    "script_version",
    "job_request",
    "job_run",
}


@pytest.fixture
def loaded(database, settings, now, monkeypatch):
    """A database with an administrator, a portfolio of theirs without accounts, and the made-up company."""
    monkeypatch.setattr(asked, "CUSTOMERS", 12)
    with database.writing() as session:
        add_user(
            session, "ana@norte.co", name="Ana", role="administrator", teams=["Mío"], password="una frase bien larga",
            actor=ANA, now=now,
        )  # fmt: skip
        own = Portfolio(code="mia", name="Mía", currency="COP", timezone="UTC", locale="es", created_at=now)
        session.add(own)
        period = ask_job(session, "made_up_company", actor=ANA, now=now)
    run_asked(database, asked_jobs(settings), zone=settings.zone, clock=lambda: now)
    with database.reading() as session:
        assert run_of(session, "made_up_company", period=period).error is None
    return database


def test_asked_job_runs_once_and_is_asked_for_once(database, settings, now):
    with database.writing() as session:
        first = ask_job(session, "first_queue", actor=ANA, now=now)
        assert ask_job(session, "first_queue", actor=ANA, now=now + timedelta(seconds=1)) == first

    ran = run_asked(database, asked_jobs(settings), zone=settings.zone, clock=lambda: now)
    again = run_asked(database, asked_jobs(settings), zone=settings.zone, clock=lambda: now)

    assert (len(ran), again) == (1, [])
    with database.writing() as session:
        assert open_requests(session) == []
        assert ask_job(session, "first_queue", actor=ANA, now=now + timedelta(minutes=1)) != first


def test_job_that_this_version_does_not_know_is_left(database, settings, now):
    with database.writing() as session:
        ask_job(session, "of a later version", actor=ANA, now=now)

    assert run_asked(database, asked_jobs(settings), zone=settings.zone, clock=lambda: now) == []


@pytest.mark.both
def test_thrown_away_company_leaves_nothing_but_the_audit_and_what_was_there(loaded, now):
    with loaded.writing() as session:
        entries = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
        accounts = session.scalar(sa.select(sa.func.count()).select_from(Account))
        made_up = session.scalars(sa.select(User).where(User.is_made_up)).first()
        session.add(SignInSession(key="x", user_id=made_up.id, ends_at=now + timedelta(hours=1)))
    with loaded.writing() as session:
        assert discard_made_up(session, actor=ANA, now=now) == accounts > 0

    with loaded.reading() as session:
        assert session.scalars(sa.select(Portfolio.code)).all() == ["mia"]
        assert session.scalars(sa.select(Team.name)).all() == ["Mío"]
        assert session.scalars(sa.select(User.email).where(User.is_active)).all() == ["ana@norte.co"]
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == entries + 1
        left = {
            table.name
            for table in Base.metadata.sorted_tables
            if session.scalar(sa.select(sa.func.count()).select_from(table))
        }
    assert left <= {*KEPT_ROWS, "portfolio", "team", "team_member"}


def test_company_that_was_thrown_away_can_be_looked_at_again(loaded, settings, now):
    with loaded.writing() as session:
        discard_made_up(session, actor=ANA, now=now)
    with loaded.writing() as session:
        assert demo_state(session, beside_people=True).stage is Stage.EMPTY
        assert demo_state(session).stage is Stage.SOMEBODY_ELSES
        ask_job(session, "made_up_company", actor=ANA, now=now + timedelta(minutes=1))

    run_asked(loaded, asked_jobs(settings), zone=settings.zone, clock=lambda: now + timedelta(minutes=1))

    with loaded.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 12
        assert session.scalar(sa.select(User.is_active).where(User.email == "ana@demo.example")) is True


@pytest.mark.parametrize("what", ["own account", "own file"])
def test_real_records_stand_in_the_way(loaded, now, what):
    with loaded.writing() as session:
        if what == "own account":
            own = session.scalars(sa.select(Portfolio).where(Portfolio.code == "mia")).one()
            make_account(session, own, now=now)
        else:
            later = now + timedelta(seconds=1)
            session.add(
                ImportRun(kind=ImportKind.CUSTOMERS, file_name="f", sha256="", started_at=later, finished_at=later)
            )
        session.flush()
        refused = why_not_discard(session)

        assert refused is not None
        with pytest.raises(MadeUpRefused):
            discard_made_up(session, actor=ANA, now=now)


def test_made_up_company_is_never_loaded_beside_customers(session, cast, now):
    make_account(session, cast.consumo, now=now)

    with pytest.raises(DemoRefused):
        decide_company(demo_state(session, beside_people=True), customers=1, seed=1, today=date(2026, 11, 18))


def test_there_is_nothing_to_throw_away_in_a_real_database(session, cast, now: datetime):
    with pytest.raises(MadeUpRefused):
        discard_made_up(session, actor=ANA, now=now)
