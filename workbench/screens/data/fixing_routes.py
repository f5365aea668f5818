"""Datos, Por corregir: rejected rows mended on the page, or downloaded; the mended ones are sent again alone."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import RejectedRow, Upload
from models.enums import FixState
from workbench.access.permissions import Permission
from workbench.domain.imports import REJECT_COLUMNS, parse_mapping
from workbench.domain.uploads import as_csv, bad_place, correct_cell, send_corrected, skip_row
from workbench.queries.uploads import fix_page, rejected_row_for, rejected_rows, rows_to_fix, upload_for
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import frame, own_portfolios
from workbench.screens.data.file_routes import as_download
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.numbers import page_number, row_number
from workbench.web.session import actor, me
from workbench.web.words import say

PAGE, ROW = "data/fix.html", "data/_fix_row.html"
ROWS_AT_ONCE = 25
CELLS = 6
"""Cells of a row that are shown beside the bad one."""


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
    return htmx.look(
        PAGE,
        **frame(),
        upload=upload,
        waiting=waiting,
        found=found,
        rows=[row_facts(row, upload) for row in found.rows],
        column=column,
        at=page,
    )


@blueprint.post("/datos/por-corregir/<int:row_id>")
@permission(Permission.IMPORT_DATA)
def correct(row_id: int) -> Response:
    """Change the open cell of a row, or leave the row out."""
    row, upload = rejected_row_for(get_session(), me(), row_id)
    if "saltar" in request.form:
        skip_row(row)
    else:
        correct_cell(row, request.form.get("columna", ""), request.form.get("valor", "").strip())
    commit()
    to = url_for(".fix", archivo=upload.id)
    return htmx.acted(to=to, piece=ROW, one=row_facts(row, upload))


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
    lines = [[*map(_guarded, row.texts), str(row.line), row.column, say(row.reason, row.values)] for row in rows]
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return as_download(as_csv(header, lines), f"{stem}-por-corregir.csv")


def row_facts(row: RejectedRow, upload: Upload) -> dict[str, Any]:  # Any: what a template is given
    """A row as the page shows it: some of its cells, the bad one open, and what is wrong in words."""
    mapping = parse_mapping(upload.mapping)
    place = bad_place(row, mapping)
    shown = [
        (name, text)
        for at, (name, text) in enumerate(zip(row.header, row.texts, strict=False))
        if at != place and str(text).strip()
    ]
    return {
        "row": row,
        "bad": row.header[place] if place is not None else None,
        "value": row.texts[place] if place is not None and place < len(row.texts) else "",
        "cells": shown[:CELLS],
        "why": say(row.reason, row.values),
        "is_fixed": row.state is FixState.FIXED,
        "is_skipped": row.state is FixState.SKIPPED,
    }


def _guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; telephones and negative numbers are none."""
    plain = text.lstrip("+-").replace(" ", "").replace(".", "").replace(",", "").replace("(", "").replace(")", "")
    if text.startswith(("=", "@", "\t", "\r")) or (text.startswith(("+", "-")) and not plain.isdecimal()):
        return f"'{text}"
    return text
