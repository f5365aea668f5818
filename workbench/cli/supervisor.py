"""Keeps the children of `workbench run`: the web server, whose end is the end, and the scheduler, which is restarted.

Children have a session of their own, so that Ctrl+C reaches only this process, which stops them in order. Should this
process be killed, the system tells them to stop (on Linux).
"""

import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

RESTART_SECONDS = 1.0
STOP_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1


def supervise(web: Sequence[str], scheduler: Sequence[str]) -> int:
    """Run both until the web server ends or this process is told to stop. Returns the web server's exit code.

    Args:
        web: Arguments of `workbench` for the web server.
        scheduler: Arguments of `workbench` for the scheduler.

    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server, keeper = _start(web), _start(scheduler)
    started_at = time.monotonic()
    while not stop.is_set() and server.poll() is None:
        if keeper.poll() is not None and time.monotonic() - started_at >= RESTART_SECONDS:
            keeper, started_at = _start(scheduler), time.monotonic()
        stop.wait(0.2)
    for child in (server, keeper):
        child.terminate()
    _wait_for(server, keeper)
    return 0 if stop.is_set() else server.returncode


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "workbench.cli", *arguments],
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def _wait_for(*children: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
