"""A Dask cluster of two workers on loopback, as an operator would start one on several machines.

`cluster` is its address; it is started once per worker of the tests and only where a test asks for it.
"""

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.environment import clean_environment

ROOT = Path(__file__).parents[1]
WORKERS = 2
STARTS_WITHIN = 60.0


@contextmanager
def dask_scheduler(folder):
    """A scheduler in a process of its own; gives its address."""
    told = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    with _started("dask_scheduler", *options):
        yield _address(told)


@contextmanager
def dask_workers(address, *, count=WORKERS):
    """Workers of a scheduler, each a process with one thread."""
    with ExitStack() as stack:
        for _ in range(count):
            options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
            stack.enter_context(_started("dask_worker", address, *options))
        _wait_for_workers(address, count)
        yield


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """The address of a scheduler with two workers."""
    with dask_scheduler(tmp_path_factory.mktemp("dask")) as address, dask_workers(address):
        yield address


@contextmanager
def _started(module, *options):
    command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=STARTS_WITHIN)


def _address(told):
    import json

    for _ in _waiting():
        if told.exists() and (text := told.read_text()):
            return json.loads(text)["address"]
    raise TimeoutError("the scheduler did not start")


def _wait_for_workers(address, count):
    from distributed import Client

    with Client(address, timeout=STARTS_WITHIN, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=STARTS_WITHIN)


def _waiting():
    began = time.monotonic()
    while time.monotonic() - began < STARTS_WITHIN:
        yield
        time.sleep(0.05)
