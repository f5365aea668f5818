"""Routes of Usuarios: the list, inviting, role and teams, links, and who leaves."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import User
from workbench.access.permissions import Permission
from workbench.domain.company import company_of
from workbench.domain.people import (
    UserRefused,
    end_sessions,
    give_access,
    give_role,
    give_teams,
    invite,
    send_link,
)
from workbench.domain.portfolios import ReassignRefused, switch_off
from workbench.kernel.errors import RuleBroken
from workbench.queries.company.people import held_accounts, receivers, user_for
from workbench.screens.people import facts
from workbench.screens.people.blueprint import blueprint
from workbench.screens.people.forms import CHANGED_MEANWHILE, LeaveForm
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.one_time import hand_over
from workbench.web.people_words import role_name
from workbench.web.session import me
from workbench.web.words import why_not

PAGE = "people/page.html"


@blueprint.get("/ajustes/usuarios")
@permission(Permission.MANAGE_USERS)
def index() -> Response:
    """Everybody, by filter."""
    return htmx.look(PAGE, **facts.page_facts(pane="none"))


@blueprint.get("/ajustes/usuarios/invitar")
@permission(Permission.MANAGE_USERS)
def new() -> Response:
    """The form of a new person."""
    return htmx.look(PAGE, **facts.page_facts(pane="invite", form=facts.invite_form(data={"role": "collector"})))


@blueprint.post("/ajustes/usuarios/invitar")
@permission(Permission.MANAGE_USERS)
def add() -> Response:
    """Add the person and show the link, once."""
    form = facts.invite_form()
    if not form.validate():
        return htmx.invalid(PAGE, **facts.page_facts(pane="invite", form=form))
    try:
        user, made = invite(
            get_session(),
            me(),
            email=form.email.data,
            name=form.name.data,
            role=form.role.data,
            team_ids=form.teams.ids,
            locale=_language(),
            now=now(),
        )
    except UserRefused as refused:
        form.email.errors = (*form.email.errors, why_not(refused))
        return htmx.invalid(PAGE, **facts.page_facts(pane="invite", form=form))
    commit()
    hand_over(user, made)
    return htmx.go(url_for(".show", user_id=user.id))


@blueprint.get("/ajustes/usuarios/<int:user_id>")
@permission(Permission.MANAGE_USERS)
def show(user_id: int) -> Response:
    """One person beside the list."""
    return htmx.look(PAGE, **facts.person_facts(user_for(get_session(), me(), user_id)))


@blueprint.post("/ajustes/usuarios/<int:user_id>/lugar")
@permission(Permission.MANAGE_USERS)
def place(user_id: int) -> Response:
    """Give role and teams."""
    user = user_for(get_session(), me(), user_id)
    form = facts.place_form(user)
    if not form.validate():
        return htmx.invalid(PAGE, **facts.person_facts(user, form=form))
    if form.seen.is_stale(*facts.place_of(user)):
        role, teams = facts.place_of(user)
        form.form_errors = [str(CHANGED_MEANWHILE), " · ".join([role_name(role), *teams])]
        return htmx.invalid(PAGE, status=409, **facts.person_facts(user, form=form))
    try:
        give_role(get_session(), me(), user, role=form.role.data, now=now())
        give_teams(get_session(), me(), user, team_ids=form.teams.ids, now=now())
    except UserRefused as refused:
        get_session().rollback()
        form.role.errors = (*form.role.errors, why_not(refused))
        return htmx.invalid(PAGE, status=409, **facts.person_facts(_again(user_id), form=form))
    commit()
    notice = Notice(gettext("Guardado: rige desde su próxima página."))
    return htmx.acted(to=url_for(".show", user_id=user_id), notice=notice)


@blueprint.post("/ajustes/usuarios/<int:user_id>/enlace")
@permission(Permission.MANAGE_USERS)
def link(user_id: int) -> Response:
    """Make a new link, for a first or another password, and show it once."""
    user = user_for(get_session(), me(), user_id)
    made = send_link(get_session(), me(), user, now=now())
    commit()
    hand_over(user, made)
    return htmx.go(url_for(".show", user_id=user.id))


@blueprint.post("/ajustes/usuarios/<int:user_id>/sesiones")
@permission(Permission.MANAGE_USERS)
def close(user_id: int) -> Response:
    """End the sign-ins of the person on every browser."""
    end_sessions(get_session(), me(), user_for(get_session(), me(), user_id), now=now())
    commit()
    return htmx.acted(to=url_for(".show", user_id=user_id), notice=Notice(gettext("Se cerraron sus sesiones.")))


@blueprint.get("/ajustes/usuarios/<int:user_id>/apagar")
@permission(Permission.MANAGE_USERS)
def leaving(user_id: int) -> Response:
    """Ask where the accounts go."""
    user = user_for(get_session(), me(), user_id)
    form = _leave_form(user, data={"why": gettext("Dejó de trabajar aquí")})
    return htmx.look(PAGE, **_leave_facts(user, form))


@blueprint.post("/ajustes/usuarios/<int:user_id>/apagar")
@permission(Permission.MANAGE_USERS)
def leave(user_id: int) -> Response:
    """Move the accounts and end the access."""
    user = user_for(get_session(), me(), user_id)
    name, form = user.name, _leave_form(user)
    if not form.validate():
        return htmx.invalid(PAGE, **_leave_facts(user, form))
    try:
        moved = switch_off(
            get_session(), me(), user, to_collector_id=form.receiver, why=form.why.data.strip(), now=now()
        )
    except (UserRefused, ReassignRefused) as refused:
        return _not_left(user_id, refused)
    commit()
    told = ngettext(
        "Se apagó a %(name)s; pasó %(num)s cuenta.", "Se apagó a %(name)s; pasaron %(num)s cuentas.", moved, name=name
    )
    return htmx.acted(to=url_for(".index"), notice=Notice(told))


@blueprint.post("/ajustes/usuarios/<int:user_id>/encender")
@permission(Permission.MANAGE_USERS)
def come_back(user_id: int) -> Response:
    """Let a disabled person in again by a new link."""
    user = user_for(get_session(), me(), user_id)
    made = give_access(get_session(), me(), user, now=now())
    commit()
    hand_over(user, made)
    return htmx.go(url_for(".show", user_id=user.id))


def _language() -> str | None:
    """The language of people who are invited: the company's, where it has been named."""
    row = company_of(get_session())
    return row.language if row is not None else None


def _again(user_id: int) -> User:
    """The person as the database has them, after what was tried is undone."""
    get_session().expire_all()
    return user_for(get_session(), me(), user_id)


def _not_left(user_id: int, refused: RuleBroken) -> Response:
    get_session().rollback()
    user = _again(user_id)
    form = _leave_form(user)
    form.form_errors = [why_not(refused)]
    return htmx.invalid(PAGE, status=409, **_leave_facts(user, form))


def _leave_form(user: User, **values: Any) -> LeaveForm:  # Any: as forms take them
    form = LeaveForm(**values)
    held = held_accounts(get_session(), user.id)
    form.offer(receivers(get_session(), user.id, [one.portfolio_id for one in held]))
    return form


def _leave_facts(user: User, form: LeaveForm) -> dict[str, Any]:  # Any: what templates are given
    return facts.person_facts(user) | {
        "pane": "leave",
        "form": form,
        "accounts": held_accounts(get_session(), user.id),
    }
