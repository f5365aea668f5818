"""Routes of Agenda: look at a day or a week, choose a call, take it, move it."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.queue import CallbackNotThen, move_callback, take_callback
from workbench.kernel.text import N_
from workbench.screens.agenda import facts
from workbench.screens.agenda.asked import AgendaView, read_asked
from workbench.screens.agenda.forms import MoveForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.formats import instant
from workbench.web.guard import permission
from workbench.web.htmx import Also, Notice
from workbench.web.moment import company_zone, now
from workbench.web.session import me
from workbench.web.words import say, why_not

blueprint = Blueprint("agenda", __name__, template_folder="templates")

DAY, LIST, CHOSEN = "agenda/day.html", "agenda/_list.html", "agenda/_chosen.html"
WEEK, COLUMNS = "agenda/week.html", "agenda/_columns.html"
PROMISES = Also("agenda/_promises.html", "#agenda-promesas")


@blueprint.get("/agenda")
@permission(Permission.WORK_QUEUE, Permission.SEE_TEAM)
def show() -> Response:
    """The day or the week; what a page refreshes by itself is the calls, and the promises with them."""
    asked = read_asked(me())
    if asked.view is AgendaView.WEEK:
        return htmx.look(WEEK, piece=COLUMNS, **facts.week_context(get_session(), me(), asked))
    context = _day()
    if htmx.wants_piece():
        return htmx.acted(to=asked.url(), piece=LIST, also=[PROMISES], **context)
    return htmx.look(DAY, **context)


@blueprint.get("/agenda/<int:callback_id>")
@permission(Permission.WORK_QUEUE, Permission.SEE_TEAM)
def choose(callback_id: int) -> Response:
    """The day with one call chosen."""
    return htmx.look(DAY, piece=CHOSEN, **_day(callback_id))


@blueprint.post("/agenda/<int:callback_id>/tomar")
@permission(Permission.WORK_QUEUE)
def take(callback_id: int) -> Response:
    """Take a call of an account that is nobody's."""
    take_callback(get_session(), me(), callback_id=callback_id, now=now())
    commit()
    return _acted(gettext("La llamada es suya."), callback_id)


@blueprint.post("/agenda/<int:callback_id>/mover")
@permission(Permission.WORK_QUEUE)
def move(callback_id: int) -> Response:
    """Move a call to another hour at which the law lets it be made."""
    form = MoveForm()
    if not form.validate():
        return htmx.invalid(DAY, piece=CHOSEN, **_day(callback_id, form=form))
    to = form.to.data.replace(tzinfo=ZoneInfo(company_zone()))
    try:
        move_callback(get_session(), me(), callback_id=callback_id, to=to, now=now())
    except CallbackNotThen as refused:
        form.to.errors = (_why(refused),)
        return htmx.invalid(DAY, piece=CHOSEN, **_day(callback_id, form=form))
    commit()
    return _acted(gettext("Movida para %(when)s.", when=instant(to)), callback_id)


def _why(refused: CallbackNotThen) -> str:
    """The reason, the rule of the law that speaks, and when it opens."""
    verdict = refused.verdict
    if verdict is None:
        return why_not(refused)
    parts = [why_not(refused), *(rule.words(gettext) for rule in verdict.blocks[:1])]
    if verdict.next_allowed_at is not None:
        parts.append(say(N_("Se puede desde %(opens_at)s."), {"opens_at": verdict.next_allowed_at}))
    return " ".join(parts)


def _day(
    callback_id: int | None = None, *, form: MoveForm | None = None
) -> dict[str, Any]:  # Any: what templates are given
    asked = read_asked(me())
    context = facts.day_context(get_session(), me(), asked)
    chosen: dict[str, Any] = {"chosen": None, "offers": ()}
    first = next(iter([*context["late"], *(one for one in context["timed"] if one.is_pending)]), None)
    wanted = callback_id or (first.row.id if first else None)
    if wanted is not None:
        chosen = facts.chosen_context(get_session(), me(), wanted)
    return context | chosen | {"move_form": form or MoveForm(formdata=None)}


def _acted(text: str, callback_id: int) -> Response:
    also = [Also(LIST, "#agenda-dia"), PROMISES]
    asked = read_asked(me())
    context = _day(callback_id)
    return htmx.acted(to=asked.url(), piece=CHOSEN, also=also, notice=Notice(text), **context)
