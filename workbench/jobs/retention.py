"""The step that applies the terms of keeping: customers who are due, old notes, decision logs and given files go."""

from typing import Any

from workbench.domain.privacy import due_customers, erase_due, forget_decisions, forget_notes, let_files_go
from workbench.domain.records import Actor
from workbench.jobs.job import Counts, StepContext

ERASED_AT_ONCE = 50
"""Customers in one transaction: a collector waits for no longer than their rows take."""

ACTOR = Actor(id=None, name="housekeeping")


def apply_retention(context: StepContext) -> Counts:
    """Take away what the terms take away today; where none are set, nothing. Harmless to repeat."""
    terms: dict[str, Any] = {"actor": ACTOR, "today": context.today, "now": context.now}
    with context.database.reading() as session:
        due = [one for part in due_customers(session, on=context.today, now=context.now) for one in part]
    erased = 0
    for start in range(0, len(due), ERASED_AT_ONCE):
        with context.database.writing() as session:
            erased += erase_due(session, due[start : start + ERASED_AT_ONCE], **terms)
        context.progress(min(start + ERASED_AT_ONCE, len(due)), len(due))
    notes = 0
    while True:
        with context.database.writing() as session:
            emptied = forget_notes(session, **terms)
        notes += emptied
        if not emptied:
            break
    with context.database.writing() as session:
        decisions = forget_decisions(session, **terms)
        files = let_files_go(session, actor=ACTOR, now=context.now)
    return {"erased": erased, "notes": notes, "decisions": decisions, "files": files}
