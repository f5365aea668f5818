"""Many collectors at once, in four processes, each form sent twice: nobody holds another's customer, nothing is lost.

To see it fail, let `claim_next` of `workbench/domain/queue/claim.py` give an item whoever has it, or `record_outcome`
forget the key of a form.
"""

import pytest

from workbench.bench.desk_run import COLLECTORS, desk_run_figures
from workbench.bench.ledger_figures import import_figures, queues_figure, standing_figure
from workbench.bench.stage import stage


@pytest.mark.long
def test_many_collectors_hold_nobody_twice_and_lose_nothing(database_url):
    with stage(database_url, customers=1_500) as prepared:
        import_figures(prepared)
        standing_figure(prepared)
        queues_figure(prepared)
        figures = desk_run_figures(prepared, seconds=10)

    assert [figure.name for figure in figures] == [f"desk: {kind}, p95" for kind in ("next", "dial", "page", "save")]
    assert figures[0].notes["collectors"] == COLLECTORS["sqlite" if database_url.startswith("sqlite") else "postgresql"]
    assert figures[-1].notes["saved/s"] > 0
