"""docs/rules.md names, for every rule, a source, a function that decides and a test that are there.

A row of its tables is `| rule | source | `module:function` | `tests/path.py::test_name` |`; the name of a test may be
left out where the whole file is about the rule.
"""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs" / "rules.md"
FUNCTION = re.compile(r"`([a-z_.]+):([A-Za-z_.]+)`")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows():
    """The cells of each row, without headings."""
    if not RULES.exists():
        return []
    lines = [line.strip() for line in RULES.read_text(encoding="utf-8").splitlines() if line.strip().startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if FUNCTION.search(" ".join(row)) or TEST.search(" ".join(row))]


def test_there_are_rules():
    assert len(rows()) > 10


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_rule_names_its_source_function_and_test(row):
    assert len(row) == 4
    assert row[1] != ""
    assert FUNCTION.search(row[2])
    assert TEST.search(row[3])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_functions_of_a_rule_exist_and_tell_it(row):
    for module, name in FUNCTION.findall(row[2]):
        found = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        assert found.__doc__


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_tests_of_a_rule_exist(row):
    for path, name in TEST.findall(row[3]):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
        assert tests if not name else name in tests
