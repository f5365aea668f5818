"""Datos, Historial: who imported what, when, with which totals; undoing an import, or what stands in its way."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import ImportRun
from workbench.access.permissions import Permission
from workbench.domain.imports import UndoRefused, undo_import, undo_refusal
from workbench.queries.uploads import ImportLine, import_for, imports_of_upload, imports_seen
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import frame, own_portfolios
from workbench.screens.data.outcome import names_of
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.numbers import page_number
from workbench.web.session import actor, me
from workbench.web.words import say, why_not

PAGE, ONE = "data/history.html", "data/import.html"
LINES_AT_ONCE = 25


@blueprint.get("/datos/historial")
@permission(Permission.IMPORT_DATA)
def history() -> Response:
    """Every import that the person may see, newest first."""
    page = page_number(request.args.get("pagina"))
    lines, pages = imports_seen(get_session(), me(), page=page, size=LINES_AT_ONCE)
    return htmx.look(PAGE, **frame(), lines=lines, names=names_of({one.by for one in lines}), at=page, pages=pages)


@blueprint.get("/datos/historial/<int:import_id>")
@permission(Permission.IMPORT_DATA)
def show_import(import_id: int) -> Response:
    """One import, and whether it can be undone; else what stands in the way, by name."""
    line = import_for(get_session(), me(), import_id)
    return htmx.look(ONE, **_context(line, _refusal(line)))


@blueprint.post("/datos/historial/<int:import_id>/deshacer")
@permission(Permission.IMPORT_DATA)
def undo(import_id: int) -> Response:
    """Take the import back; where something stands in the way nothing changes and it is named."""
    line = import_for(get_session(), me(), import_id)
    refused = _refusal(line)
    if refused is not None:
        return htmx.invalid(ONE, status=409, **_context(line, refused))
    done = [
        undo_import(get_session(), run.id, actor=actor(), now=now(), today=today()) for run in reversed(_of_file(line))
    ]
    commit()
    text = gettext("Deshecha: los datos están como antes.")
    kept = ", ".join(code for one in done for code in one.kept)
    if kept:
        text = gettext("Deshecha. Se queda la cartera %(kept)s, que ya se había configurado.", kept=kept)
    elif any(one.waits for one in done):
        text = gettext("Deshecha. Los saldos se calculan esta noche: son muchas cuentas.")
    return htmx.acted(to=url_for(".show_import", import_id=import_id), notice=Notice(text))


def _of_file(line: ImportLine) -> list[ImportRun]:
    """The imports of the same file that are not undone, in the order in which they were made."""
    if line.upload is None or line.run.undone_at is not None:
        return [line.run]
    return [run for run in imports_of_upload(get_session(), line.upload) if run.undone_at is None]


def _refusal(line: ImportLine) -> UndoRefused | None:
    """Why the imports of the file cannot be undone together; None where they can."""
    runs = _of_file(line)
    together = [run.id for run in runs]
    found = [undo_refusal(get_session(), run, together=together, only=own_portfolios()) for run in runs]
    refused = [one for one in found if one is not None]
    if not refused:
        return None
    return UndoRefused(refused[0].reason, found=[one for refusal in refused for one in refusal.obstacles])


def _context(line: ImportLine, refused: UndoRefused | None) -> dict[str, Any]:  # Any: what templates are given
    found = refused.obstacles if refused is not None else []
    return {
        **frame(),
        "line": line,
        "names": names_of({line.by, line.run.undone_by or ""}),
        "why_not": why_not(refused) if refused is not None else None,
        "obstacles": list(dict.fromkeys(say(one.text, one.values) for one in found)),
        "siblings": [run for run in _of_file(line) if run.id != line.run.id],
    }
