"""The champion of a portfolio, the model that ranks it: promotes one, rolls back to the one before."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Champion, ModelVersion, Portfolio
from workbench.domain.ranking.alarms import end_alarm
from workbench.domain.ranking.lines import ChampionPeriod, champion_periods, current_line, goes_on
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

TRAINED_WITHIN = timedelta(days=35)
"""Trainings are weekly. After five weeks without one the model counts as out of date: in backtests, chances of models
that were not refitted were up to three times too high."""


class NothingBefore(RuleBroken):
    """There is no earlier champion to roll back to."""

    rule = "nothing_before"


class OtherRanks(RuleBroken):
    """The champion changed after the person decided; nothing was changed."""

    rule = "other_ranks"


def current_champion(session: Session, portfolio_id: int) -> Champion | None:
    """Who ranks now; None where nothing was ever trained, and the points rule ranks."""
    return session.scalar(sa.select(Champion).where(Champion.portfolio_id == portfolio_id, Champion.until.is_(None)))


def current_model(session: Session, portfolio_id: int) -> ModelVersion | None:
    """The model that ranks now; None where the points rule does."""
    return model_of(session, current_champion(session, portfolio_id))


def model_of(session: Session, champion: Champion | None) -> ModelVersion | None:
    """A champion's model; None where it is the points rule, or there is none."""
    return session.get(ModelVersion, champion.model_id) if champion is not None and champion.model_id else None


def promote(  # noqa: PLR0913 - who, by whom, when and how
    session: Session,
    portfolio_id: int,
    *,
    model: ModelVersion | None,
    now: datetime,
    actor: Actor,
    event: AuditEvent = AuditEvent.MODEL_PROMOTED,
) -> Champion:
    """Make a model the champion from now on, or the points rule (None). The former champion's row gets its end.

    An alarm is about what ranked: it ends, unless the model is a newer fit of the same line.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose accounts it ranks.
        model: A model of this portfolio.
        now: Aware instant.
        actor: Who decides: a person, or the job that trains.
        event: How it came about, for the audit trail.

    """
    _lock(session, portfolio_id)
    before, line = current_champion(session, portfolio_id), current_line(session, portfolio_id)
    if before is not None:
        before.until = now
        session.flush()  # one current champion at a time: the old one ends first
    after = Champion(
        portfolio_id=portfolio_id, model_id=model.id if model else None, since=now, until=None, actor=actor.name
    )
    session.add(after)
    record(
        session,
        event,
        actor=actor,
        subject=("portfolio", portfolio_id),
        now=now,
        before={"model": _name(session, before)},
        after={"model": model.name if model else None},
    )
    session.flush()
    if not goes_on(line, current_line(session, portfolio_id)):
        end_alarm(session, portfolio_id, now=now, actor=actor)
    return after


def previous_champion(periods: list[ChampionPeriod]) -> ChampionPeriod | None:
    """The latest earlier champion that is another one than what ranks now.

    Args:
        periods: Of one portfolio, oldest first; the last one ranks now.

    """
    if not periods:
        return None
    *earlier, now = periods
    return next((one for one in reversed(earlier) if one.model_id != now.model_id), None)


def roll_back(session: Session, portfolio_id: int, *, seen: int | None, now: datetime, actor: Actor) -> Champion:
    """Make the former champion rank again. A second request with the same `seen` is refused.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose accounts.
        seen: The champion that ranked when the person decided.
        now: Aware instant.
        actor: Who decides.

    Raises:
        OtherRanks: Somebody else ranks by now; nothing was changed.
        NothingBefore: Nothing else has ranked this portfolio.

    """
    _lock(session, portfolio_id)
    ranking = current_champion(session, portfolio_id)
    if seen != (ranking.id if ranking else None):
        raise OtherRanks(N_("No se cambió nada: mientras tanto cambió quién ordena. Mire de nuevo antes de volver."))
    back = previous_champion(champion_periods(session, portfolio_id))
    if back is None:
        raise NothingBefore(N_("No hay otro modelo al que volver en esta cartera."))
    model = session.get(ModelVersion, back.model_id) if back.model_id else None
    return promote(session, portfolio_id, model=model, now=now, actor=actor, event=AuditEvent.MODEL_ROLLED_BACK)


def _lock(session: Session, portfolio_id: int) -> None:
    """Lock the portfolio's row until the commit, so that there is one champion at a time."""
    session.execute(sa.select(Portfolio.id).where(Portfolio.id == portfolio_id).with_for_update(key_share=True))


def _name(session: Session, champion: Champion | None) -> str | None:
    model = model_of(session, champion)
    return model.name if model else None
