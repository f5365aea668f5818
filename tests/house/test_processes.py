"""Processes that tests start get a clean environment, so that a developer's shell decides nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import clean_environment

TESTS = Path(__file__).parents[1]
STARTERS = {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"}
SHELLS = {("os", "system"), ("os", "popen")}


def starts_of(path):
    """Every call in a module that starts a process: the line, and whether `clean_environment` gives its environment."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not isinstance(node.func.value, ast.Name):
            continue
        owner, name = node.func.value.id, node.func.attr
        if (owner == "subprocess" and name in STARTERS) or (owner, name) in SHELLS:
            given = [ast.unparse(one.value) for one in node.keywords if one.arg == "env"]
            yield node.lineno, any("clean_environment(" in one for one in given)


def test_every_process_gets_the_clean_environment():
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line, is_clean in starts_of(path)
        if not is_clean
    ]

    assert found == [], "start processes with env=clean_environment(…) of tests/environment.py"


def test_processes_are_only_started_through_subprocess():
    named = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "subprocess"
    ]

    assert named == [], "write subprocess.run(…), so that the test above sees the call"


@pytest.mark.parametrize(
    "name", ["MAKEFLAGS", "MAKELEVEL", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "WORKBENCH_DATABASE_URL", "VIRTUAL_ENV"]
)
def test_what_a_shell_adds_does_not_reach_a_process(monkeypatch, name):
    monkeypatch.setenv(name, "set by a developer")

    told = subprocess.run(
        [sys.executable, "-c", "import os; print(*os.environ)"],
        env=clean_environment(PYTHONPATH="."),
        capture_output=True,
        text=True,
        check=True,
    )

    assert name not in told.stdout.split()
    assert {"PATH", "PYTHONPATH"} <= set(told.stdout.split())
