"""What builds and installs us: locks with hashes and without addresses, a reason for every dependency, `make help`."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.environment import clean_environment

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PINNED = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9-]+")


def wanted(*groups):
    return {NAME.match(each)[0].lower() for group in groups for each in group}


def locked(lock):
    return set(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r".*(?:https?:|file:|//|--index|--find|@ ).*", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_everything(lock):
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8").strip())

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_locks_have_what_the_project_wants():
    assert wanted(PROJECT["dependencies"], EXTRAS["build"]) - locked("requirements.lock") == set()
    assert wanted(*EXTRAS.values()) - locked("requirements-dev.lock") == set()


def test_tests_run_with_what_is_run():
    pins = {lock: dict(pin.split("==") for pin in re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE))
            for lock in ("requirements.lock", "requirements-dev.lock")}  # fmt: skip

    assert pins["requirements.lock"].items() <= pins["requirements-dev.lock"].items()


def test_every_dependency_has_its_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| `([a-z0-9-]+)` \| \S", text, re.MULTILINE))
    assert told == wanted(PROJECT["dependencies"], *EXTRAS.values())


def test_make_help_names_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split())

    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert {line.split()[1] for line in told.splitlines()} == phony


def test_ci_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], env=clean_environment(), check=True)
