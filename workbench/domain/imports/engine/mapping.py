"""A mapping: how a sender's own file becomes ours. docs/import.md tells every key, `mapping_files` reads TOML.

Its first part says where the table stands in the file and how cells are written; what it does not say is looked for in
the file and told as a guess. Its second part renames columns, fixes constants and translates words. One file may hold
rows of several kinds: `kinds` has, by kind, what differs for each.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from unicodedata import normalize

_KEEPERS = ("invoices", "open_items", "payments", "interactions")
"""Kinds that keep the attributes of a file of several kinds, the first that it has."""

BY_PORTFOLIO = "portfolio"
"""A locale: each row's amounts are written as its portfolio's locale says."""


@lru_cache(maxsize=4096)
def header_name(text: str) -> str:
    """A header as it is compared: in lower case, with single spaces, without signs that nobody sees."""
    return " ".join(normalize("NFC", text).replace("\ufeff", "").replace("\u200b", "").lower().split())


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What is done to every row before it is read. Header names are compared by `header_name`.

    Args:
        columns: Our column: the header of their file. Two of ours may take the same one of theirs.
        constants: Our column: the same value in every row.
        values: Our column: their word: our word.
        locale: Whose separators amounts have and in which order days are written, such as es_CO, or `BY_PORTFOLIO`.
        sheet: The name of the sheet of a workbook.
        header_row: The line that names the columns, counted from 1 as a spreadsheet does.
        encoding: Of a text file: utf-8, windows-1252, utf-16.
        delimiter: The sign between the columns of a text file.
        day_formats: How days are written: dd/mm/yyyy, d-mmm-yy, excel. ISO 8601 is always understood.
        decimal: The decimal sign of amounts; it prevails over that of the locale.
        leave_out: A row that lacks a required cell and has one beginning with such a word is no row: Total, Subtotal.
        ignored: Headers of columns that are not imported, not even as attributes.
        ready: The name of a ready mapping that says the columns which this one does not.
        kinds: By kind of rows, what differs from the rest.

    """

    columns: Dict[str, str] = field(default_factory=dict)
    constants: Dict[str, str] = field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = field(default_factory=dict)
    locale: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    day_formats: tuple[str, ...] = ()
    decimal: str | None = None
    leave_out: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()
    ready: str | None = None
    kinds: Dict[str, "Mapping"] = field(default_factory=dict)

    def of_kind(self, kind: str) -> "Mapping":
        """What holds for one kind of rows: what is said of the kind prevails, and is added to what is said of all."""
        own = self.kinds.get(kind)
        if own is None:
            return replace(self, kinds={})
        return replace(
            self,
            columns={**self.columns, **own.columns},
            constants={**self.constants, **own.constants},
            values={**self.values, **own.values},
            kinds={},
        )

    def keeps_extras(self, kind: str) -> bool:
        """Whether other columns of the file are attributes of this kind's rows: of several kinds, one keeps them."""
        keeper = next((one for one in _KEEPERS if one in self.kinds), kind)
        return keeper == kind

    def columns_of_others(self, kind: str) -> frozenset[str]:
        """Headers that other kinds take and this one does not."""
        taken = {name for other, part in self.kinds.items() if other != kind for name in part.columns.values()}
        return frozenset(taken) - frozenset(self.of_kind(kind).columns.values())

    def own_columns(self, kind: str, required: Iterable[str]) -> frozenset[str]:
        """Headers of required columns that this kind alone takes: where all of them are empty, a row is of others."""
        own = self.kinds.get(kind)
        if own is None:
            return frozenset()
        others = {name for other, part in self.kinds.items() if other != kind for name in part.columns.values()}
        taken = {name for column, name in own.columns.items() if column in required}
        return frozenset(taken) - others - frozenset(self.columns.values())


NO_MAPPING = Mapping()
