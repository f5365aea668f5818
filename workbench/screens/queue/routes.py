"""Routes of Mi cola: look, take the next, leave out, put off, take back."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Portfolio, WorkItem
from workbench.access.permissions import Permission
from workbench.domain.queue import claim_next, skip_item, snooze_item, undo_item
from workbench.screens.queue import facts
from workbench.screens.queue.forms import OTHER, REASONS, SkipForm, SnoozeForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.formats import instant
from workbench.web.guard import permission
from workbench.web.htmx import Also, Notice
from workbench.web.moment import now, today
from workbench.web.session import me

blueprint = Blueprint("queue", __name__, template_folder="templates")

PAGE, LIST, CARD = "queue/page.html", "queue/_list.html", "queue/_card.html"
BESIDE = (Also(LIST, "#cola-lista"), Also("queue/_strip.html", "#avance"))


@blueprint.get("/cola")
@permission(Permission.WORK_QUEUE)
def show() -> Response:
    """The day's queue."""
    return htmx.look(PAGE, piece=LIST, **facts.page(get_session(), me()), **_forms())


@blueprint.get("/cola/<int:item_id>")
@permission(Permission.WORK_QUEUE)
def card(item_id: int) -> Response:
    """The queue with one item's card beside it."""
    context = facts.page(get_session(), me())
    context["chosen"] = facts.row_of(context["queue"], item_id) or context["chosen"]
    return htmx.look(PAGE, piece=CARD, **context, **_forms())


@blueprint.post("/cola/siguiente")
@permission(Permission.WORK_QUEUE)
def take_next() -> Response:
    """Take the best account that may be called now, and go to its call."""
    item = claim_next(get_session(), me(), now=now(), today=today())
    commit()
    if item is None:
        return htmx.acted(to=url_for(".show"), notice=Notice(gettext("Ahora no hay a quién llamar en su cola.")))
    return htmx.go(url_for("call.show", account_id=item.account_id))


@blueprint.post("/cola/<int:item_id>/saltar")
@permission(Permission.WORK_QUEUE)
def skip(item_id: int) -> Response:
    """Leave an item out for today."""
    form = SkipForm()
    if not form.validate():
        return _invalid(item_id, skip_form=form)
    skip_item(get_session(), me(), item_id=item_id, why=form.why, now=now())
    commit()
    return _acted(gettext("Saltada por hoy."), item_id)


@blueprint.post("/cola/<int:item_id>/posponer")
@permission(Permission.WORK_QUEUE)
def snooze(item_id: int) -> Response:
    """Put an item off to an hour at which it may be called."""
    form = SnoozeForm()
    if not form.validate():
        return _invalid(item_id, snooze_form=form)
    session = get_session()
    zone = _zone_of(item_id)
    until = form.until.data.replace(tzinfo=ZoneInfo(zone))
    snooze_item(session, me(), item_id=item_id, until=until, now=now())
    commit()
    return _acted(gettext("Pospuesta hasta %(when)s.", when=instant(until, zone)), item_id)


@blueprint.post("/cola/<int:item_id>/deshacer")
@permission(Permission.WORK_QUEUE)
def undo(item_id: int) -> Response:
    """Take back one's own skip or postponement."""
    undo_item(get_session(), me(), item_id=item_id, now=now())
    commit()
    return _acted(gettext("Está de nuevo en su cola."), None)


def _zone_of(item_id: int) -> str:
    """The clock an item's hours are on; that of the company where the item is not there, which the rule then says."""
    item = get_session().get(WorkItem, item_id)
    found = get_session().get(Portfolio, item.portfolio_id) if item else None
    return found.timezone if found else "UTC"


def _acted(text: str, item_id: int | None) -> Response:
    notice = Notice(text, undo_url=url_for(".undo", item_id=item_id) if item_id else None)
    context = facts.page(get_session(), me()) | _forms()
    return htmx.acted(to=url_for(".show"), piece=CARD, also=BESIDE, notice=notice, event="queue-changed", **context)


def _invalid(item_id: int, **wrong: SkipForm | SnoozeForm) -> Response:
    context = facts.page(get_session(), me()) | _forms() | wrong
    context["chosen"] = facts.row_of(context["queue"], item_id) or context["chosen"]
    return htmx.invalid(PAGE, piece=CARD, **context)


def _forms() -> dict[str, Any]:  # Any: what templates are given
    return {
        "skip_form": SkipForm(formdata=None),
        "skip_reasons": [(one.value, one.label) for one in REASONS if one.value != OTHER],
        "snooze_form": SnoozeForm(formdata=None),
    }
