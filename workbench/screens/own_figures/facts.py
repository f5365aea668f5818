"""The values that the templates of Mis cifras get. Figures and their definitions are those of Equipo."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session

from workbench.access.person import Person
from workbench.domain.performance import (
    ATTRIBUTION_DAYS,
    KPIS,
    CountedRow,
    OwnFigure,
    Performance,
    behind_figure,
    performance,
)
from workbench.kernel.days import ONE_DAY
from workbench.kernel.text import N_
from workbench.queries.portfolios import portfolios_seen
from workbench.web.moment import today

SHOWN = 300
"""Rows of a figure that are listed; the rest are counted."""


class OwnSpan(StrEnum):
    """The periods, by their word in the address."""

    DAY = "hoy"
    MONTH = "mes"


SPANS = {OwnSpan.DAY: N_("Hoy"), OwnSpan.MONTH: N_("Mes")}
NAMES = {
    OwnFigure.ATTEMPTS: N_("Gestiones"),
    OwnFigure.CONTACTS: N_("Contactos"),
    OwnFigure.DIRECT: N_("Contactos directos"),
    OwnFigure.PROMISES: N_("Promesas"),
    OwnFigure.MATURED: N_("Promesas vencidas"),
    OwnFigure.KEPT: N_("Promesas cumplidas"),
    OwnFigure.COLLECTED: N_("Recaudo"),
}
MEANINGS = {
    OwnFigure.ATTEMPTS: KPIS["attempts"].formula,
    OwnFigure.CONTACTS: KPIS["contacts"].formula,
    OwnFigure.DIRECT: N_("Gestiones en las que se habló con el titular."),
    OwnFigure.PROMISES: KPIS["promises"].formula,
    OwnFigure.MATURED: N_("Promesas suyas que vencieron con su gracia en el período, sin anuladas ni reemplazadas."),
    OwnFigure.KEPT: N_("De las vencidas, las que el pago cumplió a tiempo."),
    OwnFigure.COLLECTED: N_(
        "Pagos que siguieron a un contacto directo o a una promesa cumplida suyos, menos devoluciones."
    ),
}


@dataclass(frozen=True)
class OwnTile:
    """A figure with what it means. `sums`: currency, locale and amount, of money."""

    figure: OwnFigure
    name: str
    meaning: str
    count: int | None
    sums: tuple[tuple[str, str, int], ...] = ()


def read_span(word: str | None) -> OwnSpan:
    """The period of the address; the month where it names none."""
    return OwnSpan(word) if word in set(OwnSpan) else OwnSpan.MONTH


def figure_named(word: str) -> OwnFigure | None:
    """The figure of the address."""
    return OwnFigure(word) if word in set(OwnFigure) else None


def page(session: Session, person: Person, asked: OwnSpan) -> dict[str, Any]:  # Any: what templates are given
    """The person's figures of a period."""
    since, before = _days(asked)
    portfolios = portfolios_seen(session, person)
    found = performance(session, portfolios, since=since, before=before, today=today()) if portfolios else None
    locales = {one.currency: one.locale for one in portfolios}
    return _period(asked) | {"tiles": _tiles(found, person, locales) if found else []}


def behind(
    session: Session, person: Person, *, figure: OwnFigure, asked: OwnSpan
) -> dict[str, Any]:  # Any: what templates are given
    """What one of the person's figures counts."""
    since, before = _days(asked)
    portfolios = portfolios_seen(session, person)
    rows = behind_figure(
        session, portfolios, figure=figure, collector_id=person.id, since=since, before=before, today=today()
    )
    about = {"figure": figure, "name": gettext(NAMES[figure]), "meaning": gettext(MEANINGS[figure])}
    return _period(asked) | about | {"rows": rows[:SHOWN], "count": len(rows), "label_of": label_of}


def label_of(row: CountedRow) -> str:
    """The result of a call in the language of the screen."""
    return (row.label_en if str(get_locale()) == "en" else row.label_es) or gettext("Sin resultado todavía")


def _period(asked: OwnSpan) -> dict[str, Any]:  # Any: what templates are given
    since, before = _days(asked)
    spans = [(one, gettext(words)) for one, words in SPANS.items()]
    return {
        "asked": asked, "spans": spans, "since": since, "last": before - ONE_DAY, "attribution_days": ATTRIBUTION_DAYS
    }  # fmt: skip


def _days(asked: OwnSpan) -> tuple[date, date]:
    first = today() if asked is OwnSpan.DAY else today().replace(day=1)
    return first, today() + ONE_DAY


def _tiles(found: Performance, person: Person, locales: dict[str, str]) -> list[OwnTile]:
    mine = found.of(person.id)
    counts: dict[OwnFigure, int] = {
        OwnFigure.ATTEMPTS: mine.attempts,
        OwnFigure.CONTACTS: mine.contacts,
        OwnFigure.DIRECT: mine.direct,
        OwnFigure.PROMISES: mine.promises,
        OwnFigure.MATURED: mine.matured,
        OwnFigure.KEPT: mine.kept,
    }
    money = {
        OwnFigure.PROMISES: mine.promised,
        OwnFigure.MATURED: mine.matured_amount,
        OwnFigure.KEPT: None,
        OwnFigure.COLLECTED: mine.collected,
    }
    tiles = []
    for figure in OwnFigure:
        amounts = money.get(figure)
        sums = [(one, locales[one], amounts[one]) for one in found.currencies if amounts[one]] if amounts else []
        tiles.append(
            OwnTile(figure, gettext(NAMES[figure]), gettext(MEANINGS[figure]), counts.get(figure), tuple(sums))
        )
    return tiles
