"""How the days and amounts of a file are written, as a person says it on the screen: an order, and a decimal sign."""

from dataclasses import replace

from workbench.domain.imports import NAMED, ORDERS, Mapping

DAYS = {order: (*formats, *NAMED) for order, formats in ORDERS.items()}
"""By the part that comes first, every format that a file with this order may have."""

SIGNS = (",", ".")
"""The decimal signs."""


def day_order_of(mapping: Mapping) -> str | None:
    """The part that comes first in a mapping's days: d, m or y; None where it says none, or others too."""
    said = [one for one in mapping.day_formats if one not in NAMED]
    return next((order for order, formats in ORDERS.items() if said and set(said) <= set(formats)), None)


def with_writing(mapping: Mapping, *, days: str, decimal: str) -> Mapping:
    """The mapping with what a person says of how the file is written; a word that is none changes nothing.

    Args:
        mapping: As it was found or kept.
        days: The part that comes first in its days.
        decimal: The decimal sign of its amounts.

    """
    if days in DAYS and days != day_order_of(mapping):
        mapping = replace(mapping, day_formats=DAYS[days])
    if decimal in SIGNS:
        mapping = replace(mapping, decimal=decimal)
    return mapping
