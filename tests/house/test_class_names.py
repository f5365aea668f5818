"""A class name is used once, so that a reader who meets it in one place finds it by its name everywhere."""

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


def test_no_two_classes_have_the_same_name():
    places = defaultdict(list)
    for path in sorted(path for name in WHERE for path in (ROOT / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(ROOT).as_posix())

    assert {name: found for name, found in places.items() if len(found) > 1} == {}
