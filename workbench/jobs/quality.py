"""The check of data: what is missing or wrong with customers, and who may be there twice. At night, or when asked."""

from workbench.domain.quality import (
    batches_of,
    customers_to_check,
    find_duplicates,
    propose_duplicates,
    refresh_findings,
)
from workbench.jobs.job import Counts, Job, Step, StepContext


def check_customers(context: StepContext) -> Counts:
    """Check every customer, some thousands in a transaction."""
    with context.database.reading() as session:
        customers = customers_to_check(session)
    done = found = 0
    for batch in batches_of(customers):
        with context.database.writing() as session:
            found += refresh_findings(session, batch, now=context.now)
        done += len(batch)
        context.progress(done, len(customers))
    return {"customers": len(customers), "findings": found}


def propose_pairs(context: StepContext) -> Counts:
    """Compare customers in a read session, then write what looks alike in one short transaction."""
    with context.database.reading() as session:
        found = find_duplicates(session, progress=context.progress)
    with context.database.writing() as session:
        new = propose_duplicates(session, found, now=context.now)
    return {"pairs": len(found), "new_pairs": new}


CHECK_STEPS = (Step("check_customers", check_customers), Step("propose_pairs", propose_pairs))
DATA_CHECK = Job("data_check", CHECK_STEPS)
CHECK_NOW = Job("data_check_now", CHECK_STEPS)
"""The same, asked for on a screen."""
CHECK_AFTER_FILES = Job("data_check_files", CHECK_STEPS)
"""The same, once after files were imported or taken back."""
