"""An import as a whole: files, batches, dry runs, interruptions, and what it leaves behind."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from models import Account, AuditEntry, Customer, ImportRun, Interaction, Invoice, Portfolio, WorkItem
from models.enums import ImportKind, Lane, WorkState
from tests.workbench.domain.imports.conftest import counts, interaction, invoice, payment, reasons
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.mapping_files import parse_mapping
from workbench.domain.imports.engine.run import BATCH, REPLAYED_AT_ONCE
from workbench.domain.imports.importing import import_file, import_rows

INVOICES = (
    "external_id,customer_external_id,portfolio,issued_on,due_on,amount,currency\n"
    "F1,C1,consumo,2026-10-01,2026-11-01,50.00,COP\n"
    "F2,C1,consumo,2026-10-01,2026-11-01,x,COP\n"
    "F3,C2,consumo,2026-10-01,2026-11-01,30.00,COP\n"
)


def many(count, *, start=0, customers=1):
    for number in range(start, start + count):
        yield invoice(external_id=f"F{number}", customer_external_id=f"C{number % customers}")


def test_an_import_leaves_its_row_and_one_audit_entry(bring_file, rows, now):
    report = bring_file("invoices", INVOICES, name="hoy.csv")

    counted = {
        "read": 3, "inserted": 2, "updated": 0, "unchanged": 0, "rejected": 1, "created_customers": 2,
        "money": [{"currency": "COP", "amount": 8000}],
    }  # fmt: skip
    ((run_id, kind, name, sha256, started, finished, kept),) = rows(
        ImportRun.id, ImportRun.kind, ImportRun.file_name, ImportRun.sha256, ImportRun.started_at,
        ImportRun.finished_at, ImportRun.counts,
    )  # fmt: skip
    assert (run_id, kind, name, started, finished, kept) == (
        report.import_id, ImportKind.INVOICES, "hoy.csv", now, now, counted,
    )  # fmt: skip
    assert rows(
        AuditEntry.event, AuditEntry.actor, AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.after
    ) == [
        ("file_imported", "tests", "import_run", run_id,
         {"kind": "invoices", "file": "hoy.csv", "sha256": sha256} | counted)
    ]  # fmt: skip


def test_the_report_as_json(bring_file):
    report = bring_file("invoices", INVOICES)

    assert report.as_json() == {
        "kind": "invoices", "dry_run": False, "read": 3, "inserted": 2, "updated": 0, "unchanged": 0, "rejected": 1,
        "created_customers": 2, "money": [{"currency": "COP", "amount": 8000}],
        "rejects": [{"line": 3, "external_id": "F2", "column": "amount", "reason": (
            "«x» no es un monto: escriba solo la cifra, así: "
            "1234.50."
        )}],
        "warnings": ["No existía la cartera consumo: se creó en COP, zona America/Bogota, política STRICT."],
        "guesses": [], "import_id": 1, "replayed": True, "postdated": [],
    }  # fmt: skip


def test_a_report_is_told_in_the_readers_language(bring_file):
    report = bring_file("invoices", INVOICES)

    told = report.as_json(lambda text, values: f"[{text % values}]")

    assert told["rejects"][0]["reason"] == "[«x» no es un monto: escriba solo la cifra, así: 1234.50.]"


@pytest.mark.parametrize("name", ["f.csv", "f.csv.gz", "semicolons.csv", "bom.csv"])
def test_a_file_is_read_however_it_was_written(bring_file, rows, name):
    content = INVOICES.replace(",", ";") if name == "semicolons.csv" else INVOICES
    report = bring_file("invoices", content.encode("utf-8-sig" if name == "bom.csv" else "utf-8"), name=name)

    assert counts(report) == (2, 0, 0, 1)
    assert rows(Invoice.external_id, Invoice.amount) == [("F1", 5000), ("F3", 3000)]


def test_a_workbook_is_imported_like_a_file(database, terms, tmp_path, rows):
    book = openpyxl.Workbook()
    book.active.append(["external_id", "customer_external_id", "portfolio", "issued_on", "due_on", "amount"])
    book.active.append(["F1", 77, "consumo", date(2026, 10, 1), date(2026, 11, 1), 50.5])
    book.save(tmp_path / "f.xlsx")

    report = import_file(database, ImportKind.INVOICES, tmp_path / "f.xlsx", terms=terms)

    assert counts(report) == (1, 0, 0, 0)
    assert rows(Invoice.external_id, Invoice.amount, Invoice.due_on) == [("F1", 5050, date(2026, 11, 1))]
    assert rows(Customer.external_id) == [("77",)]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "external_id,amount\nF1,3\n",
        INVOICES + "F4,C1,cons",
        (INVOICES + "F4,Peña\n").encode() + "F5,Peña\n".encode("latin-1"),
        INVOICES + 'F4,"C1',
    ],
    ids=["empty", "missing columns", "cut off", "two encodings", "open quote"],
)
def test_a_file_that_cannot_be_used_imports_nothing(bring_file, rows, content):
    with pytest.raises(FileRefused):
        bring_file("invoices", content)

    assert [rows(table.id) for table in (Invoice, Customer, Portfolio, ImportRun, AuditEntry)] == [[]] * 5


def test_a_packed_file_cut_off_imports_nothing(database, terms, tmp_path, rows):
    packed = gzip.compress(
        "\n".join([INVOICES] + [f"F{n},C1,c,2026-10-01,2026-11-01,1,COP" for n in range(9)]).encode()
    )
    (tmp_path / "f.csv.gz").write_bytes(packed[:-9])

    with pytest.raises(FileRefused, match="cortado o dañado"):
        import_file(database, ImportKind.INVOICES, tmp_path / "f.csv.gz", terms=terms)

    assert rows(Invoice.id) == []


def test_a_file_of_only_a_header_imports_nothing_and_says_so(bring_file):
    report = bring_file("invoices", INVOICES.splitlines()[0] + "\n")

    assert (report.read, counts(report)) == (0, (0, 0, 0, 0))
    assert report.warnings.lines() == ["El archivo no trae ninguna fila."]


def test_a_last_line_without_end_is_told(bring_file):
    report = bring_file("invoices", INVOICES.removesuffix("\n"))

    assert report.warnings.lines()[0] == (
        "La última línea no tiene salto de línea al final: compruebe que el archivo está entero."
    )


def test_rows_of_another_width_are_refused_in_the_order_of_the_file(bring_file):
    report = bring_file("invoices", INVOICES + "F4\nF5,C1,consumo,2026-10-01,2026-11-01,y,COP\n")

    assert reasons(report) == [
        (3, "amount", "«x» no es un monto: escriba solo la cifra, así: 1234.50."),
        (
            5,
            "",
            (
                "La fila tiene 1 columnas y el encabezado 7: complete o quite celdas, y ponga comillas a "
                "los textos con el separador dentro."
            ),
        ),
        (6, "amount", "«y» no es un monto: escriba solo la cifra, así: 1234.50."),
    ]


def test_rows_with_other_keys_are_a_mistake_of_the_caller(bring):
    with pytest.raises(ValueError, match="other keys"):
        bring("invoices", invoice(), invoice(product="x"))


@pytest.mark.both
def test_more_rows_than_a_batch_land_once(bring, rows, terms):
    told = []
    following = replace(terms, progress=lambda done, total: told.append((done, total)))

    report = bring("invoices", *many(BATCH + 3, customers=7), terms=following)
    again = bring("invoices", *many(BATCH + 3, customers=7))

    assert (counts(report), report.created_customers) == ((BATCH + 3, 0, 0, 0), 7)
    assert told == [(BATCH, None), (BATCH + 3, None)]
    assert counts(again) == (0, 0, BATCH + 3, 0)
    assert (len(rows(Invoice.id)), len(rows(Account.id))) == (BATCH + 3, 7)


def test_a_row_of_an_earlier_batch_that_comes_again_counts_once_and_is_told(bring, rows):
    report = bring("invoices", *many(BATCH), invoice(external_id="F0", customer_external_id="C0"))

    assert counts(report) == (BATCH, 0, 1, 0)
    assert dict(report.money) == {"COP": 5000 * BATCH}
    assert report.warnings.lines()[1:] == [
        f"Filas iguales a otra del archivo: 1; cada una cuenta una vez (la primera, línea {BATCH + 2})."
    ]


@pytest.mark.both
def test_a_dry_run_counts_as_the_import_would_and_writes_nothing(bring, rows, terms):
    given = [
        *many(BATCH, customers=3), *many(5), invoice(external_id="F1", amount="x"),
        invoice(external_id="F1", amount="7.00"), *many(5, start=BATCH),
    ]  # fmt: skip

    dry = bring("invoices", *given, terms=replace(terms, dry_run=True))
    nothing = [rows(table.id) for table in (Invoice, Customer, Account, Portfolio, ImportRun, AuditEntry)]
    wet = bring("invoices", *given)

    assert nothing == [[]] * 6
    assert (dry.dry_run, dry.import_id, dry.read) == (True, None, wet.read)
    assert (counts(dry), dry.created_customers, dry.money) == (counts(wet), wet.created_customers, wet.money)
    assert (dry.warnings.lines(), reasons(dry)) == (wet.warnings.lines(), reasons(wet))


def test_a_dry_run_of_interactions_and_payments_writes_nothing(bring, rows, terms):
    bring("invoices", invoice())
    dry = replace(terms, dry_run=True)

    paid = bring("payments", payment(portfolio="hogar"), terms=dry)
    held = bring("interactions", interaction(outcome="CD-DIS"), terms=dry)

    assert (counts(paid), counts(held)) == ((1, 0, 0, 0), (1, 0, 0, 0))
    assert (rows(Portfolio.code), rows(Interaction.id), len(rows(ImportRun.id))) == ([("consumo",)], [], 1)


@pytest.mark.both
def test_an_import_that_was_cut_off_is_simply_run_again(bring, rows, terms, now):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring("invoices", *many(BATCH + 3), terms=replace(terms, progress=stop))
    landed = len(rows(Invoice.id))
    again = bring("invoices", *many(BATCH + 3))

    assert landed == BATCH
    assert counts(again) == (3, 0, BATCH, 0)
    assert rows(ImportRun.id, ImportRun.finished_at, ImportRun.cut_off_at) == [(1, now, now), (2, now, None)]
    assert again.warnings.lines() == ["Importaciones anteriores que quedaron cortadas: 1 (la primera: )."]


@pytest.mark.both
def test_two_imports_of_the_same_file_at_once_double_nothing(database, terms, rows):
    def run(_):
        return import_rows(database, ImportKind.INVOICES, many(2 * BATCH, customers=40), terms=terms)

    with ThreadPoolExecutor(2) as both:
        reports = list(both.map(run, range(2)))

    assert sum(report.inserted for report in reports) == 2 * BATCH
    assert sum(report.unchanged for report in reports) == 2 * BATCH
    assert sum(report.created_customers for report in reports) == 40
    assert (len(rows(Invoice.id)), len(rows(Account.id)), len(rows(Portfolio.id))) == (2 * BATCH, 40, 1)


def test_a_usual_days_file_takes_effect_at_once(bring, account_of):
    report = bring("invoices", invoice(amount="50.00"), invoice(external_id="F2", amount="30.00", due_on="2026-12-01"))

    account = account_of()
    assert report.replayed is True
    assert (account.open_amount, account.overdue_amount, account.standing_on, account.ledger_dirty) == (
        8000, 5000, date(2026, 11, 18), False,
    )  # fmt: skip


def test_a_large_file_leaves_its_accounts_for_the_standing(bring, rows):
    report = bring("invoices", *many(REPLAYED_AT_ONCE + 1, customers=REPLAYED_AT_ONCE + 1))

    assert report.replayed is False
    assert len(rows(Account.id, where=Account.ledger_dirty)) == REPLAYED_AT_ONCE + 1


@pytest.mark.both
def test_who_paid_leaves_todays_queue(bring, rows, database, account_of):
    bring("invoices", invoice(amount="50.00"))
    account = account_of()
    with database.writing() as session:
        session.add(_item(account))

    bring("payments", payment(amount="50.00"))

    assert rows(WorkItem.state) == [(WorkState.GONE,)]


def test_a_hold_that_comes_in_takes_its_account_out_of_todays_queue(bring, rows, database, account_of):
    bring("invoices", invoice(amount="50.00"))
    account = account_of()
    with database.writing() as session:
        session.add(_item(account))

    bring("interactions", interaction(outcome="AD-JUD"))

    assert rows(WorkItem.state) == [(WorkState.GONE,)]


def test_another_zone_of_the_portfolio_changes_no_fact_that_is_there(bring, rows, database):
    given = invoice(known_at="2026-10-05T23:30:00-05:00")
    bring("invoices", given)
    bring("interactions", interaction(at="2026-11-10T23:30:00-05:00"))
    with database.writing() as session:
        session.query(Portfolio).one().timezone = "Europe/Madrid"

    again = bring("invoices", given), bring("interactions", interaction(at="2026-11-10T23:30:00-05:00"))

    assert [counts(report) for report in again] == [(0, 0, 1, 0), (0, 0, 1, 0)]
    assert counts(bring("invoices", given | {"amount": "60.00"})) == (0, 1, 0, 0)
    assert rows(Invoice.known_on) == [(date(2026, 10, 5),)]


def test_a_mapping_makes_a_senders_own_file_ours(bring_file, rows, terms):
    mapping = {
        "locale": "es_CO",
        "columns": {
            "external_id": "Factura", "customer_external_id": "NIT", "customer_name": "Razón social",
            "issued_on": "Emisión", "due_on": "Vence", "amount": "Valor",
        },
        "constants": {"portfolio": "consumo", "currency": "COP"},
    }  # fmt: skip
    content = "Factura;NIT;Razón social;Emisión;Vence;Valor;Ruta\n001;900;Norte S.A.;2026-10-01;2026-11-01;1.234,50;7\n"

    report = bring_file("invoices", content, terms=replace(terms, mapping=parse_mapping(mapping)))

    assert counts(report) == (1, 0, 0, 0)
    assert rows(Invoice.external_id, Invoice.amount, Invoice.attributes) == [("001", 123_450, {"ruta": "7"})]
    assert rows(Customer.external_id, Customer.name) == [("900", "Norte S.A.")]


def test_rejects_are_given_as_they_stand_in_the_file(bring_file, terms):
    kept = _Kept()

    bring_file("invoices", INVOICES, terms=replace(terms, rejects=kept))

    assert kept.header == INVOICES.splitlines()[0].split(",")
    assert kept.rows == [(3, ["F2", "C1", "consumo", "2026-10-01", "2026-11-01", "x", "COP"])]


class _Kept:
    def __init__(self):
        self.header, self.rows = [], []

    def begin(self, header):
        self.header = list(header)

    def add(self, reject, row):
        self.rows.append((reject.line, list(row)))


def _item(account):
    return WorkItem(
        queue_on=date(2026, 11, 18), portfolio_id=account.portfolio_id, account_id=account.id,
        customer_id=account.customer_id, lane=Lane.RANKED, rank=1, points=1.0, reasons=[], open_amount=5000,
        overdue_amount=5000, days_past_due=17, callable=True,
    )  # fmt: skip
