"""Texts of rules in the language of the screen: the Spanish source is translated, its values put in words."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from workbench.kernel.days import day_of
from workbench.kernel.errors import RuleBroken
from workbench.web.formats import hour, number, relative_day
from workbench.web.moment import company_zone, today


def why_not(error: RuleBroken) -> str:
    """The reason of a refusal, as it is shown."""
    return say(error.reason, error.values)


def say(text: str, values: dict[str, Any] | None = None) -> str:  # Any: whatever the rule named
    """A marked text with its values in words: instants as hours, with their day unless it is today; counts apart."""
    if not values:
        return gettext(text)
    return gettext(text, **{name: _in_words(value) for name, value in values.items()})


def _in_words(value: Any) -> Any:  # Any: see `say`
    if isinstance(value, datetime):
        on = day_of(value, company_zone())
        return hour(value) if on == today() else f"{relative_day(on)} {hour(value)}"
    if isinstance(value, date):
        return relative_day(value)
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else value
