"""What is learned of the hours of each portfolio when its queues are built, and kept for the pages that tell them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import AnswerHabits, Portfolio
from models.bulk import bulk_upsert
from scoring.hours import LearnedHours
from workbench.domain.queue.hours.calls import CallsKnown, sampled_calls, usual_calls


@dataclass(frozen=True)
class HourKnowledge:
    """What is known of hours before a day: of each portfolio that has enough calls, and which calls count."""

    habits: Mapping[int, LearnedHours]
    known: CallsKnown


def learn_habits(session: Session, portfolios: Sequence[Portfolio], *, on: date) -> HourKnowledge:
    """What is known of the hours of each portfolio at the close of the day before.

    A portfolio with too few calls, or without an answer, is left out.
    """
    from scoring.hour_learning import learn_hours  # noqa: PLC0415 - loads arrays, which no request needs

    known = CallsKnown.before_day(session, on)
    usual, stamped = usual_calls(session, {one.id: one.timezone for one in portfolios}, known)
    known = known._replace(stamped=stamped)
    found: dict[int, LearnedHours] = {}
    for portfolio in portfolios:
        if portfolio.id in usual:
            learned = learn_hours(usual[portfolio.id], sampled_calls(session, portfolio, known))
            if learned is not None:
                found[portfolio.id] = replace(learned, files_without_hours=portfolio.id in stamped)
    return HourKnowledge(found, known)


def keep_habits(session: Session, habits: Mapping[int, LearnedHours], *, on: date) -> None:
    """Keep what was learned; of a portfolio of which nothing is known any more nothing is kept."""
    connection = session.connection()
    connection.execute(sa.delete(AnswerHabits).where(AnswerHabits.portfolio_id.not_in(list(habits))))
    rows = [
        {"portfolio_id": portfolio_id, "learned_on": on, "values": learned.kept()}
        for portfolio_id, learned in habits.items()
    ]
    bulk_upsert(connection, AnswerHabits, rows, key=("portfolio_id",))
    session.expire_all()


def habits_of(session: Session, portfolio_id: int) -> LearnedHours | None:
    """What is kept of a portfolio; None: nothing is known of its hours."""
    kept = session.scalar(
        sa.select(sa.cast(AnswerHabits.values, sa.Text())).where(AnswerHabits.portfolio_id == portfolio_id)
    )
    return _read(kept) if kept is not None else None


@lru_cache(maxsize=64)
def _read(kept: str) -> LearnedHours:
    """What is kept changes once a day and is read with every card and call."""
    return LearnedHours.of(json.loads(kept))
