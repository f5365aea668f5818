"""Whom the rows of a file name as customers."""

from itertools import islice
from pathlib import Path

from models.enums import ImportKind
from workbench.domain.imports import Mapping, rows_of


def customers_named(path: Path, mapping: Mapping, kind: ImportKind, *, limit: int | None) -> list[str]:
    """The customers that the first rows of a file name, by the sender's keys."""
    ours = "external_id" if kind is ImportKind.CUSTOMERS else "customer_external_id"
    header, rows = rows_of(path, mapping)
    theirs = mapping.of_kind(kind.value).columns.get(ours, ours).strip().lower()
    names = [name.strip().lower() for name in header]
    if theirs not in names:
        return []
    place = names.index(theirs)
    return [str(row[place]).strip() for _, row in islice(rows, limit) if place < len(row)]
