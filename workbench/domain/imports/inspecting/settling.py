"""Settling how a file is read: what the mapping says holds, the rest is looked for in the file and told as a guess.

A file that is written in our own form, with our own headers in its first line, leaves nothing to guess.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.enums import ImportKind
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.imports.engine.files.opening import HEAD, Look, look_at
from workbench.domain.imports.engine.guess import SAMPLES, Alternative, Guess
from workbench.domain.imports.engine.mapping import Mapping, header_name
from workbench.domain.imports.engine.shape import REJECT_COLUMNS
from workbench.domain.imports.engine.sheet import Line
from workbench.domain.imports.engine.written.left_out import is_below_a_table
from workbench.domain.imports.inspecting.columns import FoundColumns, columns_of, likely_kinds
from workbench.domain.imports.inspecting.header_rows import HeaderRow, header_row_of
from workbench.domain.imports.inspecting.headings import every_name, plain_name
from workbench.domain.imports.inspecting.writing import writing_guesses
from workbench.kernel.text import N_

_OF_REJECTS = re.compile(b"[,;\t]".join(map(re.escape, map(str.encode, REJECT_COLUMNS))) + b"$")

Why = tuple[str, dict[str, object]]


@dataclass
class Settled:
    """How a file is read."""

    look: Look
    mapping: Mapping
    header: HeaderRow
    header_why: Why
    kinds: tuple[ImportKind, ...]
    columns: dict[ImportKind, FoundColumns]
    guesses: tuple[Guess, ...] = ()

    def refuse_open(self) -> None:
        """Refuse the file where two readings fit.

        Raises:
            FileRefused: They do, and both are named.

        """
        for guess in self.guesses:
            if not guess.is_sure:
                raise guess.refusal(self.look.path.name)


def settle(  # noqa: PLR0913 - what is known of a file
    path: Path,
    *,
    kind: ImportKind | None,
    mapping: Mapping,
    locale: str,
    sheet: str | None = None,
    kinds: Sequence[ImportKind] = (),
) -> Settled:
    """Look at a file and settle what the mapping leaves open.

    Raises:
        FileRefused: It cannot be read as a table.

    """
    said = for_rejects(path, replace(mapping, sheet=sheet) if sheet else mapping)
    look, guesses = _looked_at(path, said, kind)
    header = header_row_of(look.head(), _known_by(said), said=said.header_row)
    _refuse_other_row(look, said, header, kinds or ((kind,) if kind else ()))
    if look.text is not None and not look.text.is_told:
        sign = "tab" if look.text.delimiter == "\t" else look.text.delimiter
        guesses.append(Guess("delimiter", sign, _row_samples(look, header)))
    if said.header_row is None and not header.is_first:
        guesses.append(Guess("header_row", str(header.number), _row_samples(look, header)))
    kinds = tuple(kinds) or ((kind,) if kind else likely_kinds(header.names, said))
    rows = _rows_below(look, header)
    columns = {one: columns_of(header.names, one, said, rows=rows) for one in kinds}
    several = len(kinds) > 1 or bool(said.kinds)
    for found in columns.values():
        guesses += found.guesses(rows, several=several)
    made = _with_columns(_with_form(said, look, header, guesses), columns, several=several)
    made, more = writing_guesses(look, header, made, kinds=kinds, locale=locale)
    return Settled(look, made, header, _why(said, header), kinds, columns, (*guesses, *more))


def for_rejects(path: Path, mapping: Mapping) -> Mapping:
    """The mapping for a file of rejected rows, which we wrote ourselves: where its table stands needs no saying."""
    with path.open("rb") as file:
        line = file.readline(1 << 20)
    if not _OF_REJECTS.search(line.strip()):
        return mapping
    return replace(mapping, sheet=None, header_row=None, encoding=None, delimiter=None)


def _looked_at(path: Path, mapping: Mapping, kind: ImportKind | None) -> tuple[Look, list[Guess]]:
    """The file, and what had to be guessed to open it."""
    look = look_at(path, mapping)
    guesses: list[Guess] = []
    if look.book is not None and look.book.sheet is None:
        guess = sheet_guess(look.book.heads, mapping, kind=kind)
        guesses.append(guess)
        look = look_at(path, replace(mapping, sheet=guess.value))
    if look.form is not None and not look.form.is_told:
        others = (look.form.encoding, *look.form.others) if look.form.others else ()
        guesses.append(
            Guess("encoding", look.form.encoding, look.form.samples, tuple(Alternative(name) for name in others))
        )
    return look, guesses


def sheet_guess(heads: dict[str, list[Line]], mapping: Mapping, *, kind: ImportKind | None) -> Guess:
    """The sheet that has the columns; where several have all that are required, somebody has to choose."""
    whole, known = list[str](), dict[str, int]()
    for name, head in heads.items():
        header = header_row_of(head, _known_by(mapping), said=mapping.header_row)
        known[name] = header.known
        kinds = (kind,) if kind else likely_kinds(header.names, mapping)
        if any(not columns_of(header.names, one, mapping).missing for one in kinds):
            whole.append(name)
    best = sorted(whole or known, key=lambda name: -known[name])
    samples = tuple(" · ".join(filter(None, row)) for _, row in heads[best[0]][:SAMPLES])
    options = tuple(Alternative(name) for name in best) if len(whole) > 1 else ()
    return Guess("sheet", best[0], samples, options)


def _known_by(mapping: Mapping) -> Callable[[str], bool]:
    """Whether a name is one of a column: one that the mapping names, else one of ours or of our words for it."""
    named = {name for part in (mapping, *mapping.kinds.values()) for name in part.columns.values()}
    if named:
        return lambda name: header_name(name) in named
    return lambda name: plain_name(name) in every_name()


def _refuse_other_row(look: Look, mapping: Mapping, header: HeaderRow, kinds: Sequence[ImportKind]) -> None:
    """Refuse a header row that the mapping says where another one has the names that are needed."""
    if mapping.header_row is None:
        return
    other = header_row_of(look.head(), _known_by(mapping))
    missing = _lacking(mapping, header, other, kinds) if other.known > header.known else []
    if missing:
        reason = N_(
            "La fila %(row)s de %(file)s no nombra: %(missing)s. Los nombres están en la fila %(found)s: "
            "ponga header_row = %(found)s en la correspondencia."
        )
        told = ", ".join(missing)
        raise FileRefused(reason, file=look.path.name, row=header.number, missing=told, found=other.number)


def _lacking(mapping: Mapping, header: HeaderRow, other: HeaderRow, kinds: Sequence[ImportKind]) -> list[str]:
    """The names of the mapping that the row does not have; else the required columns, where the other row has all."""
    there = {header_name(name) for name in header.names}
    named = {name: None for part in (mapping, *mapping.kinds.values()) for name in part.columns.values()}
    missing = [name for name in named if name not in there]
    wanted = tuple(kinds) or likely_kinds(other.names, mapping)
    if missing or any(columns_of(other.names, kind, mapping).missing for kind in wanted):
        return missing
    return list(dict.fromkeys(name for kind in wanted for name in columns_of(header.names, kind, mapping).missing))


def _why(mapping: Mapping, header: HeaderRow) -> Why:
    values: dict[str, object] = {"row": header.number, "known": header.known}
    if mapping.header_row is not None:
        return N_("La correspondencia dice que los nombres de las columnas están en la fila %(row)s."), values
    if header.is_first:
        return N_("Los nombres de las columnas están en la primera fila."), values
    return N_("En la fila %(row)s se reconocen %(known)s nombres de columnas; en las de arriba, menos."), values


def _rows_below(look: Look, header: HeaderRow) -> list[Sequence[str]]:
    return [row for number, row in look.head(HEAD) if number > header.number and not is_below_a_table(row)]


def _row_samples(look: Look, header: HeaderRow) -> tuple[str, ...]:
    """The first rows below the header, with what parts their cells; the header where there are none."""
    rows = _rows_below(look, header)[:SAMPLES] or [header.names]
    return tuple(" · ".join(filter(None, row)) for row in rows)


def _with_form(mapping: Mapping, look: Look, header: HeaderRow, guesses: Sequence[Guess]) -> Mapping:
    """The mapping with where the table stands in it; what the file itself tells needs no saying."""
    guessed = {guess.what for guess in guesses}
    if "sheet" in guessed and look.book is not None:
        mapping = replace(mapping, sheet=look.book.sheet)
    if "header_row" in guessed:
        mapping = replace(mapping, header_row=header.number)
    if "encoding" in guessed and look.form is not None:
        mapping = replace(mapping, encoding=look.form.encoding)
    if "delimiter" in guessed and look.text is not None:
        mapping = replace(mapping, delimiter=look.text.delimiter)
    return mapping


def _with_columns(mapping: Mapping, columns: dict[ImportKind, FoundColumns], *, several: bool) -> Mapping:
    """The mapping with the columns that were found."""
    for kind, found in columns.items():
        part = found.added
        if several:
            old = mapping.kinds.get(kind.value, Mapping())
            own = replace(
                old,
                columns={**old.columns, **part.columns},
                constants={**part.constants, **old.constants},
                values={**part.values, **old.values},
            )
            mapping = replace(mapping, kinds={**mapping.kinds, kind.value: own})
        else:
            mapping = replace(
                mapping,
                columns={**mapping.columns, **part.columns},
                constants={**part.constants, **mapping.constants},
                values={**part.values, **mapping.values},
            )
        mapping = replace(mapping, ready=found.ready or mapping.ready)
    return mapping
