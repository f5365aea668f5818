"""Routes of Carteras: the board, moving accounts, who is worked, settings; each with its effect shown before."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Portfolio
from workbench.access.permissions import Permission
from workbench.domain.portfolios import PortfolioRefused, ReassignRefused, preview_reassign, reassign, set_portfolio
from workbench.domain.queue import WorkPolicyRefused, set_work_policy
from workbench.domain.records import Actor
from workbench.queries.portfolios import (
    CREDITS_SHOWN,
    board,
    credits_to_apply,
    portfolio_for,
    portfolios_seen,
    teams_of_portfolio,
)
from workbench.screens.portfolios import settings, worked
from workbench.screens.portfolios.forms import ReassignForm
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.formats import relative_day
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.numbers import page_number
from workbench.web.session import actor, me
from workbench.web.words import why_not

blueprint = Blueprint("portfolios", __name__, template_folder="templates")

PAGE, DRAWER = "portfolios/page.html", "portfolios/_drawer.html"
WORKED, SETTINGS = "portfolios/_worked.html", "portfolios/_settings.html"


@blueprint.get("/carteras")
@permission(Permission.REASSIGN_ACCOUNTS)
def index() -> Response:
    """The first portfolio's board, or that there is none yet."""
    seen = portfolios_seen(get_session(), me())
    if seen:
        return htmx.go(url_for(".show", portfolio_id=seen[0].id))
    return htmx.look("portfolios/none.html")


@blueprint.get("/carteras/<int:portfolio_id>")
@permission(Permission.REASSIGN_ACCOUNTS)
def show(portfolio_id: int) -> Response:
    """The board; with filters in the address, what moving those accounts would do."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = _form(portfolio, formdata=request.args)
    context = _context(portfolio, form)
    if form.is_asked and form.validate_filters():
        _preview(context, portfolio, form)
    return htmx.look(PAGE, piece=DRAWER, push=request.full_path, **context)


@blueprint.post("/carteras/<int:portfolio_id>/reasignar")
@permission(Permission.REASSIGN_ACCOUNTS)
def move(portfolio_id: int) -> Response:
    """Move the accounts; the same decisions as the preview."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = _form(portfolio)
    if not form.validate() or not form.is_asked:
        form.to.errors = (*form.to.errors, *(() if form.is_asked else (gettext("Elija a quién pasan."),)))
        return htmx.invalid(PAGE, piece=DRAWER, **_context(portfolio, form))
    try:
        report = reassign(
            get_session(),
            me(),
            portfolio_id=portfolio.id,
            chosen=form.chosen,
            to_collector_id=form.receiver,
            why=form.why.data or "",
            now=now(),
            include_agreed=form.include_agreed.data,
        )
    except ReassignRefused as refused:
        form.why.errors = (*form.why.errors, why_not(refused))
        return htmx.invalid(PAGE, piece=DRAWER, **_context(portfolio, form))
    commit()
    moved = ngettext("Pasó %(num)s cuenta.", "Pasaron %(num)s cuentas.", report.accounts)
    return htmx.acted(to=url_for(".show", portfolio_id=portfolio.id), notice=Notice(moved))


@blueprint.get("/carteras/<int:portfolio_id>/saldos-a-favor")
@permission(Permission.REASSIGN_ACCOUNTS)
def credits_(portfolio_id: int) -> Response:
    """Accounts whose payments or credit notes left a credit that nobody has applied yet."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    page = page_number(request.args.get("pagina"))
    found = credits_to_apply(get_session(), portfolio, page=page - 1)
    return htmx.look(
        "portfolios/credits.html",
        portfolio=portfolio,
        portfolios=portfolios_seen(get_session(), me()),
        found=found,
        number=page,
        has_more=page * CREDITS_SHOWN < found.accounts,
    )


@blueprint.get("/carteras/<int:portfolio_id>/trabajo")
@permission(Permission.REASSIGN_ACCOUNTS)
def worked_today(portfolio_id: int) -> Response:
    """The settings of who is worked; with values in the address, what they would do to the next day's queue."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = worked.form_of(portfolio, request.args)
    context = _context(portfolio, _form(portfolio, formdata=None)) | worked.context(portfolio, form)
    if request.args and form.validate_fields():
        worked.preview(context, portfolio, form)
    return htmx.look(PAGE, piece=WORKED, push=request.full_path, **context)


@blueprint.post("/carteras/<int:portfolio_id>/trabajo")
@permission(Permission.REASSIGN_ACCOUNTS)
def save_worked(portfolio_id: int) -> Response:
    """Set who is worked from a day on."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = worked.form_of(portfolio, request.form)
    board_form = _form(portfolio, formdata=None)
    if not form.validate():
        return htmx.invalid(PAGE, piece=WORKED, **_context(portfolio, board_form) | worked.context(portfolio, form))
    from_on = worked.from_on_of(portfolio, form)
    try:
        set_work_policy(
            get_session(),
            portfolio,
            change=form.change,
            from_on=from_on,
            actor=Actor(me().id, me().email),
            today=today(portfolio.timezone),
            now=now(),
        )
    except WorkPolicyRefused as refused:
        worked.refuse(form, refused)
        return htmx.invalid(PAGE, piece=WORKED, **_context(portfolio, board_form) | worked.context(portfolio, form))
    commit()
    notice = Notice(gettext("Guardado: rige desde %(day)s.", day=relative_day(from_on)))
    return htmx.acted(to=url_for(".show", portfolio_id=portfolio.id), notice=notice)


@blueprint.get("/carteras/<int:portfolio_id>/ajustes")
@permission(Permission.REASSIGN_ACCOUNTS)
def show_settings(portfolio_id: int) -> Response:
    """The settings of the portfolio; with values in the address, what they would do."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = settings.form_of(portfolio, request.args or None)
    context = _context(portfolio, _form(portfolio, formdata=None)) | settings.context(portfolio, form)
    if request.args and form.validate_fields():
        settings.preview(context, portfolio, form)
    return htmx.look(PAGE, piece=SETTINGS, push=request.full_path, **context)


@blueprint.post("/carteras/<int:portfolio_id>/ajustes")
@permission(Permission.REASSIGN_ACCOUNTS)
def save_settings(portfolio_id: int) -> Response:
    """Set the values that differ; the same decisions as the preview."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = settings.form_of(portfolio, request.form)
    board_form = _form(portfolio, formdata=None)
    wanted = settings.wanted_of(portfolio, form) if form.validate() else None
    if wanted is None:
        return htmx.invalid(PAGE, piece=SETTINGS, **_context(portfolio, board_form) | settings.context(portfolio, form))
    if settings.changed_meanwhile(portfolio, form):
        context = _context(portfolio, board_form) | settings.context(portfolio, form)
        return htmx.invalid(PAGE, piece=SETTINGS, status=409, **context)
    try:
        set_portfolio(get_session(), portfolio.code, wanted=wanted, zone=portfolio.timezone, actor=actor(), now=now())
    except PortfolioRefused as refused:
        settings.refuse(form, refused)
        return htmx.invalid(PAGE, piece=SETTINGS, **_context(portfolio, board_form) | settings.context(portfolio, form))
    commit()
    return htmx.acted(
        to=url_for(".show_settings", portfolio_id=portfolio.id), notice=Notice(settings.saved_text(wanted))
    )


def _form(portfolio: Portfolio, **values: Any) -> ReassignForm:  # Any: as forms take them
    form = ReassignForm(currency=portfolio.currency, region=portfolio.locale, **values)
    form.offer(board(get_session(), portfolio))
    return form


def _context(portfolio: Portfolio, form: ReassignForm) -> dict[str, Any]:  # Any: what templates are given
    lines = board(get_session(), portfolio)
    return {
        "portfolio": portfolio,
        "portfolios": portfolios_seen(get_session(), me()),
        "lines": lines,
        "most": max([portfolio.capacity, *(line.accounts for line in lines)]),
        "form": form,
        "effect": None,
        **worked.context(portfolio),
        **settings.context(portfolio),
        "working_teams": teams_of_portfolio(get_session(), portfolio.id),
        "receiver": next((one.label for one in form.to.choices if one.value == form.to.data), ""),
    }


def _preview(context: dict[str, Any], portfolio: Portfolio, form: ReassignForm) -> None:
    try:
        context["effect"] = preview_reassign(
            get_session(),
            me(),
            portfolio_id=portfolio.id,
            chosen=form.chosen,
            to_collector_id=form.receiver,
            now=now(),
            include_agreed=form.include_agreed.data,
        )
    except ReassignRefused as refused:
        form.to.errors = (*form.to.errors, why_not(refused))
