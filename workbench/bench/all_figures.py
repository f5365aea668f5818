"""The benchmarks by name, in the order they build on one another."""

from collections.abc import Callable, Iterator

from workbench.bench.desk_figures import claim_figure, outcome_figure
from workbench.bench.desk_run import desk_run_figures
from workbench.bench.find_figures import find_figures
from workbench.bench.ledger_figures import import_figures, queues_figure, standing_figure
from workbench.bench.measure import Figure
from workbench.bench.night_figures import night_figures
from workbench.bench.scores_figures import scores_figure
from workbench.bench.screen_figures import screen_figures
from workbench.bench.stage import Stage

Measure = Callable[[Stage], list[Figure]]

BENCHMARKS: dict[str, Measure] = {
    "import": import_figures,
    "standing": lambda stage: [standing_figure(stage)],
    "scores": lambda stage: [scores_figure(stage)],
    "queues": lambda stage: [queues_figure(stage)],
    "screens": screen_figures,
    "outcome": lambda stage: [outcome_figure(stage)],
    "claim": lambda stage: [claim_figure(stage)],
}
ALONE: dict[str, Measure] = {"nightly": night_figures, "find": find_figures}
"""Run by their name only: each fills the stage with a portfolio of its own."""

NAMED: dict[str, Measure] = {"desk": desk_run_figures}
"""Run by their name only, on what the bulk work has made: they take a minute."""

BULK = ("import", "standing", "queues")
"""What the others need: these are always run."""

WITHOUT_CALLS = (*ALONE, "import")
"""These do without the history of calls when they are run by their name."""


def measured(stage: Stage, name: str | None) -> Iterator[Figure]:
    """Run all benchmarks, or the named one with those it needs, and give each figure as it is ready."""
    if name in ALONE:
        yield from ALONE[name](stage)
        return
    if name in NAMED:
        for each in BULK:
            BENCHMARKS[each](stage)
        yield from NAMED[name](stage)
        return
    for each, measure in BENCHMARKS.items():
        if name in {None, each}:
            yield from measure(stage)
            if name:
                return  # what comes later builds on it, not the other way round
        elif each in BULK:
            measure(stage)
