"""From nothing to a page: a fresh clone, `make run`, and again. Prints how long each took; needs a package index."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.environment import clean_environment

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], env=clean_environment(), check=True)
    return folder


@contextmanager
def make_run(folder):
    """`make run` until its address is told; gives everything said till then, the address, and the seconds it took."""
    began = time.monotonic()
    making = subprocess.Popen(
        ["make", "run", "PORT=0"],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = []
    try:
        for line in making.stdout:
            said.append(line)
            if found := ADDRESS.search(line):
                yield "".join(said), found[0], time.monotonic() - began
                break
        else:
            pytest.fail("make run ended without an address:\n" + "".join(said))
    finally:
        os.killpg(making.pid, signal.SIGTERM)
        making.wait(60)
        making.stdout.close()


def page(address):
    with urllib.request.urlopen(f"{address}/entrar", timeout=60) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


@pytest.mark.long
def test_make_run_from_a_fresh_clone_and_again(clone, capsys):
    with make_run(clone) as (said, address, first_seconds):
        first = page(address)
    with make_run(clone) as (said_again, address, second_seconds):
        second = page(address)

    with capsys.disabled():
        print(f"\nfirst page after {first_seconds:.0f} s, on the second start after {second_seconds:.0f} s")  # noqa: T201 - the figures it is run for
    assert ("@" in said, "@" in said_again) == (True, True)
    assert ("<h1" in first, "<h1" in second) == (True, True)
