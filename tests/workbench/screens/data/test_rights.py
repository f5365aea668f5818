"""Whose file, import and row may be touched: a person without the right, and a supervisor of another team."""

import pytest
import sqlalchemy as sa

from models import ImportRun, Invoice, RejectedRow, Upload
from workbench.web.guard import declared

HEADER = "external_id,customer_external_id,customer_name,portfolio,currency,issued_on,due_on,amount\n"
MIXED = HEADER + (
    "F1,C1,Ana,,COP,2026-10-01,2026-11-01,10.00\n"
    "M1,C2,Luis,microcredito,MXN,2026-10-01,2026-11-02,20.00\n"
    "M2,C3,Sara,microcredito,MXN,2026-10-01,2026-11-31,30.00\n"
)
"""Rows of consumo, where the file goes, and of a portfolio of another team; one is rejected."""

MANAGED = ("data", "quality", "people", "portfolios", "privacy", "retention", "first_run")


def addresses(app):
    """Method and address of every endpoint of these screens that asks for a permission, with 1 for each number."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in MANAGED and declared(app, rule.endpoint):
            given = {name: "invoices" if name in {"kind", "problem"} else 1 for name in rule.arguments}
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, rule.build(given, append_unknown=False)[1]


def ask(browser, method, path):
    return browser.client.open(path, method=method, data={"csrf_token": browser.token} if method == "POST" else None)


@pytest.mark.parametrize("name", ["andrea", "elena"])
def test_who_lacks_the_right_is_refused_at_every_address(app, people, session, name):
    browser = people(name)
    session.commit()

    answers = {f"{method} {path}": ask(browser, method, path).status_code for method, path in addresses(app)}

    assert len(answers) > 70
    assert {where: status for where, status in answers.items() if status != 403} == {}


def test_who_is_signed_out_is_sent_to_sign_in_from_every_address(app, people, session):
    nobody = people()
    session.commit()

    found = [ask(nobody, method, path) for method, path in addresses(app)]

    assert {(one.status_code, one.headers["Location"].partition("?")[0]) for one in found} == {(303, "/entrar")}


@pytest.fixture
def of_ana(people, session, checked, work):
    """A file of two portfolios that the administrator gave for nobody in particular, imported; its row is rejected."""
    ana = people("ana")
    number = checked(ana, MIXED.replace("C1,Ana,,", "C1,Ana,consumo,"))
    ana.submit(ana.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
    work()
    return number


def test_file_and_import_of_another_are_not_there_at_any_address(people, session, of_ana, checked):
    waiting = checked(people("ana"), MIXED.replace("C1,Ana,,", "C1,Ana,consumo,"))
    run, row = session.scalars(sa.select(ImportRun.id)).one(), session.scalars(sa.select(RejectedRow.id)).one()
    before = session.execute(sa.select(Upload.id, Upload.state, Upload.task)).all()
    paola = people("paola")

    for number in (of_ana, waiting):
        for path in ("columnas", "revisar", "listo"):
            paola.get(f"/datos/importar/{number}/{path}", status=404)
        for path in ("columnas", "importar", "completa", "cancelar"):
            paola.post(f"/datos/importar/{number}/{path}", status=404)
    paola.get(f"/datos/historial/{run}", status=404)
    paola.post(f"/datos/historial/{run}/deshacer", status=404)
    paola.get(f"/datos/por-corregir?archivo={of_ana}", status=404)
    paola.get(f"/datos/por-corregir/archivo/{of_ana}/filas", status=404)
    paola.post(f"/datos/por-corregir/archivo/{of_ana}/enviar", status=404)
    paola.post(f"/datos/por-corregir/{row}", {"columna": "due_on", "valor": "2026-11-30"}, status=404)

    assert session.execute(sa.select(Upload.id, Upload.state, Upload.task)).all() == before


@pytest.fixture
def shared(people, session, checked, work):
    """`shared(imported=True)`: a file that the administrator gave for consumo; it has rows of another team's too."""

    def make(*, imported):
        ana = people("ana")
        number = checked(ana, MIXED, cartera="consumo")
        if imported:
            ana.submit(ana.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
            work()
        return number

    return make


def numbers(session):
    return sorted(session.scalars(sa.select(Invoice.external_id)))


def test_supervisor_who_goes_on_with_anothers_file_touches_the_own_portfolios_only(people, session, shared, work):
    number = shared(imported=False)
    paola = people("paola")

    paola.submit(paola.get(f"/datos/importar/{number}/revisar"), f"/datos/importar/{number}/importar")
    work()

    assert numbers(session) == ["F1"]


def test_corrected_rows_of_another_teams_portfolio_are_not_sent_by_its_neighbour(people, session, shared, work):
    number = shared(imported=True)
    row = session.scalars(sa.select(RejectedRow.id)).one()
    paola = people("paola")

    paola.post(f"/datos/por-corregir/{row}", {"columna": "due_on", "valor": "2026-11-30"})
    paola.submit(paola.get("/datos/por-corregir"), f"/datos/por-corregir/archivo/{number}/enviar")
    work()

    assert numbers(session) == ["F1", "M1"]
    assert "La cartera microcredito no es de sus equipos: pida" in paola.get("/datos/por-corregir").words()


def test_import_that_touched_another_teams_portfolio_is_not_undone_by_its_neighbour(people, session, shared):
    shared(imported=True)
    run = session.scalars(sa.select(ImportRun.id)).one()
    paola = people("paola")
    page = paola.get(f"/datos/historial/{run}")

    refused = paola.post(f"/datos/historial/{run}/deshacer", status=409)

    assert "Cambió cuentas de carteras que no son de sus equipos: 1 (microcredito)." in page.words()
    assert "Cambió cuentas de carteras que no son de sus equipos: 1 (microcredito)." in refused.words()
    assert numbers(session) == ["F1", "M1"]
