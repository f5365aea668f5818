"""Requests as tasks: what waits for an answer, recording one, answering it, and where customers write."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import ReviewRequest
from workbench.access.permissions import Permission
from workbench.domain.explanations import RequestAnswered, RequestRefused, answer_request, record_request
from workbench.domain.portfolios import PortfolioRefused, Wanted, set_portfolio
from workbench.domain.records import Actor
from workbench.queries.portfolios import portfolio_for, portfolios_seen
from workbench.queries.requests import RequestLine, answered_requests, open_requests, request_for
from workbench.queries.scope import account_for
from workbench.screens.requests import facts
from workbench.screens.requests.blueprint import ACCOUNT, LIST, REQUEST, blueprint
from workbench.screens.requests.forms import AnswerForm, ContactForm, RequestForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import company_zone, now, today
from workbench.web.session import me
from workbench.web.words import why_not

ANSWERED = "respondidas"


@blueprint.get("/peticiones")
@permission(Permission.SEE_TEAM)
def index() -> Response:
    """What waits for an answer, overdue first; or what was answered."""
    return _list(ContactForm(formdata=None))


@blueprint.get("/peticiones/<int:request_id>")
@permission(Permission.SEE_CUSTOMERS)
def show(request_id: int) -> Response:
    """One request with its clock and its answer, or the form for it."""
    return htmx.look(REQUEST, line=request_for(get_session(), me(), request_id), form=_answer_form(), **facts.words())


@blueprint.post("/explicacion/<int:account_id>/peticion")
@permission(Permission.SEE_CUSTOMERS)
def record(account_id: int) -> Response:
    """Write down what the customer asked."""
    found = account_for(get_session(), me(), account_id)
    form = RequestForm()
    try:
        if not form.validate():
            return htmx.invalid(ACCOUNT, **facts.account_page(get_session(), account_id, form))
        row = record_request(
            get_session(),
            me(),
            account=found,
            kind=form.chosen,
            received_on=form.received_on.data,
            note=form.note.data or "",
            now=now(),
        )
    except RequestRefused as refused:
        form.refuse(refused)
        return htmx.invalid(ACCOUNT, **facts.account_page(get_session(), account_id, form))
    commit()
    line = request_for(get_session(), me(), row.id)
    notice = Notice(gettext("Anotada: se responde a más tardar el %(day)s.", day=facts.day_of_term(line)))
    return htmx.acted(to=url_for(".account", account_id=account_id), notice=notice)


@blueprint.post("/peticiones/<int:request_id>/responder")
@permission(Permission.ANSWER_REQUESTS)
def answer(request_id: int) -> Response:
    """Answer a request, once. Where somebody was faster their answer is shown, and what was typed stays."""
    line = request_for(get_session(), me(), request_id)
    form = _answer_form(line)
    if not form.validate():
        return htmx.invalid(REQUEST, line=line, form=form, **facts.words())
    try:
        row = get_session().get_one(ReviewRequest, line.id)
        answer_request(get_session(), me(), request=row, answer=form.given, now=now())
    except RequestRefused as refused:
        form.refuse(refused)
        return htmx.invalid(REQUEST, line=line, form=form, **facts.words())
    except RequestAnswered as refused:
        get_session().rollback()
        form.form_errors = [*form.form_errors, why_not(refused)]
        fresh = request_for(get_session(), me(), request_id)
        return htmx.invalid(REQUEST, status=409, line=fresh, form=form, **facts.words())
    commit()
    return htmx.acted(to=url_for(".show", request_id=request_id), notice=Notice(gettext("Respondida.")))


@blueprint.post("/peticiones/contacto/<int:portfolio_id>")
@permission(Permission.ANSWER_REQUESTS)
def contact(portfolio_id: int) -> Response:
    """Set where the customers of a portfolio write about their data."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = ContactForm()
    if not form.validate():
        return _list(form, portfolio_id=portfolio_id, status=422)
    try:
        set_portfolio(
            get_session(),
            portfolio.code,
            wanted=Wanted(contact=(form.contact.data or "").strip()),
            zone=company_zone(),
            actor=Actor(me().id, me().email),
            now=now(),
        )
    except PortfolioRefused as refused:
        form.contact.errors = (*form.contact.errors, why_not(refused))
        return _list(form, portfolio_id=portfolio_id, status=422)
    commit()
    return htmx.acted(to=url_for(".index"), notice=Notice(gettext("Guardado.")))


def _list(form: ContactForm, *, portfolio_id: int | None = None, status: int = 200) -> Response:
    session, person = get_session(), me()
    waiting = open_requests(session, person)
    wants_answered = request.args.get("ver") == ANSWERED
    context = {
        "parts": facts.by_term(waiting),
        "waiting": len(waiting),
        "answered": answered_requests(session, person) if wants_answered else None,
        "portfolios": portfolios_seen(session, person),
        "form": form,
        "mended": portfolio_id,
        **facts.words(),
    }
    return htmx.look(LIST, **context) if status == 200 else htmx.invalid(LIST, status=status, **context)


def _answer_form(line: RequestLine | None = None) -> AnswerForm:
    return AnswerForm(today=today(line.timezone)) if line else AnswerForm(formdata=None)
