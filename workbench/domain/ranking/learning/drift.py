"""Prediction against outcome of a portfolio by week: from the rows of its training and the log of decisions."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from scoring.dataset import Rows
from scoring.drift import TOO_FEW, DriftVerdict, OtherDays, drift_json, predicted_weeks, verdict_of, weeks_json
from scoring.history import PortfolioHistory
from scoring.training import Trained
from workbench.domain.ranking import RankingLine
from workbench.domain.ranking.learning.recorded import days_built, logged_propensities

UNJUDGED = drift_json(DriftVerdict(TOO_FEW))
"""The verdict of which nothing is known yet."""


class ClosedDays(NamedTuple):
    """The rows of days that are no Mondays, asked for in ascending order; `until` is the last whose window is over."""

    rows_on: Callable[[int], Rows]
    until: int


def drift_report(  # noqa: PLR0913 - what is compared with what
    session: Session,
    history: PortfolioHistory,
    trained: Trained,
    *,
    weeks: Sequence[Rows],
    line: RankingLine | None,
    days: ClosedDays,
) -> dict[str, Any]:  # Any: JSON
    """What a training's report says of prediction and outcome: `weeks`, and the verdict `drift`.

    Args:
        session: Only read from.
        history: The portfolio.
        trained: What was trained; its held-out weeks stand where the line did not rank, if it is kept.
        weeks: The weekly rows, oldest first.
        line: Whose predictions are judged: those of the model that ranks now and of the fits that it followed.
        days: What stands for weeks whose Monday has no queue.

    """
    winner = trained.winner if trained.verdict.promoted and trained.model is not None else None
    found = predicted_weeks(
        weeks,
        history.external_id,
        ids=history.account_id,
        said=logged_propensities(session, models=line.models if line else ()),
        tested=winner.tally if winner else None,
        others=OtherDays(days_built(session, line, until=days.until), days.rows_on),
    )
    return {"weeks": weeks_json(found), "drift": drift_json(verdict_of(found))}
