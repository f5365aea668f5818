"""Modules, functions, templates and positional parameters stay within their limits of size."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("models", "scoring", "scripts_library", "workbench", "migrations")
SOURCES = sorted(path for name in OURS for path in (ROOT / name).rglob("*.py") if "versions" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "workbench").rglob("*.html"))

MODULE_LINES, TEST_MODULE_LINES, TEMPLATE_LINES = 400, 600, 150
FUNCTION_LINES, TEST_FUNCTION_LINES = 40, 50
BY_POSITION = 3
"""Two, and a third where all three are the subject; the rest has names at the call."""
CALLED_BY_A_LIBRARY = {"extract"}
"""Public functions whose signature a library gives."""


def name(path):
    return path.relative_to(ROOT).as_posix()


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function):
    """Lines from the name to the end, without the docstring."""
    first = function.body[0]
    told = first.end_lineno - first.lineno + 1 if ast.get_docstring(function, clean=False) is not None else 0
    return function.end_lineno - function.lineno + 1 - told


def too_long(paths, most):
    return [f"{name(path)}: {lines(path)}" for path in paths if lines(path) > most]


@pytest.mark.parametrize(
    ("paths", "most"),
    [(SOURCES, MODULE_LINES), (TESTS, TEST_MODULE_LINES), (TEMPLATES, TEMPLATE_LINES)],
    ids=["modules", "test modules", "templates"],
)
def test_files_are_short(paths, most):
    assert too_long(paths, most) == []


@pytest.mark.parametrize(
    ("paths", "most"), [(SOURCES, FUNCTION_LINES), (TESTS, TEST_FUNCTION_LINES)], ids=["functions", "test functions"]
)
def test_functions_are_short(paths, most):
    found = [
        f"{name(path)}:{function.lineno} {function.name}: {length(function)}"
        for path in paths
        for function in functions(path)
        if length(function) > most
    ]

    assert found == []


def public_functions(path):
    """Functions of a module that others call; methods often follow a library's signature."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_public_functions_take_few_parameters_by_position():
    found = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in SOURCES
        for function in public_functions(path)
        if len(function.args.posonlyargs + function.args.args) > BY_POSITION
        and function.name not in CALLED_BY_A_LIBRARY
    ]

    assert found == []


def test_public_functions_say_what_they_do():
    found = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in SOURCES
        for function in public_functions(path)
        if not ast.get_docstring(function)
    ]

    assert found == []


FILES_OF_A_FOLDER = 15
"""Beyond that a reader looks for the nouns in it, and finds folders."""


def test_folders_of_rules_and_reads_are_small():
    found = {
        name(folder): len(list(folder.glob("*.py")))
        for room in ("kernel", "domain", "queries")
        for folder in [ROOT / "workbench" / room, *(ROOT / "workbench" / room).rglob("*/")]
    }

    assert {folder: files for folder, files in found.items() if files > FILES_OF_A_FOLDER} == {}
