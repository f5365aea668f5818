"""Rejected rows: corrected cell by cell, left out, or downloaded; the corrected ones are sent again alone."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import RejectedRow, Upload
from models.enums import FixState, ImportKind, UploadState
from workbench.domain.imports import Mapping, mapping_as_dict, parse_mapping
from workbench.domain.records import Actor
from workbench.domain.uploads.answers import HELD_BACK
from workbench.domain.uploads.errors import UploadRefused
from workbench.domain.uploads.steps import ask_import, limit_to
from workbench.domain.uploads.storing import receive
from workbench.kernel.text import N_


def correct_cell(row: RejectedRow, column: str, text: str) -> None:
    """Change one cell of a rejected row. The caller commits.

    Raises:
        UploadRefused: The row was sent already, or has no such column.

    """
    place = place_of(row, column)
    if row.state is FixState.SENT:
        raise UploadRefused(N_("Esta fila ya se envió."))
    if place is None:
        raise UploadRefused(N_("La fila no tiene la columna «%(column)s»."), column=column)
    texts = [*row.texts, *[""] * (len(row.header) - len(row.texts))]
    if texts[place] != text:
        texts[place] = text
        row.texts, row.state = texts, FixState.FIXED


def rows_alike(session: Session, row: RejectedRow, mapping: Mapping) -> list[RejectedRow]:
    """The open rows of the same file in which the same cell says the same, with the same thing wrong with it."""
    place = bad_place(row, mapping)
    wanted = sa.select(RejectedRow).where(
        RejectedRow.upload_id == row.upload_id,
        RejectedRow.kind == row.kind,
        RejectedRow.column == row.column,
        RejectedRow.reason == row.reason,
        RejectedRow.state == FixState.OPEN,
    )
    return [one for one in session.scalars(wanted) if _cell(one, place) == _cell(row, place)]


def _cell(row: RejectedRow, place: int | None) -> str:
    return str(row.texts[place]).strip() if place is not None and place < len(row.texts) else ""


def place_of(row: RejectedRow, column: str) -> int | None:
    """Where a column of the file stands; None where the file has none of that name."""
    names = [str(name).strip().lower() for name in row.header]
    wanted = column.strip().lower()
    return names.index(wanted) if wanted in names else None


def bad_place(row: RejectedRow, mapping: Mapping) -> int | None:
    """Where the cell stands that is wrong: our column, or the one of the file that the mapping takes for it."""
    theirs = mapping.of_kind(row.kind.value).columns.get(row.column, row.column)
    return place_of(row, theirs)


def skip_row(row: RejectedRow) -> None:
    """Leave a row out for good, or take it up again. The caller commits."""
    if row.state is FixState.SENT:
        raise UploadRefused(N_("Esta fila ya se envió."))
    row.state = FixState.OPEN if row.state is FixState.SKIPPED else FixState.SKIPPED


def send_corrected(
    session: Session, upload: Upload, *, actor: Actor, only: Sequence[str] | None, now: datetime
) -> Upload:
    """Send the corrected rows again, alone, as a file of their own. The caller commits.

    Args:
        session: A write session.
        upload: The file that brought the rows; somebody else may have given it.
        actor: Who sends them.
        only: Codes of the portfolios that this person may touch; None: every one.
        now: Aware instant.

    Raises:
        UploadRefused: Nothing is corrected yet.

    """
    rows = session.scalars(
        sa.select(RejectedRow)
        .where(RejectedRow.upload_id == upload.id, RejectedRow.state == FixState.FIXED)
        .order_by(RejectedRow.line)
    ).all()
    if not rows:
        raise UploadRefused(N_("Corrija primero alguna fila."))
    kinds = _kinds_to_send(upload, rows)
    text = as_csv(rows[0].header, {row.line: row.texts for row in rows}.values())
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    made = receive(
        session, [text.encode("utf-8-sig")], name=f"{stem}-corregidas.csv", actor=actor, now=now,
        portfolio=upload.portfolio, corrects_id=upload.id,
    )  # fmt: skip
    mapping = parse_mapping(upload.mapping)
    made.mapping = mapping_as_dict(as_plain_file(mapping))
    made.kinds, made.answers, made.state = kinds, _without_held(upload), UploadState.CHECKED
    for row in rows:
        row.state = FixState.SENT
    limit_to(made, only)
    ask_import(made, now=now, is_ours=True)
    return made


def _kinds_to_send(upload: Upload, rows: Sequence[RejectedRow]) -> list[str]:
    """What corrected rows bring: where a customer was refused, nothing of its row has landed."""
    rejected = {row.kind for row in rows}
    if ImportKind.CUSTOMERS in rejected:
        return list(upload.kinds)
    return [kind for kind in upload.kinds if kind in rejected]


def _without_held(upload: Upload) -> dict[str, Any]:  # Any: JSON
    """The answers for the corrected rows: none of them was left out."""
    return {name: value for name, value in upload.answers.items() if name != HELD_BACK}


def as_plain_file(mapping: Mapping) -> Mapping:
    """The mapping for a file that we wrote ourselves with the sender's headers and cells."""
    said = mapping_as_dict(mapping)
    for name in ("sheet", "leave_out"):
        said.pop(name, None)
    return parse_mapping({**said, "header_row": 1, "encoding": "utf-8", "delimiter": ","})


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a file."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return made.getvalue()
