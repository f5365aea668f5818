"""Rows of customers: what they say, and what is wrong with them. Nothing here knows the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.enums import Channel, CustomerKind, PointKind
from workbench.domain.imports.engine.cells import choice_reader, read_day, read_truth, shown
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import Sheet
from workbench.domain.imports.kinds.columns import CONSENTS
from workbench.domain.imports.kinds.customers.reach import POINTS, contact_value, country_code, language_code, zone_name
from workbench.kernel.text import N_

READERS: dict[str, Callable[[str], Any]] = {
    "kind": choice_reader(CustomerKind),
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
_NO_PHONE = N_("Teléfonos que no se reconocen, guardados como atributo: %(count)s (el primero, línea %(line)s).")
_NO_MAILBOX = N_("Correos que no se reconocen, guardados como atributo: %(count)s (el primero, línea %(line)s).")

Point = tuple[PointKind, str]


@dataclass(slots=True, eq=False)
class CustomerRow:
    """What a row says of a customer. `values` has only the columns that the file has."""

    line: int
    external_id: str
    values: dict[str, Any]  # Any: texts, a day, a kind
    attributes: dict[str, Any]  # Any: JSON
    points: dict[Point, int] = field(default_factory=dict)
    """The order of each contact point, by kind and value."""
    consents: dict[Channel, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class CustomerReader:
    """Reads the rows of one file.

    Args:
        shape: Of the file.
        country: Of the company: for telephones of customers without a country.
        warnings: Where what is kept as an attribute is told.

    """

    shape: Shape
    country: str | None
    warnings: Warnings

    @property
    def told_attributes(self) -> tuple[str, ...]:
        """Names of attributes that the file speaks about: extra columns, and those that may not be understood."""
        return (*self.shape.extras, *(name for name in (*UNDERSTOOD, *POINTS) if name in self.shape.present))

    def read(self, sheet: Sheet) -> list[CustomerRow]:
        """The customers of the rows that are not refused."""
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
            self._add_points(row, {name: texts[place] for name, texts in points.items() if texts[place]})
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

    def _add_points(self, row: CustomerRow, texts: dict[str, str]) -> None:
        country = row.values.get("country") or self.country
        for column, text in texts.items():
            kind, position = POINTS[column]
            value = contact_value(text, column, country=country)
            if value is None:
                row.attributes[column] = text
                self.warnings.add(_NO_MAILBOX if kind is PointKind.EMAIL else _NO_PHONE, line=row.line)
            else:
                row.points.setdefault((kind, value), position)
