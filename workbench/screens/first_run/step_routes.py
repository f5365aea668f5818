"""The questions of the first start: company, country, people, file, and what came in."""

from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.company import (
    CompanyRefused,
    countries,
    country_of_preset,
    note_counsel,
    set_company,
    set_country,
)
from workbench.domain.people import UserRefused, invite, role_codes, team_named, why_not_manage
from workbench.domain.portfolios import make_portfolio, settle_portfolio, work_portfolios
from workbench.kernel.money import currency_of_zone
from workbench.queries.company.first_run import StartState, first_customers, start_state
from workbench.queries.company.people import people_lines, portfolios_of_team, team_lines
from workbench.queries.portfolios import portfolio_for
from workbench.screens.first_run import facts
from workbench.screens.first_run.blueprint import blueprint
from workbench.screens.first_run.forms import (
    STRICT,
    CompanyForm,
    CounselForm,
    CountryForm,
    PersonForm,
    SettleForm,
)
from workbench.screens.first_run.progress import FIRST_QUEUE, progress_of
from workbench.screens.first_run.steps import next_of, steps_of
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import company_zone, forget_company_zone, get_settings, now, today
from workbench.web.one_time import ShownLink, hand_over, handed_over
from workbench.web.preset_words import policy_name
from workbench.web.session import actor, me
from workbench.web.words import why_not

FIRST_TEAM = "Equipo 1"
SHOWN = 8


@blueprint.get("/arranque")
@permission(Permission.MANAGE_USERS)
def index() -> Response:
    """On to the first step that is not done; to the queue while it is being built."""
    building = progress_of(get_session(), FIRST_QUEUE, now=now())
    if building is not None and building.is_running:
        return htmx.go(url_for("first_run.start"))
    return htmx.go(next_of(steps_of(start_state(get_session(), today=today()))).url)


@blueprint.get("/arranque/empresa")
@permission(Permission.MANAGE_USERS)
def company() -> Response:
    """Name, zone, language and currency."""
    row = start_state(get_session(), today=today()).company
    zone = company_zone()
    values: dict[str, Any] = {"timezone": zone, "language": get_settings().locale, "currency": currency_of_zone(zone)}
    form = CompanyForm(obj=row) if row is not None else CompanyForm(data=values)
    return htmx.look("first_run/company.html", **facts.frame("company", form=form))


@blueprint.post("/arranque/empresa")
@permission(Permission.MANAGE_USERS)
def save_company() -> Response:
    """Keep them, and go on."""
    form = CompanyForm()
    if not form.validate():
        return htmx.invalid("first_run/company.html", **facts.frame("company", form=form))
    values = {name: (form[name].data or "").strip() for name in ("name", "timezone", "language")}
    try:
        set_company(get_session(), **values, currency=form.currency.data.strip().upper(), actor=actor(), now=now())
    except CompanyRefused as refused:
        form.form_errors = [why_not(refused)]
        return htmx.invalid("first_run/company.html", **facts.frame("company", form=form))
    commit()
    forget_company_zone()
    return htmx.go(url_for(".country"))


@blueprint.get("/arranque/pais")
@permission(Permission.MANAGE_USERS)
def country() -> Response:
    """The countries, and what the chosen one brings."""
    row = start_state(get_session(), today=today()).company
    if row is None:
        return htmx.go(url_for(".company"))
    here = next((one.code for one in countries() if one.timezone == row.timezone), STRICT)
    chosen = request.args.get("preset") or row.preset or here
    many, counsel = row.is_in_many_countries, row.wants_counsel
    if "preset" in request.args:
        many, counsel = "is_in_many_countries" in request.args, "wants_counsel" in request.args
    form = CountryForm(data={"preset": chosen, "is_in_many_countries": many, "wants_counsel": counsel})
    return htmx.look("first_run/country.html", piece="first_run/_country.html", **facts.country(form, row))


@blueprint.post("/arranque/pais")
@permission(Permission.MANAGE_USERS)
def save_country() -> Response:
    """Keep the country; the first portfolio begins with it, unless every portfolio is asked for its own."""
    form = CountryForm()
    row = start_state(get_session(), today=today()).company
    if not form.validate() or row is None:
        return htmx.invalid("first_run/country.html", **facts.country(form, row))
    row = set_country(
        get_session(),
        preset=form.preset.data,
        is_in_many_countries=form.is_in_many_countries.data,
        wants_counsel=form.wants_counsel.data,
        actor=actor(),
        now=now(),
    )
    if not form.is_in_many_countries.data and not start_state(get_session(), today=today()).portfolios:
        make_portfolio(get_session(), row.name, company=row, currency=None, actor=actor(), now=now())
    commit()
    return htmx.go(url_for(".people"))


@blueprint.post("/arranque/abogado")
@permission(Permission.MANAGE_USERS)
def counsel() -> Response:
    """Note who read the rules, and when."""
    row = start_state(get_session(), today=today()).company
    form = CounselForm()
    if not form.validate():
        plain = CountryForm(formdata=None, obj=row)
        return htmx.invalid("first_run/country.html", **facts.country(plain, row, counsel_form=form))
    note_counsel(
        get_session(), name=form.counsel_name.data, on=form.counsel_on.data or today(), actor=actor(), now=now()
    )
    commit()
    return htmx.acted(to=url_for(".country"), notice=Notice(gettext("Anotado.")))


@blueprint.get("/arranque/personas")
@permission(Permission.MANAGE_USERS)
def people() -> Response:
    """Who is here, and the form of the next one."""
    form = _person_form(team=request.args.get("equipo"))
    return htmx.look("first_run/people.html", **_people(form, link=handed_over()))


@blueprint.post("/arranque/personas")
@permission(Permission.MANAGE_USERS)
def add_person() -> Response:
    """Invite somebody into a team, which gets the portfolios that no team works yet."""
    form = _person_form(as_sent=True)
    if not form.validate():
        return htmx.invalid("first_run/people.html", **_people(form))
    session = get_session()
    state = start_state(session, today=today())
    team = team_named(session, form.team.data.strip())
    try:
        user, made = invite(
            session,
            me(),
            email=form.email.data,
            name=form.name.data,
            role=form.role.data,
            team_ids=[team.id],
            locale=state.company.language if state.company is not None else None,
            now=now(),
        )
    except UserRefused as refused:
        session.rollback()
        form.email.errors = (*form.email.errors, why_not(refused))
        return htmx.invalid("first_run/people.html", **_people(form))
    free = [one.id for one in state.portfolios if not one.teams]
    had = portfolios_of_team(session, team.id)
    work_portfolios(session, me(), team, portfolio_ids=[*had, *free], now=now())
    commit()
    hand_over(user, made)
    return htmx.go(url_for(".people", equipo=team.name))


@blueprint.get("/arranque/archivo")
@permission(Permission.MANAGE_USERS)
def file() -> Response:
    """What the first file brings, and the way to the screen that takes it."""
    paths = {rule.rule for rule in current_app.url_map.iter_rules()}
    importing = "/datos/importar" if "/datos/importar" in paths else None
    return htmx.look("first_run/file.html", **facts.frame("file", importing=importing))


@blueprint.get("/arranque/revisar")
@permission(Permission.MANAGE_USERS)
def review() -> Response:
    """Counts, money and the first customers; portfolios that have no team are given one."""
    return htmx.look("first_run/review.html", **_review())


@blueprint.post("/arranque/revisar/<int:portfolio_id>")
@permission(Permission.MANAGE_USERS)
def settle(portfolio_id: int) -> Response:
    """Give a portfolio the rules of its country and the team that works it."""
    portfolio = portfolio_for(get_session(), me(), portfolio_id)
    form = _settle_form()
    if not form.validate():
        return htmx.invalid("first_run/review.html", **_review(mended=(portfolio_id, form)))
    settle_portfolio(
        get_session(), portfolio, preset=form.preset.data, teams=[form.team.data], actor=actor(), now=now()
    )
    commit()
    return htmx.acted(to=url_for(".review"), notice=Notice(gettext("Guardado.")))


def _person_form(*, as_sent: bool = False, team: str | None = None) -> PersonForm:
    teams = team_lines(get_session(), me())
    usual = team or (teams[0].name if teams else FIRST_TEAM)
    form = PersonForm() if as_sent else PersonForm(formdata=None, data={"role": "collector", "team": usual})
    given = [
        code
        for code in role_codes(get_session())
        if why_not_manage(me(), target_id=None, role_now=None, role_then=code) is None
    ]
    form.offer(given)
    return form


# Any: what templates are given.
def _people(form: PersonForm, *, link: ShownLink | None = None) -> dict[str, Any]:
    lines = [one for one in people_lines(get_session(), me(), now=now()) if one.is_active]
    return facts.frame("people", form=form, people=lines, link=link, teams=team_lines(get_session(), me()))


def _settle_form(**values: Any) -> SettleForm:  # Any: as forms take them
    form = SettleForm(**values)
    form.offer(countries(), [one.name for one in team_lines(get_session(), me())])
    return form


# Any: what templates are given.
def _review(mended: tuple[int, SettleForm] | None = None) -> dict[str, Any]:
    state: StartState = start_state(get_session(), today=today())
    usual = state.company.preset if state.company is not None else None
    forms = {
        one.id: _settle_form(formdata=None, prefix="", data={"preset": usual or one.preset})
        for one in state.portfolios
        if one.accounts and not one.teams
    }
    if mended is not None:
        forms[mended[0]] = mended[1]
    return facts.frame(
        "review",
        forms=forms,
        customers=first_customers(get_session(), limit=SHOWN),
        country_name=lambda code: policy_name(found.law) if (found := country_of_preset(code)) else code,
    )
