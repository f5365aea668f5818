"""Looking for customers: the window that opens everywhere, and the list with a preview."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.queries.finding.search import Search, search
from workbench.screens.customers import facts
from workbench.screens.customers.blueprint import LIST, PREVIEW, RESULTS, WINDOW, blueprint
from workbench.screens.customers.found_facts import found_row
from workbench.web import htmx
from workbench.web.db import get_session
from workbench.web.guard import permission
from workbench.web.numbers import page_number, row_number
from workbench.web.session import me

IN_WINDOW = 8
"""Customers that the window shows without scrolling."""


@blueprint.get("/buscar")
@permission(Permission.SEE_CUSTOMERS)
def find() -> Response:
    """What the window shows while somebody types; without script, the list."""
    if not htmx.wants_piece():
        return htmx.go(url_for(".index", q=_typed()))
    found = search(get_session(), me(), _typed(), limit=IN_WINDOW)
    return htmx.look(WINDOW, **_context(found))


@blueprint.get("/clientes")
@permission(Permission.SEE_CUSTOMERS)
def index() -> Response:
    """The list of what was found, with the chosen customer beside it."""
    found = search(get_session(), me(), _typed(), page=page_number(request.args.get("pagina")))
    context = _context(found)
    wanted = request.args.get("cliente", type=row_number)
    rows = context["rows"]
    chosen = next((row for row in rows if row.id == wanted), rows[0] if rows else None)
    preview = facts.preview(chosen.id) if chosen else None
    return htmx.look(LIST, piece=RESULTS, chosen=chosen, preview=preview, **context)


@blueprint.get("/clientes/<int:customer_id>/vista")
@permission(Permission.SEE_CUSTOMERS)
def preview(customer_id: int) -> Response:
    """The customer beside the list; without script, their page."""
    if not htmx.wants_piece():
        return htmx.go(url_for(".show", customer_id=customer_id))
    return htmx.look(PREVIEW, preview=facts.preview(customer_id))


def _typed() -> str:
    return request.args.get("q", "")[:200].strip()


def _context(found: Search) -> dict[str, Any]:  # Any: what templates are given
    return {"found": found, "typed": _typed(), "rows": [found_row(one, me()) for one in found.found]}
