"""The portfolio of the night's benchmark has what there is to learn: who pays, what a call adds, and at which hour."""

import pytest
import sqlalchemy as sa

from models import Account, Interaction, Payment, Promise, Score, WorkItem
from models.enums import RunState
from tests.factories.learnable import make_portfolio
from workbench.bench.night_rows import CALLS_EACH, write_portfolio
from workbench.bench.stage import NOW, TODAY
from workbench.domain.calls import load_outcomes
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.runner import run_job
from workbench.jobs.training import TRAINING


@pytest.fixture
def portfolio_id(database):
    with database.writing() as session:
        load_outcomes(session)
        return make_portfolio(session, "banca", now=NOW).id


def count(session, table):
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_the_same_arguments_write_the_same_rows(database, portfolio_id):
    write_portfolio(database, portfolio_id=portfolio_id, customers=50, today=TODAY)

    with database.reading() as session:
        days = session.execute(sa.select(sa.func.min(Interaction.known_on), sa.func.max(Interaction.known_on))).one()
        assert (count(session, Account), count(session, Interaction)) == (50, 50 * CALLS_EACH)
        assert count(session, Payment) > 40
        assert count(session, Promise) > 0
        assert days[0] < days[1] < TODAY


@pytest.mark.long
def test_a_night_of_it_learns_what_a_call_adds_and_gives_hours(database, portfolio_id):
    write_portfolio(database, portfolio_id=portfolio_id, customers=2_000, today=TODAY)

    for job in (TRAINING, NIGHTLY):
        assert run_job(database, job, period="night", today=TODAY, clock=lambda: NOW) is RunState.DONE

    with database.reading() as session:
        assert session.scalars(sa.select(Score.value).distinct()).all() == ["effect"]
        assert session.scalar(sa.select(sa.func.count()).where(WorkItem.best_from.is_not(None))) > 50
