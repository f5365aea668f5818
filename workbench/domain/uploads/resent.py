"""Rejected rows that came back in a file: downloaded, corrected elsewhere and imported, they no longer wait here."""

from collections.abc import Container, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import RejectedRow
from models.bulk import is_among
from models.enums import FixState
from workbench.domain.imports import REJECT_COLUMNS, Mapping, rows_of

MOST_CORRECTED = 2
"""Cells of one row that may have been corrected: the one that was told, and one more."""

Cells = dict[str, str]
"""Of a row, by the file's column names."""

Resent = dict[tuple[int, str], list[Cells]]
"""Rows that came back and landed, by the line and the column that were told when they were rejected."""


def is_of_rejects(header: Sequence[str]) -> bool:
    """Whether a file still says beside its rows where and why they were rejected."""
    return set(REJECT_COLUMNS) <= {_plain(name) for name in header}


def resent_rows(path: Path, mapping: Mapping, *, rejected: Container[int]) -> Resent:
    """The rows that landed of a file for which `is_of_rejects` holds.

    Args:
        path: Of the file.
        mapping: How it is read.
        rejected: Lines of it that were rejected again: what they correct still waits.

    Raises:
        FileRefused: It cannot be read as a table.

    """
    header, lines = rows_of(path, mapping)
    names = [_plain(name) for name in header]
    found: Resent = {}
    for line, texts in lines:
        cells = dict(zip(names, (str(text).strip() for text in texts), strict=False))
        number, column = cells.pop("line", ""), cells.pop("column", "")
        cells.pop("reason", None)
        if number.isdigit() and line not in rejected:
            found.setdefault((int(number), column), []).append(cells)
    return found


def mark_resent(session: Session, resent: Resent, *, upload_id: int) -> None:
    """Rejected rows of other files of which a file brought the corrected form no longer wait. The caller commits.

    A row is known again by its line, its column that was wrong and the other cells, of which one more may have been
    corrected.
    """
    if not resent:
        return
    waiting = sa.select(RejectedRow).where(
        RejectedRow.state.in_((FixState.OPEN, FixState.FIXED)),
        RejectedRow.upload_id != upload_id,
        is_among(session.connection(), RejectedRow.line, {line for line, _ in resent}),
    )
    for row in session.scalars(waiting):
        if any(_is_the_same(row, cells) for cells in resent.get((row.line, row.column), ())):
            row.state = FixState.SENT


def _is_the_same(row: RejectedRow, cells: Cells) -> bool:
    mine = dict(zip(map(_plain, row.header), (str(text).strip() for text in row.texts), strict=False))
    for name in REJECT_COLUMNS:
        mine.pop(name, None)
    other = [name for name in mine if mine[name] != cells.get(name, "")]
    return mine.keys() <= cells.keys() and len(other) <= MOST_CORRECTED and len(other) < len(mine)


def _plain(name: object) -> str:
    return str(name).strip().lower()
