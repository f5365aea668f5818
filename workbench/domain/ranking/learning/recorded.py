"""The chances that were recorded when queues were built: of being called, and of paying by the model that ranked."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DecisionLog, Portfolio, WorkPolicy
from scoring.decisions import LoggedChances, LoggedDraws
from scoring.treatment import WorkedRule
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


def logged_propensities(session: Session) -> LoggedChances:
    """The same, the chances of paying by the model that ranked on that day; NaN where the points rule did."""
    return LoggedChances(_reader(session), column="propensity")


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
