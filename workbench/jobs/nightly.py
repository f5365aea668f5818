"""The steps of the night: recompute balances and promises, score, then build the day's queues."""

import logging
from datetime import date
from typing import TYPE_CHECKING

from models.db import opened
from workbench.domain.portfolios import portfolio_sizes, portfolios_by_code
from workbench.domain.queue import plan_queues, save_queues
from workbench.domain.standing import recompute_standing
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.privacy import without_personal_data

if TYPE_CHECKING:
    from workbench.domain.ranking.learning import Scored

_log = logging.getLogger(__name__)


def recompute_today(context: StepContext) -> Counts:
    """Recompute balances, days past due and promises of every account, in transactions of a few thousand accounts."""
    with context.database.writes() as session:
        report = recompute_standing(
            session, on=context.today, today=context.today, commit=session.commit, progress=context.progress
        )
        session.commit()
    return {"accounts": report.accounts, "replayed": report.replayed, "promises_changed": report.promises_changed}


def score_today(context: StepContext) -> Counts:
    """Score every account with its portfolio's model.

    Whatever goes wrong with one portfolio's model stays with it: its queue is ranked by the points rule, and the
    model's page says why.
    """
    # These load arrays, which only this step needs.
    from workbench.domain.ranking.learning import settle_scores  # noqa: PLC0415 - see above
    from workbench.jobs.cluster import calculating, without_cluster  # noqa: PLC0415 - see above

    database = context.database
    with database.reading() as session:
        sizes = portfolio_sizes(session)
    scored, failed = 0, 0
    with calculating(context) as spread:
        calls = [(database.url, code, context.today) for code in sizes]
        every = spread.each(_prepared, calls, rows=sum(sizes.values()), here=database.is_sqlite)
        for done, found in enumerate(every, start=1):
            with database.writing() as session:
                scored += settle_scores(session, found)
            failed += found.trouble is not None
            context.progress(done, len(sizes))
    return {"scored": scored, "portfolios_without": failed, **without_cluster(spread)}


def _prepared(url: str, code: str, on: date) -> "Scored":
    """Score one portfolio, in whatever process: only reads."""
    from workbench.domain.ranking.learning import not_scored, prepare_scores  # noqa: PLC0415 - see above

    with opened(url) as database, database.reading() as session:
        (portfolio,) = portfolios_by_code(session, code)
        try:
            return prepare_scores(session, portfolio, on=on)
        except Exception as wrong:  # noqa: BLE001 - the queues are built whatever it is
            trouble = without_personal_data(wrong)
            _log.error("scores of a portfolio: %s", trouble)
            session.rollback()  # after a database error the transaction accepts no further statement
            return not_scored(session, portfolio, on=on, trouble=trouble)


def build_today(context: StepContext) -> Counts:
    """Build the queues of the day: plan in a read session, then write in one short transaction."""
    with context.database.reading() as session:
        plan = plan_queues(session, on=context.today, today=context.today, now=context.now, progress=context.progress)
    with context.database.writing() as session:
        report = save_queues(session, plan, now=context.now)
    return {
        "items": report.items,
        "by_model": report.by_model,
        "callable_that_day": report.callable,
        "kept": report.kept,
    }


NIGHTLY = Job("nightly", (Step("standing", recompute_today), Step("scores", score_today), Step("queues", build_today)))

FIRST_QUEUE = Job("first_queue", NIGHTLY.steps)
"""What the night does, asked for on a screen by who does not want to wait for it."""
