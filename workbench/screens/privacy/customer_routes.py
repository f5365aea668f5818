"""What is held on one customer, the copy on paper and as a file, and orders to keep it."""

import json
from typing import Any

from flask import request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.explanations import LANGUAGES, letter_language
from workbench.domain.privacy import (
    CopyRefused,
    OrderRefused,
    as_json,
    everything_about,
    lift_retention_hold,
    make_copy,
    place_retention_hold,
    sees_all,
)
from workbench.kernel.errors import NotVisible
from workbench.queries.privacy import customer_for, who_stands_for
from workbench.screens.privacy import facts
from workbench.screens.privacy.blueprint import COPY, PAGE, blueprint
from workbench.screens.privacy.forms import OrderForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.session import me


@blueprint.get("/clientes/<int:customer_id>/datos")
@permission(Permission.ANSWER_REQUESTS)
def show(customer_id: int) -> Response:
    """What is held, what stands in the way of an erasure, and what may be done; of who was merged, of the other one."""
    found = customer_for(get_session(), me(), who_stands_for(get_session(), customer_id))
    if found.id != customer_id:
        return htmx.go(url_for(".show", customer_id=found.id))
    return htmx.look(PAGE, **facts.page(get_session(), found))


@blueprint.post("/clientes/<int:customer_id>/copia")
@permission(Permission.ANSWER_REQUESTS)
def copy(customer_id: int) -> Response:
    """Hand over a copy: the file itself, or the way to the paper. It is written down who did so."""
    found = customer_for(get_session(), me(), customer_id)
    as_file = request.form.get("como") == "json"
    form = "json" if as_file else "paper"
    try:
        made = make_copy(get_session(), me(), customer=found, form=form, now=now())
    except CopyRefused as refused:
        return htmx.invalid(PAGE, status=409, **facts.page(get_session(), found, refusal=refused))
    commit()
    if not as_file:
        return htmx.go(url_for(".paper", customer_id=customer_id))
    text = json.dumps(as_json(made), ensure_ascii=False, indent=2)
    name = f"datos-cliente-{customer_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


@blueprint.get("/imprimir/datos/<int:customer_id>")
@permission(Permission.ANSWER_REQUESTS)
def paper(customer_id: int) -> Response:
    """The copy on paper, in the customer's language or the one asked for."""
    session = get_session()
    found = customer_for(session, me(), customer_id)
    if not sees_all(session, me(), customer_id):
        raise NotVisible("customer")
    made = everything_about(session, found, now=now())
    locale = next((one["locale"] for one in made.portfolios.values()), "es")
    asked = request.args.get("idioma")
    bar = _bar(customer_id)
    with force_locale(asked if asked in LANGUAGES else letter_language(found.language, locale)):
        return htmx.look(COPY, **facts.paper(made), **bar)


@blueprint.post("/clientes/<int:customer_id>/conservar")
@permission(Permission.ANSWER_REQUESTS)
def keep(customer_id: int) -> Response:
    """Order that the customer's data is kept."""
    found = customer_for(get_session(), me(), customer_id)
    form = OrderForm()
    try:
        if not form.validate():
            return htmx.invalid(PAGE, **facts.page(get_session(), found, order=form))
        place_retention_hold(get_session(), me(), customer_id=customer_id, why=form.why.data or "", now=now())
    except OrderRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, **facts.page(get_session(), found, order=form))
    commit()
    return htmx.acted(to=url_for(".show", customer_id=customer_id), notice=Notice(gettext("Se conservan.")))


@blueprint.post("/clientes/<int:customer_id>/conservar/<int:hold_id>/levantar")
@permission(Permission.ANSWER_REQUESTS)
def lift(customer_id: int, hold_id: int) -> Response:
    """End an order to keep data."""
    customer_for(get_session(), me(), customer_id)
    lift_retention_hold(get_session(), me(), customer_id=customer_id, hold_id=hold_id, now=now())
    commit()
    return htmx.acted(to=url_for(".show", customer_id=customer_id), notice=Notice(gettext("Orden levantada.")))


def _bar(customer_id: int) -> dict[str, Any]:  # Any: what templates are given
    """What stands above the paper and is not printed, in the language of the screen."""
    names = {"es": "Español", "en": "English"}
    return {
        "languages": [
            (code, names[code], url_for(".paper", customer_id=customer_id, idioma=code)) for code in LANGUAGES
        ],
        "back": url_for(".show", customer_id=customer_id),
        "print_word": gettext("Imprimir"),
        "back_word": gettext("Volver"),
    }
