"""From an empty database to a first queue: every step has its page, and is told by rows alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, Consent, OwnCompany, Portfolio, Team, User, WorkItem
from tests.browser import TOKEN, Browser
from tests.factories.ledger import make_account, make_invoice, make_phone
from workbench.domain.people import make_first_code, person_of_link
from workbench.jobs.nightly import FIRST_QUEUE
from workbench.jobs.timetable import run_asked

PASSWORD = "una frase bien larga"
FIRST = {"name": "Teresa Ibarra", "email": "Teresa@Norte.CO", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def nobody(app, session):
    """A browser on the server's own machine, in a database where nobody works."""
    return Browser(app, session)


@pytest.fixture
def teresa(nobody):
    """The first administrator, signed in."""
    page = nobody.get("/arranque/administracion")
    nobody.submit(page, "/arranque/administracion", **FIRST)
    return nobody


def company(browser):
    page = browser.get("/arranque/empresa")
    browser.submit(page, "/arranque/empresa", name="Cobranzas Norte", timezone="America/Lima", currency="pen")


def country(browser, code="PE"):
    browser.get(f"/arranque/pais?preset={code}")
    browser.post("/arranque/pais", {"preset": code})


def invite(browser, **fields):
    page = browser.get("/arranque/personas")
    asked = {"name": "Luis Peña", "email": "luis@norte.co", "role": "collector", "team": "Equipo Norte", **fields}
    return browser.get(browser.submit(page, "/arranque/personas", **asked).response.location)


def test_signing_in_where_nobody_works_leads_to_the_first_start(nobody):
    page = nobody.get("/entrar", status=303)

    assert page.response.location == "/arranque/administracion"


def test_first_administrator_signs_in_and_goes_on_to_the_company(teresa, session):
    user = session.scalars(sa.select(User)).one()

    assert (user.email, user.role.code) == ("teresa@norte.co", "administrator")
    assert teresa.get("/", status=303).response.location == "/arranque"
    assert teresa.get("/arranque", status=303).response.location == "/arranque/empresa"


def test_first_start_is_closed_once_somebody_administers(teresa, app, session):
    other = Browser(app, session)

    assert other.get("/arranque/administracion", status=303).response.location == "/entrar"
    other.get("/entrar")
    answer = other.post("/arranque/administracion", {**FIRST, "email": "otra@norte.co"}, status=403)
    assert "Ya hay quien administra" in answer.words()
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}},
        {"headers": {"X-Forwarded-For": "203.0.113.7"}},
        {"headers": {"Host": "abono.example"}},
        {"headers": {"Origin": "https://abono.example"}},
    ],
    ids=["another machine", "behind a proxy", "another name", "another site"],
)
def test_another_machine_needs_the_code(app, session, now, sent):
    code = make_first_code(session, now=now)
    browser = Browser(app, session)
    form = browser._send("GET", "/arranque/administracion", **sent).get_data(as_text=True)
    browser.token = TOKEN.search(form)[1]
    before = browser._send("POST", "/arranque/administracion", data={**FIRST, "code": "AAAA-BBBB-CCCC"}, **sent)
    after = browser._send("POST", "/arranque/administracion", data={**FIRST, "code": code.lower()}, **sent)

    assert (before.status_code, after.status_code) == (403, 303)
    assert make_first_code(session, now=now) is None


def test_guessing_the_code_is_stopped(app, session, now):
    code = make_first_code(session, now=now)
    browser = Browser(app, session)
    browser.get("/arranque/administracion")
    far = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}

    tried = [
        browser._send("POST", "/arranque/administracion", data={**FIRST, "code": "AAAA"}, **far).status_code
        for _ in range(5)
    ]
    right = browser._send("POST", "/arranque/administracion", data={**FIRST, "code": code}, **far)

    assert tried == [403] * 5
    assert right.status_code == 429
    assert session.scalars(sa.select(User)).all() == []


def test_company_and_country_make_the_first_portfolio(teresa, session):
    company(teresa)
    country(teresa)

    row, made = session.scalars(sa.select(OwnCompany)).one(), session.scalars(sa.select(Portfolio)).one()
    assert (row.name, row.timezone, row.currency, row.preset) == ("Cobranzas Norte", "America/Lima", "PEN", "PE")
    assert (made.code, made.name, made.currency, made.timezone, made.locale, made.preset) == (
        "cobranzas-norte",
        "Cobranzas Norte",
        "PEN",
        "America/Lima",
        "es_PE",
        "PE",
    )
    assert teresa.get("/arranque", status=303).response.location == "/arranque/personas"


def test_many_countries_leave_portfolios_to_their_files(teresa, session):
    company(teresa)
    teresa.get("/arranque/pais")
    teresa.post("/arranque/pais", {"preset": "CO", "is_in_many_countries": "y", "wants_counsel": "y"})

    assert session.scalars(sa.select(Portfolio)).all() == []
    assert "¿Ya la revisó el abogado?" in teresa.get("/arranque/pais").words()


def test_lawyer_who_read_the_rules_is_noted(teresa, session):
    company(teresa)
    teresa.get("/arranque/pais")
    teresa.post("/arranque/pais", {"preset": "CO", "wants_counsel": "y"})
    teresa.get("/arranque/pais")
    teresa.post("/arranque/abogado", {"counsel_name": "Dra. Ruiz", "counsel_on": "hoy"})

    assert session.scalars(sa.select(OwnCompany)).one().counsel_name == "Dra. Ruiz"
    assert "La revisó Dra. Ruiz" in teresa.get("/arranque/pais").words()


@pytest.mark.parametrize("fields", [{"name": " "}, {"currency": "XXQ"}, {"timezone": "Mars/Base"}])
def test_company_that_cannot_be_is_asked_again(teresa, session, fields):
    page = teresa.get("/arranque/empresa")
    asked = {"name": "Norte", "timezone": "America/Lima", "currency": "PEN", **fields}

    teresa.submit(page, "/arranque/empresa", status=422, **asked)

    assert session.scalars(sa.select(OwnCompany)).all() == []


def test_invited_person_chooses_a_password_by_the_link_and_works_the_portfolio(teresa, app, session, now):
    company(teresa)
    country(teresa)
    page = invite(teresa)

    url = page.by_id("enlace").get("value").removeprefix("http://localhost")
    luis = Browser(app, session)
    form = luis.get(url)
    luis.submit(form, url, password=PASSWORD, again=PASSWORD)
    assert luis.get("/", status=303).response.location == "/cola"
    assert person_of_link(session, url.rsplit("/", 1)[1], now=now) is None
    assert session.scalars(sa.select(Team.name)).all() == ["Equipo Norte"]
    assert session.scalar(sa.select(User.locale).where(User.email == "luis@norte.co")) == "es"
    assert "Cobranzas Norte" in teresa.get("/ajustes/equipos").words()


def imported(session, now):
    """What a first file leaves."""
    portfolio = session.scalars(sa.select(Portfolio)).one()
    account = make_account(session, portfolio, now=now)
    make_invoice(session, account, due_on=now.date() - timedelta(days=20), amount=100_00)
    session.commit()
    return account


def test_first_queue_is_made_by_the_scheduler_and_followed_on_the_page(teresa, database, session, now, settings):
    company(teresa)
    country(teresa)
    invite(teresa)
    imported(session, now)
    assert teresa.get("/arranque", status=303).response.location == "/arranque/revisar"
    teresa.get("/arranque/cola")
    teresa.post("/arranque/cola")
    waiting = teresa.get("/arranque/cola")
    assert teresa.get("/arranque", status=303).response.location == "/arranque/cola"

    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: now)

    assert waiting.by_id("progreso").get("hx-trigger") == "every 1s"
    done = teresa.get("/arranque/cola")
    assert done.by_id("progreso").get("hx-trigger") is None
    assert session.scalar(sa.select(sa.func.count()).select_from(WorkItem)) == 1
    assert "1 cliente en cola" in done.words()
    assert "Todo listo." in done.words()


def test_rule_that_keeps_everybody_from_being_called_is_said_with_the_way_out(teresa, database, session, now, settings):
    company(teresa)
    country(teresa, "CO")
    invite(teresa)
    imported(session, now)
    teresa.get("/arranque/cola")
    teresa.post("/arranque/cola")
    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: now)
    page = teresa.get("/arranque/cola")
    assert "se puede llamar a 0 de 1" in page.words()
    assert "Diga dónde consta" in teresa.post("/arranque/autorizacion", {"source": ""}, status=422).words()

    teresa.post("/arranque/autorizacion", {"source": "Contrato, cláusula 7"})
    later = now + timedelta(seconds=1)
    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: later)

    assert session.scalars(sa.select(Consent.source)).all() == ["Contrato, cláusula 7"]


def test_queue_made_in_the_evening_says_when_calls_are_allowed_again(  # noqa: PLR0917 - fixtures
    teresa, app, database, session, now, settings
):
    company(teresa)
    country(teresa)
    invite(teresa)
    account = make_account(session, session.scalars(sa.select(Portfolio)).one(), now=now)
    make_phone(session, account.customer_id, now=now)
    make_invoice(session, account, due_on=now.date() - timedelta(days=40), amount=100_000)
    session.commit()
    teresa.post("/arranque/cola")
    run_asked(database, {FIRST_QUEUE.name: FIRST_QUEUE}, zone=settings.zone, clock=lambda: now)
    by_day = teresa.get("/arranque/cola").words()

    app.extensions["workbench_clock"] = lambda: now + timedelta(hours=12)
    evening = teresa.get("/arranque/cola").words()

    assert "A esta hora no se llama" not in by_day
    assert "A esta hora no se llama: la próxima llamada se permite mañana 07:00." in evening


def test_queue_without_accounts_leads_to_the_file(teresa, session):
    company(teresa)
    teresa.get("/arranque/cola")

    page = teresa.post("/arranque/cola")

    assert page.response.location == "/arranque/archivo"
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0


def test_portfolio_that_a_file_made_gets_rules_and_a_team(teresa, session, now):
    company(teresa)
    country(teresa)
    invite(teresa)
    made = Portfolio(code="otra", name="Otra", currency="PEN", timezone="UTC", locale="es", created_at=now)
    session.add(made)
    session.flush()
    make_account(session, made, now=now)
    page = teresa.get("/arranque/revisar")
    assert page.by_id(f"preset-{made.id}") is not None

    teresa.post(f"/arranque/revisar/{made.id}", {"preset": "PE", "team": "Equipo Norte"})

    assert (made.preset, made.timezone, made.locale) == ("PE", "America/Lima", "es_PE")
    assert "Falta un equipo" not in teresa.get("/arranque/revisar").words()


@pytest.mark.parametrize("step", ["", "/empresa", "/pais", "/personas", "/archivo", "/revisar", "/cola", "/inventada"])
def test_only_who_administers_opens_the_steps(people, step):
    for name in ("andrea", "paola", "elena"):
        people(name).get(f"/arranque{step}", status=403)


@pytest.mark.parametrize("step", ["empresa", "personas", "archivo", "revisar", "cola", "inventada"])
def test_every_step_has_a_page_before_anything_is_known(teresa, step):
    assert teresa.get(f"/arranque/{step}").h1
