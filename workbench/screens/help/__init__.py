"""Ayuda: the keyboard, and where to ask."""

from flask import Blueprint
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.web import htmx
from workbench.web.guard import permission

blueprint = Blueprint("help", __name__, template_folder="templates")


@blueprint.get("/ayuda")
@permission(Permission.OWN_ACCOUNT)
def show() -> Response:
    """The shortcuts of every screen."""
    return htmx.look("help/page.html")
