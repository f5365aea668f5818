"""The first sheet of a workbook as rows of text, read by a process of its own that may fail without harm.

`workbook_reader` is that process. What it refuses by a limit is told with that limit; where it ends in any other way,
the workbook is damaged or asks for more than it may have.
"""

import json
import os
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import MIB, WORKBOOK_BYTES, WorkbookLimits
from workbench.domain.imports.engine.sheet import Line
from workbench.kernel.text import N_

LIMITS = WorkbookLimits()

_READER = Path(__file__).with_name("workbook_reader.py")
_MEGABYTES = frozenset({"unpacked_bytes", "strings_bytes"})
_REASONS = {
    "unreadable": N_("%(file)s no se puede leer como hoja de cálculo (%(detail)s)."),
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
        for line in file:
            self.longest = max(self.longest, len(line))
            self.count += 1

    def lines(self) -> Iterator[Line]:
        """Every row, the first included, from the beginning."""
        self._file.seek(0)
        for line in self._file:
            number, texts = json.loads(line)
            yield number, texts


def read_workbook(path: Path, limits: WorkbookLimits = LIMITS) -> WorkbookRows:
    """The rows of the first sheet, with the numbers a person sees beside them; empty rows are left out.

    Raises:
        FileRefused: It is no workbook, it is damaged or too large, or its first sheet is empty.

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
        _read_into(file, path, limits)
        rows = WorkbookRows(file)
    finally:
        if rows is None:
            file.close()
    if not rows.count:
        raise FileRefused(N_("%(file)s está vacío."), file=path.name)
    return rows


def _read_into(file: IO[bytes], path: Path, limits: WorkbookLimits) -> None:
    given = json.dumps(limits._asdict())
    command = [sys.executable, "-I", str(_READER), str(path.absolute()), given]
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
