"""Reasons of a rank: the exact terms of the model that ranked, the largest first.

A row's reasons add up to its logit: what the usual account of the training has, the weightiest features, and all the
rest in one. Where they do not add up none are given.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.additive import Additive, Floats
from scoring.features import usable

SHOWN = 5
"""Features named one by one."""

REST, USUAL = "rest", "usual"
TOLERANCE = 1e-9
DIGITS = 9

Value = float | int | bool | None
Line = list[str | Value]
"""[feature, value, contribution in log-odds]"""


def reasons_of(model: Additive, x: NDArray[np.float32], logit: Floats) -> list[list[Line]]:
    """The reasons of every row, in order.

    Args:
        model: The one that ranked.
        x: Rows by features.
        logit: What it gave each row.

    """
    base, parts = model.contributions(x)
    exact = np.abs(base + parts.sum(axis=1) - logit) <= TOLERANCE * np.maximum(1, np.abs(logit))
    order = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :SHOWN]
    shown = np.take_along_axis(parts, order, axis=1)
    rest = logit - base - shown.sum(axis=1)
    values = np.take_along_axis(x, order, axis=1)
    rows = zip(order.tolist(), values.tolist(), shown.tolist(), strict=True)
    listed = [_lines(*row) for row in rows]
    return [
        [*lines, [REST, None, round(left, DIGITS)], [USUAL, None, round(base, DIGITS)]] if whole else []
        for lines, left, whole in zip(listed, rest.tolist(), exact.tolist(), strict=True)
    ]


_FEATURES = usable()


def _lines(order: Sequence[int], values: Sequence[float], shown: Sequence[float]) -> list[Line]:
    return [
        [_FEATURES[at].name, _FEATURES[at].shown(value), round(part, DIGITS)]
        for at, value, part in zip(order, values, shown, strict=True)
        if part
    ]
