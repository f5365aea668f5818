"""How the days and amounts of a file are written, where its mapping does not say it."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from models.enums import ImportKind
from workbench.domain.imports.engine.amounts import separators
from workbench.domain.imports.engine.files.opening import Look
from workbench.domain.imports.engine.guess import Guess
from workbench.domain.imports.engine.mapping import Mapping, header_name
from workbench.domain.imports.engine.written.left_out import NoRows
from workbench.domain.imports.engine.written.roles import CellRole, role_of
from workbench.domain.imports.inspecting.evidence import (
    Evidence,
    day_guess,
    decimal_guess,
    is_plain_amount,
    is_plain_day,
)
from workbench.domain.imports.inspecting.header_rows import HeaderRow
from workbench.domain.imports.kinds.columns import COLUMNS


def writing_guesses(
    look: Look, header: HeaderRow, mapping: Mapping, *, kinds: Sequence[ImportKind], locale: str
) -> tuple[Mapping, list[Guess]]:
    """The mapping with how days and amounts are written, and what was guessed of it.

    The first rows tell whether there is anything to guess; only then is the file read to its end for evidence.
    """
    days, amounts = _places(header, mapping, kinds)
    days = [] if mapping.day_formats or mapping.locale else days
    amounts = [] if mapping.decimal or mapping.locale else amounts
    if not _is_needed(look, header, days, amounts):
        return mapping, []
    no_rows = _no_rows(header, mapping, kinds)
    evidence = _evidence(look, header, days, amounts, no_rows=no_rows)
    by_day = day_guess(evidence.days, locale=locale)
    by_sign = decimal_guess(evidence.amounts, pointed=evidence.pointed, locale_decimal=separators(locale)[1])
    if by_day is not None and by_day.is_sure:
        mapping = replace(mapping, day_formats=tuple(by_day.value.split(", ")))
    if by_sign is not None and by_sign.is_sure:
        mapping = replace(mapping, decimal=by_sign.value)
    return mapping, [guess for guess in (by_day, by_sign) if guess is not None]


def _evidence(
    look: Look, header: HeaderRow, days: Sequence[int], amounts: Sequence[int], *, no_rows: Sequence[NoRows]
) -> Evidence:
    """What every row says; of a file that is no table to its end, what is told when its rows are checked, nothing.

    Totals and notes below the table say nothing: when a report was printed may be written in another way.
    """
    evidence = Evidence()
    with suppress(csv.Error):
        for number, row in look.lines():
            if number > header.number and not all(one.lacks(row) and one.has(row) for one in no_rows):
                evidence.add(
                    [row[place] for place in days if place < len(row)],
                    [row[place] for place in amounts if place < len(row)],
                )
    return evidence


def _no_rows(header: HeaderRow, mapping: Mapping, kinds: Sequence[ImportKind]) -> list[NoRows]:
    """What tells, by kind, which lines are no rows."""
    theirs = [header_name(name) for name in header.names]
    made = []
    for kind in kinds:
        own = mapping.of_kind(kind.value).columns
        given = {name: own.get(name, name) for name in COLUMNS[kind].required}
        places = {name: theirs.index(one) for name, one in given.items() if one in theirs}
        key = places.get("external_id")
        needed = list(places.values())
        made.append(NoRows.of(mapping.leave_out, header=header.names, needed=needed, key=key))
    return made or [NoRows()]


def _places(header: HeaderRow, mapping: Mapping, kinds: Sequence[ImportKind]) -> tuple[list[int], list[int]]:
    """The places of the columns of days and of amounts, of whatever kind."""
    theirs = [header_name(name) for name in header.names]
    days: dict[int, None] = {}
    amounts: dict[int, None] = {}
    for kind in kinds:
        own = mapping.of_kind(kind.value).columns
        taken = set(own.values())
        ours = {**{name: name for name in theirs if name in COLUMNS[kind].known and name not in taken}, **own}
        for name, given in ours.items():
            role = role_of(name)
            if given in theirs and role in {CellRole.DAY, CellRole.INSTANT}:
                days[theirs.index(given)] = None
            elif given in theirs and role is CellRole.AMOUNT:
                amounts[theirs.index(given)] = None
    return list(days), list(amounts)


def _is_needed(look: Look, header: HeaderRow, days: Sequence[int], amounts: Sequence[int]) -> bool:
    """Whether the first rows, or of a workbook any, have cells that are not in our own form."""
    if not (days or amounts):
        return False
    lines = look.lines() if look.book is not None else look.head()
    rows = (row for number, row in lines if number > header.number)
    return any(
        any(not is_plain_day(row[place].strip()) for place in days if place < len(row))
        or any(not is_plain_amount(row[place].strip()) for place in amounts if place < len(row))
        for row in rows
    )
