"""Reasons of a rank: the exact terms of the model that ranked, the largest first.

A row's reasons add up to its logit: what the usual account of the training has, the features of the weightiest
families one by one, and all the rest in one. Where they do not add up none are given. Features of one family say nearly
the same (how old the debt is, how old its oldest invoice is), so a family is weighed by its sum and told as a whole.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from scoring.additive import Additive, Floats
from scoring.features import usable
from scoring.words import family_of

FAMILIES_SHOWN = 4
"""Families whose features are named one by one."""

LEAST = 0.2
"""A feature that weighs less than this share of the row's weightiest is part of the rest."""

REST, USUAL = "rest", "usual"
CHUNK = 10_000
"""Rows at a time: what is computed of each is several times as large as the row."""

TOLERANCE = 1e-9
DIGITS = 9

Value = float | int | bool | None
Line = list[str | Value]
"""[feature, value, contribution in log-odds]"""

_FEATURES = usable()
_FAMILIES = list(dict.fromkeys(family_of(feature.name) for feature in _FEATURES))
_FAMILY = np.array([_FAMILIES.index(family_of(feature.name)) for feature in _FEATURES])
_MEMBERS = np.eye(len(_FAMILIES))[_FAMILY]
"""Features by families: 1 where a feature is of a family."""


def reasons_of(model: Additive, x: NDArray[np.float32], logit: Floats) -> list[list[Line]]:
    """The reasons of every row: families by the size of their sums, within each its features by their size.

    Args:
        model: The one that ranked, with the features of the catalogue.
        x: Rows by features.
        logit: What it gave each row.

    """
    parts = [_of_chunk(model, x[at : at + CHUNK], logit[at : at + CHUNK]) for at in range(0, len(x), CHUNK)]
    return list(chain.from_iterable(parts))


def _of_chunk(model: Additive, x: NDArray[np.float32], logit: Floats) -> list[list[Line]]:
    base, parts = model.contributions(x)
    exact = np.abs(base + parts.sum(axis=1) - logit) <= TOLERANCE * np.maximum(1, np.abs(logit))
    order, counts = _named(parts)
    shown = np.take_along_axis(parts, order, axis=1)
    shown[np.arange(order.shape[1]) >= counts[:, None]] = 0
    rest = logit - base - shown.sum(axis=1)
    values = np.take_along_axis(x, order, axis=1)
    rows = zip(order.tolist(), values.tolist(), np.round(shown, DIGITS).tolist(), counts.tolist(), strict=True)
    listed = [_lines(*row) for row in rows]
    return [
        [*lines, [REST, None, round(left, DIGITS)], [USUAL, None, round(base, DIGITS)]] if whole else []
        for lines, left, whole in zip(listed, rest.tolist(), exact.tolist(), strict=True)
    ]


def _named(parts: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per row the features in the order they are named, and how many of them are.

    Where the features named of a family would point the other way than the whole family, those that do are left to the
    rest.
    """
    sums = parts @ _MEMBERS
    place = np.argsort(np.argsort(-np.abs(sums), axis=1, kind="stable"), axis=1, kind="stable")[:, _FAMILY]
    size = np.abs(parts)
    largest = size.max(axis=1, initial=0, keepdims=True)
    named = (place < FAMILIES_SHOWN) & (size > LEAST * largest)
    turned = np.sign((parts * named) @ _MEMBERS) != np.sign(sums)
    named &= ~turned[:, _FAMILY] | (np.sign(parts) == np.sign(sums)[:, _FAMILY])
    within = 1 - size / np.where(largest > 0, 2 * largest, 1)
    order = np.argsort(np.where(named, place + within, np.inf), axis=1, kind="stable")
    counts = named.sum(axis=1)
    return order[:, : int(counts.max(initial=0))], counts


def _lines(order: Sequence[int], values: Sequence[float], shown: Sequence[float], count: int) -> list[Line]:
    return [
        [_FEATURES[at].name, _FEATURES[at].shown(value), part]
        for at, value, part in zip(order[:count], values, shown, strict=False)
    ]
