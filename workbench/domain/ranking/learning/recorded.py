"""The chances that were recorded when queues were built: of being called, and of paying by the model that ranked."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog, Portfolio, WorkPolicy
from scoring.decisions import LoggedChances, LoggedDraws
from scoring.drift import SaidChances, said_by
from scoring.treatment import WorkedRule
from workbench.domain.ranking import RankingLine
from workbench.domain.records import read_blob


def worked_rule(session: Session, portfolio: Portfolio, *, on: date) -> WorkedRule:
    """Who of a portfolio is worked on a day, as far as contacts tell it: by its settings, else by the usual ones."""
    row = session.execute(
        sa.select(WorkPolicy.rest_days, WorkPolicy.most_tries)
        .where(WorkPolicy.portfolio_id == portfolio.id, WorkPolicy.from_on <= on)
        .order_by(WorkPolicy.from_on.desc(), WorkPolicy.id.desc())
        .limit(1)
    ).one_or_none()
    grace = portfolio.promise_grace_days
    return WorkedRule(grace=grace) if row is None else WorkedRule(row.rest_days, row.most_tries, grace=grace)


def logged_draws(session: Session) -> LoggedDraws:
    """The recorded chances of being called of every day on which queues were built, read when they are asked for."""

    def read(day: int) -> list[bytes]:
        kept = session.scalars(
            sa.select(DecisionLog.blob_sha256)
            .where(DecisionLog.queue_on == date.fromordinal(day))
            .order_by(DecisionLog.id)
        )
        return [content for content in (read_blob(session, sha256) for sha256 in kept.all()) if content]

    return LoggedDraws(read)


def logged_propensities(session: Session, *, models: Collection[int]) -> SaidChances:
    """The same, the chances of paying by these models; NaN where another one or the points rule ranked."""
    read = lru_cache(maxsize=1)(_reader(session))
    return said_by(models, LoggedChances(read, column="propensity"), of=LoggedChances(read, column="model_id"))


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


def _reader(session: Session) -> Callable[[int], list[bytes]]:
    def read(day: int) -> list[bytes]:
        on = date.fromordinal(day)
        first = sa.select(sa.func.max(DecisionLog.id)).where(DecisionLog.queue_on == on, DecisionLog.part == 0)
        parts = session.scalars(
            sa.select(DecisionLog.blob_sha256)
            .where(DecisionLog.queue_on == on, DecisionLog.id >= first.scalar_subquery())
            .order_by(DecisionLog.part)
        )
        return [content for content in (read_blob(session, sha256) for sha256 in parts.all()) if content]

    return read
