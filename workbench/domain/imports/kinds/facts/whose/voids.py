"""Rows that void all that a number has: they stand for every stored line of it, whose days they leave as they are."""

from collections.abc import Mapping
from typing import Any

from workbench.domain.imports.engine.cells import BadCell, shown
from workbench.domain.imports.kinds.facts.facts import Facts
from workbench.domain.imports.kinds.facts.whose.known_numbers import KnownNumbers, StoredFact
from workbench.kernel.text import N_

_NOTHING_TO_VOID = N_(
    "No hay ninguna factura «%(value)s» de este cliente que anular, cargada antes que este archivo: revise el número o "
    "quite la fila."
)


def nothing_to_void(facts: Facts, numbers: KnownNumbers, import_id: int | None) -> dict[int, BadCell]:
    """Rows that void a number of which nothing was known before this import, by place."""
    if not any(facts.voids):
        return {}
    return {
        row: BadCell(_NOTHING_TO_VOID, column="external_id", value=shown(facts.external_ids[row]))
        for row, voids in enumerate(facts.voids)
        if voids and not _known_before(facts, numbers, row, import_id)
    }


def with_voided_lines(facts: Facts, numbers: KnownNumbers, accounts: Mapping[str, int]) -> Facts:
    """The facts with a row for every stored line of the numbers that are voided.

    Args:
        facts: Of which every voided number is known.
        numbers: What is known.
        accounts: By customer.

    """
    if not any(facts.voids):
        return facts
    places: list[int] = []
    lines: dict[int, StoredFact] = {}
    for row, voids in enumerate(facts.voids):
        stored = numbers.by_number[facts.external_ids[row]] if voids else []
        own = [one for one in stored if one.account_id == accounts[facts.customers[row]]]
        due = facts.values["due_on"][row]
        for one in [line for line in own if line.part == due] or own:
            lines[len(places)] = one
            places.append(row)
        if not own:
            places.append(row)
    made = facts.take(places)
    for name, column in made.values.items():
        rows = enumerate(column)
        made.values[name] = [_as_stored(name, lines[place], told) if place in lines else told for place, told in rows]
    return made


def more_lines(facts: Facts) -> int:
    """How many rows were added by `with_voided_lines` to those of the file."""
    voiding = [line for line, voids in zip(facts.lines, facts.voids, strict=False) if voids]
    return len(voiding) - len(set(voiding))


def _known_before(facts: Facts, numbers: KnownNumbers, row: int, import_id: int | None) -> bool:
    known = numbers.by_number.get(facts.external_ids[row], ())
    return any(import_id is None or one.import_id != import_id for one in known)


def _as_stored(name: str, line: StoredFact, told: Any) -> Any:  # Any: values of every column type
    if name == "due_on":
        return line.part
    if name in {"amount", "attributes", "listed"} or name not in line._fields:
        return told
    return getattr(line, name)
