"""Routes of Calidad: what is missing or wrong, the list of each problem, its file, and checking again."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.quality import accept_corrections
from workbench.domain.records import ask_job
from workbench.screens.quality import findings
from workbench.screens.quality.blueprint import BODY, PAGE, PROBLEM, blueprint
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.numbers import page_number, row_number
from workbench.web.session import actor

CHECK_NOW = "data_check_now"
"""The job that checks the data when asked."""


@blueprint.get("/datos/calidad")
@permission(Permission.IMPORT_DATA)
def index() -> Response:
    """What is missing or wrong, what it prevents and how much is owed behind it."""
    return htmx.look(PAGE, piece=BODY, **findings.page(findings.chosen_portfolio(request.args.get("cartera"))))


@blueprint.get("/datos/calidad/<string:problem>")
@permission(Permission.IMPORT_DATA)
def show(problem: str) -> Response:
    """The accounts with one problem, to work through."""
    portfolio = findings.chosen_portfolio(request.args.get("cartera"))
    page = page_number(request.args.get("pagina"))
    return htmx.look(PROBLEM, **findings.problem_page(findings.problem_of(problem), portfolio, page=page))


@blueprint.get("/datos/calidad/<string:problem>/archivo")
@permission(Permission.IMPORT_DATA)
def file(problem: str) -> Response:
    """The customers with one problem as a file that can be corrected and imported again."""
    wanted = findings.problem_of(problem)
    text = findings.corrections_file(wanted, findings.chosen_portfolio(request.args.get("cartera")))
    name = f"clientes-{wanted.value.replace('_', '-')}.csv"
    return Response(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.post("/datos/calidad/<string:problem>/aceptar")
@permission(Permission.IMPORT_DATA)
def accept(problem: str) -> Response:
    """Put what is proposed in place: for one customer, or for all that the list has."""
    wanted, portfolio = findings.problem_of(problem), findings.chosen_portfolio(request.form.get("cartera"))
    seen = findings.customers_with(wanted, portfolio)
    one = request.form.get("cliente", type=row_number)
    chosen = seen if "todas" in request.form else [customer for customer in seen if customer == one]
    number = accept_corrections(get_session(), chosen, wanted, actor=actor(), now=now())
    commit()
    told = Notice(ngettext("Corregido %(num)s cliente.", "Corregidos %(num)s clientes.", number))
    to = url_for(".show", problem=problem, cartera=portfolio.code if portfolio else None)
    return htmx.acted(to=to, notice=told)


@blueprint.post("/datos/calidad/revisar")
@permission(Permission.IMPORT_DATA)
def check() -> Response:
    """Ask the scheduler to check the data now."""
    ask_job(get_session(), CHECK_NOW, actor=actor(), now=now())
    commit()
    told = Notice(gettext("Se están revisando los datos. En un momento vuelva a abrir esta página."))
    return htmx.acted(to=url_for(".index"), notice=told)
