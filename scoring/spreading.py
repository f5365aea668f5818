"""Calculations that do not need one another, spread over processes of this machine or over a Dask cluster.

Where they are made changes nothing of what comes out: each gets all it needs as arguments, works on one thread, and the
results come back in the order of the calls. joblib does the work; only this module knows it.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

from scoring.artifact import libraries
from scoring.workplace import Workplace, workplace_of

_log = logging.getLogger(__name__)

Result = TypeVar("Result")

ROWS_A_PROCESS = 500_000
"""A process takes two seconds and 150 MB to start: where nobody said how many, there is one for each so many rows."""

ANSWERS_WITHIN = 5.0
"""Seconds within which a scheduler answers."""

RESULT_WITHIN = 1_800.0
"""Seconds after which a result of a cluster is no longer waited for: no portfolio takes so long."""

LEAST_WORKERS = 1


class ClusterUnusable(Exception):
    """The cluster of the setting cannot be used; `trouble` says why in one of the words below."""

    NOT_INSTALLED, UNREACHABLE, NO_WORKERS, DIFFERS = "not_installed", "unreachable", "no_workers", "differs"

    def __init__(self, trouble: str, scheduler: str) -> None:
        super().__init__(f"{trouble}: {scheduler}")
        self.trouble, self.scheduler = trouble, scheduler


@dataclass
class Spread:
    """Where the calculations of a block are made. `lost`: a cluster broke off or failed, this machine went on alone."""

    place: Workplace = field(default_factory=lambda: Workplace(processes=1))
    lost: bool = False

    @property
    def is_cluster(self) -> bool:
        """Whether other machines calculate."""
        return self.place.scheduler is not None and not self.lost

    def each(
        self, function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, rows: int, here: bool = False
    ) -> Iterator[Result]:
        """The result of every call, in the order of the calls, each as soon as it and those before it are there.

        Where a call fails on a cluster, this machine calculates what is missing: a worker may not reach the database.
        An error of the calculation itself comes again here, and is raised.

        Args:
            function: Of a module, so that another process finds it.
            calls: The arguments of each call.
            rows: Of all calls together: how many processes are worth starting is judged by it.
            here: Whether a cluster is of no use to these calls, because they need a file of this machine; what they
                spread themselves goes there all the same.

        """
        done, failed = 0, False
        if self.is_cluster and not here and len(calls) > 1:
            try:
                for result in _on_cluster(function, calls):
                    done += 1
                    yield result
            except _broken_off():
                self.lost = True  # what is missing is calculated here
            except Exception as wrong:  # noqa: BLE001 - a worker without the database raises whatever its driver does
                _log.warning("the cluster failed, this machine calculates what is missing: %s", type(wrong).__name__)
                self.lost = failed = True
        try:
            yield from self._here(function, calls[done:], rows=rows)
        except Exception:
            self.lost = self.lost and not failed  # it fails here too: the cluster is not at fault
            raise

    def _here(
        self, function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, rows: int
    ) -> Iterator[Result]:
        processes = self._processes(len(calls), rows)
        if processes > 1:
            yield from _in_processes(function, calls, processes=processes)
        else:
            for arguments in calls:
                yield function(*arguments)

    def _processes(self, calls: int, rows: int) -> int:
        most = self.place.processes or min(os.cpu_count() or 1, rows // ROWS_A_PROCESS)
        return max(min(most, calls), 1)


class MadeWhenNeeded(Sequence[tuple[Any, ...]]):
    """Arguments of calls, each made when its turn comes, so that they need not be held all at once."""

    def __init__(self, make: Callable[[int], tuple[Any, ...]], places: Sequence[int]) -> None:
        """Say how the arguments of the call at each of these places are made."""
        self._make, self._places = make, places

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> "MadeWhenNeeded": ...
    def __getitem__(self, at: int | slice) -> "tuple[Any, ...] | MadeWhenNeeded":
        """Make the arguments of a call; of a slice, the calls in it."""
        if isinstance(at, slice):
            return MadeWhenNeeded(self._make, self._places[at])
        return self._make(self._places[at])


_CURRENT: ContextVar[Spread | None] = ContextVar("spread", default=None)


def each(function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, rows: int) -> Iterator[Result]:
    """`Spread.each` of the block that is around; outside any, one call after the other in this process."""
    return (_CURRENT.get() or Spread()).each(function, calls, rows=rows)


@contextmanager
def spread_over(setting: str) -> Iterator[Spread]:
    """Spread the calculations of the block as a setting says.

    Raises:
        ValueError: The setting is none.
        ClusterUnusable: The scheduler does not answer, has no workers, or these run another version.

    """
    spread = Spread(workplace_of(setting))
    if spread.place.scheduler is None:
        with _current(spread):
            yield spread
        return
    with _client(spread.place.scheduler), _current(spread):
        yield spread


@contextmanager
def _current(spread: Spread) -> Iterator[None]:
    token = _CURRENT.set(spread)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def _client(scheduler: str) -> Iterator[None]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise ClusterUnusable(ClusterUnusable.NOT_INSTALLED, scheduler) from None
    # It would print each step of a lost connection; what is lost is in `Spread.lost`.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=ANSWERS_WITHIN, set_as_default=True)
    except (OSError, TimeoutError, ValueError):
        raise ClusterUnusable(ClusterUnusable.UNREACHABLE, scheduler) from None
    try:
        _check_workers(client, scheduler)
        yield
    finally:
        client.close(timeout=ANSWERS_WITHIN)


def _check_workers(client: Any, scheduler: str) -> None:  # Any: distributed ships no types
    """Refuse workers with other libraries or without this program: their results could be others."""
    if len(client.scheduler_info(n_workers=-1)["workers"]) < LEAST_WORKERS:
        raise ClusterUnusable(ClusterUnusable.NO_WORKERS, scheduler)
    try:
        found = client.run(libraries)
    except Exception:  # noqa: BLE001 - whatever a worker without this program raises
        raise ClusterUnusable(ClusterUnusable.DIFFERS, scheduler) from None
    if any(one != libraries() for one in found.values()):
        raise ClusterUnusable(ClusterUnusable.DIFFERS, scheduler)


def _in_processes(
    function: Callable[..., Result], calls: Sequence[tuple[Any, ...]], *, processes: int
) -> Iterator[Result]:
    from joblib import Parallel, delayed, parallel_config  # noqa: PLC0415 - slow import, only where work is spread

    with parallel_config(backend="loky", n_jobs=processes, inner_max_num_threads=1):
        yield from Parallel(return_as="generator")(delayed(function)(*arguments) for arguments in calls)


def _on_cluster(function: Callable[..., Result], calls: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    from joblib import Parallel, delayed, parallel_config  # noqa: PLC0415 - see above

    # A scheduler whose workers are all gone says nothing and waits for others.
    with parallel_config(backend="dask"):
        yield from Parallel(return_as="generator", timeout=RESULT_WITHIN)(
            delayed(function)(*arguments) for arguments in calls
        )


def _broken_off() -> tuple[type[BaseException], ...]:
    """What is raised where a scheduler or its workers are gone."""
    from multiprocessing import TimeoutError as TooLate  # noqa: PLC0415 - joblib's own, only beside the next

    from distributed import KilledWorker  # noqa: PLC0415 - an extra
    from distributed.client import FutureCancelledError  # noqa: PLC0415 - an extra
    from distributed.comm.core import CommClosedError  # noqa: PLC0415 - an extra

    return (CommClosedError, FutureCancelledError, KilledWorker, OSError, TooLate)
