"""Alarms of models that call for attention: read once per request, shown on the first page and beside Modelo."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import g

from workbench.access.permissions import Permission
from workbench.domain.ranking import alarm_text, drift_text
from workbench.queries.model import AlarmLine, alarms_for
from workbench.web.db import get_session
from workbench.web.formats import percent, short_day
from workbench.web.session import may, me
from workbench.web.words import say

SMALL = 0.1
"""Below this a share has a decimal: 1.4 % is not 1 %."""

WHOLE = 0.05
"""Points of a hundred, less than which a decimal would be 0."""


def calling() -> list[AlarmLine]:
    """The alarms that nobody has taken note of; none for who may not see models."""
    if "model_alarms" not in g:
        g.model_alarms = alarms_for(get_session(), me()) if may(Permission.SEE_MODEL) else []
    found: list[AlarmLine] = g.model_alarms
    return found


def alarm_said(figures: Mapping[str, Any]) -> str:  # Any: JSON
    """The sentence of an alarm in the language of the screen."""
    return say(alarm_text(figures), _written(figures))


def drift_said(found: Mapping[str, Any]) -> str:  # Any: JSON
    """The sentence of a training's verdict on the latest weeks."""
    return say(drift_text(found), _written(found))


def share_said(share: float) -> str:
    """A share in percent, with a decimal where it is small and not whole."""
    is_whole = abs(100 * share - round(100 * share)) < WHOLE
    return percent(share, 1 if share < SMALL and not is_whole else 0)


def _written(figures: Mapping[str, Any]) -> dict[str, str]:  # Any: JSON
    days = {name: figures.get(key) for name, key in (("first", "from"), ("last", "to"))}
    shares = {name: share_said(float(figures.get(name) or 0.0)) for name in ("said", "happened")}
    return shares | {name: short_day(date.fromisoformat(day)) if day else "–" for name, day in days.items()}
