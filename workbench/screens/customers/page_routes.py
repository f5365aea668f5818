"""Everything held on one customer on one page, and how they can be reached."""

from flask import url_for
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.screens.customers import facts
from workbench.screens.customers.blueprint import PAGE, blueprint
from workbench.web import htmx
from workbench.web.guard import permission


@blueprint.get("/clientes/<int:customer_id>")
@permission(Permission.SEE_CUSTOMERS)
def show(customer_id: int) -> Response:
    """The summary: accounts, place in the queue, history, numbers, holds. A merged customer leads to the kept one."""
    return _page(customer_id, tab="resumen")


@blueprint.get("/clientes/<int:customer_id>/contacto")
@permission(Permission.SEE_CUSTOMERS)
def contact(customer_id: int) -> Response:
    """Each number, address and mailbox with its state, and what the customer allowed."""
    return _page(customer_id, tab="contacto")


def _page(customer_id: int, *, tab: str) -> Response:
    context = facts.page(customer_id)
    kept = context["customer"].id
    if kept != customer_id:
        return htmx.go(url_for(".show" if tab == "resumen" else ".contact", customer_id=kept))
    return htmx.look(PAGE, tab=tab, **context)
