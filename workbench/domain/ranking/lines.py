"""Which champions follow one another as one line: the weekly fits of one family. What it said is judged together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Champion, ModelVersion
from models.enums import ModelFamily


@dataclass(frozen=True)
class ChampionPeriod:
    """A champion: the model, None for the points rule, and the time it ranked; `until` None: it ranks now."""

    id: int
    model_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class RankingLine:
    """The model that ranks and the fits of its family that it followed without a break.

    `began` is the champion with which the line began; `since`: when the first of its models ranked for the first time.
    """

    began: int
    models: frozenset[int]
    since: datetime


def line_among(periods: Sequence[ChampionPeriod], families: Mapping[int, ModelFamily]) -> RankingLine | None:
    """The line of what ranks now; None where the points rule does.

    A model of another family begins a line, and so does one to which somebody went back: the errors of the model they
    left are not its own.

    Args:
        periods: Of one portfolio, oldest first; the last one ranks now.
        families: By model.

    """
    if not periods or periods[-1].model_id is None:
        return None
    place, models = len(periods) - 1, {periods[-1].model_id}
    while place > 0:
        model_id, before = periods[place].model_id, [one.model_id for one in periods[:place]]
        follows = before[-1]
        if follows is None or model_id is None or model_id in before or families[follows] is not families[model_id]:
            break
        models.add(follows)
        place -= 1
    since = min(one.since for one in periods if one.model_id in models)
    return RankingLine(periods[place].id, frozenset(models), since)


def goes_on(before: RankingLine | None, after: RankingLine | None) -> bool:
    """Whether one and the same line ranks still, or the points rule still does."""
    return (before.began if before else None) == (after.began if after else None)


def current_line(session: Session, portfolio_id: int) -> RankingLine | None:
    """The line of the model that ranks a portfolio; None where the points rule does."""
    models = session.execute(
        sa.select(ModelVersion.id, ModelVersion.family).where(ModelVersion.portfolio_id == portfolio_id)
    )
    return line_among(champion_periods(session, portfolio_id), {row.id: row.family for row in models})


def champion_periods(session: Session, portfolio_id: int) -> list[ChampionPeriod]:
    """All champions of a portfolio, oldest first."""
    found = session.execute(
        sa.select(Champion.id, Champion.model_id, Champion.since, Champion.until)
        .where(Champion.portfolio_id == portfolio_id)
        .order_by(Champion.id)
    )
    return [ChampionPeriod(*row) for row in found]
