"""The last step: the first queue, made in the background; and a made-up company to look at first."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.enums import Channel
from workbench.access.permissions import Permission
from workbench.domain.company import MadeUpRefused, discard_made_up, why_not_discard
from workbench.domain.contact import declare_consents, opening, preset
from workbench.domain.people import make_first_code
from workbench.domain.records import ask_job
from workbench.queries.company.first_run import StartState, has_accounts, start_state
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.first_run import facts
from workbench.screens.first_run.blueprint import blueprint
from workbench.screens.first_run.forms import ConsentForm
from workbench.screens.first_run.progress import FIRST_QUEUE, MADE_UP, progress_of
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.navigation import landing
from workbench.web.session import actor, end_session, me, my_row
from workbench.web.words import why_not

START, MADE_UP_PAGE = "first_run/start.html", "first_run/made_up.html"


@blueprint.get("/arranque/cola")
@permission(Permission.MANAGE_USERS)
def start() -> Response:
    """How far the first queue is; asks again by itself while it is made, and loads the whole page when it is over."""
    found = _start()
    if htmx.wants_piece() and not (found["run"] and found["run"].is_running):
        return htmx.go(url_for(".start"))
    return htmx.look(START, piece="first_run/_start.html", **found)


@blueprint.post("/arranque/cola")
@permission(Permission.MANAGE_USERS)
def make_queue() -> Response:
    """Ask the scheduler for balances, scores and queues of today."""
    if not has_accounts(get_session()):
        notice = Notice(gettext("Todavía no hay cuentas: importe antes un archivo."), tone="bad")
        return htmx.acted(to=url_for(".file"), notice=notice)
    ask_job(get_session(), FIRST_QUEUE, actor=actor(), now=now())
    commit()
    return htmx.go(url_for(".start"))


@blueprint.post("/arranque/autorizacion")
@permission(Permission.MANAGE_USERS)
def consents() -> Response:
    """Record that the customers allowed calls elsewhere, in the portfolios whose policy wants it, and queue again."""
    form = ConsentForm()
    if not form.validate():
        return htmx.invalid(START, **_start(form))
    session = get_session()
    told = sum(
        declare_consents(session, one, channel=Channel.CALL, source=form.source.data, actor=actor(), now=now())
        for one in portfolios_seen(session, me())
        if preset(one.preset).channel_auth_required
    )
    ask_job(session, FIRST_QUEUE, actor=actor(), now=now())
    commit()
    text = ngettext(
        "Se anotó la autorización de %(num)s cliente.", "Se anotó la autorización de %(num)s clientes.", told
    )
    return htmx.acted(to=url_for(".start"), notice=Notice(text))


@blueprint.get("/arranque/inventada")
@permission(Permission.MANAGE_USERS)
def made_up() -> Response:
    """The made-up company: what it is, how far it is loaded, and how it is thrown away."""
    return htmx.look(MADE_UP_PAGE, piece="first_run/_made_up.html", **_made_up())


@blueprint.post("/arranque/inventada")
@permission(Permission.MANAGE_USERS)
def load_made_up() -> Response:
    """Ask the scheduler for the made-up company; never beside customers of one's own."""
    if has_accounts(get_session()):
        notice = Notice(gettext("Ya hay cuentas: la empresa inventada solo se carga en una base vacía."), tone="bad")
        return htmx.acted(to=url_for(".made_up"), notice=notice)
    ask_job(get_session(), MADE_UP, actor=actor(), now=now())
    commit()
    return htmx.go(url_for(".made_up"))


@blueprint.post("/arranque/inventada/quitar")
@permission(Permission.MANAGE_USERS)
def discard() -> Response:
    """Throw the made-up company away. One of its own people gets the code by which they begin with their own name."""
    was_made_up, instant = my_row().is_made_up, now()
    try:
        discard_made_up(get_session(), actor=actor(), now=instant)
    except MadeUpRefused as refused:
        get_session().rollback()
        return htmx.invalid(MADE_UP_PAGE, status=409, **_made_up(refusal=why_not(refused)))
    return _begin_anew(instant) if was_made_up else _go_on()


def _begin_anew(instant: datetime) -> Response:
    get_session().flush()
    code = make_first_code(get_session(), now=instant)
    end_session()
    commit()
    if code is None:
        return htmx.go(url_for("session.sign_in"))
    return htmx.go(url_for(".administrator", codigo=code))


def _go_on() -> Response:
    commit()
    return htmx.acted(to=url_for(".index"), notice=Notice(gettext("La empresa inventada se quitó.")))


def _start(form: ConsentForm | None = None) -> dict[str, Any]:  # Any: what templates are given
    run = progress_of(get_session(), FIRST_QUEUE, now=now())
    found = facts.frame("start", run=run, landing=landing(), consent_form=form or ConsentForm(formdata=None))
    return {**found, "shut": _shut(found["state"])}


def _shut(state: StartState) -> list[tuple[str, datetime]]:
    """The portfolios where no call is allowed at this hour, with when the next one is; equal openings once."""
    seen: dict[datetime, str] = {}
    for one in state.portfolios:
        at = opening(preset(one.preset), zone=one.timezone, at=now())
        if one.accounts and not at.is_open and at.opens_at is not None:
            seen.setdefault(at.opens_at, one.name)
    return [(name, opens_at) for opens_at, name in seen.items()]


def _made_up(refusal: str | None = None) -> dict[str, Any]:  # Any: what templates are given
    state = start_state(get_session(), today=today())
    stands = why_not_discard(get_session()) if state.is_made_up else None
    return facts.frame(
        None,
        run=progress_of(get_session(), MADE_UP, now=now()),
        refusal=refusal or (why_not(stands) if stands else None),
        landing=landing(),
    )
