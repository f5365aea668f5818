"""Every test runs in `make test` or in `make test-long`, and none hides from both."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.selection import ON_BOTH, TESTS, later_twins

ROOT = Path(__file__).parents[2]
MODULES = sorted(TESTS.rglob("*.py"))
MAY_SKIP = {"chromium.py", "conftest.py"}
"""Only a missing browser and missing ledgers skip tests."""


def name(path):
    return path.relative_to(TESTS).as_posix()


def nodes(path, *kinds):
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)]


def test_make_runs_what_is_long_and_what_is_not():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")

    recipes = dict(
        re.findall(r'^(test|test-long):.*\n\t@.*\$\(BIN\)/python -m pytest .*-m "([^"]+)"', text, re.MULTILINE)
    )
    assert recipes == {"test": "not long", "test-long": "long"}


def test_ci_runs_both():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"^step \".*\" make (check|test|test-long)$", text, re.MULTILINE) == [
        "check",
        "test",
        "test-long",
    ]


def test_tests_are_where_pytest_looks():
    hidden = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in MODULES
        if not path.name.startswith("test_")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert hidden == []


def test_no_test_is_left_out():
    words = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        f"{name(path)}:{node.lineno} {node.attr}"
        for path in MODULES
        if name(path) not in MAY_SKIP
        for node in nodes(path, ast.Attribute)
        if node.attr in words and ast.unparse(node.value) in {"pytest", "pytest.mark"}
    ]
    ignoring = [name(path) for path in MODULES if re.search(r"^collect_ignore", path.read_text(), re.MULTILINE)]

    assert (found, ignoring) == ([], [])


def test_folders_that_run_on_both_databases_exist():
    assert [each for each in ON_BOTH if not (TESTS / each).exists()] == []


def item(module, test, kind=None, *, marker=None, fixture="database_url"):
    """A test as pytest collects it, as far as choosing needs it."""
    case = SimpleNamespace(
        nodeid=f"tests/{module}::{test}" + (f"[{kind}-1]" if kind else ""),
        path=TESTS / module,
        get_closest_marker=lambda asked: marker if asked == marker else None,
    )
    if kind:
        case.callspec = SimpleNamespace(params={fixture: kind, "case": 1})
    return case


def twins(module, test, **marked):
    return [item(module, test, kind, **marked) for kind in ("sqlite", "postgresql")]


@pytest.mark.parametrize(
    ("items", "later"),
    [
        (
            twins("workbench/screens/x/test_a.py", "test_1") + twins("workbench/screens/x/test_a.py", "test_2"),
            ["test_2"],
        ),
        (twins("migrations/test_a.py", "test_1") + twins("migrations/test_a.py", "test_2"), []),
        (
            twins("workbench/cli/test_a.py", "test_1") + twins("workbench/cli/test_a.py", "test_2", marker="both"),
            [],
        ),
        (twins("workbench/cli/test_a.py", "test_1", fixture="trained_url"), ["test_1"]),
        (twins("workbench/cli/test_a.py", "test_1", fixture="trained_url", marker="both"), []),
        ([*twins("workbench/cli/test_a.py", "test_1"), item("workbench/cli/test_a.py", "test_2", "postgresql")], []),
        ([item("workbench/cli/test_a.py", "test_1"), item("workbench/cli/test_a.py", "test_2")], []),
    ],
    ids=[
        "first of a module stays",
        "a folder of the dialect",
        "marked",
        "learned",
        "learned and marked",
        "without a twin",
        "without a database",
    ],
)
def test_twins_on_postgresql_are_left_to_test_long(items, later):
    found = [one.nodeid.split("::")[1] for one in later_twins(items)]

    assert found == [f"{test}[postgresql-1]" for test in later]
