"""Routes of Mi cola: look, take the next, leave out, put off, take back."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Portfolio, WorkItem
from workbench.access.permissions import Permission
from workbench.domain.queue import claim_next, skip_item, snooze_item, undo_item
from workbench.kernel.work_order import WorkPosition
from workbench.queries.queue import beside as queue_beside
from workbench.screens.queue import facts
from workbench.screens.queue.forms import OTHER, REASONS, SkipForm, SnoozeForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.formats import instant
from workbench.web.guard import permission
from workbench.web.htmx import Also, Notice
from workbench.web.moment import now, today
from workbench.web.numbers import row_number
from workbench.web.session import me
from workbench.web.work_filter import nobody_now, queue_args, work_filter

blueprint = Blueprint("queue", __name__, template_folder="templates")

PAGE, LIST, CARD, WINDOW = "queue/page.html", "queue/_list.html", "queue/_card.html", "queue/_window.html"
BESIDE = (Also(LIST, "#cola-lista"), Also("queue/_strip.html", "#avance"))


@blueprint.get("/cola")
@permission(Permission.WORK_QUEUE)
def show() -> Response:
    """The day's queue. A list on the screen that still stands is answered by nothing."""
    session, person = get_session(), me()
    if htmx.wants_piece() and request.args.get("visto") == facts.version(session, person):
        return htmx.nothing()
    context = facts.page(session, person)
    if not htmx.wants_piece() or request.args.get("carta", context["card_version"]) == context["card_version"]:
        return htmx.look(PAGE, piece=LIST, **context, **_forms())
    left = request.args.get("cuenta", type=row_number)
    context["left_because"] = facts.why_left(session, person, left) if left else None
    return htmx.acted(to=url_for(".show"), piece=LIST, also=[Also(CARD, "#cola-siguiente")], **context, **_forms())


@blueprint.get("/cola/ventana")
@permission(Permission.WORK_QUEUE)
def window() -> Response:
    """Until when calls are allowed."""
    return htmx.look(WINDOW, openings=facts.openings(get_session(), me()))


@blueprint.get("/cola/<int:item_id>")
@permission(Permission.WORK_QUEUE)
def card(item_id: int) -> Response:
    """One item's card beside the queue; the queue is built for a whole page only."""
    session, person = get_session(), me()
    one = facts.single(session, person, item_id)
    if htmx.wants_piece():
        return htmx.look(CARD, **one, **_forms())
    return htmx.look(PAGE, **facts.page(session, person) | one, **_forms())


@blueprint.get("/cola/<int:item_id>/<any(anterior, posterior):way>")
@permission(Permission.WORK_QUEUE)
def beside(item_id: int, way: str) -> Response:
    """From one account of the list to the one before or after it, without taking either."""
    session, asked = get_session(), queue_args()
    place, back = facts.place_of(session, item_id), way == "anterior"
    account_id = place and queue_beside(session, me(), place, chip=work_filter(), back=back, today=today(), now=now())
    if account_id is None:
        edge = gettext("No hay otra antes en la lista.") if back else gettext("No hay otra después en la lista.")
        return htmx.acted(to=url_for(".show", cuenta=item_id, **asked), notice=Notice(edge))
    return htmx.go(url_for("call.show", account_id=account_id, **asked))


@blueprint.post("/cola/siguiente")
@permission(Permission.WORK_QUEUE)
def take_next() -> Response:
    """Take the best account that may be called now, and go to its call."""
    asked = queue_args()
    item = claim_next(get_session(), me(), now=now(), today=today(), chip=work_filter())
    commit()
    if item is None:
        return htmx.acted(to=url_for(".show", **asked), notice=Notice(nobody_now()))
    return htmx.go(url_for("call.show", account_id=item.account_id, **asked))


@blueprint.post("/cola/<int:item_id>/saltar")
@permission(Permission.WORK_QUEUE)
def skip(item_id: int) -> Response:
    """Leave an item out for today."""
    form = SkipForm()
    if not form.validate():
        return _invalid(item_id, skip_form=form)
    near = facts.place_of(get_session(), item_id)
    skip_item(get_session(), me(), item_id=item_id, why=form.why, now=now())
    commit()
    return _acted(gettext("Saltada por hoy."), item_id, near=near)


@blueprint.post("/cola/<int:item_id>/posponer")
@permission(Permission.WORK_QUEUE)
def snooze(item_id: int) -> Response:
    """Put an item off to an hour at which it may be called."""
    form = SnoozeForm()
    if not form.validate():
        return _invalid(item_id, snooze_form=form)
    session = get_session()
    near, zone = facts.place_of(session, item_id), _zone_of(item_id)
    until = form.until.data.replace(tzinfo=ZoneInfo(zone))
    snooze_item(session, me(), item_id=item_id, until=until, now=now())
    commit()
    return _acted(gettext("Pospuesta hasta %(when)s.", when=instant(until, zone)), item_id, near=near)


@blueprint.post("/cola/<int:item_id>/deshacer")
@permission(Permission.WORK_QUEUE)
def undo(item_id: int) -> Response:
    """Take back one's own skip or postponement."""
    undo_item(get_session(), me(), item_id=item_id, now=now())
    commit()
    return _acted(gettext("Está de nuevo en su cola."), None, near=facts.place_of(get_session(), item_id))


def _zone_of(item_id: int) -> str:
    """The clock an item's hours are on; that of the company where the item is not there, which the rule then says."""
    item = get_session().get(WorkItem, item_id)
    found = get_session().get(Portfolio, item.portfolio_id) if item else None
    return found.timezone if found else "UTC"


def _acted(text: str, item_id: int | None, *, near: WorkPosition | None = None) -> Response:
    asked = queue_args()
    notice = Notice(text, undo_url=url_for(".undo", item_id=item_id, **asked) if item_id else None)
    context = facts.page(get_session(), me(), near=near) | _forms()
    to = url_for(".show", **asked)
    return htmx.acted(to=to, piece=CARD, also=BESIDE, notice=notice, event="queue-changed", **context)


def _invalid(item_id: int, **wrong: SkipForm | SnoozeForm) -> Response:
    session, person = get_session(), me()
    one = facts.single(session, person, item_id)
    if htmx.wants_piece():
        return htmx.invalid(PAGE, piece=CARD, **one | _forms() | wrong)
    return htmx.invalid(PAGE, **facts.page(session, person) | one | _forms() | wrong)


def _forms() -> dict[str, Any]:  # Any: what templates are given
    return {
        "skip_form": SkipForm(formdata=None),
        "skip_reasons": [(one.value, one.label) for one in REASONS if one.value != OTHER],
        "snooze_form": SnoozeForm(formdata=None),
    }
