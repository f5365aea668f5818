"""`workbench run`: a real server with a real scheduler beside it, until it is told to stop."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Lease
from tests.environment import clean_environment

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60


class Running:
    """A process of the command line, its address and what it said."""

    def __init__(self, url, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench.cli", *arguments],
            env=clean_environment(WORKBENCH_DATABASE_URL=url, WORKBENCH_SECRET_KEY="0" * 32, PYTHONPATH=str(ROOT)),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def line(self):
        return self.process.stdout.readline().strip()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()


@pytest.fixture
def start(database_url):
    """`start("run", …)` begins a process on the test's database; whatever still runs is stopped afterwards."""
    started = []

    def begin(*arguments):
        started.append(Running(database_url, *arguments))
        return started[-1]

    yield begin
    for running in started:
        running.close()


def until(condition):
    """Wait for what another process brings about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
    return found


def leader_of(database):
    """The process id of the leading scheduler, once there is one."""
    with database.reading() as session:
        holder = session.scalar(sa.select(Lease.holder))
    return holder and int(holder.rsplit(":", 1)[1])


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def get(address):
    with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own server
        return answer.status, answer.read().decode()


embedded = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Processes are the same on either database; what differs, who leads, is tried on both below."""


@embedded
def test_run_serves_keeps_its_scheduler_alive_and_stops_everything(start, database):
    running = start("run", "--port", "0", "--workers", "1")
    assert re.fullmatch(r"Nadie administra todavía: .* Código de un solo uso: (\w{4}-){2}\w{4}", running.line())
    address = running.line().removeprefix("Abono atiende en ").split(" ")[0]

    assert get(f"{address}/readyz")[0] == 200
    first = until(lambda: leader_of(database))
    os.kill(first, signal.SIGKILL)
    second = until(lambda: leader_of(database) != first and leader_of(database))

    assert running.stop() == 0
    assert [is_alive(first), is_alive(second)] == [False, False]
    with pytest.raises(OSError, match="refused"):
        get(f"{address}/healthz")


def test_run_makes_the_database_where_there_is_none(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'new.db'}", "run", "--port", "0", "--workers", "1", "--no-scheduler")
    running.line()
    address = running.line().removeprefix("Abono atiende en ").split(" ")[0]

    status, page = get(f"{address}/")

    running.close()
    assert (status, "Primer arranque" in page) == (200, True)
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600


@embedded
def test_killed_run_takes_its_children_along(start, database):
    running = start("run", "--port", "0", "--workers", "1")
    running.line()
    running.line()
    scheduler = until(lambda: leader_of(database))

    running.stop(signal.SIGKILL)

    until(lambda: not is_alive(scheduler))


@pytest.mark.long
def test_scheduler_alone_leads_until_interrupted(start, database):
    running = start("scheduler")
    leads = until(lambda: leader_of(database))

    assert leads == running.process.pid
    assert running.stop(signal.SIGINT) == 0


@pytest.mark.long
def test_second_scheduler_follows_the_first(start, database):
    first = start("scheduler")
    until(lambda: leader_of(database) == first.process.pid)
    second = start("scheduler")

    first.stop(signal.SIGKILL)

    until(lambda: leader_of(database) == second.process.pid)
