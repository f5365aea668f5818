"""Scores every account of the population with its portfolio's champion; read and computed outside a write transaction.

Where a champion cannot be used its scores go, the queue is ranked by the points rule, and the reason stays with the
champion for people to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Champion, ModelVersion, Portfolio, Score
from models.bulk import Columns, JsonText, bulk_insert
from scoring.dataset import Reader
from scoring.reading import read_history
from scoring.scored import scored_parts
from scoring.values import RankingValue
from workbench.domain.ranking import SEEN, current_champion, model_of
from workbench.domain.ranking.learning.history import accounts_as_reported
from workbench.domain.ranking.learning.training import target_of
from workbench.domain.ranking.learning.usable_models import ModelUnusable, usable_models


@dataclass(frozen=True)
class Scored:
    """A portfolio's scores, computed and not yet kept. `trouble` is the reason where there are none."""

    portfolio_id: int
    portfolio: str
    on: date
    model: str | None
    champion_id: int | None
    parts: Sequence[Columns] = ()
    trouble: str | None = None

    @property
    def count(self) -> int:
        """How many accounts have a score."""
        return sum(part.count for part in self.parts)


def prepare_scores(session: Session, portfolio: Portfolio, *, on: date) -> Scored:
    """Score a portfolio as of a day. Reads only; an artefact that does not pass its audit is trouble, not an error."""
    champion = current_champion(session, portfolio.id)
    version = model_of(session, champion)
    if version is None:
        return _without(portfolio, champion, version, on=on)
    if version.trained_until >= on:
        return _without(portfolio, champion, version, on=on, trouble=SEEN)
    try:
        parts = _parts(session, portfolio, version, on=on)
    except ModelUnusable as wrong:
        return _without(portfolio, champion, version, on=on, trouble=wrong.trouble)
    return replace(_without(portfolio, champion, version, on=on), parts=parts)


def not_scored(session: Session, portfolio: Portfolio, *, on: date, trouble: str) -> Scored:
    """The result of a champion that could not score: no scores, and the reason."""
    champion = current_champion(session, portfolio.id)
    return _without(portfolio, champion, model_of(session, champion), on=on, trouble=trouble)


def _without(
    portfolio: Portfolio,
    champion: Champion | None,
    version: ModelVersion | None,
    *,
    on: date,
    trouble: str | None = None,
) -> Scored:
    return Scored(
        portfolio_id=portfolio.id,
        portfolio=portfolio.code,
        on=on,
        model=version.name if version else None,
        champion_id=champion.id if champion else None,
        trouble=trouble,
    )


def settle_scores(session: Session, scored: Scored) -> int:
    """Replace the portfolio's scores. The caller commits. Returns how many were written.

    A day that the model has learned from is not scored, and what is there stays.
    """
    if scored.trouble == SEEN:
        return 0
    session.execute(
        sa.delete(Score).where(Score.portfolio_id == scored.portfolio_id),
        execution_options={"synchronize_session": False},
    )
    for part in scored.parts:
        bulk_insert(session.connection(), Score, part)
    champion = session.get(Champion, scored.champion_id) if scored.champion_id else None
    if champion is not None and champion.model_id is not None:
        champion.trouble = scored.trouble
        champion.scored_on = champion.scored_on if scored.trouble else scored.on
    return scored.count


def _parts(session: Session, portfolio: Portfolio, version: ModelVersion, *, on: date) -> list[Columns]:
    model, value = usable_models(session, version)
    history = read_history(
        session, portfolio_id=portfolio.id, until=on - timedelta(days=1), replay=accounts_as_reported
    )
    seen = Reader(history, target_of(portfolio)).look(on.toordinal())
    account_ids = history.account_id[seen.account]
    del history  # most of the memory, and no longer needed
    of_all = {
        "portfolio_id": portfolio.id,
        "model_id": version.id,
        "scored_on": on,
        "value": value.value.value if value else RankingValue.POINTS.value,
    }
    found, start = [], 0
    for part in scored_parts(model, value, seen):
        count = len(part.gain)
        values: dict[str, Sequence[object]] = {
            "account_id": account_ids[start : start + count].tolist(),
            **{name: [same] * count for name, same in of_all.items()},
            **vars(part) | {"reasons": [JsonText(one) for one in part.reasons]},
        }
        found.append(Columns(count, values))
        start += count
    return found
