"""The columns of a given file beside sample rows, and the mappings of each kind that a person's choice makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from models.enums import ImportKind
from workbench.domain.imports import COLUMNS, open_source
from workbench.domain.uploads.fields import FIELDS, ORDER, required_of
from workbench.kernel.text import N_

SAMPLES = 3
IGNORED = "-"
"""A column that is not imported; left without a meaning, a column is kept as an attribute."""


@dataclass(frozen=True)
class Columns:
    """A file as it stands: its header, sample rows, and how many rows there are where that is known."""

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int | None
    names: tuple[str, ...] = ()
    """Who the rows name as customers is found with these texts by column place; see `customers_named`."""

    def examples(self, place: int) -> list[str]:
        """What some rows have in a column, empty cells left out."""
        return [row[place] for row in self.samples if place < len(row) and row[place].strip()]


def columns_of(path: Path) -> Columns:
    """Read the header and some rows.

    Raises:
        FileRefused: The file cannot be read as a table.

    """
    source = open_source(path)
    lines = source.lines()
    samples = tuple(tuple(row) for _, row in islice(lines, SAMPLES))
    return Columns(tuple(source.header), samples, rows=source.rows)


def customers_named(path: Path, mapping: Mapping[str, Any], kind: ImportKind, *, limit: int) -> list[str]:
    """The customers that the first rows of a file name, by the sender's keys."""
    source = open_source(path)
    ours = "external_id" if kind is ImportKind.CUSTOMERS else "customer_external_id"
    theirs = str(mapping.get("columns", {}).get(ours, ours)).strip().lower()
    header = [name.strip().lower() for name in source.header]
    if theirs not in header:
        return []
    place = header.index(theirs)
    return [row[place].strip() for _, row in islice(source.lines(), limit) if place < len(row)]


def mappings_for(
    header: Sequence[str], chosen: Sequence[str], kinds: Sequence[ImportKind], *, locale: str | None = None
) -> dict[str, dict[str, Any]]:
    """By kind, the mapping that a person's choice makes: the code of a meaning for every column, or nothing.

    A column without a meaning is kept as an attribute, but one that is ignored. A column of the file that happens to
    be called like one of ours and was given another meaning, or none, does not count as ours.
    """
    made: dict[str, dict[str, Any]] = {}
    for kind in [one for one in ORDER if one in kinds]:
        columns: dict[str, str] = {}
        ignored: list[str] = []
        for name, code in zip(header, chosen, strict=True):
            target = FIELDS[code].targets.get(kind) if code in FIELDS else None
            if target is not None:
                columns.setdefault(target, name)
            elif code == IGNORED or code in FIELDS or name.strip().lower() in COLUMNS[kind].known:
                ignored.append(name)
        made[kind.value] = {"columns": columns, "ignore": ignored}
        if locale:
            made[kind.value]["locale"] = locale
    return made


def mapping_problems(
    header: Sequence[str], chosen: Sequence[str], kinds: Sequence[ImportKind]
) -> list[tuple[str, dict[str, object]]]:
    """What is missing or said twice, one line each: text and what fills it."""
    if not kinds:
        return [(N_("Diga qué trae el archivo."), {})]
    problems: list[tuple[str, dict[str, object]]] = []
    used = [code for code in chosen if code in FIELDS]
    for code in dict.fromkeys(used):
        if used.count(code) > 1:
            names = [name for name, one in zip(header, chosen, strict=True) if one == code]
            text = N_("Dos columnas van a «%(field)s»: %(names)s. Deje una.")
            problems.append((text, {"field": FIELDS[code].label, "names": ", ".join(names)}))
    missing = dict.fromkeys(field.code for _, field in required_of(kinds) if field.code not in used)
    problems += [(N_("Falta decir qué columna es «%(field)s»."), {"field": FIELDS[code].label}) for code in missing]
    return problems


def chosen_of(header: Sequence[str], mappings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The other way round: for every column of a file, the meaning that kept mappings give it."""
    by_name: dict[str, str] = {}
    for kind, mapping in mappings.items():
        for target, name in mapping.get("columns", {}).items():
            for field in FIELDS.values():
                if field.targets.get(ImportKind(kind)) == target:
                    by_name.setdefault(str(name).strip().lower(), field.code)
        for name in mapping.get("ignore", ()):
            by_name.setdefault(str(name).strip().lower(), IGNORED)
    return [by_name.get(name.strip().lower(), "") for name in header]


def own_names(header: Sequence[str], kinds: Sequence[ImportKind]) -> list[str]:
    """For a file in our own format: the meaning of every column that is called like one of ours."""
    found = []
    for name in header:
        wanted = name.strip().lower()
        codes = [f.code for f in FIELDS.values() if any(f.targets.get(kind) == wanted for kind in kinds)]
        found.append(codes[0] if codes else "")
    return found
