"""Routes that show the whole call or one of its regions, each at an address of its own."""

from flask import url_for
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.queue import claim_item
from workbench.queries.call import call_file
from workbench.screens.call import facts
from workbench.screens.call.blueprint import PAGE, blueprint
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
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
    """The whole call."""
    return htmx.look(PAGE, **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/deuda")
@permission(Permission.SEE_CUSTOMERS)
def debts(account_id: int) -> Response:
    """Invoices, promises or payments."""
    return htmx.look(PAGE, piece="call/_debts.html", **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/historia")
@permission(Permission.SEE_CUSTOMERS)
def history(account_id: int) -> Response:
    """One page of the timeline."""
    return htmx.look(PAGE, piece="call/_timeline.html", **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/guion")
@permission(Permission.SEE_CUSTOMERS)
def script(account_id: int) -> Response:
    """One step or response of the script; it reads back the promise that is being typed, whose fields come along."""
    return htmx.look(PAGE, piece="call/_script.html", **facts.page(account_id))


@blueprint.get("/llamada/<int:account_id>/resultado")
@permission(Permission.WORK_QUEUE)
def outcome(account_id: int) -> Response:
    """The outcome form for the type or result chosen; the script beside it follows."""
    context = facts.page(account_id)
    if not htmx.wants_piece():
        return htmx.look(PAGE, **context)
    address = url_for(".show", account_id=account_id)
    return htmx.acted(to=address, piece="call/_outcome.html", also=facts.SCRIPT_BESIDE, **context)
