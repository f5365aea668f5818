"""Routes that show the whole call or one of its regions, each at an address of its own."""

from flask import request, url_for
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.calls import ask_amounts
from workbench.domain.queue import claim_item
from workbench.queries.call import call_file
from workbench.screens.call import amounts, facts
from workbench.screens.call.blueprint import DEBTS, PAGE, WHOLE, blueprint
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Also
from workbench.web.moment import now
from workbench.web.session import me
from workbench.web.work_filter import queue_args


@blueprint.post("/llamada/<int:account_id>/abrir")
@permission(Permission.WORK_QUEUE)
def open(account_id: int) -> Response:  # noqa: A001 - the endpoint is what the collector does
    """Take the customer's item of the day and go to their call. Without an item the customer is simply opened."""
    session = get_session()
    item = call_file(session, me(), account_id=account_id, now=now()).item
    if item is not None and not facts.is_finished(item):
        claim_item(session, me(), item_id=item.id, now=now())
        commit()
    return htmx.go(url_for(".show", account_id=account_id, **queue_args()))


@blueprint.get("/llamada/<int:account_id>")
@permission(Permission.SEE_CUSTOMERS)
def show(account_id: int) -> Response:
    """The whole call; by htmx from another account of the same customer."""
    return htmx.look(PAGE, piece=WHOLE, **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/deuda")
@permission(Permission.SEE_CUSTOMERS)
def debts(account_id: int) -> Response:
    """Invoices, promises or payments."""
    return htmx.look(PAGE, piece=DEBTS, **facts.page(account_id))


@blueprint.post("/llamada/<int:account_id>/montos")
@permission(Permission.SEE_CUSTOMERS)
def show_amounts(account_id: int) -> Response:
    """Show the amounts for ten seconds although they may not be told yet; who asked is recorded."""
    ask_amounts(get_session(), me(), account_id=account_id, now=now())
    commit()
    amounts.note_asked(account_id, now())
    return _amounts(account_id)


@blueprint.get("/llamada/<int:account_id>/montos-ocultos")
@permission(Permission.SEE_CUSTOMERS)
def hide_amounts(account_id: int) -> Response:
    """The regions with amounts as they are to be now that the seconds are over."""
    return _amounts(account_id)


def _amounts(account_id: int) -> Response:
    to = url_for(".show", account_id=account_id)
    if not htmx.wants_piece():
        return htmx.go(to)
    return htmx.acted(to=to, piece=DEBTS, also=facts.AMOUNTS_BESIDE, **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/historia")
@permission(Permission.SEE_CUSTOMERS)
def history(account_id: int) -> Response:
    """One page of the timeline."""
    return htmx.look(PAGE, piece="call/_timeline.html", **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/guion")
@permission(Permission.SEE_CUSTOMERS)
def script(account_id: int) -> Response:
    """One step or response of the script; it reads back the promise that is being typed, whose fields come along."""
    context = facts.page(account_id)
    if not htmx.wants_piece() or "code" not in request.args:
        return htmx.look(PAGE, piece="call/_script.html", **context)
    to = url_for(".show", account_id=account_id)
    return htmx.acted(to=to, piece="call/_script.html", also=facts.EFFECT_BESIDE, **context)


@blueprint.get("/llamada/<int:account_id>/resultado")
@permission(Permission.WORK_QUEUE)
def outcome(account_id: int) -> Response:
    """The outcome form for the type or result chosen; the script beside it follows."""
    context = facts.page(account_id)
    if not htmx.wants_piece():
        return htmx.look(PAGE, **context)
    address = url_for(".show", account_id=account_id)
    also: tuple[Also, ...] = facts.SCRIPT_BESIDE
    if context["identified"] and (context["is_third_party"] or "oculto" in request.args):
        also += (Also(DEBTS, "#deuda"), *facts.AMOUNTS_BESIDE)
    return htmx.acted(to=address, piece="call/_outcome.html", also=also, **context)
