"""Scoring: every account of the population with its portfolio's champion, read beside everybody's work.

Where a champion cannot be used its scores go, the queue is ranked by the points rule, and the reason stays with the
champion for people to see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Blob, Champion, ModelVersion, Portfolio, Score
from models.bulk import Columns, bulk_insert
from scoring import artifact
from scoring.additive import OtherFeatures, WrongModel
from scoring.dataset import Reader
from scoring.features import usable
from scoring.reading import read_history
from scoring.reasons import reasons_of
from workbench.domain.champions import current_champion
from workbench.domain.model_words import ARTEFACT, OTHER_FEATURES, SEEN
from workbench.domain.told_accounts import told_accounts
from workbench.domain.training import aim_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scored:
    """A portfolio's scores, computed and not yet kept. `trouble` says why there are none."""

    portfolio_id: int
    portfolio: str
    on: date
    model: str | None
    champion_id: int | None
    rows: Columns
    trouble: str | None = None


def prepare_scores(session: Session, portfolio: Portfolio, *, on: date) -> Scored:
    """Score a portfolio as of a day. Reads only; an artefact that does not pass its audit is trouble, not an error."""
    champion = current_champion(session, portfolio.id)
    model = session.get(ModelVersion, champion.model_id) if champion and champion.model_id else None
    nothing = Columns(0, {})
    if champion is None or model is None:
        return Scored(portfolio.id, portfolio.code, on, None, champion.id if champion else None, nothing)
    if model.trained_until >= on:
        return Scored(portfolio.id, portfolio.code, on, model.name, champion.id, nothing, trouble=SEEN)
    try:
        rows = _scored(session, portfolio, model, on=on)
    except OtherFeatures:
        return not_scored(session, portfolio, on=on, trouble=OTHER_FEATURES)
    except WrongModel as wrong:
        return not_scored(session, portfolio, on=on, trouble=f"{ARTEFACT}: {wrong}")
    return Scored(portfolio.id, portfolio.code, on, model.name, champion.id, rows)


def not_scored(session: Session, portfolio: Portfolio, *, on: date, trouble: str) -> Scored:
    """What is kept where a champion could not score: nothing but why."""
    champion = current_champion(session, portfolio.id)
    model = session.get(ModelVersion, champion.model_id) if champion and champion.model_id else None
    return Scored(
        portfolio.id, portfolio.code, on, model.name if model else None, champion.id if champion else None,
        Columns(0, {}), trouble,
    )  # fmt: skip


def settle_scores(session: Session, scored: Scored) -> int:
    """Keep scores in the place of the portfolio's former ones. The caller commits. Returns how many.

    A day that the model has learned from is not scored, and what is there stays.
    """
    if scored.trouble == SEEN:
        return 0
    session.execute(
        sa.delete(Score).where(Score.portfolio_id == scored.portfolio_id),
        execution_options={"synchronize_session": False},
    )
    if scored.rows.count:
        bulk_insert(session.connection(), Score, scored.rows)
    champion = session.get(Champion, scored.champion_id) if scored.champion_id else None
    if champion is not None and champion.model_id is not None:
        champion.trouble = scored.trouble
        champion.scored_on = champion.scored_on if scored.trouble else scored.on
    return scored.rows.count


def _scored(session: Session, portfolio: Portfolio, version: ModelVersion, *, on: date) -> Columns:
    features = [feature.name for feature in usable()]
    blob = session.get(Blob, version.blob_sha256)
    if blob is None:
        raise WrongModel("the artefact is not there")
    model = artifact.audit(blob.content, sha256=version.blob_sha256, features=features)
    history = read_history(session, portfolio_id=portfolio.id, until=on - timedelta(days=1), told=told_accounts)
    seen = Reader(history, aim_of(portfolio)).look(on.toordinal())
    logit = model.logit(seen.x)
    chance = model.chance(seen.x)
    count = len(seen)
    values: dict[str, Sequence[object]] = {
        "account_id": history.account_id[seen.account].tolist(),
        "portfolio_id": [portfolio.id] * count,
        "model_id": [version.id] * count,
        "scored_on": [on] * count,
        "propensity": chance.tolist(),
        "exposure": seen.exposure.astype(int).tolist(),
        "expected": (chance * seen.exposure).tolist(),
        "reasons": reasons_of(model, seen.x, logit),
    }
    return Columns(count, values)
