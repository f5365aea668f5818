"""Reads period and portfolio from the address; a value that cannot be used becomes a problem shown on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from models import Portfolio
from workbench.kernel.days import ONE_DAY
from workbench.kernel.text import N_
from workbench.web.fields import choice
from workbench.web.forms import BaseForm

LONGEST = timedelta(days=366)
YEARS = (1990, 2100)
"""The page shows at most a year; `workbench kpis` has no limit."""


class Span(StrEnum):
    """The periods that have a name, by their word in the address."""

    DAY = "hoy"
    WEEK = "semana"
    MONTH = "mes"
    CUSTOM = "rango"


SPANS = {Span.DAY: N_("Hoy"), Span.WEEK: N_("Semana"), Span.MONTH: N_("Mes")}


@dataclass(frozen=True)
class Asked:
    """What a page is about: days [since, before), the portfolio where one was chosen, and what could not be used."""

    span: Span
    since: date
    before: date
    portfolio: Portfolio | None
    problems: tuple[str, ...]

    @property
    def last(self) -> date:
        """The last day that is included."""
        return self.before - ONE_DAY


class TeamForm(BaseForm):
    """The filters of the page, read from the address."""

    portfolio = SelectField(lazy_gettext("Cartera"), name="cartera", validate_choice=False)
    since = DateField(lazy_gettext("Desde"), name="desde", validators=[Optional()])
    last = DateField(lazy_gettext("Hasta, ese día incluido"), name="hasta", validators=[Optional()])

    def offer(self, portfolios: Sequence[Portfolio]) -> None:
        """Fill the list of portfolios."""
        everything = choice("", lazy_gettext("Todas las carteras"))
        self.portfolio.choices = [everything, *(choice(str(one.id), one.name) for one in portfolios)]

    def asked(self, word: str | None, portfolios: Sequence[Portfolio]) -> Asked:
        """Read the address; the month and all portfolios where a value is missing or cannot be used.

        Args:
            word: the period's word in the address; None where there is none.
            portfolios: those the person sees.
        """
        problems = []
        wanted = self.portfolio.data or ""
        chosen = next((one for one in portfolios if str(one.id) == wanted), None)
        if wanted and chosen is None:
            problems.append(gettext("Esa cartera no está entre las suyas. Se muestran todas."))
            self.portfolio.data = ""
        span, since, before = Span.MONTH, *period_of(Span.MONTH, self.meta.today)
        if word == Span.CUSTOM:
            problem = self._problem()
            if problem is None:
                span, since, before = Span.CUSTOM, self.since.data, self.last.data + ONE_DAY
            else:
                problems.append(problem)
        elif word in list(SPANS):
            span, since, before = Span(word), *period_of(Span(word), self.meta.today)
        elif word:
            problems.append(gettext("No hay un período con ese nombre. Se muestra el mes."))
        return Asked(span, since=since, before=before, portfolio=chosen, problems=tuple(problems))

    def _problem(self) -> str | None:
        """Why the days that were typed are no period."""
        since, last = self.since.data, self.last.data
        if since is None or last is None:
            return gettext("Escriba los dos días del período. Se muestra el mes.")
        if not (YEARS[0] <= since.year and last.year <= YEARS[1]):
            return gettext("Escriba días entre %(first)s y %(last)s. Se muestra el mes.", first=YEARS[0], last=YEARS[1])
        if since > last:
            return gettext("El primer día va antes que el último. Se muestra el mes.")
        if last - since >= LONGEST:
            return gettext("Un período tiene a lo sumo un año. Se muestra el mes.")
        return None


def period_of(span: Span, today: date) -> tuple[date, date]:
    """The days [since, before) of a period with a name: up to and with today, from today, Monday or the first."""
    first = {
        Span.DAY: today,
        Span.WEEK: today - timedelta(days=today.weekday()),
        Span.MONTH: today.replace(day=1),
    }[span]
    return first, today + ONE_DAY
