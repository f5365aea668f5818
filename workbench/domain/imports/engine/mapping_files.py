"""Mappings as TOML: read from a person's file, read from what a screen kept, and written.

locale = "es_CO"                  # amounts and days as written there, or "portfolio": as in each row's portfolio
sheet = "Cartera"                 # the rest of this part is found in the file where it is not said, and told
header_row = 5
encoding = "windows-1252"
delimiter = ";"
day_formats = "dd/mm/yyyy"
decimal = ","
leave_out = ["Total", "Subtotal"]
ignored = ["Comentario interno"]  # columns that are not imported

[columns]                         # our column = the header of their file
external_id = "Nro. factura"

[constants]                       # the same value in every row
portfolio = "consumo"

[values.method]                   # their word = ours, in any case
efectivo = "cash"

[kinds.payments.columns]          # what differs for one kind of rows: also constants and values
external_id = "Recibo"
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

from models.enums import ImportKind
from scripts_library.toml_bounds import deep_key_line
from workbench.domain.imports.engine.amounts import separators
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.limits import KIB, MAPPING_BYTES, MAPPING_KEY_PARTS
from workbench.domain.imports.engine.files.texts import DELIMITERS, encoding_name
from workbench.domain.imports.engine.mapping import BY_PORTFOLIO, Mapping, header_name
from workbench.domain.imports.engine.written.days import is_day_format
from workbench.kernel.text import N_

DECIMALS = (",", ".")
_TABLES = ("columns", "constants", "values")
_OTHER_NAMES = {"day_format": "day_formats", "dates": "day_formats"}
_TAB = "tab"
_BARE = re.compile(r"[A-Za-z0-9_-]+")


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
            N_("%(file)s: no se entiende «%(part)s» en la correspondencia. Corríjalo o quítelo."),
            file=path.name,
            part=str(wrong),
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
    """The mapping that a TOML document, or the same as JSON, describes.

    Raises:
        ValueError: Something in it has no meaning here; the message names it.

    """
    named = {_OTHER_NAMES.get(name, name): value for name, value in given.items()}
    unknown = sorted(set(named) - set(_TABLES) - set(_READERS) - {"kinds"})
    if unknown:
        raise ValueError(unknown[0])
    read = {name: reader(named[name]) for name, reader in _READERS.items() if named.get(name) is not None}
    return Mapping(**_tables(named), **read, kinds=_kinds(named.get("kinds", {})))


def mapping_as_dict(mapping: Mapping) -> dict[str, Any]:  # Any: JSON
    """What `parse_mapping` reads again: only what the mapping says."""
    plain = {name: getattr(mapping, name) for name in _READERS}
    said: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in plain.items()
        if value not in {None, ()} or (name == "leave_out" and value == ())
    }
    tables = {name: getattr(mapping, name) for name in _TABLES}
    said |= {name: dict(table) for name, table in tables.items() if table}
    if mapping.kinds:
        said["kinds"] = {kind: mapping_as_dict(part) for kind, part in mapping.kinds.items()}
    return said


def mapping_as_toml(mapping: Mapping) -> str:
    """The mapping as a TOML file: `read_mapping` gives the same again."""
    return "\n".join(_toml_lines(mapping_as_dict(mapping), ())) + "\n"


def _toml_lines(table: Dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    values = {name: value for name, value in table.items() if not isinstance(value, dict)}
    if path and values:
        yield f"\n[{'.'.join(map(_toml_key, path))}]"
    for name, value in values.items():
        yield f"{_toml_key(name)} = {json.dumps(value, ensure_ascii=False)}"
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _toml_lines(value, (*path, name))


def _toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _tables(given: Dict[str, Any]) -> dict[str, Any]:
    values = given.get("values", {})
    if not isinstance(values, dict):
        raise ValueError("values")  # noqa: TRY004 - a mistake in a person's file, not in a call
    return {
        "columns": {ours: header_name(theirs) for ours, theirs in _texts(given, "columns").items()},
        "constants": _texts(given, "constants"),
        "values": {column: _words(values, column) for column in values},
    }


def _kinds(given: object) -> dict[str, Mapping]:
    if not isinstance(given, dict):
        raise ValueError("kinds")  # noqa: TRY004 - as above
    made = {}
    for kind, part in given.items():
        if kind not in {known.value for known in ImportKind} or not isinstance(part, dict):
            raise ValueError(f"kinds.{kind}")
        unknown = sorted(set(part) - set(_TABLES))
        if unknown:
            raise ValueError(f"kinds.{kind}.{unknown[0]}")
        made[kind] = Mapping(**_tables(part))
    return made


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


def _locale(given: object) -> str:
    if given == BY_PORTFOLIO:
        return BY_PORTFOLIO
    try:
        separators(str(given))
    except ValueError:
        raise ValueError(f"locale = {given}") from None
    return str(given)


def _sheet(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError(f"sheet = {given}")
    return given


def _header_row(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= 1000:
        raise ValueError(f"header_row = {given}")
    return given


def _encoding(given: object) -> str:
    name = encoding_name(str(given))
    if name is None:
        raise ValueError(f"encoding = {given}")
    return name


def _delimiter(given: object) -> str:
    sign = "\t" if given == _TAB else given
    if not isinstance(sign, str) or sign not in DELIMITERS:
        raise ValueError(f"delimiter = {given}")
    return sign


def _day_formats(given: object) -> tuple[str, ...]:
    formats = _listed(given, "day_formats")
    for one in formats:
        if not is_day_format(one):
            raise ValueError(f"day_formats = {one}")
    return formats


def _decimal(given: object) -> str:
    if given not in DECIMALS:
        raise ValueError(f"decimal = {given}")
    return str(given)


def _leave_out(given: object) -> tuple[str, ...]:
    return _listed(given, "leave_out")


def _ignored(given: object) -> tuple[str, ...]:
    return tuple(map(header_name, _listed(given, "ignored")))


def _ready(given: object) -> str:
    if not isinstance(given, str) or not _BARE.fullmatch(given):
        raise ValueError(f"ready = {given}")
    return given


def _listed(given: object, name: str) -> tuple[str, ...]:
    """One text, or a list of texts."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not all(isinstance(one, str) and one.strip() for one in listed):
        raise ValueError(f"{name} = {given}")
    return tuple(listed)


_READERS: dict[str, Callable[[object], Any]] = {  # Any: each key's own type
    "locale": _locale,
    "sheet": _sheet,
    "header_row": _header_row,
    "encoding": _encoding,
    "delimiter": _delimiter,
    "day_formats": _day_formats,
    "decimal": _decimal,
    "leave_out": _leave_out,
    "ignored": _ignored,
    "ready": _ready,
}
