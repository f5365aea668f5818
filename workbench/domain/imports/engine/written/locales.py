"""In which order a region writes the parts of a day."""

from functools import lru_cache

from babel import Locale

from workbench.domain.imports.engine.mapping import BY_PORTFOLIO

_SIGNS = "/-."
ORDERS = {
    "d": [f"dd{sign}mm{sign}{year}" for year in ("yyyy", "yy") for sign in _SIGNS],
    "m": [f"mm{sign}dd{sign}{year}" for year in ("yyyy", "yy") for sign in _SIGNS],
    "y": [f"yyyy{sign}mm{sign}dd" for sign in _SIGNS],
}
"""Formats by the part that comes first."""
NAMED = tuple(f"dd{sign}mmm{sign}{year}" for year in ("yyyy", "yy") for sign in ("-", "/", " ", ". ", " de "))
"""Formats with the month's name: they can be read in one way only."""


@lru_cache(maxsize=64)
def day_formats_of(locale: str | None) -> tuple[str, ...]:
    """How days are written in a region; nothing where no region is said."""
    if locale in {None, BY_PORTFOLIO}:
        return ()
    return (*ORDERS[first_part(str(locale))], *NAMED)


def first_part(locale: str) -> str:
    """The part of a day that a region writes first: d, m or y."""
    pattern = str(Locale.parse(locale).date_formats["short"]).lower()
    return next((letter for letter in pattern if letter in ORDERS), "d")
