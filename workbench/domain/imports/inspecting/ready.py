"""Mappings that are ready for what known programs export: one TOML file per program in `imports/ready`.

Such a file lists, by kind of rows and by our column, what the program may call it: its headers differ by language and
by the form of the export. A ready mapping is fitted to the header of a file before it is used.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.enums import ImportKind
from workbench.domain.imports.engine.mapping import NO_MAPPING, header_name
from workbench.domain.imports.engine.mapping import Mapping as FileMapping
from workbench.domain.imports.engine.mapping_files import parse_mapping
from workbench.domain.imports.kinds.columns import COLUMNS

_FOLDER = Path(__file__).parents[1] / "ready"


@dataclass(frozen=True)
class ReadyMapping:
    """What one program exports."""

    name: str
    program: str
    kinds: Mapping[ImportKind, Mapping[str, tuple[str, ...]]]
    """By kind and by our column, the headers that the program may give it, in lower case."""
    signs: Mapping[ImportKind, tuple[frozenset[str], ...]]
    """By kind, sets of headers of which one, whole, tells the program."""
    values: Mapping[ImportKind, FileMapping]
    """By kind, constants and translated words."""

    def fitted(self, kind: ImportKind, header: Sequence[str]) -> FileMapping:
        """The mapping of a kind for a file with this header."""
        there = {header_name(name) for name in header}
        listed = self.kinds.get(kind, {})
        columns = {ours: next((name for name in names if name in there), "") for ours, names in listed.items()}
        own = self.values.get(kind, NO_MAPPING)
        return FileMapping(
            columns={ours: name for ours, name in columns.items() if name}, constants=own.constants, values=own.values
        )

    def knows(self, kind: ImportKind, header: Sequence[str]) -> bool:
        """Whether a file with this header is this program's export of a kind."""
        there = {header_name(name) for name in header}
        fitted = self.fitted(kind, header)
        said = fitted.columns.keys() | fitted.constants.keys()
        return any(signs <= there for signs in self.signs.get(kind, ())) and said >= set(COLUMNS[kind].required)


@lru_cache(maxsize=1)
def ready_mappings() -> Mapping[str, ReadyMapping]:
    """Every ready mapping by its name."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.toml"))}


def ready_text(name: str) -> str:
    """The TOML file of a ready mapping, for who wants to start from it."""
    return (_FOLDER / f"{ready_mappings()[name].name}.toml").read_text(encoding="utf-8")


def recognised(header: Sequence[str], kind: ImportKind) -> ReadyMapping | None:
    """The ready mapping whose program exported this header; None where none, or more than one, knows it."""
    found = [ready for ready in ready_mappings().values() if kind in ready.kinds and ready.knows(kind, header)]
    return found[0] if len(found) == 1 else None


def _read(path: Path) -> ReadyMapping:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = {ImportKind(kind): part for kind, part in given["kinds"].items() if ImportKind(kind) in COLUMNS}
    return ReadyMapping(
        path.stem,
        given["program"],
        kinds={
            kind: {ours: tuple(header_name(name) for name in names) for ours, names in part["columns"].items()}
            for kind, part in kinds.items()
        },
        signs={
            kind: tuple(frozenset(header_name(name) for name in signs) for signs in part["signs"])
            for kind, part in kinds.items()
        },
        values={
            kind: parse_mapping({name: part[name] for name in ("constants", "values") if name in part})
            for kind, part in kinds.items()
        },
    )
