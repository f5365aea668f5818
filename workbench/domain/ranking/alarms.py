"""The alarm of a portfolio: raised when predictions and outcomes have parted, until they agree or another model ranks.

The weekly fits of one family are one model here, see `lines`. A training brings the figures; `alarm_step` decides.
While an alarm lasts, a person may take note of it with a sentence: it then stops calling for attention, and it still
ends by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ModelAlarm, Portfolio
from workbench.domain.ranking.lines import current_line
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

MOST_NOTE = 500
UNJUDGED = "too_few"

Figures = Mapping[str, Any]  # Any: JSON, see `scoring.drift:drift_json`


class AlarmRefused(RuleBroken):
    """A note on an alarm was refused; nothing was changed."""

    rule = "model.alarm"


class AlarmStep(StrEnum):
    """What the figures of a training do to the alarm of a portfolio."""

    NOTHING = "nothing"
    RAISE = "raise"
    KEEP = "keep"
    """It lasts; its figures are the new ones."""
    END = "end"
    REPLACE = "replace"
    """The model erred to one side and now errs to the other: that is news."""


def alarm_step(lasting: Figures | None, found: Figures, *, model_ranks: bool) -> AlarmStep:
    """Decide what becomes of an alarm.

    Args:
        lasting: The figures of the alarm that lasts; None where there is none.
        found: The figures of a training: `rule`, `parted`, `said`, `happened`; empty where it has none.
        model_ranks: Whether a model ranks the portfolio after the training.

    """
    if not model_ranks:
        return AlarmStep.END if lasting is not None else AlarmStep.NOTHING
    if lasting is None:
        return AlarmStep.RAISE if found.get("parted") else AlarmStep.NOTHING
    if found.get("rule", UNJUDGED) == UNJUDGED:
        return AlarmStep.NOTHING
    if not found["parted"]:
        return AlarmStep.END
    return AlarmStep.KEEP if _is_high(lasting) == _is_high(found) else AlarmStep.REPLACE


def current_alarm(session: Session, portfolio_id: int) -> ModelAlarm | None:
    """The alarm that lasts, whether somebody has taken note of it or not."""
    return session.scalar(
        sa.select(ModelAlarm)
        .where(ModelAlarm.portfolio_id == portfolio_id, ModelAlarm.ended_at.is_(None))
        .execution_options(populate_existing=True)  # whoever waited for the lock sees what was stored meanwhile
    )


def watch_alarm(
    session: Session, portfolio_id: int, found: Figures, *, now: datetime, actor: Actor
) -> ModelAlarm | None:
    """Raise, keep or end the alarm of a portfolio by the figures of its training.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose.
        found: As `alarm_step`.
        now: Aware instant.
        actor: Who trained.

    Returns:
        The alarm that lasts afterwards.

    """
    lasting, model_ranks = current_alarm(session, portfolio_id), current_line(session, portfolio_id) is not None
    step = alarm_step(lasting.figures if lasting else None, found, model_ranks=model_ranks)
    if lasting is not None and step is AlarmStep.KEEP:
        lasting.figures = dict(found)
    if step in {AlarmStep.END, AlarmStep.REPLACE}:
        end_alarm(session, portfolio_id, now=now, actor=actor, found=found)
        lasting = None
    if step in {AlarmStep.RAISE, AlarmStep.REPLACE}:
        lasting = ModelAlarm(portfolio_id=portfolio_id, raised_at=now, figures=dict(found))
        session.add(lasting)
        session.flush()  # the trail names it by its id
        _note(session, AuditEvent.MODEL_ALARM_RAISED, lasting, now=now, actor=actor, after=_told(found))
    return lasting


def end_alarm(
    session: Session, portfolio_id: int, *, now: datetime, actor: Actor, found: Figures | None = None
) -> None:
    """End the alarm that lasts, with an audit entry; without one nothing is done.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose.
        now: Aware instant.
        actor: Who trained, or made another model rank.
        found: As `alarm_step`; None where another model ranks from now on.

    """
    lasting = current_alarm(session, portfolio_id)
    if lasting is not None:
        lasting.ended_at = now
        session.flush()  # one alarm at a time: the old one ends first
        _note(session, AuditEvent.MODEL_ALARM_ENDED, lasting, now=now, actor=actor, after=_told(found or {}))


def why_not_seen(alarm: ModelAlarm | None, *, seen: int | None, note: str) -> RuleBroken | None:
    """A note is taken of the alarm that the person saw, while it lasts, and once; it says something."""
    if alarm is None or alarm.id != seen:
        return AlarmRefused(N_("Ese aviso ya terminó: no hay nada que anotar."))
    if alarm.seen_at is not None:
        return AlarmRefused(N_("Alguien ya tomó nota de este aviso. Mire lo que anotó."))
    if not note.strip():
        return AlarmRefused(N_("Escriba qué encontró o qué va a hacer: la nota queda en el registro."))
    if len(note.strip()) > MOST_NOTE:
        return AlarmRefused(N_("La nota puede tener hasta 500 letras."))
    return None


def take_note(  # noqa: PLR0913 - who, of what, when and what
    session: Session, portfolio_id: int, *, seen: int | None, note: str, now: datetime, actor: Actor
) -> ModelAlarm:
    """Take note of the alarm that lasts, with an audit entry.

    Args:
        session: A write session; the caller commits.
        portfolio_id: Whose alarm.
        seen: The alarm that the person saw.
        note: What the person found or will do.
        now: Aware instant.
        actor: Who.

    Raises:
        AlarmRefused: See `why_not_seen`; nothing was changed.

    """
    session.execute(sa.select(Portfolio.id).where(Portfolio.id == portfolio_id).with_for_update(key_share=True))
    alarm = current_alarm(session, portfolio_id)
    refused = why_not_seen(alarm, seen=seen, note=note)
    if alarm is None or refused is not None:
        raise refused or AlarmRefused(N_("Ese aviso ya terminó: no hay nada que anotar."))
    alarm.seen_at, alarm.seen_by, alarm.note = now, actor.name, note.strip()
    _note(session, AuditEvent.MODEL_ALARM_SEEN, alarm, now=now, actor=actor, after={}, why=alarm.note)
    return alarm


def _is_high(figures: Figures) -> bool:
    return bool(figures["said"] > figures["happened"])


def _told(figures: Figures) -> dict[str, Any]:  # Any: JSON
    return {name: figures[name] for name in ("rule", "from", "to", "rows", "said", "happened") if name in figures}


def _note(  # noqa: PLR0913 - the fields of the entry
    session: Session,
    event: AuditEvent,
    alarm: ModelAlarm,
    *,
    now: datetime,
    actor: Actor,
    after: dict[str, Any],
    why: str | None = None,
) -> None:
    record(session, event, actor=actor, subject=("model_alarm", alarm.id), now=now, after=after, why=why)
