"""Datos, Revisar and Listo: what an import would do, having it done, and what came of it; each with its bar."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import Upload
from models.enums import UploadState, UploadTask
from workbench.access.permissions import Permission
from workbench.domain.uploads import (
    UploadRefused,
    ask_check,
    ask_import,
    cancel_upload,
    hold_back,
    limit_to,
    take_back_in,
)
from workbench.queries.uploads import upload_for
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import frame, own_portfolios, progress, result, review
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.session import me
from workbench.web.words import why_not

REVIEW, RESULT, PROGRESS = "data/review.html", "data/result.html", "data/_progress.html"


@blueprint.get("/datos/importar/<int:upload_id>/revisar")
@permission(Permission.IMPORT_DATA)
def show_review(upload_id: int) -> Response:
    """What an import would do; while it is found out, how far that is."""
    upload = upload_for(get_session(), me(), upload_id)
    if upload.task is UploadTask.IMPORT or upload.state is UploadState.DONE:
        return htmx.go(url_for(".show_result", upload_id=upload.id))
    return _page(upload, REVIEW)


@blueprint.get("/datos/importar/<int:upload_id>/listo")
@permission(Permission.IMPORT_DATA)
def show_result(upload_id: int) -> Response:
    """What came of an import; while it runs, how far it is. Leaving the page stops nothing."""
    upload = upload_for(get_session(), me(), upload_id)
    if upload.task is not UploadTask.IMPORT and upload.state is not UploadState.DONE:
        return htmx.go(url_for(".show_review", upload_id=upload.id))
    return _page(upload, RESULT)


@blueprint.post("/datos/importar/<int:upload_id>/importar")
@permission(Permission.IMPORT_DATA)
def bring_in(upload_id: int) -> Response:
    """Have the file imported; a question that is open keeps the page."""
    upload = upload_for(get_session(), me(), upload_id)
    limit_to(upload, own_portfolios())
    try:
        ask_import(upload, now=now(), is_ours="son_nuestros" in request.form, reviewed=_reviewed())
    except UploadRefused as refused:
        return htmx.invalid(REVIEW, status=409, **frame(), **{**review(upload), "why_not": why_not(refused)})
    commit()
    return htmx.acted(to=url_for(".show_result", upload_id=upload_id))


@blueprint.post("/datos/importar/<int:upload_id>/dejar-fuera")
@permission(Permission.IMPORT_DATA)
def leave_out(upload_id: int) -> Response:
    """Leave rows out that the check showed, and have the rest checked again."""
    upload = upload_for(get_session(), me(), upload_id)
    rows = {(kind, one) for kind, _, one in (text.partition(":") for text in request.form.getlist("fila"))}
    limit_to(upload, own_portfolios())
    hold_back(upload, rows, now=now())
    commit()
    return htmx.acted(to=url_for(".show_review", upload_id=upload_id))


@blueprint.post("/datos/importar/<int:upload_id>/incluir")
@permission(Permission.IMPORT_DATA)
def take_in(upload_id: int) -> Response:
    """Take a row in again that was left out, and have the file checked again."""
    upload = upload_for(get_session(), me(), upload_id)
    kind, _, one = request.form.get("fila", "").partition(":")
    limit_to(upload, own_portfolios())
    take_back_in(upload, (kind, one), now=now())
    commit()
    return htmx.acted(to=url_for(".show_review", upload_id=upload_id))


@blueprint.post("/datos/importar/<int:upload_id>/completa")
@permission(Permission.IMPORT_DATA)
def say_complete(upload_id: int) -> Response:
    """Say that the list of open items is complete, and have it checked again."""
    upload = upload_for(get_session(), me(), upload_id)
    limit_to(upload, own_portfolios())
    try:
        ask_check(upload, now=now(), is_complete=True, reviewed=_reviewed())
    except UploadRefused as refused:
        return htmx.acted(to=url_for(".show_review", upload_id=upload_id), notice=Notice(why_not(refused)))
    commit()
    return htmx.acted(to=url_for(".show_review", upload_id=upload_id))


@blueprint.post("/datos/importar/<int:upload_id>/cancelar")
@permission(Permission.IMPORT_DATA)
def cancel(upload_id: int) -> Response:
    """Give the file up: nothing of it is imported."""
    upload = upload_for(get_session(), me(), upload_id)
    cancel_upload(upload)
    commit()
    return htmx.acted(to=url_for(".file"), notice=Notice(gettext("Cancelado: no se importó nada.")))


def _page(upload: Upload, page: str) -> Response:
    """The page, or for its bar only the bar; when the task is over the browser is sent to the fresh page."""
    if htmx.wants_piece():
        if upload.task is None:
            return htmx.go(request.path)
        return htmx.look(page, piece=PROGRESS, **progress(upload))
    context = result(upload) if page == RESULT else review(upload)
    return htmx.look(page, **frame(), **context)


def _reviewed() -> int:
    """The round of the check that the page showed; -1 where the form does not say."""
    return request.form.get("vuelta", -1, type=int)
