"""What the address of Agenda asks for: the view, the day and whose. What cannot be used becomes the usual."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask import request, url_for

from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.kernel.text import N_
from workbench.web.moment import today

YEARS = (1990, 2100)


class AgendaView(StrEnum):
    """The two views, by their word in the address."""

    DAY = "dia"
    WEEK = "semana"


class AgendaScope(StrEnum):
    """Whose calls, by its word in the address."""

    MINE = "mias"
    ANYONE = "cualquiera"
    BOTH = "todas"
    TEAM = "equipo"


SCOPES = {
    AgendaScope.MINE: N_("Mías"),
    AgendaScope.ANYONE: N_("De cualquiera"),
    AgendaScope.BOTH: N_("Las dos"),
    AgendaScope.TEAM: N_("Equipo"),
}


@dataclass(frozen=True)
class AskedAgenda:
    """What is shown. `on` is the day, or a day of the week."""

    view: AgendaView
    on: date
    scope: AgendaScope

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return self.on - timedelta(days=self.on.weekday())

    def address(self, **other: Any) -> dict[str, Any]:
        """For every link that stays here, with what is to be different."""
        return {"vista": self.view.value, "de": self.on.isoformat(), "alcance": self.scope.value} | other

    def url(self, **other: Any) -> str:
        """The address of the page, with what is to be different."""
        return url_for("agenda.show", **self.address(**other))

    def includes(self, owner_id: int | None, person: Person) -> bool:
        """Whether what belongs to somebody, or to nobody, is shown."""
        return belongs(self.scope, owner_id, person)


def belongs(scope: AgendaScope, owner_id: int | None, person: Person) -> bool:
    """Whether what belongs to somebody, or to nobody, is within a scope."""
    mine, nobodys = owner_id == person.id, owner_id is None
    return {
        AgendaScope.MINE: mine,
        AgendaScope.ANYONE: nobodys,
        AgendaScope.BOTH: mine or nobodys,
        AgendaScope.TEAM: True,
    }[scope]


def scopes_of(person: Person) -> list[AgendaScope]:
    """What a person may choose from: the team is for who sees it."""
    return [one for one in AgendaScope if one is not AgendaScope.TEAM or person.may(Permission.SEE_TEAM)]


def read_asked(person: Person) -> AskedAgenda:
    """Read the address of the request."""
    view, scope = request.args.get("vista", ""), request.args.get("alcance", "")
    usual = AgendaScope.TEAM if person.may(Permission.SEE_TEAM) else AgendaScope.MINE
    return AskedAgenda(
        view=AgendaView(view) if view in set(AgendaView) else AgendaView.DAY,
        on=_day(request.args.get("de", "")),
        scope=AgendaScope(scope) if scope in scopes_of(person) else usual,
    )


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today()
    return found if YEARS[0] <= found.year <= YEARS[1] else today()
