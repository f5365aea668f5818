"""The chances that were recorded when queues were built: of being called, and of paying by the model that ranked."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog
from scoring.decisions import LoggedDraws, LoggedFigures
from scoring.drift import SaidChances, said_by
from workbench.domain.ranking import RankingLine
from workbench.domain.records import decision_artefacts


def logged_draws(session: Session) -> LoggedDraws:
    """The recorded chances of being called of every day on which queues were built, read when they are asked for."""
    return LoggedDraws(lambda day: _whole(decision_artefacts(session, on=date.fromordinal(day))))


def logged_propensities(session: Session, *, models: Collection[int]) -> SaidChances:
    """The chances of paying by these models; NaN where another one or the points rule ranked."""

    @lru_cache(maxsize=1)
    def read(day: int) -> list[bytes]:
        return _whole(decision_artefacts(session, on=date.fromordinal(day), only_latest=True))

    return said_by(models, LoggedFigures(read, column="propensity"), of=LoggedFigures(read, column="model_id"))


def days_built(session: Session, line: RankingLine | None, *, until: int) -> list[int]:
    """The days, as ordinals, on which queues were built since a line of models ranks; none without a line."""
    if line is None:
        return []
    days = session.scalars(
        sa.select(DecisionLog.queue_on)
        .where(
            # The local day may be one before that of Greenwich.
            DecisionLog.queue_on >= line.since.date() - timedelta(days=1),
            DecisionLog.queue_on <= date.fromordinal(until),
        )
        .distinct()
        .order_by(DecisionLog.queue_on)
    )
    return [day.toordinal() for day in days]


def _whole(artefacts: Sequence[bytes]) -> list[bytes]:
    """What is damaged tells nothing to learn from; `workbench doctor` names it."""
    return [content for content in artefacts if content]
