"""Rows of customers: what they say, and what is wrong with them. Nothing here knows the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.enums import Channel, CustomerKind, PointKind
from workbench.domain.imports.engine.cells import choice_reader, read_day, read_truth, shown
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import Sheet
from workbench.domain.imports.kinds.columns import CONSENTS
from workbench.domain.imports.kinds.customers.reach import (
    POINTS,
    TELEPHONES,
    country_code,
    further_place,
    language_code,
    mailbox,
    zone_name,
)
from workbench.domain.imports.kinds.words import CUSTOMER_KINDS
from workbench.kernel import telephones
from workbench.kernel.telephones import REASON_SUFFIX, ReadTelephones, Telephone, joined, read_telephones
from workbench.kernel.text import N_

READERS: dict[str, Callable[[str], Any]] = {
    "kind": choice_reader(CustomerKind, CUSTOMER_KINDS),
    **dict.fromkeys(("document", "segment", "city", "region"), str),
    "opened_on": read_day,
}
"""Optional columns of the customer, and what reads them."""

UNDERSTOOD: dict[str, Callable[[str], str | None]] = {
    "country": country_code,
    "timezone": zone_name,
    "language": language_code,
}
"""Columns whose text must mean something to be used; otherwise it stays as an attribute."""

COLUMNS = ("name", *READERS, *UNDERSTOOD)
"""Columns of the customer that a file can tell."""

_NOT_UNDERSTOOD = {
    "country": N_("Países que no se reconocen, guardados como atributo: %(count)s (el primero: %(value)s)."),
    "timezone": N_("Zonas horarias que no existen, guardadas como atributo: %(count)s (la primera: %(value)s)."),
    "language": N_("Idiomas que no se reconocen, guardados como atributo: %(count)s (el primero: %(value)s)."),
}
_NO_PHONE = {
    telephones.NO_DIGITS: N_(
        "Teléfonos que no traen ningún número, guardados como texto: %(count)s (el primero, línea %(line)s)."
    ),
    telephones.LOST_DIGITS: N_(
        "Teléfonos en notación científica, que pudieron perder cifras, guardados como texto: %(count)s "
        "(el primero, línea %(line)s)."
    ),
    telephones.TOO_SHORT: N_(
        "Teléfonos a los que les faltan cifras, guardados como texto: %(count)s (el primero, línea %(line)s)."
    ),
    telephones.TOO_LONG: N_(
        "Teléfonos a los que les sobran cifras, guardados como texto: %(count)s (el primero, línea %(line)s)."
    ),
    telephones.NO_COUNTRY: N_(
        "Teléfonos sin país con qué leerlos, guardados como texto: %(count)s (el primero, línea %(line)s)."
    ),
    telephones.NOT_VALID: N_(
        "Teléfonos que no existen así en su país, guardados como texto: %(count)s (el primero, línea %(line)s)."
    ),
}
_NO_MAILBOX = N_("Correos que no se reconocen, guardados como atributo: %(count)s (el primero, línea %(line)s).")

Point = tuple[PointKind, str]


class ToldPoint(NamedTuple):
    """What a row says of a contact point: its order, and of a telephone what to ask for and whose it is."""

    position: int
    extension: str | None = None
    belongs_to: str | None = None


@dataclass(slots=True, eq=False)
class CustomerRow:
    """What a row says of a customer. `values` has only the columns that the file has."""

    line: int
    external_id: str
    values: dict[str, Any]  # Any: texts, a day, a kind
    attributes: dict[str, Any]  # Any: JSON
    points: dict[Point, ToldPoint] = field(default_factory=dict)
    """By kind and value."""
    consents: dict[Channel, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class CustomerReader:
    """Reads the rows of one file.

    Args:
        shape: Of the file.
        country: For telephones of customers of whom none is known.
        warnings: Where what is kept as an attribute is told.

    """

    shape: Shape
    country: str | None
    warnings: Warnings

    @property
    def reads_telephones(self) -> bool:
        """Whether the file has telephones."""
        return any(kind in TELEPHONES and name in self.shape.present for name, (kind, _) in POINTS.items())

    @property
    def told_attributes(self) -> tuple[str, ...]:
        """Names of attributes that the file speaks about: extra columns, and those that may not be understood."""
        present = [name for name in (*UNDERSTOOD, *POINTS) if name in self.shape.present]
        reasons = [f"{name}{REASON_SUFFIX}" for name in present if name in POINTS and POINTS[name][0] in TELEPHONES]
        return (*self.shape.extras, *present, *reasons)

    def read(self, sheet: Sheet, homes: Mapping[str, str]) -> list[CustomerRow]:
        """The customers of the rows that are not refused.

        Args:
            sheet: The rows.
            homes: The countries of customers that are known already, for telephones of rows that say none.

        """
        keys, present = sheet.needed("external_id"), self.shape.present
        columns: dict[str, Sequence[Any]] = {"name": sheet.needed("name")}
        columns |= {name: sheet.read(name, reader) for name, reader in READERS.items() if name in present}
        columns |= {name: sheet.texts(name) for name in UNDERSTOOD if name in present}
        consents = {
            Channel(name.removeprefix("consent_")): sheet.read(name, read_truth) for name in CONSENTS if name in present
        }
        points = {name: sheet.texts(name) for name in POINTS if name in present}
        attributes = self.shape.attributes(sheet)
        made = []
        for place, line in enumerate(sheet.lines):
            if place in sheet.bad:
                continue
            values = {name: column[place] for name, column in columns.items()}
            row = CustomerRow(line, keys[place], values=values, attributes=attributes[place] or {})
            self._understand(row)
            country = values.get("country") or homes.get(row.external_id) or self.country
            self._add_points(row, {name: texts[place] for name, texts in points.items() if texts[place]}, country)
            row.consents = {channel: said for channel, texts in consents.items() if (said := texts[place]) is not None}
            made.append(row)
        return made

    def _understand(self, row: CustomerRow) -> None:
        for name, understand in UNDERSTOOD.items():
            if text := row.values.get(name):
                row.values[name] = understand(text)
                if row.values[name] is None:
                    row.attributes[name] = text
                    self.warnings.add(_NOT_UNDERSTOOD[name], value=shown(text))
            elif name in row.values:
                row.values[name] = None

    def _add_points(self, row: CustomerRow, texts: dict[str, str], country: str | None) -> None:
        for column, text in texts.items():
            kind, position = POINTS[column]
            if kind in TELEPHONES:
                self._add_telephones(row, column, read_telephones(text, country))
                continue
            value = mailbox(text) if kind is PointKind.EMAIL else text
            if value is None:
                row.attributes[column] = text
                self.warnings.add(_NO_MAILBOX, line=row.line)
            else:
                row.points.setdefault((kind, value), ToldPoint(position))

    def _add_telephones(self, row: CustomerRow, column: str, read: ReadTelephones) -> None:
        """The numbers of a cell; what cannot be read stays as text, with the reason in words."""
        kind = POINTS[column][0]
        for number, telephone in enumerate(read.telephones):
            told = row.points.get((kind, telephone.value))
            place = told.position if told else further_place(column, number)
            before = Telephone(telephone.value, told.extension, told.belongs_to) if told else telephone
            both = joined(before, telephone)
            row.points[kind, telephone.value] = ToldPoint(place, both.extension, both.remark)
        if read.unread:
            row.attributes[column] = "; ".join(one.text for one in read.unread)
            row.attributes[f"{column}{REASON_SUFFIX}"] = "; ".join(dict.fromkeys(one.reason for one in read.unread))
            for one in read.unread:
                self.warnings.add(_NO_PHONE[one.reason], line=row.line)
