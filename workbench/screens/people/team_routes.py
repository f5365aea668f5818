"""Routes of Equipos: making one, its name, its people, and the portfolios it works."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Team
from workbench.access.permissions import Permission
from workbench.domain.people import TeamRefused, change_team, create_team
from workbench.domain.portfolios import work_portfolios
from workbench.queries.people import members_of, people_lines, portfolios_of_team, team_for, team_lines
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.people.blueprint import blueprint
from workbench.screens.people.facts import teams_of
from workbench.screens.people.forms import TeamForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.session import actor, me
from workbench.web.words import why_not

PAGE = "people/teams.html"


@blueprint.get("/ajustes/equipos")
@permission(Permission.MANAGE_USERS)
def teams() -> Response:
    """Every team."""
    return htmx.look(PAGE, **_facts(None, None))


@blueprint.get("/ajustes/equipos/nuevo")
@permission(Permission.MANAGE_USERS)
def new_team() -> Response:
    """The form of a new team."""
    return htmx.look(PAGE, **_facts(None, _form()))


@blueprint.post("/ajustes/equipos/nuevo")
@permission(Permission.MANAGE_USERS)
def add_team() -> Response:
    """Make a team with its people and portfolios."""
    form = _form()
    if not form.validate():
        return htmx.invalid(PAGE, **_facts(None, form))
    try:
        team = create_team(get_session(), form.name.data, actor=actor(), now=now())
        _save(team, form)
    except TeamRefused as refused:
        return _refused(None, form, refused)
    commit()
    return htmx.acted(to=url_for(".show_team", team_id=team.id), notice=Notice(gettext("El equipo está listo.")))


@blueprint.get("/ajustes/equipos/<int:team_id>")
@permission(Permission.MANAGE_USERS)
def show_team(team_id: int) -> Response:
    """One team beside the list."""
    team = team_for(get_session(), me(), team_id)
    data = {
        "name": team.name,
        "members": [str(one) for one in members_of(get_session(), team.id)],
        "portfolios": [str(one) for one in portfolios_of_team(get_session(), team.id)],
    }
    return htmx.look(PAGE, **_facts(team, _form(data=data)))


@blueprint.post("/ajustes/equipos/<int:team_id>")
@permission(Permission.MANAGE_USERS)
def save_team(team_id: int) -> Response:
    """Give a team its name, people and portfolios."""
    team = team_for(get_session(), me(), team_id)
    form = _form()
    if not form.validate():
        return htmx.invalid(PAGE, **_facts(team, form))
    try:
        _save(team, form)
    except TeamRefused as refused:
        return _refused(team_id, form, refused)
    commit()
    return htmx.acted(to=url_for(".show_team", team_id=team_id), notice=Notice(gettext("Guardado.")))


def _save(team: Team, form: TeamForm) -> None:
    session = get_session()
    change_team(session, team, name=form.name.data, member_ids=form.members.ids, actor=actor(), now=now())
    session.flush()
    work_portfolios(session, me(), team, portfolio_ids=form.portfolios.ids, now=now())


def _refused(team_id: int | None, form: TeamForm, refused: TeamRefused) -> Response:
    get_session().rollback()
    get_session().expire_all()
    form.name.errors = (*form.name.errors, why_not(refused))
    team = team_for(get_session(), me(), team_id) if team_id is not None else None
    return htmx.invalid(PAGE, status=409, **_facts(team, form))


def _form(**values: Any) -> TeamForm:  # Any: as forms take them
    form = TeamForm(**values)
    session = get_session()
    form.offer(people_lines(session, me(), now=now()), [(one.id, one.name) for one in portfolios_seen(session, me())])
    return form


def _facts(team: Team | None, form: TeamForm | None) -> dict[str, Any]:  # Any: what templates are given
    people = people_lines(get_session(), me(), now=now())
    return {
        "teams": teams_of(team_lines(get_session(), me())),
        "team": team,
        "form": form,
        "people_count": sum(one.is_active for one in people),
    }
