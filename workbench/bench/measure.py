"""Measuring: time, our own CPU, and what else the machine was doing meanwhile."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_STAT = Path("/proc/stat")


@dataclass
class Timing:
    """What a block took. `other_cores` is how many processors others kept busy; None where that cannot be told."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    other_cores: float | None = None


@contextmanager
def timing() -> Iterator[Timing]:
    """Measure a block."""
    taken = Timing()
    busy, began, cpu = _busy_seconds(), time.perf_counter(), time.process_time()
    try:
        yield taken
    finally:
        taken.seconds = time.perf_counter() - began
        taken.cpu_seconds = time.process_time() - cpu
        now_busy = _busy_seconds()
        if busy is not None and now_busy is not None and taken.seconds > 0:
            taken.other_cores = max(0.0, (now_busy - busy - taken.cpu_seconds) / taken.seconds)


def cpu_per_call(act: Callable[[], object], *, times: int) -> Timing:
    """The mean of many calls, after a few that only warm up."""
    for _ in range(max(1, times // 10)):
        act()
    with timing() as taken:
        for _ in range(times):
            act()
    taken.seconds /= times
    taken.cpu_seconds /= times
    return taken


@dataclass(frozen=True)
class Figure:
    """One line: ours and its floor in the same unit, less is better; `target` is the ratio aimed at."""

    name: str
    unit: str
    ours: float
    floor: float
    target: float | None
    other_cores: float | None
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor if self.floor else float("inf")


def _busy_seconds() -> float | None:
    """Seconds all processors were busy since the machine started."""
    if not _STAT.exists():
        return None
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, _STAT.read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")
