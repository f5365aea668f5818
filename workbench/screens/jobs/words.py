"""What a run of a job is for, in words."""

import re
from datetime import date, datetime

from flask_babel import gettext

from workbench.web.formats import day, instant

_WEEK = re.compile(r"\d{4}-W0?(\d+)")
_FILE = re.compile(r"(\d+)\.\d+")


def period_words(period: str) -> str:
    """A day, a week, the instant at which somebody asked, or the number of a file."""
    if week := _WEEK.fullmatch(period):
        return gettext("semana %(number)s", number=week[1])
    if file := _FILE.fullmatch(period):
        return gettext("archivo %(number)s", number=file[1])
    try:
        return day(date.fromisoformat(period)) if "T" not in period else instant(datetime.fromisoformat(period))
    except ValueError:
        return period
