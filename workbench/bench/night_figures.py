"""The whole night of a portfolio with calls in its history: standing, training, scores, and queues with their hours."""

from collections.abc import Sequence
from typing import Any

from scoring.additive import Additive
from scoring.bare import ReadyMatrices, bare_fits, import_estimators
from scoring.dataset import PopulationAtDay, Reader, sample, together
from scoring.reading import read_history
from scoring.training import TrainingTerms, training_days, window_at
from workbench.bench import plain
from workbench.bench.ledger_figures import copy_items, driver_value, plain_standing, replace_items
from workbench.bench.measure import Figure, Timing, bulk_figure
from workbench.bench.night_rows import write_portfolio
from workbench.bench.scores_figures import FACTS
from workbench.bench.stage import Stage
from workbench.domain.portfolios import portfolios_by_code
from workbench.domain.ranking import current_model
from workbench.domain.ranking.learning import accounts_as_reported, call_rows, target_of, usable_model
from workbench.jobs.job import Step, StepContext
from workbench.jobs.nightly import build_today, recompute_today, score_today
from workbench.jobs.training import train_all
from workbench.kernel.days import ONE_DAY

QUEUE_FACTS = (
    """SELECT a.id, a.customer_id, c.external_id, a.open_amount, a.overdue_amount, a.oldest_due_on, a.last_payment_on
       FROM account a JOIN customer c ON c.id = a.customer_id ORDER BY a.customer_id""",
    "SELECT customer_id, at, known_on, outcome_code, callback_at FROM interaction ORDER BY at",
    "SELECT account_id, propensity, gain, reasons FROM score",
)
"""What places everybody: the accounts, every call, which also tells the hours, and the scores."""

SCORE = ("account_id", "propensity", "exposure", "value", "gain", "reasons")


def night_figures(stage: Stage) -> list[Figure]:
    """Run the steps of the training and of the night, every account's ledger replayed; and the floor of each.

    The floor of the standing, scores and queues reads and writes the same rows with the plain driver, and has the bare
    model; that of the training reads the facts so and has the bare estimators on matrices that are ready.
    """
    with stage.database.reading() as session:
        (portfolio,) = portfolios_by_code(session)
    write_portfolio(stage.database, portfolio_id=portfolio.id, customers=stage.customers, today=stage.today)
    import_estimators()
    context = StepContext(
        database=stage.database,
        today=stage.today,
        now=stage.now,
        progress=lambda *_: None,
        cluster=stage.settings.cluster,
    )
    taken = [_timed(stage, context, step) for step in STEPS]
    floors = _floors(stage)
    steps = [
        bulk_figure(f"night: {step.name}", ours, floor, target=None, notes={"accounts": float(stage.customers)})
        for step, ours, floor in zip(STEPS, taken, floors, strict=True)
    ]
    whole, least = _together(taken), _together(floors)
    notes = {"accounts/s": stage.customers / whole.seconds}
    return [*steps, bulk_figure("night", whole, least, target=4.0, notes=notes)]


STEPS = (
    Step("standing", recompute_today),
    Step("training", train_all),
    Step("scores", score_today),
    Step("queues", build_today),
)


def _timed(stage: Stage, context: StepContext, step: Step) -> Timing:
    with stage.meter.timing() as taken:
        counts = step.run(context)
    if step.name in {"scores", "queues"} and not any(counts.values()):
        raise RuntimeError(f"the benchmark's own portfolio came to nothing: {step.name}")
    return taken


def _floors(stage: Stage) -> list[Timing]:
    ready, model, seen = _ready(stage)

    def training() -> None:
        _fetch(stage, FACTS)
        bare_fits(ready)

    def scores() -> None:
        _fetch(stage, FACTS)
        model.chance(seen.x)
        with plain.transaction(stage.database) as connection:
            plain.run(connection, "DELETE FROM floor_score")
            plain.insert(connection, "floor_score", columns=SCORE, values=kept)

    def queues() -> None:
        _fetch(stage, QUEUE_FACTS)
        replace_items(stage)

    kept = _copy_scores(stage)
    copy_items(stage)
    return [stage.meter.floor(act) for act in (lambda: plain_standing(stage), training, scores, queues)]


def _fetch(stage: Stage, statements: Sequence[str]) -> None:
    with stage.database.engine.connect() as connection:
        for statement in statements:
            plain.run(connection, statement).fetchall()


def _copy_scores(stage: Stage) -> list[tuple[Any, ...]]:  # Any: whatever a column holds
    with plain.transaction(stage.database) as connection:
        plain.run(connection, f"CREATE TABLE floor_score AS SELECT {', '.join(SCORE)} FROM score")
        found = plain.run(connection, "SELECT * FROM floor_score")
        return [tuple(map(driver_value, row)) for row in found]


def _ready(stage: Stage) -> tuple[ReadyMatrices, Additive, PopulationAtDay]:
    """What the estimators of the floor are given: the rows that the training had, and the accounts of the day."""
    with stage.database.reading() as session:
        (portfolio,) = portfolios_by_code(session)
        aim = target_of(portfolio)
        version = current_model(session, portfolio.id)
        if version is None:
            raise RuntimeError("the benchmark's own portfolio taught nothing")
        model = usable_model(session, version)
        history = read_history(
            session, portfolio_id=portfolio.id, until=stage.today - ONE_DAY, replay=accounts_as_reported
        )
    today = stage.today.toordinal()
    window = window_at(history, aim, day=today)
    days = training_days(on=today, terms=TrainingTerms(aim.horizon), weeks=window.weeks)
    weeks = list(Reader(history, aim, keep=sample(history, share=window.share)).days(days))
    calls = call_rows(history, aim, until=today)
    if calls is None:
        raise RuntimeError("the benchmark's own portfolio has no calls")
    return ReadyMatrices.of(together(weeks), calls), model, Reader(history, aim).look(today)


def _together(parts: list[Timing]) -> Timing:
    """One after the other: times add up, memory does not."""
    loads = [part.other_cores for part in parts]
    peaks = [part.peak_mb for part in parts if part.peak_mb is not None]
    seconds = sum(part.seconds for part in parts)
    known = all(load is not None for load in loads)
    busy = sum((part.other_cores or 0.0) * part.seconds for part in parts)
    return Timing(
        seconds=seconds,
        cpu_seconds=sum(part.cpu_seconds for part in parts),
        other_cores=busy / seconds if known and seconds else None,
        peak_mb=max(peaks) if peaks else None,
    )
