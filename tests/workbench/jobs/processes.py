"""Real processes for the tests of leadership and takeover: they say lines, are told to go, and are killed."""

import multiprocessing
import time
from contextlib import contextmanager

from models import Database
from workbench.jobs.job import Job, Step
from workbench.jobs.leader import leadership_of
from workbench.jobs.runner import run_job
from workbench.jobs.runs import claim_run

_FORK = multiprocessing.get_context("fork")
PERIODS = [f"{number:03}" for number in range(50)]


class Child:
    def __init__(self, act, *given):
        self._pipe, theirs = _FORK.Pipe()
        self._process = _FORK.Process(target=act, args=(theirs, *given), daemon=True)
        self._process.start()
        theirs.close()

    def hear(self):
        assert self._pipe.poll(60), "the process says nothing"
        return self._pipe.recv()

    def say(self, line):
        self._pipe.send(line)

    def kill(self):
        self._process.kill()
        self._process.join()


@contextmanager
def children(act, *given, count=1):
    started = [Child(act, *given) for _ in range(count)]
    try:
        yield started
    finally:
        for child in started:
            child.kill()


def lead(pipe, url):
    """Say «leads» once this process leads, and go on leading."""
    leadership = leadership_of(Database(url))
    while not leadership.acquire():
        time.sleep(0.05)
    pipe.send("leads")
    pipe.recv()


def hang_in_second_step(pipe, url, now):
    """Finish the first step of the nightly job and say «hangs» from within the second."""

    def hang(_context):
        pipe.send("hangs")
        pipe.recv()

    job = Job("nightly", (Step("first", lambda _context: {"rows": 1}), Step("second", hang)))
    run_job(Database(url), job, period="2026-11-18", today=now.date(), clock=lambda: now)


def claim_periods(pipe, url, now):
    """When told to, claim every one of `PERIODS` and say which were had."""
    database = Database(url)
    pipe.recv()
    had = []
    for period in PERIODS:
        with database.writing() as session:
            if claim_run(session, "job", period=period, host="child", now=now) is not None:
                had.append(period)
    pipe.send(had)
    pipe.recv()
