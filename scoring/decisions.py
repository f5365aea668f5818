"""The columns in which a day's ranking decisions are kept, and the chances of being called that are read from them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.enums import Slice
from scoring import columns
from scoring.arms import SLICES
from scoring.history import Ints

KINDS_BEFORE = {
    "account_id": "int64",
    "collector_id": "int64",
    "lane": "int64",
    "slice": "int64",
    "rank": "int64",
    "within_capacity": "bool",
    "allowed": "bool",
    "model_id": "int64",
    "propensity": "float64",
    "expected": "float64",
    "points": "float64",
}
"""Columns of the artefacts that were written before chances were kept."""

DRAWN = tuple(place for place, one in enumerate(SLICES) if one in {Slice.RANDOM, Slice.CALL_ARM})
"""Numbers of the slices, as artefacts keep them, whose accounts chance places among those that are called."""

KINDS = {**KINDS_BEFORE, "chance": "float64", "tries": "int64", "since_talk": "float64", "rests_until": "int64"}


class LoggedFigures:
    """One figure of accounts as the log of decisions has it."""

    def __init__(self, read: Callable[[int], Sequence[bytes]], *, column: str) -> None:
        """Bind to the log.

        Args:
            read: Gives the artefacts of the latest building of a day (an ordinal); none where no queue was built.
            column: Of `KINDS_BEFORE`.

        """
        self._read, self._column = read, column

    def __call__(self, day: int, account_ids: Ints) -> NDArray[np.float64]:
        """The figure of each account on a day; NaN where none was kept."""
        found = np.full(len(account_ids), np.nan)
        for content in self._read(day):
            kept = columns.unpack_either(content, kinds=KINDS, older=KINDS_BEFORE)
            there, place = _places(kept["account_id"], account_ids)
            found[there] = kept[self._column][place]
        return found


def _places(kept: Ints, asked: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Which of the accounts asked for are kept, and the place of each of these."""
    if not len(kept):
        return np.zeros(len(asked), dtype=bool), np.empty(0, dtype=np.int64)
    order = np.argsort(kept, kind="stable")
    at = order[np.minimum(np.searchsorted(kept[order], asked), len(kept) - 1)]
    there = kept[at] == asked
    return there, at[there]


class RecordedDraws(NamedTuple):
    """What was recorded of accounts on a day, before anybody was called.

    `chance`: with which each was to be called; NaN where none was kept. `drawn`: a draw placed it. `rank` is within its
    queue; 0 where none was kept.
    """

    chance: NDArray[np.float64]
    drawn: NDArray[np.bool_]
    rank: Ints


def nothing_recorded(_day: int, account_ids: Ints) -> RecordedDraws:
    """What is recorded where no queue was built."""
    none = np.zeros(len(account_ids), dtype=np.int64)
    return RecordedDraws(np.full(len(none), np.nan), none.astype(bool), none)


class LoggedDraws:
    """The recorded chances of being called. Of several buildings of a day the first that has an account counts.

    A later building knows what was done meanwhile: who was called by then rests, and has no chance any more.
    """

    def __init__(self, read: Callable[[int], Sequence[bytes]]) -> None:
        """Bind to the log.

        Args:
            read: Gives the artefacts of all buildings of a day (an ordinal), the earliest first.

        """
        self._read = read

    def __call__(self, day: int, account_ids: Ints) -> RecordedDraws:
        """What was recorded of each account on a day."""
        found = nothing_recorded(day, account_ids)
        for content in self._read(day):
            kept = columns.unpack_either(content, kinds=KINDS, older=KINDS_BEFORE)
            if "chance" not in kept:
                continue
            there, place = _places(kept["account_id"], account_ids)
            is_new = np.isnan(found.chance[there])
            new, place = np.flatnonzero(there)[is_new], place[is_new]
            found.chance[new] = kept["chance"][place]
            found.drawn[new] = np.isin(kept["slice"][place], DRAWN)
            found.rank[new] = kept["rank"][place]
        return found
