"""Rows of customers whose personal data was erased: they are rejected, so that no file brings the person back."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.sheet import Refusal
from workbench.domain.imports.kinds.customers.rows import CustomerRow
from workbench.domain.privacy import erased_among
from workbench.kernel.text import N_

_ERASED = N_(
    "Los datos de este cliente se borraron el %(day)s y un archivo no los trae de vuelta: quien administra puede "
    "admitir la clave de nuevo."
)


def erased_keys(session: Session, external_ids: Collection[str], *, column: str) -> dict[str, BadCell]:
    """Of the keys of a file those whose customer was erased, each with the reason that its row is rejected with."""
    found = erased_among(session.connection(), external_ids)
    return {key: BadCell(_ERASED, column=column, day=day.isoformat()) for key, day in found.items()}


def without_erased(session: Session, rows: Sequence[CustomerRow]) -> tuple[list[CustomerRow], list[Refusal]]:
    """The rows that may land, and the refusals of those whose customer was erased."""
    erased = erased_keys(session, {row.external_id for row in rows}, column="external_id")
    kept = [row for row in rows if row.external_id not in erased]
    refused = [(row.line, row.external_id, erased[row.external_id]) for row in rows if row.external_id in erased]
    return kept, refused
