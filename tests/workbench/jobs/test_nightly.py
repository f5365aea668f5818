"""The night's chain on a small ledger: standing first, then queues, recorded with what each did."""

from datetime import timedelta

import sqlalchemy as sa

from models import Account, JobRun, WorkItem
from models.enums import RunState
from tests.factories.ledger import make_account, make_invoice
from tests.personas import cast_of
from workbench.jobs.nightly import NIGHTLY
from workbench.jobs.runner import run_job


def run(database, now):
    return run_job(database, NIGHTLY, period=now.date().isoformat(), today=now.date(), clock=lambda: now)


def test_nightly_brings_the_standing_up_to_date_and_queues_who_owes(database, now):
    with database.writing() as session:
        account = make_account(session, cast_of(session, now=now).consumo, now=now)
        make_invoice(session, account, due_on=now.date() - timedelta(days=40), amount=250_000_00)
        wanted = account.id

    state = run(database, now)

    with database.reading() as session:
        account = session.get(Account, wanted)
        assert (account.standing_on, account.overdue_amount) == (now.date(), 250_000_00)
        items = session.execute(sa.select(WorkItem.queue_on, WorkItem.account_id, WorkItem.days_past_due)).all()
        counts = session.scalar(sa.select(JobRun.counts))
    assert (state, items) == (RunState.DONE, [(now.date(), wanted, 40)])
    assert (counts["standing"]["accounts"], counts["queues"]["items"]) == (1, 1)


def test_nightly_on_an_empty_database_is_done(database, now):
    assert run(database, now) is RunState.DONE
