"""What a job is: a name and steps that run in order, each one action of the domain on ids and days.

A step may run again after the process died within it, so it must be harmless to repeat. It opens and commits its own
sessions and returns counts, never rows.
"""

import ctypes
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models import Database

Counts = Mapping[str, int]


class Progress(Protocol):
    """Reports the progress of a step."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Report `done` of `total`; `total` is None where it is unknown."""


@dataclass(frozen=True, kw_only=True)
class StepContext:
    """What a step works with. `today` is the company's local day that the run is for.

    `cluster` is where calculations are made, as `WORKBENCH_CLUSTER` says it; empty: on this machine.
    """

    database: Database
    today: date
    now: datetime
    progress: Progress
    cluster: str = ""


@dataclass(frozen=True)
class Step:
    """One action, under the name that the jobs screen shows."""

    name: str
    act: Callable[[StepContext], Counts]

    def run(self, context: StepContext) -> Counts:
        """Act, then give memory back to the system: what a step has freed would else be held beside the next one's."""
        try:
            return self.act(context)
        finally:
            _give_memory_back()


@dataclass(frozen=True)
class Job:
    """Steps that are run once per period."""

    name: str
    steps: tuple[Step, ...]


def _give_memory_back() -> None:
    """Ask the C library for what it keeps of freed memory; other systems than Linux with glibc do so by themselves."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
