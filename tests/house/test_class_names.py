"""A class name is used once, so that a reader who meets it in one place finds its only definition."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHERE = (
    "models",
    "scoring",
    "scripts_library",
    "workbench/access",
    "workbench/domain",
    "workbench/kernel",
    "workbench/queries",
)


def places(paths):
    """Where each class is defined, as `path:line`, by its name."""
    found = defaultdict(list)
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return found


def test_no_two_classes_have_the_same_name():
    paths = sorted(path for name in WHERE for path in (ROOT / name).rglob("*.py"))

    twice = [f"{name}: {' and '.join(found)}" for name, found in sorted(places(paths).items()) if len(found) > 1]

    assert twice == []
