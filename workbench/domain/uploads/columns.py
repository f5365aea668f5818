"""The choice of what every column of a file is, and the mapping that it makes of what looking at the file has found."""

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace

from models.enums import ImportKind
from workbench.domain.imports import COLUMNS, Inspection, Mapping, mapping_as_dict, parse_mapping
from workbench.domain.uploads.fields import FIELDS, ORDER, Field, required_of
from workbench.kernel.text import N_

KEPT = ""
"""A column without a meaning: it is kept as an attribute."""

IGNORED = "-"
"""A column that is not imported."""

Problem = tuple[str, dict[str, object]]


def chosen_of(header: Sequence[str], mapping: Mapping, kinds: Sequence[ImportKind]) -> list[str]:
    """For every column of a file, the meaning that a mapping gives it, or that its own name has."""
    by_name: dict[str, str] = {}
    for kind in kinds:
        for target, name in mapping.of_kind(kind.value).columns.items():
            by_name.setdefault(plain(name), _code(kind, target))
        for target in COLUMNS[kind].known:
            by_name.setdefault(target, _code(kind, target))
    return [IGNORED if plain(name) in mapping.ignored else by_name.get(plain(name), KEPT) for name in header]


def plain(name: str) -> str:
    """A header as mappings compare it."""
    return " ".join(name.lower().split())


def _code(kind: ImportKind, target: str) -> str:
    return next((field.code for field in FIELDS.values() if field.targets.get(kind) == target), KEPT)


def chosen_mapping(seen: Inspection, chosen: Sequence[str], kinds: Sequence[ImportKind]) -> Mapping:
    """The mapping of a person's choice: the meanings of the columns, with all that was found of how it is written.

    A column that is called like one of ours and was given another meaning, or none, is kept under another name.
    """
    ignored = tuple(plain(column.header) for column, code in zip(seen.columns, chosen, strict=True) if code == IGNORED)
    header = [column.header for column in seen.columns]
    found = chosen_of(header, seen.mapping, kinds)
    by_kind: dict[str, dict[str, str]] = {}
    for kind in [one for one in ORDER if one in kinds]:
        columns: dict[str, str] = {}
        for name, code in zip(header, chosen, strict=True):
            target = FIELDS[code].targets.get(kind) if code in FIELDS else None
            if target is not None:
                columns.setdefault(target, plain(name))
            elif code == KEPT and plain(name) in COLUMNS[kind].known:
                columns[f"{plain(name)} (archivo)"] = plain(name)
        untouched = {plain(name) for name, old, new in zip(header, found, chosen, strict=True) if old == new}
        for target, name in seen.mapping.of_kind(kind.value).columns.items():
            if name in untouched:  # two of ours may take the same column
                columns.setdefault(target, name)
        by_kind[kind.value] = columns
    base = replace(seen.mapping, ready=None, ignored=ignored)
    if len(by_kind) == 1:
        ((kind_, columns),) = by_kind.items()
        return replace(base.of_kind(kind_), columns=columns)
    parts = {kind: replace(base.kinds.get(kind, Mapping()), columns=columns) for kind, columns in by_kind.items()}
    return replace(base, columns={}, kinds=parts)


def with_answers(mapping: Mapping, answers: Dict[str, str]) -> Mapping:
    """The mapping with a person's choice where two readings fit; the key of each is a guess's `what`.

    Raises:
        ValueError: A value has no meaning for its key.

    """
    said = mapping_as_dict(mapping)
    for what, value in answers.items():
        place, (*way, last) = said, what.split(".")
        for step in way:
            place = place.setdefault(step, {})
        place[last] = int(value) if what == "header_row" else value
    return parse_mapping(said)


def mapping_problems(seen: Inspection, chosen: Sequence[str], kinds: Sequence[ImportKind]) -> list[Problem]:
    """What is missing or said twice, one line each: text and what fills it."""
    if not kinds:
        return [(N_("Diga qué trae el archivo."), {})]
    header = [column.header for column in seen.columns]
    problems: list[Problem] = []
    used = [code for code in chosen if code in FIELDS]
    for code in dict.fromkeys(used):
        if used.count(code) > 1:
            names = [name for name, one in zip(header, chosen, strict=True) if one == code]
            text = N_("Dos columnas van a «%(field)s»: %(names)s. Deje una.")
            problems.append((text, {"field": FIELDS[code].label, "names": ", ".join(names)}))
    missing = [
        field.code
        for kind, field in required_of(kinds)
        if field.code not in used and not _is_constant(seen, kind, field)
    ]
    text = N_("Falta decir qué columna es «%(field)s».")
    problems += [(text, {"field": FIELDS[code].label}) for code in dict.fromkeys(missing)]
    return problems


def _is_constant(seen: Inspection, kind: ImportKind, field: Field) -> bool:
    return field.targets[kind] in seen.mapping.of_kind(kind.value).constants
