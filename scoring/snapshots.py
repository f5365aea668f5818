"""Weekly snapshots: population and features of a portfolio at a day, stored as a columnar artefact and built once.

A snapshot is good for as long as the facts it stands on are the same: its fingerprint is taken over every fact known
before its day and over the catalogue of features. Facts that come in with a day of their own, as they should, change
no fingerprint of the past; a file that brings older ones does, and the snapshots after that are built again.
"""

import hashlib
from dataclasses import fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring import columns
from scoring.dataset import PopulationAtDay, PredictionTarget
from scoring.features import usable
from scoring.history import NEVER, Events, Holds, Ints, PortfolioHistory

KINDS = {"account_id": "int64", "x": "float32", "exposure": "float64", "oldest_age": "float64"}
_TABLES = ("items", "allocations", "payments", "contacts", "promises", "decisions")
READING = 2
"""Raised whenever features are read in another way, so that snapshots read in the former are not mixed with them."""

_MIX = np.uint64(0x9E3779B97F4A7C15)


class Fingerprints:
    """Fingerprints of the facts of one history, by day."""

    def __init__(self, history: PortfolioHistory, aim: PredictionTarget) -> None:
        """Prepare the fingerprints of an aim's population; horizon and share do not change what is seen."""
        self._history = history
        names = ",".join(feature.name for feature in usable())
        self._start = f"{READING}:{names}:{aim.population}:{aim.only_workable}:{aim.max_days}:"

    def of(self, day: int) -> str:
        """The fingerprint of all facts known before a day."""
        parts = []
        for days, sums, counts in self._sums:
            place = int(np.searchsorted(days, day, side="left"))
            parts.append(f"{counts[place]}.{sums[place]}")
        return hashlib.sha256((self._start + ":".join(parts)).encode()).hexdigest()

    @cached_property
    def _sums(self) -> "list[_Sums]":
        tables = [getattr(self._history, name) for name in _TABLES]
        return [_sums(self._history, table) for table in [*tables, _placed_and_ended(self._history.holds)]]


_Sums = tuple[Ints, NDArray[np.uint64], Ints]
"""Days with events, and what events give together before each of them and after all: a number drawn from their values,
and how many they are."""


def _sums(history: PortfolioHistory, events: Events) -> _Sums:
    """Sums by day: an event counts from the day it is known until its account's facts are corrected."""
    drawn = np.zeros(len(events), dtype=np.uint64)
    for column in fields(events):
        values = getattr(events, column.name)
        if column.name == "account":
            values = history.account_id[values]
        elif column.name == "item":
            values = history.items.id[values]
        drawn = (drawn ^ values.astype(np.int64).view(np.uint64)) * _MIX
        drawn ^= drawn >> np.uint64(29)
    begins = np.maximum(events.known, history.first_day[events.account] - 1)
    ends = history.last_day[events.account]
    some, ending = begins < ends, (begins < ends) & (ends < NEVER)
    days = np.concatenate([begins[some], ends[ending]])
    counts = np.repeat([1, -1], [np.count_nonzero(some), np.count_nonzero(ending)])
    order = np.argsort(days, kind="stable")
    drawn = np.concatenate([drawn[some], np.uint64(0) - drawn[ending]])[order]
    days, firsts = np.unique(days[order], return_index=True)
    before = np.append(firsts, len(order))  # of each day its first event, and the end
    return (
        days,
        np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(drawn, dtype=np.uint64)])[before],
        np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts[order])])[before],
    )


def _placed_and_ended(holds: Holds) -> Holds:
    """Each hold as two facts, start and end, because a day before the end must not see the end."""
    nothing = np.zeros(len(holds), dtype=np.int64)
    return Holds(
        account=np.concatenate([holds.account, holds.account]),
        known=np.concatenate([holds.known, np.maximum(holds.known, holds.until - 1)]),
        until=np.concatenate([nothing, holds.until]),
    )


def pack(history: PortfolioHistory, seen: PopulationAtDay) -> bytes:
    """A snapshot as bytes; accounts by their id."""
    return columns.pack(
        {
            "account_id": history.account_id[seen.account],
            "x": seen.x,
            "exposure": seen.exposure,
            "oldest_age": seen.oldest_age,
        }
    )


def unpack(content: bytes, history: PortfolioHistory, *, day: int, keep: NDArray[np.bool_]) -> PopulationAtDay:
    """A snapshot as it was seen, of the accounts to keep.

    Raises:
        WrongColumns: It is not a snapshot of this program's.

    """
    found = columns.unpack(content, kinds=KINDS)
    if found["x"].ndim != 2 or found["x"].shape[1] != len(usable()):
        raise columns.WrongColumns("the snapshot has other features")
    there = np.flatnonzero((history.first_day <= day) & (day <= history.last_day))
    known = history.account_id[there]
    place = np.searchsorted(known, found["account_id"])
    if not np.isin(found["account_id"], known).all():
        raise columns.WrongColumns("the snapshot has accounts that the portfolio has not")
    account = there[place]
    kept = keep[account]
    return PopulationAtDay(account[kept], found["x"][kept], found["exposure"][kept], found["oldest_age"][kept])
