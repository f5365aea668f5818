"""A sheet of a workbook as rows of cells, read by a process of its own that may fail without harm.

`workbook_reader` is that process. What it refuses by a limit is told with that limit; where it ends in any other way,
the workbook is damaged or asks for more than it may have.
"""

import json
import os
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import MIB, WORKBOOK_BYTES, WorkbookLimits
from workbench.domain.imports.engine.sheet import Line
from workbench.domain.imports.engine.written.typed import TypedDay, TypedError, TypedNumber, TypedTruth, UnsavedFormula
from workbench.kernel.text import N_

LIMITS = WorkbookLimits()

_READER = Path(__file__).with_name("workbook_reader.py")
TYPED: Mapping[str, type[str]] = {
    "n": TypedNumber,
    "d": TypedDay,
    "b": TypedTruth,
    "e": TypedError,
    "f": UnsavedFormula,
}
"""What the letters of `workbook_reader.cell_type` mean; the rest is text."""

_MEGABYTES = frozenset({"unpacked_bytes", "strings_bytes"})
_REASONS = {
    "unreadable": N_(
        "%(file)s no se puede leer como hoja de cálculo (%(detail)s): ábralo y guárdelo otra vez como XLSX."
    ),
    "parts": N_("%(file)s tiene %(found)s partes y el máximo es %(limit)s: ábralo y guárdelo como CSV UTF-8."),
    "sheets": N_("%(file)s tiene %(found)s hojas y el máximo es %(limit)s: deje solo la que se importa."),
    "unpacked_bytes": N_("%(file)s ocupa más de %(limit)s MB al abrirlo: divídalo en varios archivos."),
    "strings_bytes": N_("Los textos de %(file)s ocupan más de %(limit)s MB: divídalo en varios archivos."),
    "columns": N_("%(file)s tiene %(found)s columnas y el máximo es %(limit)s: quite las que no se usan."),
    "cells": N_(
        "La hoja de %(file)s llega a la fila %(rows)s y la columna %(columns)s, más de %(limit)s celdas: "
        "borre lo que sobra o guárdela como CSV UTF-8."
    ),
    "cell_length": N_("%(file)s tiene en la línea %(line)s una celda de más de %(limit)s caracteres: acórtela."),
    "row_length": N_("La línea %(line)s de %(file)s tiene más de %(limit)s caracteres: acorte sus textos."),
    "text_length": N_("%(file)s tiene una celda de más de un millón de caracteres: acórtela."),
    "repeated": N_("%(file)s repite filas más veces de las que se pueden leer: borre lo que sobra."),
    "no_sheet": N_("%(file)s no tiene la hoja «%(sheet)s»: trae %(sheets)s. Escriba una de ellas en «sheet»."),
    "formulas": N_(
        "%(file)s tiene fórmulas sin resultado guardado: ábralo en su hoja de cálculo, guárdelo y tráigalo otra vez."
    ),
    "not_text": N_("%(file)s tiene en la línea %(line)s un carácter que no es texto: bórrelo."),
}
_ENDED = N_("%(file)s no se puede abrir: está dañado o pide demasiada memoria. Ábralo y guárdelo como CSV UTF-8.")


class WorkbookRows:
    """The rows of a sheet, kept in a file without a name that is gone with this object."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        weakref.finalize(self, file.close)
        self.longest, self.count = 0, 0
        file.seek(0)
        told = json.loads(file.readline() or b"{}")
        self._start = file.tell()
        self.sheets: tuple[str, ...] = tuple(told.get("sheets", ()))
        """Every sheet of the book."""
        self.sheet: str | None = told.get("sheet")
        """The one whose rows these are; None where several have something in them and none was asked for."""
        self.heads: dict[str, list[Line]] = {
            name: [_cells(row) for row in rows] for name, rows in told.get("heads", {}).items()
        }
        """The first rows of every sheet that has something in it, where there are several."""
        self.from_1904 = bool(told.get("from_1904"))
        for line in file:
            self.longest = max(self.longest, len(line))
            self.count += 1

    def lines(self) -> Iterator[Line]:
        """Every row, from the beginning."""
        self._file.seek(self._start)
        for line in self._file:
            yield _cells(json.loads(line))


def _cells(row: Sequence[Any]) -> Line:  # Any: JSON
    """A row with its typed cells marked as such."""
    number, texts, types = row
    if types.strip("t"):
        return number, [TYPED.get(letter, str)(text) for text, letter in zip(texts, types, strict=True)]
    return number, texts


def read_workbook(path: Path, limits: WorkbookLimits = LIMITS, *, sheet: str | None = None) -> WorkbookRows:
    """The rows of a sheet, with the numbers a person sees beside them; empty rows are left out.

    Raises:
        FileRefused: It is no workbook, it is damaged or too large, it has no such sheet, or nothing in it.

    """
    size = path.stat().st_size
    if size > WORKBOOK_BYTES:
        raise FileRefused(
            N_("%(file)s pesa %(size)s MB y una hoja de cálculo puede pesar %(limit)s: guárdela como CSV UTF-8."),
            file=path.name,
            size=size // MIB,
            limit=WORKBOOK_BYTES // MIB,
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the rows
    rows: WorkbookRows | None = None
    try:
        _read_into(file, path, limits, sheet=sheet)
        rows = WorkbookRows(file)
    finally:
        if rows is None:
            file.close()
    if not rows.count and not rows.heads:
        raise FileRefused(N_("%(file)s está vacío: vuelva a exportarlo."), file=path.name)
    return rows


def _read_into(file: IO[bytes], path: Path, limits: WorkbookLimits, *, sheet: str | None) -> None:
    given = json.dumps(limits._asdict())
    command = [sys.executable, "-I", str(_READER), str(path.absolute()), given, *([sheet] if sheet else [])]
    quiet = os.environ | {"RUST_BACKTRACE": "0"}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program on a file that a person named
            command, stdout=file, stderr=subprocess.PIPE, timeout=2 * limits.seconds, env=quiet, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(_ENDED, file=path.name) from None
    if ended.returncode:
        raise _refusal(ended.stderr, path, limits)


def _refusal(stderr: bytes, path: Path, limits: WorkbookLimits) -> FileRefused:
    try:
        told = json.loads(stderr.splitlines()[-1])
        name = told.pop("limit")
        reason = _REASONS[name]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):  # the process ended before it could tell
        return FileRefused(_ENDED, file=path.name)
    limit = limits._asdict().get(name, 0)
    return FileRefused(reason, **told, file=path.name, limit=limit // MIB if name in _MEGABYTES else limit)
