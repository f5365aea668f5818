"""Prediction against outcome of a portfolio by week: from the rows of its training and the log of decisions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from scoring.dataset import Rows
from scoring.drift import SaidChances, drift_json, predicted_weeks, verdict_of, weeks_json
from scoring.history import PortfolioHistory
from scoring.training import Trained
from workbench.domain.ranking.learning.recorded import logged_propensities


def drift_report(
    session: Session,
    history: PortfolioHistory,
    trained: Trained,
    *,
    weeks: Sequence[Rows],
    said: SaidChances | None = None,
) -> dict[str, Any]:  # Any: JSON
    """What a training's report says of prediction and outcome: `weeks`, and the verdict `drift`.

    Args:
        session: Only read from.
        history: The portfolio.
        trained: What was trained; its held-out weeks stand where no model ranked, if it is kept.
        weeks: The weekly rows, oldest first.
        said: The chances that were said while a model ranked; those of the log of decisions when left out.

    """
    winner = trained.winner if trained.verdict.promoted and trained.model is not None else None
    found = predicted_weeks(
        weeks,
        history.external_id,
        ids=history.account_id,
        said=said or logged_propensities(session),
        tested=winner.tally if winner else None,
    )
    return {"weeks": weeks_json(found), "drift": drift_json(verdict_of(found))}
