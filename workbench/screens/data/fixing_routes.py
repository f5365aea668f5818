"""Datos, Por corregir: rejected rows mended on the page, or downloaded; the mended ones are sent again alone."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import RejectedRow, Upload
from models.enums import FixState
from workbench.access.permissions import Permission
from workbench.domain.imports import REJECT_COLUMNS, Mapping, parse_mapping
from workbench.domain.uploads import (
    REJECTS_KEPT,
    CellProposal,
    as_csv,
    bad_place,
    correct_cell,
    plain,
    proposals,
    rows_alike,
    send_corrected,
    skip_row,
)
from workbench.queries.uploads import fix_page, open_rows, rejected_row_for, rejected_rows, rows_to_fix, upload_for
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import frame, own_portfolios
from workbench.screens.data.file_routes import as_download
from workbench.screens.data.on_screen import say_afterwards, say_here
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.numbers import page_number, row_number
from workbench.web.session import actor, me

PAGE, ROW = "data/fix.html", "data/_fix_row.html"
ROWS_AT_ONCE = 25
CELLS = 5
"""Cells of a row that are shown beside the bad one."""
TELLING = (
    "customer_name",
    "name",
    "customer_external_id",
    "external_id",
    "due_on",
    "paid_on",
    "at",
    "amount",
    "open_amount",
)
"""Columns of ours by which a person knows a row."""
PROPOSED_AT_ONCE = 5_000
"""Rows of a file that are looked at for proposals at a time."""


@blueprint.get("/datos/por-corregir")
@permission(Permission.IMPORT_DATA)
def fix() -> Response:
    """The rejected rows of one file: only the bad cell is open."""
    waiting = rows_to_fix(get_session(), me())
    asked = request.args.get("archivo", type=row_number)
    if asked is not None:
        upload: Upload | None = upload_for(get_session(), me(), asked)
    else:
        upload = waiting[0][0] if waiting else None
    if upload is None:
        return htmx.look("data/fix_none.html", **frame())
    column = request.args.get("columna", "")
    page = page_number(request.args.get("pagina"))
    found = fix_page(get_session(), upload, column=column, page=page, size=ROWS_AT_ONCE)
    mapping = parse_mapping(upload.mapping)
    proposed = _proposed(upload, column, mapping)
    return htmx.look(
        PAGE,
        **frame(),
        upload=upload,
        waiting=waiting,
        found=found,
        rows=[row_facts(row, mapping, proposal=proposed.get(row.id)) for row in found.rows],
        proposed=len(proposed),
        not_kept=_not_kept(upload),
        column=column,
        at=page,
    )


@blueprint.post("/datos/por-corregir/<int:row_id>")
@permission(Permission.IMPORT_DATA)
def correct(row_id: int) -> Response:
    """Change the open cell of a row, or leave the row out."""
    row, upload = rejected_row_for(get_session(), me(), row_id)
    mapping = parse_mapping(upload.mapping)
    column, text = request.form.get("columna", ""), request.form.get("valor", "").strip()
    if "saltar" in request.form:
        skip_row(row)
    elif "parecidas" in request.form:
        return _correct_alike(row, upload, column, text)
    else:
        correct_cell(row, column, text)
    commit()
    proposal = None if row.state is not FixState.OPEN else proposals(get_session(), [row], mapping).get(row.id)
    return htmx.acted(to=_back(upload), piece=ROW, one=row_facts(row, mapping, proposal=proposal), column=_view())


@blueprint.post("/datos/por-corregir/archivo/<int:upload_id>/aceptar")
@permission(Permission.IMPORT_DATA)
def accept_all(upload_id: int) -> Response:
    """Put what is proposed into every row that has a proposal; nothing is imported by it."""
    upload = upload_for(get_session(), me(), upload_id)
    mapping = parse_mapping(upload.mapping)
    rows = open_rows(get_session(), upload, column=_view(), limit=PROPOSED_AT_ONCE)
    proposed = proposals(get_session(), rows, mapping)
    for row in rows:
        if row.id in proposed:
            correct_cell(row, bad_header(row, mapping) or "", proposed[row.id].text)
    commit()
    text = ngettext(
        "Corregida %(num)s fila con lo propuesto.", "Corregidas %(num)s filas con lo propuesto.", len(proposed)
    )
    return htmx.acted(to=_back(upload), notice=Notice(text))


def _correct_alike(row: RejectedRow, upload: Upload, column: str, text: str) -> Response:
    """Correct a row and all that have the same mistake in the same words."""
    alike = rows_alike(get_session(), row, parse_mapping(upload.mapping))
    for one in {one.id: one for one in [row, *alike]}.values():
        correct_cell(one, column, text)
    commit()
    said = ngettext(
        "Corregida %(num)s fila.", "Corregidas %(num)s filas iguales.", len({row.id, *(one.id for one in alike)})
    )
    return htmx.acted(to=_back(upload), notice=Notice(said))


def _not_kept(upload: Upload) -> int:
    """Rejected rows of a file that are more than can be corrected here."""
    rejected = [int(report["rejected"]) for kind in upload.kinds if (report := upload.reports.get(kind))]
    return sum(max(0, number - REJECTS_KEPT) for number in rejected)


def _view() -> str:
    """The column whose rows are looked at; empty: all."""
    return request.form.get("vista", "")


def _back(upload: Upload) -> str:
    """The list as it was looked at."""
    return url_for(".fix", archivo=upload.id, columna=_view() or None)


def _proposed(upload: Upload, column: str, mapping: Mapping) -> dict[int, CellProposal]:
    rows = open_rows(get_session(), upload, column=column, limit=PROPOSED_AT_ONCE)
    return proposals(get_session(), rows, mapping)


@blueprint.post("/datos/por-corregir/archivo/<int:upload_id>/enviar")
@permission(Permission.IMPORT_DATA)
def send(upload_id: int) -> Response:
    """Import the corrected rows alone."""
    upload = upload_for(get_session(), me(), upload_id)
    made = send_corrected(get_session(), upload, actor=actor(), only=own_portfolios(), now=now())
    number = made.id
    commit()
    return htmx.acted(to=url_for(".show_result", upload_id=number), notice=Notice(gettext("Enviadas.")))


@blueprint.get("/datos/por-corregir/archivo/<int:upload_id>/filas")
@permission(Permission.IMPORT_DATA)
def rejects_file(upload_id: int) -> Response:
    """The rejected rows with line, column and reason; corrected, the file is dropped again as it is."""
    upload = upload_for(get_session(), me(), upload_id)
    rows = rejected_rows(get_session(), upload)
    header = [*(rows[0].header if rows else ()), *REJECT_COLUMNS]
    lines = [
        [*map(_guarded, row.texts), str(row.line), row.column, say_afterwards(row.reason, row.values)] for row in rows
    ]
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return as_download(as_csv(header, lines), f"{stem}-por-corregir.csv")


def bad_header(row: RejectedRow, mapping: Mapping) -> str | None:
    """The file's name of the column whose cell is wrong; None where the whole row is."""
    place = bad_place(row, mapping)
    return row.header[place] if place is not None else None


def row_facts(
    row: RejectedRow, mapping: Mapping, *, proposal: CellProposal | None
) -> dict[str, Any]:  # Any: what a template is given
    """A row as the page shows it: its telling cells, the bad one open, what is wrong in words, and what is proposed."""
    place = bad_place(row, mapping)
    return {
        "row": row,
        "bad": bad_header(row, mapping),
        "proposal": proposal.text if proposal else None,
        "proposal_why": say_here(proposal.why, proposal.values) if proposal else None,
        "value": row.texts[place] if place is not None and place < len(row.texts) else "",
        "cells": _telling_cells(row, mapping, but=place),
        "why": say_afterwards(row.reason, row.values),
        "is_fixed": row.state is FixState.FIXED,
        "is_skipped": row.state is FixState.SKIPPED,
    }


def _telling_cells(row: RejectedRow, mapping: Mapping, *, but: int | None) -> list[tuple[str, str]]:
    """Cells of a row by which a person knows it: whose it is, its number, day and amount first; then the rest."""
    theirs = mapping.of_kind(row.kind.value).columns
    first = [theirs.get(name, name) for name in TELLING]
    cells = [
        (name, str(text))
        for at, (name, text) in enumerate(zip(row.header, row.texts, strict=False))
        if at != but and str(text).strip()
    ]
    order = {name: place for place, name in reversed(list(enumerate(first)))}
    cells.sort(key=lambda cell: order.get(plain(cell[0]), len(first)))
    return cells[:CELLS]


def _guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; telephones and negative numbers are none."""
    plain = text.lstrip("+-").replace(" ", "").replace(".", "").replace(",", "").replace("(", "").replace(")", "")
    if text.startswith(("=", "@", "\t", "\r")) or (text.startswith(("+", "-")) and not plain.isdecimal()):
        return f"'{text}"
    return text
