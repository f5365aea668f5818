"""The weekly training: trains every portfolio's model again, tests it, and promotes it where it is better."""

import logging
from datetime import date
from typing import TYPE_CHECKING

from models.db import opened
from workbench.domain.portfolios import portfolio_sizes, portfolios_by_code
from workbench.domain.queue import worked_rule
from workbench.domain.records import Actor
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.privacy import without_personal_data

if TYPE_CHECKING:
    from workbench.domain.ranking.learning import TrainingReport, TrainingResult

_log = logging.getLogger(__name__)

ACTOR = Actor(None, "training")


def train_all(context: StepContext) -> Counts:
    """Train every portfolio. An interrupted run repeats finished portfolios, with the same result.

    A portfolio that cannot be trained keeps what ranks it, and the others are trained all the same.

    Raises:
        NotTrained: At the end, where some could not.

    """
    from workbench.jobs.cluster import calculating, without_cluster  # noqa: PLC0415 - loads arrays, which only this step needs

    database = context.database
    with database.reading() as session:
        sizes = portfolio_sizes(session)
    promoted, alarms, failed = 0, 0, []
    context.progress(0, len(sizes))
    with calculating(context) as spread:
        calls = [(database.url, code, context.today) for code in sizes]
        every = spread.each(_prepared, calls, rows=sum(sizes.values()), here=database.is_sqlite)
        for done, result in enumerate(every, start=1):
            settled = result if isinstance(result, PortfolioNotTrained) else _settled(context, result)
            if isinstance(settled, PortfolioNotTrained):
                _log.error("training of a portfolio: %s", settled)
                failed.append(settled)
            else:
                promoted, alarms = promoted + settled.promoted, alarms + settled.has_parted
            context.progress(done, len(sizes))
    if failed:
        raise NotTrained from failed[0]
    return {"portfolios": len(sizes), "promoted": promoted, "alarms": alarms, **without_cluster(spread)}


class PortfolioNotTrained(Exception):
    """A portfolio could not be trained. The message is the kind and the place of the error, without anyone's data."""


def _prepared(url: str, code: str, on: date) -> "TrainingResult | PortfolioNotTrained":
    """Train one portfolio, in whatever process: only reads. An error is given back, so that the others go on."""
    from workbench.domain.ranking.learning import prepare_training  # noqa: PLC0415 - loads arrays and estimators

    try:
        with opened(url) as database, database.reading() as session:
            (portfolio,) = portfolios_by_code(session, code)
            return prepare_training(session, portfolio, on=on, rule=worked_rule(session, portfolio, on=on))
    except Exception as wrong:  # noqa: BLE001 - the other portfolios are trained whatever it is
        return PortfolioNotTrained(without_personal_data(wrong))


def _settled(context: StepContext, result: "TrainingResult") -> "TrainingReport | PortfolioNotTrained":
    """Store what was trained."""
    from workbench.domain.ranking.learning import settle_training  # noqa: PLC0415 - loads arrays and estimators

    try:
        with context.database.writing() as session:
            return settle_training(session, result, now=context.now, actor=ACTOR)
    except Exception as wrong:  # noqa: BLE001 - the other portfolios are trained whatever it is
        return PortfolioNotTrained(without_personal_data(wrong))


class NotTrained(Exception):
    """At least one portfolio could not be trained; `__cause__` is the first error."""


TRAINING = Job("training", (Step("train", train_all),))

TRAINING_NOW = Job("training_now", TRAINING.steps)
"""The weekly training, asked for on a screen by who does not want to wait for its day."""
