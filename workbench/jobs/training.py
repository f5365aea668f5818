"""The weekly training: trains every portfolio's model again, tests it, and promotes it where it is better."""

import logging

from workbench.domain.portfolios import portfolios_by_code
from workbench.domain.records import Actor
from workbench.jobs.job import Counts, Job, Step, StepContext
from workbench.jobs.privacy import without_personal_data

_log = logging.getLogger(__name__)

ACTOR = Actor(None, "training")


def train_all(context: StepContext) -> Counts:
    """Train every portfolio. An interrupted run repeats finished portfolios, with the same result.

    A portfolio that cannot be trained keeps what ranks it, and the others are trained all the same.

    Raises:
        NotTrained: At the end, where some could not.

    """
    with context.database.reading() as session:
        codes = [row.code for row in portfolios_by_code(session)]
    promoted, failed = 0, []
    for done, code in enumerate(codes):
        context.progress(done, len(codes))
        try:
            promoted += _train(context, code)
        except Exception as wrong:  # noqa: BLE001 - the other portfolios are trained whatever it is
            _log.error("training of a portfolio: %s", without_personal_data(wrong))
            failed.append(wrong)
    context.progress(len(codes), len(codes))
    if failed:
        raise NotTrained from failed[0]
    return {"portfolios": len(codes), "promoted": promoted}


def _train(context: StepContext, code: str) -> bool:
    from workbench.domain.ranking.learning import prepare_training, settle_training  # noqa: PLC0415 - loads arrays and estimators, which only this step needs

    with context.database.reading() as session:
        (portfolio,) = portfolios_by_code(session, code)
        result = prepare_training(session, portfolio, on=context.today)
    with context.database.writing() as session:
        return settle_training(session, result, now=context.now, actor=ACTOR).promoted


class NotTrained(Exception):
    """At least one portfolio could not be trained; `__cause__` is the first error."""


TRAINING = Job("training", (Step("train", train_all),))
