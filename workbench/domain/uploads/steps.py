"""The steps of a given file: its columns are chosen, it is checked, it is imported; each refused with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Upload
from models.enums import ImportKind, UploadState, UploadTask
from workbench.domain.imports import Inspection, Mapping, imports_at_work, mapping_as_dict
from workbench.domain.uploads.answers import COMPLETE, FOREIGN, HELD_BACK, looks_foreign, rows_looked_at
from workbench.domain.uploads.errors import UploadRefused
from workbench.domain.uploads.portfolio import portfolios_held, refuse_silent
from workbench.domain.uploads.senders import remember, sender_named
from workbench.kernel.text import N_

BY_COMMAND = "workbench"
"""How what a command signs begins."""

OTHER_SENDER = N_(
    "«%(sender)s» se recuerda con otras columnas (%(missing)s). Si el archivo es de otro remitente, póngale otro "
    "nombre; si sus columnas cambiaron, marque que las reemplaza."
)
_FOREIGN = N_(
    "Parece de otra empresa: de %(named)s clientes del archivo solo se conocen %(known)s. "
    "Confirme que son clientes suyos."
)
_FOREIGN_START = N_(
    "Parece de otra empresa: de %(named)s clientes que nombran las primeras %(rows)s filas solo se conocen %(known)s. "
    "Confirme que son clientes suyos."
)


@dataclass(frozen=True)
class ColumnChoice:
    """What a person decided on the step of columns."""

    kinds: tuple[ImportKind, ...]
    mapping: Mapping
    portfolio: str | None
    sender: str
    replaces_sender: bool = False
    only: tuple[str, ...] | None = None
    """Codes of the portfolios that the person may touch; None: every one."""


def choose_columns(session: Session, upload: Upload, choice: ColumnChoice, *, seen: Inspection, now: datetime) -> None:
    """Keep how a file is read, and remember it under its sender's name where there is one. The caller commits.

    Raises:
        UploadRefused: It is at work, was cancelled, its rows do not say which of several portfolios is theirs, or the
            name belongs to a sender with other columns.

    """
    _refuse_busy(upload)
    if choice.only is None or choice.only:  # who has no portfolio has none to choose
        held = portfolios_held(session)
        refuse_silent(choice.kinds, choice.mapping, given=choice.portfolio, portfolios=held)
    known = sender_named(session, choice.sender) if choice.sender else None
    if known is not None and known.fingerprint != seen.fingerprint and not choice.replaces_sender:
        there = {column.header.strip().lower() for column in seen.columns}
        missing = [name for name in known.header if str(name).strip().lower() not in there]
        raise UploadRefused(OTHER_SENDER, rule="other-sender", sender=choice.sender, missing=", ".join(missing) or "…")
    upload.kinds = [kind.value for kind in choice.kinds]
    upload.mapping = mapping_as_dict(choice.mapping)
    upload.portfolio = choice.portfolio
    upload.sender = choice.sender or None
    upload.fingerprint = seen.fingerprint
    upload.answers = {"only": list(choice.only) if choice.only is not None else None}
    upload.state, upload.reports, upload.trouble = UploadState.RECEIVED, {}, None
    remember(session, upload, [column.header for column in seen.columns], now=now)


def limit_to(upload: Upload, only: Sequence[str] | None) -> None:
    """Let the file touch only these portfolios: those of whoever has it checked or imported. The caller commits.

    Args:
        upload: The file; somebody else may have given it.
        only: Codes of the person's portfolios; None: every one.

    """
    upload.answers = {**upload.answers, "only": list(only) if only is not None else None}


def ask_check(upload: Upload, *, now: datetime, is_complete: bool = False, reviewed: int | None = None) -> None:
    """Have the file checked in the background: nothing is saved. The caller commits.

    Args:
        upload: With its columns chosen.
        now: Aware instant.
        is_complete: Whether a person says that its list of open items is complete.
        reviewed: The round of the check whose result the person saw; None where nothing was checked yet.

    Raises:
        UploadRefused: It is at work, was cancelled, its columns are not chosen, or it was checked again since
            the person looked.

    """
    _refuse_busy(upload)
    _refuse_other_round(upload, reviewed)
    if not upload.kinds:
        raise UploadRefused(N_("Diga primero qué columna es cada una."))
    if is_complete:
        upload.answers = {**upload.answers, COMPLETE: True}
    _ask(upload, UploadTask.CHECK, now=now)


def ask_import(upload: Upload, *, now: datetime, is_ours: bool = False, reviewed: int | None = None) -> None:
    """Have the file imported in the background. The caller commits.

    Args:
        upload: Checked.
        now: Aware instant.
        is_ours: Whether a person says that its customers are this company's, though hardly any is known.
        reviewed: The round of the check whose result the person saw; None where nobody looks.

    Raises:
        UploadRefused: See `why_not_import`; or the file was checked again since the person looked.

    """
    if upload.state is not UploadState.DONE:
        _refuse_other_round(upload, reviewed)
    if is_ours:
        upload.answers = {**upload.answers, FOREIGN: True}
    why = why_not_import(upload)
    if why is not None:
        raise UploadRefused(why[0], **why[1])
    _ask(upload, UploadTask.IMPORT, now=now)


def _refuse_other_round(upload: Upload, reviewed: int | None) -> None:
    """Refuse what a person decided on the result of an earlier check: another tab may have changed the columns."""
    if reviewed is not None and upload.task is None and upload.round != reviewed:
        raise UploadRefused(
            N_("El archivo se revisó otra vez después de abrir esta página: mire lo que cambia y confirme de nuevo."),
            rule="checked-again",
        )


def why_not_import(upload: Upload) -> tuple[str, dict[str, Any]] | None:  # Any: what fills a text
    """Why a file cannot be imported as it is: its text and what fills it; None where it can."""
    if upload.task is not None:
        return N_("El archivo ya está en proceso."), {}
    if upload.state is UploadState.DONE:
        return N_("El archivo ya se importó."), {}
    if upload.state is not UploadState.CHECKED:
        return N_("Revise el archivo antes de importarlo."), {}
    counted = upload.answers.get("customers")
    if counted and looks_foreign(**counted) and not upload.answers.get(FOREIGN):
        rows = rows_looked_at(upload)
        return (_FOREIGN, counted) if rows is None else (_FOREIGN_START, {**counted, "rows": rows})
    return None


def hold_back(upload: Upload, rows: Collection[tuple[str, str]], *, now: datetime) -> None:
    """Leave rows out of the import, by kind and external id, and check the file again. The caller commits.

    Raises:
        UploadRefused: It was not checked yet, or the rows are not among the changes that the check showed.

    """
    _refuse_unchecked(upload)
    shown = {(kind, one["id"]) for kind in upload.kinds for one in upload.reports.get(kind, {}).get("changes", ())}
    if not rows or not shown.issuperset(rows):
        raise UploadRefused(N_("Esa fila ya no está entre los cambios: mire la lista otra vez."))
    _hold(upload, {*_held(upload), *rows}, now=now)


def take_back_in(upload: Upload, row: tuple[str, str], *, now: datetime) -> None:
    """Take a row in again that was left out, and check the file again. The caller commits.

    Raises:
        UploadRefused: It was not checked yet.

    """
    _refuse_unchecked(upload)
    _hold(upload, _held(upload) - {row}, now=now)


def _refuse_unchecked(upload: Upload) -> None:
    _refuse_busy(upload)
    if upload.state is not UploadState.CHECKED:
        raise UploadRefused(N_("Revise el archivo antes de importarlo."))


def _held(upload: Upload) -> set[tuple[str, str]]:
    return {(kind, one) for kind, held in upload.answers.get(HELD_BACK, {}).items() for one in held}


def _hold(upload: Upload, rows: Collection[tuple[str, str]], *, now: datetime) -> None:
    held: dict[str, list[str]] = {}
    for kind, one in sorted(rows):
        held.setdefault(kind, []).append(one)
    upload.answers = {**upload.answers, HELD_BACK: held}
    _ask(upload, UploadTask.CHECK, now=now)


def cancel_upload(upload: Upload) -> None:
    """Give a file up: what waits or checks stops. An import that has begun goes on to its end. The caller commits.

    Raises:
        UploadRefused: It is being imported, or was.

    """
    if upload.task is UploadTask.IMPORT:
        raise UploadRefused(N_("La importación ya empezó: espere a que termine y deshágala desde el historial."))
    if upload.state is UploadState.DONE:
        raise UploadRefused(N_("El archivo ya se importó."))
    upload.task, upload.state = None, UploadState.CANCELLED


@dataclass(frozen=True)
class Ahead:
    """An import that comes before another one: its file, who gave it, since when, and how far it is."""

    file_name: str
    by: str
    since: datetime
    done: int
    total: int | None


def imports_ahead(session: Session, upload: Upload) -> Sequence[Ahead]:
    """Imports of the same kinds that run or wait before this file: it begins when they are over."""
    others = session.scalars(
        sa.select(Upload)
        .where(Upload.task == UploadTask.IMPORT, Upload.id != upload.id)
        .order_by(Upload.asked_at, Upload.id)
    ).all()
    before = [one for one in others if upload.asked_at is None or upload.task is None or _key(one) < _key(upload)]
    ahead = [
        Ahead(one.file_name, one.given_by_name, one.asked_at, done=one.done, total=one.total)
        for one in before
        if one.asked_at is not None and set(one.kinds) & set(upload.kinds)
    ]
    ahead += [
        Ahead(run.file_name, f"{BY_COMMAND} import", run.started_at, done=run.counts.get("read", 0), total=None)
        for run in imports_at_work(session, map(ImportKind, upload.kinds))
        if run.upload_id is None
    ]
    return ahead


def _key(upload: Upload) -> tuple[datetime | None, int]:
    return upload.asked_at, upload.id


def _ask(upload: Upload, task: UploadTask, *, now: datetime) -> None:
    upload.task, upload.asked_at, upload.trouble = task, now, None
    upload.round += 1
    upload.done, upload.total = 0, None


def _refuse_busy(upload: Upload) -> None:
    if upload.task is not None:
        raise UploadRefused(N_("El archivo ya está en proceso."))
    if upload.state in {UploadState.DONE, UploadState.CANCELLED}:
        raise UploadRefused(N_("Este archivo ya se importó o se canceló: suéltelo otra vez."))
