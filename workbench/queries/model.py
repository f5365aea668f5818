"""The champion of a portfolio with its card, latest training, alarm, and the earlier champions. Four queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Champion, ModelAlarm, ModelVersion, Portfolio, Training
from models.enums import ModelFamily
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import portfolios_of


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
    alarm: ModelAlarm | None = None
    """The alarm that lasts, taken note of or not; None where no model ranks."""


@dataclass(frozen=True)
class AlarmLine:
    """An alarm that lasts and that nobody has taken note of, with its portfolio."""

    code: str
    portfolio: str
    alarm: ModelAlarm


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
    alarm = session.scalar(
        sa.select(ModelAlarm).where(ModelAlarm.portfolio_id == portfolio.id, ModelAlarm.ended_at.is_(None))
    )
    periods = _periods(session, portfolio.id)
    return ModelFile(portfolio, champion, model, learned_on, training, periods, alarm if model is not None else None)


def alarms_for(session: Session, person: Person) -> list[AlarmLine]:
    """The alarms that call for attention in the portfolios of the person's teams, by name. One query."""
    found = session.execute(calling_alarms().where(Portfolio.id.in_(portfolios_of(person))))
    return [AlarmLine(code, name, alarm) for code, name, alarm in found]


def calling_alarms() -> sa.Select[str, str, ModelAlarm]:
    """Alarms that last, that nobody has taken note of, of portfolios that a model ranks now: code, name, alarm."""
    return (
        sa.select(Portfolio.code, Portfolio.name, ModelAlarm)
        .join(ModelAlarm, ModelAlarm.portfolio_id == Portfolio.id)
        .join(Champion, Champion.portfolio_id == Portfolio.id)
        .where(
            ModelAlarm.ended_at.is_(None),
            ModelAlarm.seen_at.is_(None),
            Champion.until.is_(None),
            Champion.model_id.is_not(None),
        )
        .order_by(Portfolio.name, Portfolio.id)
    )


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
