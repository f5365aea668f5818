"""Numbers of rows as they come from outside: an address or a form may say any number, a database knows only so many."""

from typing import Any

LARGEST = 2**63 - 1
"""The largest number a row can have."""


def row_number(raw: Any) -> int:  # Any: what a query string or a hidden field holds
    """A number that a row can have.

    Raises:
        ValueError: It is none.

    """
    number = int(raw)
    if not 0 <= number <= LARGEST:
        raise ValueError("no row has this number")
    return number
