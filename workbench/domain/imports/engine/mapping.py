"""A mapping file: how a sender's own file becomes ours. It renames columns, fixes constants and translates words.

locale = "es_CO"                  # amounts as written there, or "portfolio": as in each row's portfolio

[columns]                         # our column = the header of their file
external_id = "Nro. factura"

[constants]                       # the same value in every row
portfolio = "consumo"

[values.method]                   # their word = ours, in any case
efectivo = "cash"
"""

import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts_library.toml_bounds import deep_key_line
from workbench.domain.imports.engine.amounts import separators
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import KIB, MAPPING_BYTES, MAPPING_KEY_PARTS
from workbench.kernel.text import N_

BY_PORTFOLIO = "portfolio"
_TABLES = frozenset({"columns", "constants", "values"})


@dataclass(frozen=True)
class Mapping:
    """What is done to every row before it is read. Header names are compared in lower case."""

    columns: Dict[str, str] = field(default_factory=dict)
    constants: Dict[str, str] = field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = field(default_factory=dict)
    locale: str | None = None


NO_MAPPING = Mapping()


def read_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file.

    Raises:
        FileRefused: It is no TOML, or holds something that a mapping does not know.

    """
    try:
        given = tomllib.loads(_bounded_text(path))
    except (ValueError, RecursionError) as wrong:  # no UTF-8, no TOML, numbers of thousands of figures
        raise FileRefused(N_("%(file)s no es un archivo TOML: %(detail)s"), file=path.name, detail=str(wrong)) from None
    try:
        return parse_mapping(given)
    except ValueError as wrong:
        raise FileRefused(
            N_("%(file)s: no se entiende «%(part)s» en la correspondencia."), file=path.name, part=str(wrong)
        ) from None


def _bounded_text(path: Path) -> str:
    """The text of a mapping file that can be parsed without harm."""
    if path.stat().st_size > MAPPING_BYTES:
        reason = N_("%(file)s es demasiado grande para una correspondencia; el máximo es %(limit)s KB.")
        raise FileRefused(reason, file=path.name, limit=MAPPING_BYTES // KIB)
    text = path.read_text(encoding="utf-8-sig")
    line = deep_key_line(text, parts=MAPPING_KEY_PARTS)
    if line is not None:
        reason = N_("%(file)s tiene demasiados puntos seguidos en la línea %(line)s: ponga las claves entre comillas.")
        raise FileRefused(reason, file=path.name, line=line)
    return text


def parse_mapping(given: Dict[str, Any]) -> Mapping:  # Any: what a TOML file holds
    """The mapping that a TOML document describes.

    Raises:
        ValueError: Something in it has no meaning here; the message names it.

    """
    unknown = sorted(set(given) - _TABLES - {"locale"})
    if unknown:
        raise ValueError(unknown[0])
    values = given.get("values", {})
    if not isinstance(values, dict):
        raise ValueError("values")  # noqa: TRY004 - a mistake in a person's file, not in a call
    return Mapping(
        columns={ours: theirs.strip().lower() for ours, theirs in _texts(given, "columns").items()},
        constants=_texts(given, "constants"),
        values={column: _words(values, column) for column in values},
        locale=_locale(given.get("locale")),
    )


def _texts(table: Dict[str, Any], name: str) -> dict[str, str]:
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise ValueError(name)  # noqa: TRY004 - as above
    for key, value in part.items():
        if isinstance(value, dict | list | float):
            raise ValueError(f"{name}.{key}")  # noqa: TRY004 - as above
    return {key: _text(value) for key, value in part.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(values: Dict[str, Any], column: str) -> dict[str, str]:
    return {theirs.strip().lower(): ours for theirs, ours in _texts(values, column).items()}


def _locale(given: object) -> str | None:
    if given is None or given == BY_PORTFOLIO:
        return given if isinstance(given, str) else None
    try:
        separators(str(given))
    except ValueError:
        raise ValueError(f"locale = {given}") from None
    return str(given)
