"""Datos, Columnas: what every column is, beside sample rows, with what was found and what has to be decided."""

from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from models import Upload
from models.enums import ImportKind, UploadState
from workbench.access.permissions import Permission
from workbench.domain.imports import (
    FileRefused,
    Inspection,
    Mapping,
    inspect_file,
    kinds_known,
    parse_mapping,
    ready_mappings,
)
from workbench.domain.uploads import (
    ColumnChoice,
    UploadRefused,
    as_file,
    ask_check,
    asks_portfolio,
    choose_columns,
    chosen_mapping,
    chosen_of,
    day_order_of,
    fields_of,
    mapping_problems,
    portfolios_held,
    recognise,
    with_answers,
    with_writing,
)
from workbench.kernel.money import locale_of_zone
from workbench.queries.portfolios import portfolios_seen
from workbench.queries.uploads import upload_for
from workbench.screens.data.blueprint import blueprint
from workbench.screens.data.facts import frame, own_portfolios
from workbench.screens.data.on_screen import say_here, why_here
from workbench.screens.data.words import DAY_ORDERS, DECIMALS, FOUND, KINDS, question, reading_name, reading_words
from workbench.web import htmx
from workbench.web.db import commit, get_database, get_session
from workbench.web.guard import permission
from workbench.web.moment import get_settings, now
from workbench.web.session import me
from workbench.web.words import say

PAGE = "data/columns.html"
ANSWER = "lectura:"
PORTFOLIO = "portfolio"
"""The meaning of a column that names the portfolio of its row."""


@blueprint.get("/datos/importar/<int:upload_id>/columnas")
@permission(Permission.IMPORT_DATA)
def columns(upload_id: int) -> Response:
    """The columns as they were found, remembered or guessed."""
    upload = upload_for(get_session(), me(), upload_id)
    if upload.state in {UploadState.DONE, UploadState.CANCELLED} or upload.task is not None:
        return htmx.go(url_for(".show_review", upload_id=upload.id))
    try:
        seen, known = _seen(upload, request.args)
    except (FileRefused, UploadRefused) as refused:
        return htmx.look("data/refused.html", **frame(), upload=upload, text=why_here(refused))
    kinds = _kinds(request.args, seen, upload)
    header = [column.header for column in seen.columns]
    chosen = chosen_of(header, seen.mapping, kinds)
    sender = known or upload.sender or ""
    return htmx.look(PAGE, **_context(upload, seen, kinds=kinds, chosen=chosen, sender=sender, known=known))


@blueprint.post("/datos/importar/<int:upload_id>/columnas")
@permission(Permission.IMPORT_DATA)
def choose(upload_id: int) -> Response:
    """Keep the choice and have the file checked; what is missing is said beside the columns."""
    upload = upload_for(get_session(), me(), upload_id)
    seen, known = _seen(upload, request.form)
    kinds = _kinds(request.form, seen, upload)
    chosen = [request.form.get(f"columna-{place}", "") for place in range(len(seen.columns))]
    sender = request.form.get("remitente", "").strip()[:80]
    context: dict[str, Any] = {"kinds": kinds, "chosen": chosen, "sender": sender, "known": known}
    if "cambiar" in request.form:  # other kinds, or another sheet: nothing is decided yet
        found = chosen_of([column.header for column in seen.columns], seen.mapping, kinds)
        context["chosen"] = [said or new for said, new in zip(chosen, found, strict=True)]
        return htmx.look(PAGE, **_context(upload, seen, **context))
    mistakes = [_said(*one) for one in mapping_problems(seen, chosen, kinds)]
    answers, open_ = _answers(seen)
    mistakes += [gettext("Decida: %(question)s", question=question(one)) for one in open_]
    if mistakes:
        return htmx.invalid(PAGE, **_context(upload, seen, mistakes=mistakes, **context))
    written = with_writing(
        chosen_mapping(seen, chosen, kinds),
        days=request.form.get("fechas", ""),
        decimal=request.form.get("decimal", ""),
    )
    mapping = with_answers(written, answers)
    portfolio = request.form.get("cartera") or None
    codes = {one.code for one in portfolios_seen(get_session(), me())}
    choice = ColumnChoice(
        kinds,
        mapping,
        portfolio if portfolio in codes else None,
        sender=sender if "recordar" in request.form else "",
        replaces_sender="reemplaza" in request.form,
        only=own_portfolios(),
    )
    try:
        choose_columns(get_session(), upload, choice, seen=seen, now=now())
        ask_check(upload, now=now())
    except UploadRefused as refused:
        asks = refused.rule == "other-sender"
        return htmx.invalid(PAGE, **_context(upload, seen, mistakes=[why_here(refused)], asks_sender=asks, **context))
    commit()
    return htmx.acted(to=url_for(".show_review", upload_id=upload_id))


def _seen(upload: Upload, given: MultiDict[str, str]) -> tuple[Inspection, str | None]:
    """The file looked at: with what was remembered of its sender, or chosen before; and the sender's name."""
    locale = locale_of_zone(get_settings().timezone)
    sheet = given.get("hoja") or None
    asked = [ImportKind(one) for one in given.getlist("trae") if one in set(kinds_known())]
    kind = asked[0] if len(asked) == 1 else None
    several = tuple(one for one in kinds_known() if one in asked) if len(asked) > 1 else ()
    with as_file(get_database(), upload.id) as path:
        if upload.mapping and sheet is None:
            said = parse_mapping(upload.mapping)
            seen = inspect_file(path, kind=kind, mapping=_for_looking(said), locale=locale, kinds=several)
            return seen, upload.sender
        seen = inspect_file(path, kind=kind, locale=locale, sheet=sheet, kinds=several)
        known = recognise(get_session(), seen.fingerprint)
        if known is None:
            return seen, None
        said = parse_mapping(known.mapping)
        upload.kinds = upload.kinds or list(known.kinds)
        upload.portfolio = upload.portfolio or known.portfolio
        if sheet is not None:
            said = replace(said, sheet=sheet)
        seen = inspect_file(path, kind=kind, mapping=_for_looking(said), locale=locale, kinds=several)
        return seen, known.name


def _for_looking(mapping: Mapping) -> Mapping:
    """What was kept, without the row of the header: a new file may have its table elsewhere."""
    return replace(mapping, header_row=None)


def _kinds(given: MultiDict[str, str], seen: Inspection, upload: Upload) -> tuple[ImportKind, ...]:
    asked = [ImportKind(one) for one in given.getlist("trae") if one in set(kinds_known())]
    if not asked and not given.get("elegido"):
        asked = [ImportKind(one) for one in upload.kinds] or list(seen.kinds)
    return tuple(kind for kind in kinds_known() if kind in asked)


def _answers(seen: Inspection) -> tuple[dict[str, str], list[str]]:
    """The readings a person chose, and the questions that are still open."""
    answers: dict[str, str] = {}
    open_: list[str] = []
    for guess in seen.open_guesses:
        given = request.form.get(f"{ANSWER}{guess.what}")
        if given in {one.value for one in guess.alternatives}:
            answers[guess.what] = str(given)
        else:
            open_.append(guess.what)
    return answers, open_


def _said(text: str, values: dict[str, Any]) -> str:  # Any: what fills a text
    return say(text, {name: gettext(value) if name == "field" else value for name, value in values.items()})


def _context(
    upload: Upload, seen: Inspection, *, kinds: tuple[ImportKind, ...], chosen: list[str], **more: Any
) -> dict[str, Any]:
    open_ = {guess.what: guess for guess in seen.open_guesses}
    found = [guess for guess in seen.guesses if guess.is_sure and guess.what in FOUND and guess.what != "header_row"]
    portfolios = portfolios_seen(get_session(), me())
    asks = bool(portfolios) and PORTFOLIO not in chosen
    asks = asks and asks_portfolio(kinds, seen.mapping, portfolios=portfolios_held(get_session()))
    only_one = portfolios[0].code if asks and len(portfolios) == 1 else None
    guessed = {guess.value.strip().lower() for guess in seen.guesses if ".columns." in f".{guess.what}"}
    return {
        **frame(),
        "upload": upload,
        "seen": seen,
        "kinds": kinds,
        "all_kinds": {kind: KINDS[kind] for kind in KINDS if kind in kinds_known()},
        "fields": sorted(fields_of(kinds), key=lambda field: gettext(field.label)),
        "rows": list(zip(seen.columns, chosen, strict=True)),
        "heads": {" ".join(column.header.lower().split()): column.header for column in seen.columns},
        "guessed": guessed,
        "program": ready_mappings()[seen.ready].program if seen.ready else None,
        "open": open_,
        "found": found,
        "found_words": FOUND,
        "question": question,
        "reading_name": reading_name,
        "reading_words": reading_words,
        "day_orders": DAY_ORDERS,
        "day_order": request.form.get("fechas") or day_order_of(seen.mapping),
        "decimals": DECIMALS,
        "decimal": request.form.get("decimal") or seen.mapping.decimal,
        "given": request.form,
        "portfolios": portfolios,
        "asks_portfolio": asks,
        "portfolio": request.form.get("cartera", upload.portfolio or only_one),
        "mistakes": [],
        "asks_sender": False,
        "say": say_here,
        **more,
    }
