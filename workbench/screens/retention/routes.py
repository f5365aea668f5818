"""Conservación: how long data is kept, what goes tomorrow, which erasures wait, and keys that may come in again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.privacy import (
    COMPANY,
    ErasureRefused,
    KeptFor,
    TermsRefused,
    admit_again,
    law_months,
    own_terms,
    plan_retention,
    set_terms,
)
from workbench.domain.records import Actor
from workbench.queries.portfolios import portfolio_for, portfolios_seen
from workbench.queries.privacy import names_of, waiting_erasures
from workbench.screens.retention.forms import AdmitForm, TermsForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.session import me

blueprint = Blueprint("retention", __name__, template_folder="templates")

PAGE = "retention/page.html"
NAMED = 20
"""Customers of tomorrow that are told by name."""


@blueprint.get("/ajustes/conservacion")
@permission(Permission.ERASE_CUSTOMERS)
def show() -> Response:
    """The terms with what they take away tomorrow."""
    return htmx.look(PAGE, **_context())


@blueprint.post("/ajustes/conservacion/<int:portfolio_id>")
@permission(Permission.ERASE_CUSTOMERS)
def save(portfolio_id: int) -> Response:
    """Set the terms of a portfolio, 0 of the company; or let the company's hold for the portfolio again."""
    of_company = portfolio_id == COMPANY
    if not of_company:
        portfolio_for(get_session(), me(), portfolio_id)
    form = TermsForm()
    wanted = None if "como-la-empresa" in request.form and not of_company else form.given
    if wanted is not None and not form.validate():
        return htmx.invalid(PAGE, **_context(mended=portfolio_id, form=form))
    try:
        actor = Actor(me().id, me().email)
        set_terms(get_session(), None if of_company else portfolio_id, terms=wanted, actor=actor, now=now())
    except TermsRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, **_context(mended=portfolio_id, form=form))
    commit()
    return htmx.acted(to=url_for(".show"), notice=Notice(gettext("Guardado. Rige desde esta noche.")))


@blueprint.post("/ajustes/conservacion/admitir")
@permission(Permission.ERASE_CUSTOMERS)
def admit() -> Response:
    """Let files name the key of an erased customer again."""
    form = AdmitForm()
    try:
        if not form.validate():
            return htmx.invalid(PAGE, **_context(admit=form))
        admit_again(
            get_session(),
            form.external_id.data or "",
            why=form.why.data or "",
            actor=Actor(me().id, me().email),
            now=now(),
        )
    except ErasureRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, **_context(admit=form))
    commit()
    said = Notice(gettext("La clave puede entrar de nuevo, como cliente nuevo."))
    return htmx.acted(to=url_for(".show"), notice=said)


def _context(
    *, mended: int | None = None, form: TermsForm | None = None, admit: AdmitForm | None = None
) -> dict[str, Any]:  # Any: what templates are given
    session = get_session()
    own, tomorrow = own_terms(session), today() + timedelta(days=1)
    plan = plan_retention(session, on=tomorrow, now=now())
    places = [(COMPANY, gettext("Toda la empresa"), 0)]
    places += [(one.id, one.name, law_months(one.preset)) for one in portfolios_seen(session, me())]
    return {
        "places": [
            {
                "id": key,
                "name": name,
                "law_months": months,
                "is_own": key in own or key == COMPANY,
                "form": _apart(form, key) if form is not None and key == mended else _form(own, key),
            }
            for key, name, months in places
        ],
        "plan": plan,
        "named": names_of(session, me(), list(plan.customers[:NAMED])),
        "waiting": waiting_erasures(session, me()),
        "admit": admit or AdmitForm(formdata=None),
        "company": COMPANY,
    }


def _form(own: Mapping[int, KeptFor], key: int) -> TermsForm:
    return _apart(TermsForm(formdata=None, obj=own.get(key) or own.get(COMPANY) or KeptFor()), key)


def _apart(form: TermsForm, key: int) -> TermsForm:
    """Give the fields ids of their own: the page has the same form for every portfolio."""
    for field in form:
        field.id = f"{field.id}-{key}"
    return form
