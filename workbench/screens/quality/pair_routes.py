"""Routes of duplicates: the pairs, one pair side by side, merging, judging, and separating again."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.enums import PairState
from workbench.access.permissions import Permission
from workbench.domain.quality import MergeRefused, judge_pair, merge_customers, unmerge_customers
from workbench.queries.data_quality.duplicates import merge_for, pair_for, place_of_pair
from workbench.screens.quality import pairs
from workbench.screens.quality.blueprint import PAIR, PAIRS, blueprint
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.numbers import page_number
from workbench.web.session import me
from workbench.web.words import why_not


@blueprint.get("/datos/duplicados")
@permission(Permission.IMPORT_DATA)
def duplicates() -> Response:
    """The pairs to decide, the likeliest first; those judged distinct; the merges that stand."""
    page = page_number(request.args.get("pagina"))
    return htmx.look(PAIRS, **pairs.list_page(request.args.get("ver", ""), page=page))


@blueprint.get("/datos/duplicados/<int:pair_id>")
@permission(Permission.IMPORT_DATA)
def pair(pair_id: int) -> Response:
    """Two customers side by side."""
    return htmx.look(PAIR, **pairs.pair_page(pair_for(get_session(), me(), pair_id)))


@blueprint.post("/datos/duplicados/<int:pair_id>/unir")
@permission(Permission.IMPORT_DATA)
def merge(pair_id: int) -> Response:
    """Make one customer of the two, as chosen."""
    found = pair_for(get_session(), me(), pair_id)
    to = _next(pair_id)
    both = pairs.ordered(found)
    try:
        made = merge_customers(
            get_session(),
            me(),
            kept_id=both[0].customer.id,
            merged_id=both[1].customer.id,
            choice=pairs.choice_of(request.form, both),
            pair=found,
            now=now(),
            today=today(),
        )
    except MergeRefused as refused:
        return htmx.invalid(PAIR, status=409, **pairs.pair_page(found, refused=why_not(refused)))
    commit()
    undo = url_for(".separate", merge_id=made.id)
    return htmx.acted(to=to, notice=Notice(gettext("Unidas: ahora son un solo cliente."), undo_url=undo))


@blueprint.post("/datos/duplicados/<int:pair_id>/distintas")
@permission(Permission.IMPORT_DATA)
def distinct(pair_id: int) -> Response:
    """They are different people: the pair is not proposed again."""
    return _judged(pair_id, PairState.DISTINCT, gettext("Anotado: son distintas y no se vuelven a proponer."))


@blueprint.post("/datos/duplicados/<int:pair_id>/no-se")
@permission(Permission.IMPORT_DATA)
def unsure(pair_id: int) -> Response:
    """One cannot say: the pair goes to the end of the list."""
    return _judged(pair_id, PairState.UNSURE, gettext("Queda al final de la lista."))


@blueprint.post("/datos/uniones/<int:merge_id>/separar")
@permission(Permission.IMPORT_DATA)
def separate(merge_id: int) -> Response:
    """Let a merged customer stand by itself again."""
    found = merge_for(get_session(), me(), merge_id)
    unmerge_customers(get_session(), me(), found, now=now(), today=today())
    commit()
    told = Notice(gettext("Separadas: cada una tiene de nuevo lo suyo."))
    return htmx.acted(to=url_for(".duplicates", ver=pairs.UNITED), notice=told)


def _judged(pair_id: int, state: PairState, told: str) -> Response:
    found = pair_for(get_session(), me(), pair_id)
    to = _next(pair_id)
    judge_pair(get_session(), me(), found, state=state, now=now())
    commit()
    return htmx.acted(to=to, notice=Notice(told))


def _next(pair_id: int) -> str:
    """The pair after this one, else the list."""
    _, _, after, _ = place_of_pair(get_session(), me(), pair_id)
    return url_for(".pair", pair_id=after) if after else url_for(".duplicates")
