"""Usuarios: who works here, inviting, role and teams, links, and who leaves."""

import pytest
import sqlalchemy as sa

from models import Account, User
from tests.browser import Browser
from tests.factories.ledger import make_account
from workbench.access.permissions import Permission

PASSWORD = "una frase bien larga"


@pytest.fixture
def ana(people):
    return people("ana")


def names(page):
    return [page.words(one.find(".//b")) for one in page.with_class("people__who")]


def link_of(page):
    return page.by_id("enlace").get("value").removeprefix("http://localhost")


def test_list_shows_everybody_with_role_teams_portfolios_and_last_sign_in(ana, cast, now, session):
    cast.luis.signed_in_at = now

    page = ana.get("/ajustes/usuarios")

    assert names(page) == ["Ana", "Andrea", "Elena", "Luis", "Paola", "Sara"]
    assert "Luisluis@example.com Gestor norte Consumo ahora" in page.words()
    assert "Anaana@example.com Administrador — todas nunca" in page.words()


def test_filters_part_who_is_here_invited_and_disabled(ana, cast, session):
    cast.luis.is_active, cast.sara.password_hash = False, ""

    assert names(ana.get("/ajustes/usuarios?filtro=apagadas")) == ["Luis"]
    assert names(ana.get("/ajustes/usuarios?filtro=invitadas")) == ["Sara"]
    assert "Luis" not in names(ana.get("/ajustes/usuarios"))
    assert "Sara" not in names(ana.get("/ajustes/usuarios?filtro=activas"))
    cast.sara.is_active = False
    assert "Nadie por aquí" in ana.get("/ajustes/usuarios?filtro=invitadas").words()


@pytest.mark.parametrize(("is_there", "shown"), [(True, ["Luis"]), (False, [])])
def test_made_up_person_who_was_disabled_is_shown_as_long_as_the_made_up_company_is_there(ana, cast, is_there, shown):
    cast.luis.is_active, cast.luis.is_made_up = False, True
    cast.consumo.is_made_up = is_there

    assert names(ana.get("/ajustes/usuarios?filtro=apagadas")) == shown


def test_each_person_is_counted_under_one_filter(ana, cast, session):
    cast.luis.is_active, cast.sara.password_hash = False, ""

    page = ana.get("/ajustes/usuarios")

    assert page.texts("filter-chip") == ["Activas 4", "Invitadas 1", "Apagadas 1"]
    assert "Personas 5" in page.words()


def test_chosen_person_is_in_the_list_beside_the_pane(ana, cast, session):
    cast.luis.is_active, cast.sara.password_hash = False, ""

    assert names(ana.get(f"/ajustes/usuarios/{cast.luis.id}")) == ["Luis"]
    assert names(ana.get(f"/ajustes/usuarios/{cast.sara.id}")) == ["Sara"]
    assert "Ana" in names(ana.get(f"/ajustes/usuarios/{cast.ana.id}"))


def test_list_costs_the_same_whatever_it_shows(ana, session, cast, now, statements):
    ana.get("/ajustes/usuarios")
    with statements() as few:
        ana.get("/ajustes/usuarios")
    role = cast.luis.role
    for number in range(20):
        session.add(
            User(
                email=f"p{number}@x.co", name=f"P {number}", password_hash="x", role=role, teams=[cast.norte],
                created_at=now,
            )
        )  # fmt: skip
    session.commit()

    with statements() as many:
        ana.get("/ajustes/usuarios")

    assert len(many) == len(few)


def test_invited_person_gets_a_link_that_opens_once(ana, app, session, cast):
    page = ana.get("/ajustes/usuarios/invitar")
    sent = ana.submit(
        page, "/ajustes/usuarios/invitar", name="Luz Mora", email="Luz@norte.co", role="collector",
        teams=[str(cast.norte.id)],
    )  # fmt: skip
    shown = ana.get(sent.response.location)
    luz, url = Browser(app, session), link_of(shown)
    assert ana.get(sent.response.location).all(".//*[@id='enlace']") == []
    form = luz.get(url)
    again = luz.submit(form, url, status=422, password=PASSWORD, again="otra cosa larga")
    luz.submit(form, url, password=PASSWORD, again=PASSWORD)

    assert "No es la misma contraseña." in again.words()
    assert "Consumo" in ana.get("/ajustes/usuarios").words()
    assert luz.get("/cola").h1 == "Mi cola"
    assert "Este enlace ya no sirve" in Browser(app, session).get(url, status=410).words()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Escriba el nombre"),
        ({"email": "luis@example.com"}, "Ya hay una persona"),
        ({"email": "sin arroba"}, "no es una dirección"),
    ],
)
def test_invitation_that_cannot_be_says_why(ana, cast, session, fields, said):
    page = ana.get("/ajustes/usuarios/invitar")
    asked = {"name": "Luz", "email": "luz@norte.co", "role": "collector", **fields}

    answer = ana.submit(page, "/ajustes/usuarios/invitar", status=422, **asked)

    assert said in answer.words()
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 6


def test_role_and_teams_are_saved_and_rule_the_next_page(ana, people, cast, session):
    luis = people("luis")
    page = ana.get(f"/ajustes/usuarios/{cast.luis.id}")
    ana.submit(page, f"/ajustes/usuarios/{cast.luis.id}/lugar", role="supervisor", teams=[str(cast.sur.id)])

    assert cast.luis.role.code == "supervisor"
    assert [team.name for team in cast.luis.teams] == ["sur"]
    assert luis.get("/carteras", status=303).response.location == f"/carteras/{cast.microcredito.id}"


def test_what_a_colleague_saved_meanwhile_is_shown_and_not_overwritten(ana, cast, session):
    action = f"/ajustes/usuarios/{cast.luis.id}/lugar"
    first, second = ana.get(f"/ajustes/usuarios/{cast.luis.id}"), ana.get(f"/ajustes/usuarios/{cast.luis.id}")
    ana.submit(first, action, role="team_lead", teams=[str(cast.norte.id)])

    stale = ana.submit(second, action, status=409, role="supervisor", teams=[str(cast.norte.id)])

    assert "Otra persona cambió esto mientras tanto" in stale.words()
    assert "Líder de equipo · norte" in stale.words()
    assert cast.luis.role.code == "team_lead"
    ana.submit(stale, action, role="supervisor", teams=[str(cast.norte.id)])
    assert cast.luis.role.code == "supervisor"


def test_last_administrator_and_own_role_stay(ana, cast, session):
    action = f"/ajustes/usuarios/{cast.ana.id}/lugar"
    page = ana.get(f"/ajustes/usuarios/{cast.ana.id}")
    assert "Apagar…" not in page.words()

    refused = ana.post(action, {"role": "collector"}, status=422)
    ana.post(f"/ajustes/usuarios/{cast.ana.id}/apagar", {"to": "equipo", "why": "x"}, status=409)

    assert refused.status == 422
    assert (cast.ana.role.code, cast.ana.is_active) == ("administrator", True)


def test_supervisor_who_manages_people_does_not_touch_administrators(people, cast, session):
    role = cast.paola.role
    role.permissions = [*role.permissions, Permission.MANAGE_USERS.value]
    paola = people("paola")
    page = paola.get("/ajustes/usuarios/invitar")
    assert 'value="administrator"' not in page.text

    paola.post("/ajustes/usuarios/invitar", {"name": "X", "email": "x@x.co", "role": "administrator"}, status=422)
    paola.post(f"/ajustes/usuarios/{cast.ana.id}/enlace", status=409)
    paola.post(f"/ajustes/usuarios/{cast.ana.id}/apagar", {"to": "equipo", "why": "x"}, status=409)
    paola.post(f"/ajustes/usuarios/{cast.ana.id}/sesiones", status=409)

    assert cast.ana.is_active is True
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 6


def test_who_leaves_hands_over_the_accounts_and_is_signed_out(ana, people, cast, session, now):
    luis = people("luis")
    for _ in range(2):
        make_account(session, cast.consumo, now=now, collector_id=cast.luis.id)
    page = ana.get(f"/ajustes/usuarios/{cast.luis.id}/apagar")
    assert "Consumo2 cuentas" in page.words()
    offered = [one.text for one in page.by_id("to").iter("option")]
    assert offered == ["Nadie: del equipo", "Andrea"]

    ana.submit(page, f"/ajustes/usuarios/{cast.luis.id}/apagar", to=str(cast.andrea.id))

    assert set(session.scalars(sa.select(Account.collector_id))) == {cast.andrea.id}
    assert luis.get("/cola", status=303).response.location.startswith("/entrar")
    back = ana.get(f"/ajustes/usuarios/{cast.luis.id}?filtro=apagadas")
    assert "Encender con un enlace nuevo" in back.words()


def test_new_password_by_link_ends_the_sessions_of_before(ana, people, app, session, cast):
    luis = people("luis")
    page = ana.get(f"/ajustes/usuarios/{cast.luis.id}")
    url = link_of(ana.get(ana.submit(page, f"/ajustes/usuarios/{cast.luis.id}/enlace").response.location))
    other = Browser(app, session)
    other.submit(other.get(url), url, password=PASSWORD, again=PASSWORD)

    assert luis.get("/cola", status=303).response.location.startswith("/entrar")
    assert other.get("/cola").h1 == "Mi cola"


def test_person_who_does_not_exist_is_not_found(ana):
    ana.get("/ajustes/usuarios/999", status=404)
    ana.post("/ajustes/usuarios/999/apagar", {"to": "equipo"}, status=404)


READS = ("usuarios", "usuarios/invitar", "usuarios/1", "usuarios/1/apagar", "equipos", "equipos/nuevo", "equipos/1")
WRITES = (
    "usuarios/invitar", "usuarios/1/lugar", "usuarios/1/enlace", "usuarios/1/sesiones", "usuarios/1/apagar",
    "usuarios/1/encender", "equipos/nuevo", "equipos/1",
)  # fmt: skip


@pytest.mark.parametrize("name", ["andrea", "paola", "elena"])
def test_who_does_not_manage_people_is_refused_everywhere(people, name):
    browser = people(name)

    for path in READS:
        browser.get(f"/ajustes/{path}", status=403)
    for path in WRITES:
        browser.post(f"/ajustes/{path}", status=403)
