"""The company that benchmarks run on has what real ones have: answers at hours, promises, call-backs and rests."""

import csv
from datetime import date

import pytest
import sqlalchemy as sa

from models import WorkItem
from models.enums import Lane, Slice
from workbench.bench.company import INTERACTIONS_EACH, OUTCOMES, write_files
from workbench.bench.ledger_figures import import_figures, standing_figure
from workbench.bench.stage import stage
from workbench.domain.queue import build_queues
from workbench.kernel.work_order import HOURED

TODAY = date(2026, 11, 18)


def test_calls_come_to_everything_and_tell_what_was_agreed(tmp_path):
    files = write_files(tmp_path, customers=200, today=TODAY)

    with files.interactions.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200 * INTERACTIONS_EACH
    assert {row["outcome"] for row in rows} == set(OUTCOMES)
    assert {row["outcome"] for row in rows if row["promise_amount"] and row["promise_due_on"]} == {"CD-PDP"}
    assert {row["outcome"] for row in rows if row["callback_at"]} == {"CD-VLL"}


@pytest.mark.long
def test_queue_of_the_company_has_rests_call_backs_and_hours():
    with stage(None, customers=1_000) as prepared:
        import_figures(prepared)
        standing_figure(prepared)
        with prepared.database.writing() as session:
            report = build_queues(session, on=prepared.today, today=prepared.today, now=prepared.now)
            with_hours = session.scalar(sa.select(sa.func.count()).where(WorkItem.best_from.is_not(None)))
            left_alone = session.scalar(sa.select(sa.func.count()).where(WorkItem.slice == Slice.NO_CALL_ARM))

    assert min(report.lanes[lane] for lane in (Lane.CALLBACK, Lane.PROMISE_BROKEN, Lane.RANKED, Lane.RESTING)) > 0
    assert 0 < left_alone < 0.05 * report.lanes[Lane.RANKED]
    assert with_hours == sum(report.lanes[lane] for lane in HOURED) - left_alone
