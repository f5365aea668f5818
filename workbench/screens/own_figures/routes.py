"""Routes of Mis cifras: one's own figures, and what a figure counts."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.kernel.errors import NotVisible
from workbench.screens.own_figures import facts
from workbench.web import htmx
from workbench.web.db import get_session
from workbench.web.guard import permission
from workbench.web.session import me

blueprint = Blueprint("own_figures", __name__, template_folder="templates")


@blueprint.get("/mis-cifras")
@permission(Permission.WORK_QUEUE)
def show() -> Response:
    """The figures of today or of the month."""
    asked = facts.read_span(request.args.get("periodo"))
    return htmx.look("own_figures/page.html", **facts.page(get_session(), me(), asked))


@blueprint.get("/mis-cifras/<string:figure>")
@permission(Permission.WORK_QUEUE)
def open(figure: str) -> Response:  # noqa: A001 - the endpoint is what the collector does
    """What a figure counts."""
    known = facts.figure_named(figure)
    if known is None:
        raise NotVisible("figure")
    asked = facts.read_span(request.args.get("periodo"))
    return htmx.look("own_figures/behind.html", **facts.behind(get_session(), me(), figure=known, asked=asked))
