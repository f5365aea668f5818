"""Numbers of rows as they come from outside: an address or a form may say any number, a database knows only so many."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MOST = 2**63 - 1
"""The largest number a row can have."""


class RowConverter(IntegerConverter):
    """`<int:…>` of addresses: a number that no row can have is an address that does not exist."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:  # Any: what werkzeug passes on
        super().__init__(url_map, *args, **{"max": MOST, **kwargs})


def bind_numbers(app: Flask) -> None:
    """Let every `<int:…>` of the application be bounded."""
    app.url_map.converters["int"] = RowConverter


def row_number(raw: Any) -> int:  # Any: what a query string or a hidden field holds
    """A number that a row can have.

    Raises:
        ValueError: It is none.

    """
    number = int(raw)
    if not 0 <= number <= MOST:
        raise ValueError("no row has this number")
    return number
