"""The champion of a portfolio with its card, the latest training, and the earlier champions. Three queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Champion, ModelVersion, Portfolio, Training
from models.enums import ModelFamily
from workbench.kernel.errors import NotVisible


@dataclass(frozen=True)
class ChampionLine:
    """A champion's period. No model: the points rule; no `until`: it ranks now.

    `money` is the share of the money in the first fifth of the queues of the weeks the model was tried on.
    """

    id: int
    model_id: int | None
    name: str | None
    family: ModelFamily
    money: float | None
    since: datetime
    until: datetime | None
    actor: str


@dataclass(frozen=True)
class ModelFile:
    """Champion, model, latest training and earlier champions. `learned_on` is the day the model's training was for."""

    portfolio: Portfolio
    champion: Champion | None
    model: ModelVersion | None
    learned_on: date | None
    training: Training | None
    periods: tuple[ChampionLine, ...]
    """Newest first; the first ranks now."""


def portfolio_of_code(seen: Sequence[Portfolio], code: str | None) -> Portfolio:
    """The portfolio of a code among those a person sees, the first of them without a code.

    Raises:
        NotVisible: None of them has this code, or there is none.

    """
    found = next((one for one in seen if not code or one.code == code), None)
    if found is None:
        raise NotVisible("portfolio")
    return found


def model_file(session: Session, portfolio: Portfolio) -> ModelFile:
    """Read the file of a portfolio that the person may see."""
    learned = sa.select(sa.func.max(Training.trained_on)).where(Training.model_id == ModelVersion.id)
    current = session.execute(
        sa.select(Champion, ModelVersion, learned.scalar_subquery())
        .outerjoin(ModelVersion, ModelVersion.id == Champion.model_id)
        .where(Champion.portfolio_id == portfolio.id, Champion.until.is_(None))
    ).one_or_none()
    champion: Champion | None = None
    model: ModelVersion | None = None
    learned_on: date | None = None
    if current is not None:
        champion, model, learned_on = current
    training = session.scalar(
        sa.select(Training)
        .where(Training.portfolio_id == portfolio.id)
        .order_by(Training.at.desc(), Training.id.desc())
        .limit(1)
    )
    return ModelFile(portfolio, champion, model, learned_on, training, _periods(session, portfolio.id))


def _periods(session: Session, portfolio_id: int) -> tuple[ChampionLine, ...]:
    money = ModelVersion.card["rankings", "expected", "money", "20"].as_float()
    found = session.execute(
        sa.select(
            Champion.id,
            Champion.model_id,
            ModelVersion.name,
            sa.func.coalesce(ModelVersion.family, ModelFamily.RULES, type_=ModelVersion.family.type),
            money,
            Champion.since,
            Champion.until,
            Champion.actor,
        )
        .outerjoin(ModelVersion, ModelVersion.id == Champion.model_id)
        .where(Champion.portfolio_id == portfolio_id)
        .order_by(Champion.id.desc())
    )
    return tuple(ChampionLine(*row) for row in found)
