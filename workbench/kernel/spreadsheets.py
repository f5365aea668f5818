"""Cells of files that people open in a spreadsheet."""

import re

_HARMLESS = re.compile(r"[+-][0-9 ().,-]*")


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet runs it as a formula; telephones and negative numbers are none."""
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or _HARMLESS.fullmatch(cell):
        return cell
    return f"'{cell}"
