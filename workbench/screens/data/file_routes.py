"""Datos, Archivo: what a file brings, dropping it, templates to fill in."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import make_response, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from models import Upload
from models.enums import ImportKind
from workbench.access.permissions import Permission
from workbench.domain.imports import template
from workbench.domain.uploads import PIECE, UploadRefused, cancel_upload, receive
from workbench.kernel.errors import NotVisible
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import first_page
from workbench.web import htmx
from workbench.web.counts import ngettext
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import get_settings, now
from workbench.web.refused_files import refused_files
from workbench.web.session import actor, me
from workbench.web.words import why_not

PAGE = "data/file.html"
FILES_AT_ONCE = 20


@blueprint.get("/datos")
@permission(Permission.IMPORT_DATA)
def index() -> Response:
    """On to the first page of Datos."""
    return htmx.go(url_for(".file"))


@blueprint.get("/datos/importar")
@permission(Permission.IMPORT_DATA)
def file() -> Response:
    """What a file brings, and where to drop it."""
    return htmx.look(PAGE, **_context([]))


@blueprint.post("/datos/importar")
@permission(Permission.IMPORT_DATA)
def give() -> Response:
    """Keep the files that were dropped; the first goes on to its columns."""
    given = [one for one in request.files.getlist("archivos") if one.filename][:FILES_AT_ONCE]
    if not given:
        return htmx.invalid(PAGE, **_context([gettext("Elija o suelte un archivo.")]))
    portfolio = request.form.get("cartera") or None
    if portfolio is not None and portfolio not in {one.code for one in portfolios_seen(get_session(), me())}:
        raise NotVisible("portfolio")
    kept, refused = _keep_all(given, portfolio)
    if not kept:
        return htmx.invalid(PAGE, **_context(refused))
    first = kept[0].id
    commit()
    told = [*refused]
    if len(kept) > 1:
        told.append(
            ngettext("Otro archivo espera en Últimos.", "Otros %(num)s archivos esperan en Últimos.", len(kept) - 1)
        )
    notice = Notice(" ".join(told)) if told else None
    kinds = [kind for kind in request.form.getlist("trae") if kind in set(ImportKind)]
    return htmx.acted(to=url_for(".columns", upload_id=first, trae=kinds or None), notice=notice)


@blueprint.post("/datos/importar/<int:upload_id>/visto")
@permission(Permission.IMPORT_DATA)
def seen(upload_id: int) -> Response:
    """Tell no more of a file of the watched folder that did not come in."""
    for upload in refused_files():
        if upload.id == upload_id:
            cancel_upload(upload)
    commit()
    return htmx.acted(to=url_for(".file"))


@blueprint.get("/datos/plantilla/<string:kind>")
@permission(Permission.IMPORT_DATA)
def empty_file(kind: str) -> Response:
    """A file to fill in, with an example that an import leaves out."""
    if kind not in set(ImportKind):
        raise NotVisible("template")
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(template(ImportKind(kind), str(get_locale())))
    return as_download(made.getvalue(), f"{kind}.csv")


def as_download(text: str, name: str) -> Response:
    """A file that the browser keeps; spreadsheets see by its first bytes that it is UTF-8."""
    response = make_response(text.encode("utf-8-sig"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _keep_all(given: list[FileStorage], portfolio: str | None) -> tuple[list[Upload], list[str]]:
    """The files that can be kept, and why the others cannot: one that is empty costs none of the rest."""
    kept, refused = list[Upload](), list[str]()
    for one in given:
        try:
            kept.append(_keep(one, portfolio))
        except UploadRefused as why:
            refused.append(why_not(why))
    return kept, refused


def _keep(given: FileStorage, portfolio: str | None) -> Upload:
    pieces: Iterator[bytes] = iter(lambda: given.stream.read(PIECE), b"")
    return receive(get_session(), pieces, name=given.filename or "", actor=actor(), now=now(), portfolio=portfolio)


def _context(mistakes: list[str]) -> dict[str, Any]:  # Any: what templates are given
    asked = request.values.getlist("trae")
    limit = get_settings().upload_limit_mb
    return {**first_page(), "mistakes": mistakes, "asked": asked, "limit": limit}
