"""Numbers in addresses: one that no row can have is an address that does not exist."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from workbench.kernel.numbers import LARGEST as MOST
from workbench.kernel.numbers import row_number

__all__ = ["MOST", "RowConverter", "bind_numbers", "page_number", "row_number"]


class RowConverter(IntegerConverter):
    """`<int:…>` of addresses, bounded by what a row can have."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:  # Any: what werkzeug passes on
        super().__init__(url_map, *args, **{"max": MOST, **kwargs})


def bind_numbers(app: Flask) -> None:
    """Let every `<int:…>` of the application be bounded."""
    app.url_map.converters["int"] = RowConverter


LAST_PAGE = 100_000


def page_number(raw: str | None) -> int:
    """The page that an address asks for, from 1; the first where it asks for none that could be."""
    return (
        min(int(raw), LAST_PAGE) if raw and raw.isascii() and raw.isdecimal() and 0 < len(raw) < 20 and int(raw) else 1
    )
