"""Where calculations are made, as `WORKBENCH_CLUSTER` says it. No arrays here: every process reads its settings."""

import re
from dataclasses import dataclass

_PROCESSES = re.compile(r"processes(?::([1-9][0-9]{0,2}))?")
_SCHEDULER = re.compile(r"(?:dask|tcp|tls)://(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9_.-]+):[0-9]{1,5}")
MEANT = "must be processes, processes:4, or the address of a Dask scheduler such as dask://host:8786"


@dataclass(frozen=True)
class Workplace:
    """Where calculations are made. No scheduler: in so many processes of this machine, or as many as are worth it."""

    scheduler: str | None = None
    processes: int | None = None


def workplace_of(setting: str) -> Workplace:
    """Read the setting; empty is this machine.

    Raises:
        ValueError: It is none of what it can be; the message says what it can be.

    """
    processes = _PROCESSES.fullmatch(setting or "processes")
    if processes:
        return Workplace(processes=int(processes[1]) if processes[1] else None)
    if not _SCHEDULER.fullmatch(setting) or int(setting.rpartition(":")[2]) > 65535:
        raise ValueError(MEANT)
    return Workplace(scheduler=re.sub("^dask:", "tcp:", setting))
