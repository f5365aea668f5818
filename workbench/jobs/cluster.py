"""Where the calculations of a step are made: the cluster of the settings, or this machine where that cannot be used."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from scoring.spreading import ClusterUnusable, Spread, spread_over
from workbench.jobs.job import Counts, StepContext

_log = logging.getLogger(__name__)


@contextmanager
def calculating(context: StepContext) -> Iterator[Spread]:
    """Spread the calculations of a block. A night is not lost for a cluster: this machine does it, and says so."""
    with ExitStack() as stack:
        try:
            spread = stack.enter_context(spread_over(context.cluster))
        except ClusterUnusable as wrong:
            _log.warning("WORKBENCH_CLUSTER cannot be used, this machine calculates: %s", wrong)
            spread = stack.enter_context(spread_over(""))
            spread.lost = True
        yield spread


def without_cluster(spread: Spread) -> Counts:
    """What a step's record has where the cluster could not be used, or broke off."""
    return {"without_cluster": 1} if spread.lost else {}
