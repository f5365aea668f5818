"""Calidad: what is missing is counted with its debt, listed, and comes as a file that can be imported again."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    ContactPoint,
    ContactPointEvent,
    Customer,
    CustomerVersion,
    ImportRun,
    JobRequest,
    JobRun,
    Lease,
    Upload,
)
from models.enums import ImportKind, PointKind, PointState, RunState, UploadState
from tests.workbench.screens.desk import statements  # noqa: F401 - fixture
from workbench.domain.contact import people_of
from workbench.domain.imports import ImportTerms, import_rows
from workbench.domain.records import Actor


def test_page_counts_problems_with_their_debt_by_currency(people, owe, check, cast):
    check(
        owe("Ana Gil", phone=None), owe("Luis Paz", phone=None), owe("Rosa Gil", phone=None, portfolio="microcredito")
    )

    seen = people("ana").get("/datos/calidad").words()

    assert "Sin número vivo" in seen
    assert "3 cuentas sin un solo número vivo: 1.000 COP, 500.00 MXN" in seen.replace("\xa0", " ")


def test_supervisor_counts_their_own_portfolios_only(people, owe, check):
    check(owe("Ana Gil", phone=None), owe("Rosa Gil", phone=None, portfolio="microcredito"))

    seen = people("paola").get("/datos/calidad").words()

    assert "1 cuenta sin un solo número vivo" in seen


@pytest.mark.parametrize("name", ["andrea", "elena"])
@pytest.mark.parametrize(
    "address", ["/datos/calidad", "/datos/calidad/no_number", "/datos/calidad/no_number/archivo", "/datos/duplicados"]
)
def test_who_may_not_import_sees_nothing_of_it(people, name, address):
    people(name).get(address, status=403)


def test_portfolio_and_problem_that_are_not_there_are_not_found(people):
    paola = people("paola")

    paola.get("/datos/calidad?cartera=microcredito", status=404)
    paola.get("/datos/calidad/nothing", status=404)


def test_list_names_the_customers_and_says_what_is_wrong(people, owe, check):
    check(owe("Ana Gil", document="NIT 900.114.772-0"), owe("Luis Paz"))

    seen = people("paola").get("/datos/calidad/invalid_document?cartera=consumo").words()

    assert "Ana Gil" in seen
    assert "Luis Paz" not in seen
    assert "El dígito de verificación del NIT no corresponde: sería 2." in seen


def test_row_that_was_mended_since_the_check_says_so(people, owe, check, session):
    account = owe("Ana Gil", document="NIT 900.114.772-0")
    check(account)
    session.get_one(Customer, account.customer_id).document = "NIT 900.114.772-2"
    session.commit()

    assert "ya se corrigió" in people("paola").get("/datos/calidad/invalid_document").words()


def test_list_of_another_portfolio_is_not_seen(people, owe, check):
    check(owe("Rosa Gil", phone=None, portfolio="microcredito"))

    assert "Rosa Gil" not in people("paola").get("/datos/calidad/no_number").words()


@pytest.mark.both
def test_file_corrected_and_imported_mends_the_finding(  # noqa: PLR0917 - fixtures
    people, owe, check, session, database, now
):
    account = owe("=Ana Gil", document="NIT 900.114.772-0", external_id="C-1")
    check(account)
    answer = people("paola")._send("GET", "/datos/calidad/invalid_document/archivo")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["external_id"], row["name"], row["column"]) == ("C-1", "'=Ana Gil", "document")

    terms = ImportTerms(timezone="America/Bogota", now=now, actor=Actor(None, "test"))
    session.commit()
    report = import_rows(
        database, ImportKind.CUSTOMERS, [row | {"document": "NIT 900.114.772-2", "name": "Ana Gil"}], terms=terms
    )
    session.expire_all()
    check(account)

    assert (report.updated, report.rejected) == (1, 0)
    assert session.get_one(Customer, account.customer_id).attributes == {}
    assert "Ana Gil" not in people("paola").get("/datos/calidad/invalid_document").words()


def test_checking_now_asks_the_scheduler_once(people, session):
    paola = people("paola")
    form = paola.get("/datos/calidad").form("/datos/calidad/revisar")

    paola.post("/datos/calidad/revisar", form, status=303)
    paola.post("/datos/calidad/revisar", form, status=303)

    assert session.scalars(sa.select(JobRequest.job)).all() == ["data_check_now"]


def test_page_that_was_never_checked_says_how(people, owe):
    owe("Ana Gil")

    assert "Todavía no se han revisado los datos" in people("paola").get("/datos/calidad").words()


@pytest.fixture
def checked_and_imported(session, now):
    """`checked_and_imported(checked, imported)`: hours before now at which a check began and an import ended."""

    def act(checked, imported):
        began, ended = now - timedelta(hours=checked), now - timedelta(hours=imported)
        session.add(JobRun(
            job="data_check", period="2026-11-18", state=RunState.DONE, host="here", started_at=began, beat_at=began,
            finished_at=began,
        ))  # fmt: skip
        session.add(ImportRun(
            kind=ImportKind.CUSTOMERS, file_name="clientes.csv", sha256="0" * 64, started_at=ended, finished_at=ended
        ))  # fmt: skip
        session.commit()

    return act


def test_page_says_that_the_check_is_older_than_the_last_import(people, checked_and_imported):
    checked_and_imported(checked=5, imported=1)

    page = people("paola").get("/datos/calidad")

    assert "Falta revisar lo último que entró" in page.words()
    assert "Nada por corregir" not in page.words()


def test_problems_of_before_the_last_import_are_told_as_such(people, owe, check, checked_and_imported):
    check(owe("Ana Gil", phone=None))
    checked_and_imported(checked=5, imported=1)

    assert "lo que cambió no está aquí hasta revisar otra vez" in people("paola").get("/datos/calidad").words()


def test_check_after_the_last_import_says_that_nothing_is_wrong(people, owe, checked_and_imported):
    owe("Ana Gil")
    checked_and_imported(checked=1, imported=5)

    assert "Nada por corregir" in people("paola").get("/datos/calidad").words()


def test_page_says_that_the_last_import_is_checked_by_itself_where_a_scheduler_is_at_work(
    people, checked_and_imported, session, now
):
    checked_and_imported(checked=5, imported=1)
    session.add(Lease(name="scheduler", holder="here", since=now, beat_at=now))
    session.commit()

    page = people("paola").get("/datos/calidad")

    assert "Se revisa lo último que entró" in page.words()
    assert page.by_id("calidad").get("hx-trigger") == "every 2s"


def test_page_of_a_company_without_customers_leads_to_importing(people, checked_and_imported):
    checked_and_imported(checked=1, imported=5)

    page = people("paola").get("/datos/calidad")

    assert "Todavía no hay clientes que revisar" in page.words()
    assert "Nada por corregir" not in page.words()


def test_number_of_queries_does_not_grow_with_the_rows(people, owe, check, statements):  # noqa: F811 - the fixture
    paola = people("paola")
    check(owe("Ana Gil", phone=None))
    paola.get("/datos/calidad/no_number")  # reads the company's zone, which is kept for a while
    with statements() as few:
        paola.get("/datos/calidad/no_number")
    check(*(owe(f"Ana Gil {number}", phone=None) for number in range(5)))
    with statements() as many:
        paola.get("/datos/calidad/no_number")

    assert len(many) == len(few)


@pytest.fixture
def shortened(owe, check):
    """Two companies whose NIT lacks its check digit, and one whose digit is wrong."""
    accounts = [
        owe("Andina SAS", document="NIT 900114772", external_id="C-1"),
        owe("Norte SAS", document="900.373.115", external_id="C-2"),
        owe("Sur SAS", document="NIT 900.114.772-0", external_id="C-3"),
    ]
    check(*accounts)
    return accounts


def documents(session):
    session.expire_all()
    return dict(session.execute(sa.select(Customer.external_id, Customer.document)).all())


HERE = "/datos/calidad/invalid_document"


@pytest.mark.usefixtures("shortened")
@pytest.mark.both
def test_documents_without_their_check_digit_are_put_right_together(people, session):
    paola = people("paola")
    page = paola.get(HERE)

    paola.submit(page, f"{HERE}/aceptar", todas="1")

    assert "Aceptar las 2 propuestas" in page.words()
    assert documents(session) == {"C-1": "NIT 900114772-2", "C-2": "900.373.115-3", "C-3": "NIT 900.114.772-0"}
    assert sorted(one["document"] for one in session.scalars(sa.select(CustomerVersion.values))) == [
        "900.373.115", "NIT 900114772",
    ]  # fmt: skip
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "customer_corrected")).all()
    assert next((one.before, one.after) for one in entries) == (
        {"invalid_document": "NIT 900114772"},
        {"invalid_document": "NIT 900114772-2"},
    )
    assert "Andina SAS" not in paola.get(HERE).words()


def test_one_document_is_put_right_alone(people, session, shortened):
    paola = people("paola")
    form = {**paola.get(HERE).form(f"{HERE}/aceptar"), "cliente": str(shortened[0].customer_id)}
    form.pop("todas")

    paola.post(f"{HERE}/aceptar", form, status=303)

    assert documents(session) == {"C-1": "NIT 900114772-2", "C-2": "900.373.115", "C-3": "NIT 900.114.772-0"}


def test_customer_of_another_portfolio_is_not_corrected(people, session, owe, check):
    account = owe("Rosa SAS", document="NIT 900114772", external_id="C-9", portfolio="microcredito", country="CO")
    check(account)
    paola = people("paola")

    paola.post(f"{HERE}/aceptar", {"todas": "1"}, status=303)
    paola.post(f"{HERE}/aceptar", {"cliente": str(account.customer_id)}, status=303)

    assert documents(session) == {"C-9": "NIT 900114772"}


@pytest.mark.parametrize("name", ["andrea", "elena"])
def test_who_may_not_import_accepts_nothing(people, name):
    people(name).post(f"{HERE}/aceptar", {"todas": "1"}, status=403)


def test_misspelt_mailbox_is_replaced_and_stays_as_bad_with_its_reason(people, session, owe, check):
    check(owe("José Núñez", email="jose@gmial.com"))
    paola = people("paola")

    paola.submit(paola.get("/datos/calidad/bad_email"), "/datos/calidad/bad_email/aceptar", todas="1")

    boxes = sa.select(ContactPoint.value, ContactPoint.state).where(ContactPoint.kind == PointKind.EMAIL)
    assert sorted(session.execute(boxes).all()) == [
        ("jose@gmail.com", PointState.UNVERIFIED),
        ("jose@gmial.com", PointState.BAD),
    ]
    assert session.scalars(sa.select(ContactPointEvent.why)).all() == ["misspelt"]
    assert "José Núñez" not in paola.get("/datos/calidad/bad_email").words()


@pytest.fixture
def sent(session, cast, now):
    """Of Crediandes a file of customers with one bad row in ten, and one without a sender."""
    for name, sender, rejected in (("clientes.csv", "Crediandes", 1), ("otros.csv", None, 0)):
        upload = Upload(
            file_name=name, sha256="", size=1, source="screen", given_by=cast.paola.id, given_by_name="Paola",
            given_at=now, kept_until=now, state=UploadState.DONE, sender=sender,
        )  # fmt: skip
        session.add(upload)
        session.flush()
        session.add(
            ImportRun(
                kind=ImportKind.CUSTOMERS, file_name=name, sha256="", started_at=now, finished_at=now,
                actor_id=cast.paola.id, upload_id=upload.id, counts={"read": 10, "rejected": rejected},
            )
        )  # fmt: skip
    session.commit()
    return session.scalars(sa.select(ImportRun.id).order_by(ImportRun.id)).first()


@pytest.mark.usefixtures("sent")
def test_page_tells_whose_rows_were_rejected(people):
    seen = people("paola").get("/datos/calidad").words().replace("\xa0", " ")

    assert "Crediandes, clientes10,0 %" in seen
    assert "Sin remitente, clientes0,0 %" in seen


def test_list_tells_the_file_that_brought_the_customer(people, owe, check, sent):
    check(owe("Ana Gil", phone=None, import_id=sent))

    assert "clientes.csvhoy 10:00" in people("paola").get("/datos/calidad/no_number").words()


def test_customer_without_place_is_called_at_the_hours_of_their_portfolio_as_the_page_says(
    people, owe, check, session, now
):
    account = owe("Sin Lugar", country=None, timezone=None)
    check(account)

    assert people_of(session, [account.customer_id], at=now)[account.customer_id].zones == ("America/Bogota",)
    words = people("ana").get("/datos/calidad").words()
    assert "se toma la zona de sus carteras" in words
    assert "más estricta" not in words
