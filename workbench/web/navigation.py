"""The items of the rail: one for each screen that exists and that the person may open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext

from workbench.access.permissions import Permission
from workbench.kernel.text import N_
from workbench.queries.agenda.agreed import calls_due
from workbench.queries.company.first_run import has_queue
from workbench.web.alarms import calling
from workbench.web.db import get_session
from workbench.web.guard import declared
from workbench.web.moment import today
from workbench.web.refused_files import refused_files
from workbench.web.session import may, me
from workbench.web.work_filter import queue_args


@dataclass(frozen=True)
class Item:
    """One door: endpoint, name, icon, the blueprints it is the current item for, and its letter after G."""

    endpoint: str
    label: str
    icon: str
    blueprints: frozenset[str]
    letter: str | None = None
    group: str | None = None
    unless: Permission | None = None
    """Left out for who may do this: they see the same and more behind another door."""


@dataclass(frozen=True)
class Link:
    """An item as a template shows it. `alarms` call for attention; `waiting`: so many calls of today are to be made."""

    url: str
    label: str
    icon: str
    is_current: bool
    letter: str | None
    group: str | None
    alarms: int = 0
    waiting: int = 0


FIRST_START = "first_run.index"

RAIL = (
    Item(FIRST_START, N_("Arranque"), "sparkles", frozenset({"first_run"})),
    Item("team.index", N_("Equipo"), "chart-bar", frozenset({"team"}), "e"),
    Item("queue.show", N_("Mi cola"), "list-numbers", frozenset({"queue", "call"}), "c"),
    Item("agenda.show", N_("Agenda"), "calendar", frozenset({"agenda"}), "a"),
    Item("customers.index", N_("Clientes"), "users", frozenset({"customers"}), "l"),
    Item("portfolios.index", N_("Carteras"), "briefcase", frozenset({"portfolios"}), "r"),
    Item("requests.index", N_("Peticiones"), "file-text", frozenset({"requests", "privacy"}), "s"),
    Item("scripts.index", N_("Guiones"), "message-2", frozenset({"scripts"}), "g"),
    Item(
        "own_figures.show", N_("Mis cifras"), "chart-bar", frozenset({"own_figures"}), "k", unless=Permission.SEE_TEAM
    ),
    Item("model.show", N_("Modelo"), "target-arrow", frozenset({"model"}), "m"),
    Item("data.file", N_("Datos"), "database-import", frozenset({"data", "quality"}), "d"),
    Item("jobs.index", N_("Ajustes"), "adjustments-horizontal", frozenset({"jobs", "people", "retention"}), "j"),
)
"""In order of use, on one level; ten items fit a short screen. The first start is there until a queue was built."""

ALARMS: Mapping[str, Callable[[], Sequence[object]]] = {"model.show": calling, "data.file": refused_files}
"""By item, what calls for attention behind it."""

SETTINGS_LIST = (
    Item("people.index", N_("Usuarios y equipos"), "users", frozenset({"people"}), group=N_("Personas")),
    Item("jobs.index", N_("Trabajos"), "settings-automation", frozenset({"jobs"}), group=N_("Sistema")),
    Item("first_run.company", N_("Empresa y país"), "briefcase", frozenset({"first_run"}), group=N_("Sistema")),
    Item("retention.show", N_("Conservación de datos"), "lock", frozenset({"retention"}), group=N_("Sistema")),
)
"""The list on the left of Ajustes, by groups."""


DATA_SEGMENTS = (
    ("data.file", N_("Importar")),
    ("data.fix", N_("Por corregir")),
    ("quality.index", N_("Calidad")),
    ("data.history", N_("Historial")),
)
"""The views of Datos, by endpoint."""


def bind_navigation(app: Flask) -> None:
    """Let the frame ask for its links."""
    app.jinja_env.globals.update(
        queue_args=queue_args,
        rail=rail,
        settings_list=settings_list,
        data_segments=data_segments,
        me=me,
        may=may,
        Permission=Permission,
    )


def rail() -> list[Link]:
    """The doors of the rail for the person who asks."""
    return _open(RAIL)


def settings_list() -> list[Link]:
    """The pages of Ajustes for the person who asks."""
    return _open(SETTINGS_LIST)


def data_segments() -> list[tuple[str, str]]:
    """Endpoint and label of the views of Datos that exist and that the person may open."""
    return [(endpoint, gettext(label)) for endpoint, label in DATA_SEGMENTS if _is_open(endpoint)]


def first_settings_page() -> str | None:
    """The first page of Ajustes that the person may open."""
    return next((link.url for link in settings_list()), None)


def landing() -> str:
    """Where a person starts: the first door of the rail, else the help page."""
    doors = rail()
    return doors[0].url if doors else url_for("help.show")


def door_letters() -> set[str]:
    """The letters that lead, after G, to the doors of the person who asks."""
    return {item.letter for item in RAIL if item.letter and _is_a_door(item)}


def _open(items: Sequence[Item]) -> list[Link]:
    return [_link(item) for item in items if _is_a_door(item)]


def _is_a_door(item: Item) -> bool:
    return _is_open(item.endpoint) and not (item.unless and may(item.unless))


def _is_open(endpoint: str) -> bool:
    if endpoint not in current_app.view_functions:
        return False
    is_allowed = any(may(one) for one in declared(current_app, endpoint) or ())
    return is_allowed and (endpoint != FIRST_START or _is_first_start())


def _is_first_start() -> bool:
    """Whether no queue was ever built. Read once per request, only for who may do something about it."""
    if "first_start" not in g:
        g.first_start = not has_queue(get_session())
    is_first: bool = g.first_start
    return is_first


def _calls_due() -> int:
    """The person's agreed calls of today. Read once per request, only for who makes calls."""
    if "calls_due" not in g:
        g.calls_due = calls_due(get_session(), me(), today=today()) if may(Permission.WORK_QUEUE) else 0
    found: int = g.calls_due
    return found


def _link(item: Item) -> Link:
    return Link(
        url=url_for(item.endpoint),
        label=gettext(item.label),
        icon=item.icon,
        is_current=request.blueprint in item.blueprints,
        letter=item.letter,
        group=gettext(item.group) if item.group else None,
        alarms=len(ALARMS[item.endpoint]()) if item.endpoint in ALARMS else 0,
        waiting=_calls_due() if item.endpoint == "agenda.show" else 0,
    )
