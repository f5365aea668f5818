"""The night's chain: what every account owes and every promise has become, then the queues of the day that begins."""

from workbench.domain.queues import build_queues
from workbench.domain.standing import recompute_standing
from workbench.jobs.job import Counts, Job, Step, StepContext


def recompute_today(context: StepContext) -> Counts:
    """Recompute balances, days past due and promises of every account, in transactions of a few thousand accounts."""
    with context.database.writes() as session:
        report = recompute_standing(
            session, on=context.today, today=context.today, commit=session.commit, progress=context.progress
        )
        session.commit()
    return {"accounts": report.accounts, "replayed": report.replayed, "promises_changed": report.promises_changed}


def build_today(context: StepContext) -> Counts:
    """Build the queues of the day."""
    with context.database.writing() as session:
        report = build_queues(
            session, on=context.today, today=context.today, now=context.now, progress=context.progress
        )
    return {"items": report.items, "callable": report.callable, "kept": report.kept}


NIGHTLY = Job("nightly", (Step("standing", recompute_today), Step("queues", build_today)))
