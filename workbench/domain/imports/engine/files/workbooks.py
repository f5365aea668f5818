"""The first sheet of a workbook as rows of text. Cells with a type become the text a CSV file would have had."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from workbench.domain.imports.engine.errors import FileRefused
from workbench.kernel.text import N_


def read_workbook(path: Path) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The header and the rows of the first sheet, with the numbers a person sees beside them; empty rows are left out.

    Raises:
        FileRefused: It is no workbook, it is damaged, or its first sheet is empty.

    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            values = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as wrong:
        raise FileRefused(
            N_("%(file)s no se puede leer como hoja de cálculo (%(detail)s)."), file=path.name, detail=str(wrong)
        ) from None
    rows = [(number, [cell_text(value) for value in row]) for number, row in enumerate(values, start=1)]
    filled = [(number, row) for number, row in rows if any(row)]
    if not filled:
        raise FileRefused(N_("%(file)s está vacío."), file=path.name)
    return tuple(filled[0][1]), filled[1:]


def cell_text(value: object) -> str:
    """The text of one cell: whole numbers without a point, days and instants in ISO 8601, `true` or `false`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    return str(value)


def _number(value: float) -> str:
    """As a spreadsheet shows it: 15 significant digits, never an exponent."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
