"""Rows of customers: what they say, and what is wrong with them. Nothing here knows the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.enums import Channel, CustomerKind, PointKind
from workbench.domain.imports.cells import needed, optional, read_choice, read_day, read_truth
from workbench.domain.imports.kinds import CONSENTS
from workbench.domain.imports.reach import POINTS, contact_value, country_code, language_code, zone_name
from workbench.domain.imports.report import Warnings
from workbench.domain.imports.shape import Shape
from workbench.domain.text import N_

TEXTS = ("document", "segment", "city", "region")
UNDERSTOOD = {"country": country_code, "timezone": zone_name, "language": language_code}
"""Columns whose text must mean something to be used; otherwise it stays as an attribute."""
COLUMNS = ("name", "kind", *TEXTS, *UNDERSTOOD, "opened_on")
"""Columns of the customer that a file can tell."""

_NOT_UNDERSTOOD = {
    "country": N_("Países que no se reconocen, guardados como atributo: %(count)s (el primero: %(value)s)."),
    "timezone": N_("Zonas horarias que no existen, guardadas como atributo: %(count)s (la primera: %(value)s)."),
    "language": N_("Idiomas que no se reconocen, guardados como atributo: %(count)s (el primero: %(value)s)."),
}
_NO_PHONE = N_("Teléfonos que no se reconocen, guardados como atributo: %(count)s (el primero, línea %(line)s).")
_NO_MAILBOX = N_("Correos que no se reconocen, guardados como atributo: %(count)s (el primero, línea %(line)s).")


@dataclass(slots=True, eq=False)
class CustomerRow:
    """What a row says of a customer. `values` has only the columns that the file has."""

    line: int
    external_id: str
    values: dict[str, str | date | CustomerKind | None]
    attributes: dict[str, Any] = field(default_factory=dict)
    points: dict[tuple[PointKind, str], int] = field(default_factory=dict)
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

    def read(self, line: int, cells: Mapping[str, str]) -> CustomerRow:
        """A customer's row.

        Raises:
            BadCell: The first thing that is wrong with it.

        """
        row = CustomerRow(line, external_id=needed(cells, "external_id"), values={"name": needed(cells, "name")})
        row.attributes |= self.shape.attributes(cells) or {}
        self._read_values(row, cells)
        self._read_points(row, cells)
        for column in CONSENTS:
            if text := optional(cells, column):
                row.consents[Channel(column.removeprefix("consent_"))] = read_truth(text, column)
        return row

    def _read_values(self, row: CustomerRow, cells: Mapping[str, str]) -> None:
        present = self.shape.present
        row.values |= {name: optional(cells, name) for name in TEXTS if name in present}
        if "kind" in present:
            kind = optional(cells, "kind")
            row.values["kind"] = read_choice(kind, "kind", among=CustomerKind) if kind else None
        if "opened_on" in present:
            opened = optional(cells, "opened_on")
            row.values["opened_on"] = read_day(opened, "opened_on") if opened else None
        for name, understand in UNDERSTOOD.items():
            if name in present:
                text = optional(cells, name)
                row.values[name] = understand(text) if text else None
                if text and row.values[name] is None:
                    row.attributes[name] = text
                    self.warnings.add(_NOT_UNDERSTOOD[name], value=text)

    def _read_points(self, row: CustomerRow, cells: Mapping[str, str]) -> None:
        country = row.values.get("country") or self.country
        for column, (kind, position) in POINTS.items():
            text = optional(cells, column)
            if text is None:
                continue
            value = contact_value(text, column, country=str(country) if country else None)
            if value is None:
                row.attributes[column] = text
                self.warnings.add(_NO_MAILBOX if kind is PointKind.EMAIL else _NO_PHONE, line=row.line)
            else:
                row.points.setdefault((kind, value), position)
