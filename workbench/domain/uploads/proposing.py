"""What a rejected cell most likely should say: a day that a month does not have, a customer's key written otherwise."""

import calendar
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Customer, RejectedRow
from models.bulk import is_among
from workbench.domain.imports import CellRole, Mapping, role_of
from workbench.domain.uploads.fixing import bad_place
from workbench.folding import fold_key
from workbench.kernel.text import N_

WHOSE = "customer_external_id"

_FIGURES = re.compile(r"(\D*)(\d+)(\D+)(\d+)(\D+)(\d+)(\D.*)?", re.DOTALL)
_SHORT_MONTH = N_("Ese mes tiene %(days)s días.")
_NO_DAY = N_("Ningún mes tiene un día 0.")
_SWAPPED = N_("Parece tener el día y el mes al revés.")
_ALIKE = N_("Hay un cliente «%(name)s» con ese código escrito de otro modo.")


@dataclass(frozen=True)
class CellProposal:
    """A text for the bad cell, and why, as a text marked for translation and what fills it."""

    text: str
    why: str
    values: dict[str, object]


def proposals(session: Session, rows: Sequence[RejectedRow], mapping: Mapping) -> dict[int, CellProposal]:
    """What is proposed for rejected rows, by their id. One query, whatever their number."""
    cells = {row.id: cell for row in rows if (cell := bad_cell(row, mapping))}
    alike = _alike(session, {cells[row.id] for row in rows if row.column == WHOSE and row.id in cells})
    found: dict[int, CellProposal] = {}
    for row in rows:
        cell = cells.get(row.id, "")
        if role_of(row.column) is CellRole.DAY and (day := day_proposal(cell, mapping)):
            found[row.id] = day
        elif row.column == WHOSE and cell in alike:
            key, name = alike[cell]
            found[row.id] = CellProposal(key, _ALIKE, {"name": name})
    return found


def bad_cell(row: RejectedRow, mapping: Mapping) -> str:
    """The text of the cell that is wrong; empty where there is none."""
    place = bad_place(row, mapping)
    return str(row.texts[place]) if place is not None and place < len(row.texts) else ""


def day_proposal(text: str, mapping: Mapping) -> CellProposal | None:
    """The last day of the month where the day is beyond it, the first for day 0, and a day and a month put right.

    What is written around the figures stays. None where nothing tells what was meant.
    """
    found = _FIGURES.fullmatch(text)
    if found is None:
        return None
    parts = [part or "" for part in found.groups()]
    order = _order(parts, mapping)
    if order is None:
        return None
    year, month, day = (int(parts[place]) for place in order)
    if day == 0 < month <= 12:
        return CellProposal(_written(parts, order[2], 1), _NO_DAY, {})
    if month > 12 >= day > 0:
        swapped = list(parts)
        swapped[order[1]], swapped[order[2]] = parts[order[2]], parts[order[1]]
        return CellProposal("".join(swapped), _SWAPPED, {}) if _days(year, day) >= month else None
    if 0 < month <= 12 and _days(year, month) < day <= 31:
        days = _days(year, month)
        return CellProposal(_written(parts, order[2], days), _SHORT_MONTH, {"days": days})
    return None


def _order(parts: Sequence[str], mapping: Mapping) -> tuple[int, int, int] | None:
    """The places of year, month and day among the parts; None where no part is a year."""
    if len(parts[1]) == 4:
        return 1, 3, 5
    if len(parts[5]) not in {2, 4}:
        return None
    said = mapping.day_formats[0] if mapping.day_formats else ""
    month_first = said.startswith("m") or (not said and (mapping.locale or "").startswith("en_US"))
    return (5, 1, 3) if month_first else (5, 3, 1)


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year if year >= 100 else 2000 + year, month)[1]


def _written(parts: Sequence[str], place: int, number: int) -> str:
    """The text with another number at one place, as wide as before."""
    return "".join([*parts[:place], f"{number:0{len(parts[place])}d}", *parts[place + 1 :]])


def _alike(session: Session, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """The key and name of the only customer whose key looks like each of these."""
    folded = {key: fold_key(key) for key in keys}
    wanted = sa.select(Customer.external_id_folded, Customer.external_id, Customer.name).where(
        is_among(session.connection(), Customer.external_id_folded, set(folded.values())),
        Customer.merged_into_id.is_(None),
    )
    known: dict[str, list[tuple[str, str]]] = {}
    for look, external_id, name in session.execute(wanted) if folded else ():
        known.setdefault(look, []).append((external_id, name))
    return {key: known[look][0] for key, look in folded.items() if len(known.get(look, ())) == 1}
