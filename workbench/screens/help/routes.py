"""Ayuda: the guides in the person's language, a search through them, and the keyboard."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.kernel.errors import NotVisible
from workbench.screens.help import guides
from workbench.screens.help.markdown import Document
from workbench.web import htmx
from workbench.web.formats import language
from workbench.web.guard import permission
from workbench.web.session import me

blueprint = Blueprint("help", __name__, template_folder="templates")


@blueprint.get("/ayuda")
@permission(Permission.OWN_ACCOUNT)
def show() -> Response:
    """The guides, the one of the person's role first; what a search finds in them; the shortcuts of every screen."""
    mine = guides.for_role(me().role)
    words = request.args.get("buscar", "")[:200].strip()
    found = guides.search(words, guides=mine, language=language())
    return htmx.look("help/page.html", piece="help/_contents.html", words=words, found=found, contents=_contents())


@blueprint.get("/ayuda/<string:slug>")
@permission(Permission.OWN_ACCOUNT)
def guide(slug: str) -> Response:
    """One guide with its contents."""
    chosen = guides.BY_SLUG.get(slug)
    if chosen is None:
        raise NotVisible
    return htmx.look(
        "help/guide.html", guide=chosen, document=guides.document(chosen, language()), contents=_contents()
    )


def _contents() -> list[tuple[guides.Guide, Document]]:
    """Every guide with what it holds, the one of the person's role first."""
    return [(one, guides.document(one, language())) for one in guides.for_role(me().role)]
