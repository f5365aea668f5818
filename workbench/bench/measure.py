"""Measuring: time, CPU with the database's own, memory, and what else the machine was doing meanwhile."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from models import Database
from workbench.bench.plain import run

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
FLOOR_SECONDS = 1.0
"""A floor is timed over at least so long, as often as that takes: a few milliseconds say little."""


@dataclass
class Timing:
    """What a block took.

    `cpu_seconds` has the shares of the processes we started, and of the database server where it runs on this machine.
    `other_cores` is how many processors others kept busy, `peak_mb` the most memory we held, with the processes we
    started; None where that cannot be told.
    """

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    other_cores: float | None = None
    peak_mb: float | None = None


class Meter:
    """Measures what is done with one database."""

    def __init__(self, database: Database) -> None:
        """Find out which processes serve the database."""
        self._server = _server_of(database)

    @contextmanager
    def timing(self) -> Iterator[Timing]:
        """Measure a block."""
        taken = Timing()
        can_tell_peak = _forget_peak()
        busy, began, cpu = _busy_seconds(), time.perf_counter(), self._cpu_seconds()
        with _FamilyPeak(self._server) as family:
            try:
                yield taken
            finally:
                taken.seconds = time.perf_counter() - began
                taken.cpu_seconds = self._cpu_seconds() - cpu
        if can_tell_peak:
            taken.peak_mb = max(_peak_mb() or 0.0, family.peak_mb)
        now_busy = _busy_seconds()
        if busy is not None and now_busy is not None and taken.seconds > 0:
            taken.other_cores = max(0.0, (now_busy - busy - taken.cpu_seconds) / taken.seconds)

    def per_call(self, act: Callable[[], object], *, times: int, seconds: float = 0.0, warm_up: bool = True) -> Timing:
        """The mean of many calls, after a few that only warm up.

        Args:
            act: What is called.
            times: How often at least.
            seconds: For how long at least.
            warm_up: Whether a tenth as many calls go first, uncounted.

        """
        for _ in range(max(1, times // 10) if warm_up else 0):
            act()
        calls = 0
        with self.timing() as taken:
            began = time.perf_counter()
            while calls < times or time.perf_counter() - began < seconds:
                act()
                calls += 1
        taken.seconds /= calls
        taken.cpu_seconds /= calls
        return taken

    def floor(self, act: Callable[[], object], *, times: int = 1) -> Timing:
        """The mean of a floor's calls, over at least a second."""
        return self.per_call(act, times=times, seconds=FLOOR_SECONDS, warm_up=times > 1)

    def _cpu_seconds(self) -> float:
        ended = os.times()
        ours = time.process_time() + ended.children_user + ended.children_system
        ours += sum(sum(one.ticks) for one in _descendants(os.getpid(), but=self._server)) / _TICKS
        return ours + (0.0 if self._server is None else _family_seconds(self._server))


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


def bulk_figure(name: str, ours: Timing, floor: Timing, *, target: float | None, notes: dict[str, float]) -> Figure:
    """A figure of bulk work: seconds; beside it the ratio of CPU, which other load disturbs less, and the memory."""
    more = {"x CPU": ours.cpu_seconds / floor.cpu_seconds if floor.cpu_seconds else float("inf")}
    if ours.peak_mb is not None:
        more["MB peak"] = ours.peak_mb
    return Figure(name, "s", ours.seconds, floor.seconds, target, ours.other_cores, {**notes, **more})


def _busy_seconds() -> float | None:
    """Seconds all processors were busy since the machine started."""
    if not (_PROC / "stat").exists():
        return None
    first = (_PROC / "stat").read_text().split("\n", 1)[0]
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + soft) / _TICKS


def _server_of(database: Database) -> int | None:
    """The process whose children serve a PostgreSQL of this machine; None for any other and an embedded one."""
    if database.is_sqlite:
        return None
    with database.engine.connect() as connection:
        backend = run(connection, "SELECT pg_backend_pid()").scalar()
    about = _stat(_PROC / str(backend))
    return about.parent if about is not None and about.name == "postgres" else None


def _family_seconds(server: int) -> float:
    """CPU of a process, of its children that ended, and of those that live."""
    ticks = 0
    for one in _processes():
        if one.id == server:
            ticks += sum(one.ticks)
        elif one.parent == server:
            ticks += sum(one.ticks[:2])
    return ticks / _TICKS


class _Process(NamedTuple):
    """A process that lives. `ticks`: its own in user and system mode, then those of its children that ended."""

    id: int
    name: str
    parent: int
    ticks: tuple[int, ...]


def _processes() -> Iterator[_Process]:
    for folder in _PROC.glob("[0-9]*"):
        about = _stat(folder)
        if about is not None:
            yield about


def _stat(folder: Path) -> _Process | None:
    try:
        told = (folder / "stat").read_text()
    except OSError:
        return None
    name, rest = told[told.index("(") + 1 : told.rindex(")")], told[told.rindex(")") + 1 :].split()
    return _Process(int(folder.name), name, int(rest[1]), tuple(map(int, rest[11:15])))


def _descendants(process: int, *, but: int | None) -> list[_Process]:
    """The processes that a process started, and that these started; without one of them and what that started."""
    children: dict[int, list[_Process]] = {}
    for one in _processes():
        if one.id != but:
            children.setdefault(one.parent, []).append(one)
    found, looked_at = [], [process]
    while looked_at:
        of_one = children.get(looked_at.pop(), [])
        found += of_one
        looked_at += [one.id for one in of_one]
    return found


LOOK_EVERY_SECONDS = 0.1


class _FamilyPeak:
    """Looks now and then, from a thread, at the memory of this process and of those it started."""

    def __init__(self, server: int | None) -> None:
        self.peak_mb = 0.0
        self._server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            started = _descendants(os.getpid(), but=self._server)
            if started:
                self.peak_mb = max(self.peak_mb, sum(map(_resident_mb, [os.getpid(), *(one.id for one in started)])))


def _resident_mb(process: int) -> float:
    try:
        pages = int((_PROC / str(process) / "statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _forget_peak() -> bool:
    """Let the system note this process's greatest memory anew; False where it does not."""
    try:
        (_PROC / "self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def resident_mb() -> float | None:
    """The memory that this process holds now; None where that cannot be told."""
    return _of_status("VmRSS:")


def _peak_mb() -> float | None:
    return _of_status("VmHWM:")


def _of_status(name: str) -> float | None:
    """A line of what the system tells of this process's memory."""
    if not (_PROC / "self/status").exists():
        return None
    for line in (_PROC / "self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return None
