"""Somebody calls in: who it may be by the number, and a customer made by hand where nobody knows it."""

from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from workbench.access.permissions import Permission
from workbench.domain.calls import NumberNeeded, start_inbound
from workbench.domain.quality import NotMadeByHand, ToldByHand, make_customer_by_hand
from workbench.domain.queue import ItemTaken
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_
from workbench.queries.customer_file import own_portfolios, point_with
from workbench.queries.finding.search import callers
from workbench.screens.customers.blueprint import CALLER, blueprint
from workbench.screens.customers.found_facts import found_row
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.forms import RefusingForm
from workbench.web.guard import permission
from workbench.web.moment import now
from workbench.web.session import me
from workbench.web.words import say, why_not


class ByHandForm(RefusingForm):
    """The least that is told of who calls and is not known."""

    name = StringField(lazy_gettext("Nombre de quien llama"), [Length(max=200)])
    number = StringField(lazy_gettext("Teléfono desde el que llama"), [Length(max=40)])
    portfolio = SelectField(lazy_gettext("Cartera por la que llama"), coerce=int)
    note = TextAreaField(lazy_gettext("Nota"), [Length(max=1000)])


LEAST_DIGITS = 4
TAKEN = N_("%(name)s tiene a este cliente desde las %(since)s. Pásele la llamada.")


@blueprint.get("/entrante")
@permission(Permission.WORK_QUEUE)
def caller() -> Response:
    """Who may be calling from a number."""
    return htmx.look(CALLER, **_context(_number()))


@blueprint.post("/entrante/<int:account_id>")
@permission(Permission.WORK_QUEUE)
def answer(account_id: int) -> Response:
    """Write down that the customer of the account called us, and go to the call; the identity comes next."""
    session, number = get_session(), _number()
    point = point_with(session, account_id=account_id, number=number)
    try:
        start_inbound(
            session, me(), account_id=account_id, contact_point_id=point, number=number, now=now(), calling_in=True
        )
    except ItemTaken as taken:
        session.rollback()
        return htmx.invalid(CALLER, status=409, **_context(number, problem=say(TAKEN, taken.values)))
    except NumberNeeded as refused:
        session.rollback()
        return htmx.invalid(CALLER, **_context(number, problem=why_not(refused)))
    commit()
    return htmx.go(url_for("call.show", account_id=account_id))


@blueprint.post("/entrante")
@permission(Permission.WORK_QUEUE)
def make() -> Response:
    """Make a customer by hand for a number that nobody has, and write down the call."""
    session, form = get_session(), _form()
    told = ToldByHand(form.name.data or "", form.number.data or "", form.note.data or "")
    try:
        if not form.validate():
            return htmx.invalid(CALLER, **_context(told.number, form=form))
        account = make_customer_by_hand(session, me(), portfolio_id=form.portfolio.data, told=told, now=now())
        point = point_with(session, account_id=account.id, number=told.number)
        start_inbound(
            session, me(), account_id=account.id, contact_point_id=point, number=told.number, now=now(), calling_in=True
        )
    except NotMadeByHand as refused:
        return _not_made(form, refused)
    commit()
    return htmx.go(url_for("call.show", account_id=account.id))


def _not_made(form: ByHandForm, refused: RuleBroken) -> Response:
    get_session().rollback()
    form.refuse(refused)
    return htmx.invalid(CALLER, **_context(form.number.data or "", form=form))


def _number() -> str:
    return request.values.get("numero", "")[:40].strip()


def _form(number: str = "") -> ByHandForm:
    form = ByHandForm(data={"number": number}) if request.method == "GET" else ByHandForm()
    form.portfolio.choices = own_portfolios(get_session(), me())
    return form


def _context(
    number: str, *, form: ByHandForm | None = None, problem: str | None = None
) -> dict[str, Any]:  # Any: what templates are given
    has_number = sum(map(str.isdigit, number)) >= LEAST_DIGITS
    found = callers(get_session(), me(), number) if has_number else []
    rows = [found_row(one, me()) for one in found]
    return {
        "number": number,
        "has_number": has_number,
        "callers": [(row, one) for row, one in zip(rows, found, strict=True)],
        "form": form or _form(number),
        "problem": problem,
    }
