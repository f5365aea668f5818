"""The made-up company's history as files, in the format of docs/import.md: what its creditors would have sent."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from workbench.demo.company import Company, assignments_of
from workbench.demo.identity import Row
from workbench.demo.life import Life

CHUNK = 5_000

IMPORTED = ("customers", "invoices", "payments", "interactions")
"""The files an import takes, in the order in which it must."""

ASSIGNMENTS, CALLS = "assignments", "calls"
"""What no import takes: who had an account, and which number was called."""

_COLUMNS = {
    "customers": (
        "external_id",
        "name",
        "kind",
        "document",
        "segment",
        "city",
        "region",
        "country",
        "timezone",
        "language",
        "phone",
        "phone_2",
        "email",
        "whatsapp",
        "address",
        "opened_on",
        "consent_call",
        "consent_sms",
        "consent_email",
        "consent_whatsapp",
        "origen",
    ),
    "invoices": (
        "external_id",
        "customer_external_id",
        "portfolio",
        "currency",
        "product",
        "issued_on",
        "due_on",
        "amount",
        "disputed",
    ),
    "payments": (
        "external_id",
        "customer_external_id",
        "portfolio",
        "paid_on",
        "amount",
        "invoice_external_id",
        "method",
        "channel",
        "reference",
        "reverses",
        "known_at",
    ),
    "interactions": (
        "external_id",
        "customer_external_id",
        "portfolio",
        "at",
        "channel",
        "direction",
        "outcome",
        "collector",
        "duration_s",
        "delay_reason",
        "promise_amount",
        "promise_due_on",
        "note",
    ),
    ASSIGNMENTS: ("customer_external_id", "portfolio", "collector", "from_on", "until_on"),
    CALLS: ("external_id", "customer_external_id", "number", "callback_at"),
}


def write_files(company: Company, folder: Path, *, advance: Callable[[int, int], None]) -> None:
    """Write one CSV file per kind into a folder; customers are simulated one at a time, so memory does not grow.

    Args:
        company: As `build_company` gives it.
        folder: An existing folder.
        advance: Told how many customers are done, of how many.

    """
    with ExitStack() as files:
        writers = {kind: _writer(files, folder, kind, columns) for kind, columns in _COLUMNS.items()}
        for done, life in enumerate(company.lives(), start=1):
            for kind, rows in _rows(life).items():
                writers[kind].writerows(rows)
            advance(done, company.customers)


def read_rows(folder: Path, kind: str) -> Iterator[Row]:
    """The rows of one of the files, as they were written."""
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def in_chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of `CHUNK`, for statements that take many at once."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _writer(files: ExitStack, folder: Path, kind: str, columns: Sequence[str]) -> "csv.DictWriter[str]":
    file = files.enter_context((folder / f"{kind}.csv").open("w", encoding="utf-8", newline=""))
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    return writer


def _rows(life: Life) -> dict[str, list[Row]]:
    return {
        "customers": [life.customer.row],
        "invoices": life.invoices,
        "payments": life.payments,
        "interactions": life.interactions,
        ASSIGNMENTS: list(assignments_of(life)),
        CALLS: [row for row in life.interactions if row["number"]],
    }
