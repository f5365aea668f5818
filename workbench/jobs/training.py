"""The week's training: every portfolio's model trained again, tested, and promoted where it is better."""

from workbench.domain.audit import Actor
from workbench.jobs.job import Counts, Job, Step, StepContext

ACTOR = Actor(None, "training")


def train_all(context: StepContext) -> Counts:
    """Train every portfolio; one that an interrupted run had done already is trained again, with the same result."""
    from workbench.domain.training import portfolios_to_train, prepare_training, settle_training  # noqa: PLC0415 - loads arrays and estimators, which only this step needs

    with context.database.reading() as session:
        codes = [row.code for row in portfolios_to_train(session)]
    promoted = 0
    for done, code in enumerate(codes):
        context.progress(done, len(codes))
        with context.database.reading() as session:
            (portfolio,) = portfolios_to_train(session, code)
            lesson = prepare_training(session, portfolio, on=context.today)
        with context.database.writing() as session:
            promoted += settle_training(session, lesson, now=context.now, actor=ACTOR).promoted
    context.progress(len(codes), len(codes))
    return {"portfolios": len(codes), "promoted": promoted}


TRAINING = Job("training", (Step("train", train_all),))
