"""Supervises the children of `workbench run`: ends with the web server, restarts the scheduler.

Children are forked, so that the libraries are loaded once. They have a session of their own: Ctrl+C reaches only this
process, which stops them in order. Should this process be killed, the system tells them to stop (on Linux).
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

RESTART_SECONDS = 1.0
STOP_SECONDS = 30.0
_FORK = multiprocessing.get_context("fork")
_PR_SET_PDEATHSIG = 1
_TOLD_TO_STOP = (signal.SIGTERM, signal.SIGINT)


def supervise(web: Callable[[], None], scheduler: Callable[[], None]) -> int:
    """Run both until the web server ends or this process is told to stop. Returns the web server's exit code.

    Call it before this process has threads or open connections: children get a copy of both.
    """
    server, keeper = _start(web), _start(scheduler)
    stop = stop_when_told()
    started_at = time.monotonic()
    while not stop.is_set() and server.exitcode is None:
        if keeper.exitcode is not None and time.monotonic() - started_at >= RESTART_SECONDS:
            keeper, started_at = _start(scheduler), time.monotonic()
        stop.wait(0.2)
    for child in (server, keeper):
        child.terminate()
    _wait_for(server, keeper)
    return 0 if stop.is_set() else server.exitcode or 0


def stop_when_told() -> threading.Event:
    """An event that SIGTERM or SIGINT sets.

    A thread sets it, not the handler: the handler runs in the main thread, which may hold the event's lock in `wait`.
    """
    stop = threading.Event()
    for number in _TOLD_TO_STOP:
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    return stop


def _start(act: Callable[[], None]) -> BaseProcess:
    child = _FORK.Process(target=_as_child, args=(act,))
    child.start()
    return child


def _as_child(act: Callable[[], None]) -> None:
    for number in _TOLD_TO_STOP:
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    act()


def _wait_for(*children: BaseProcess) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
        if child.exitcode is None:
            child.kill()
            child.join()
