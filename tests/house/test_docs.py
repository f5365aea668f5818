"""The documents name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md"])
NAMED = re.compile(r"`((?:workbench|scoring|models|migrations|scripts_library|tests|docs|frontend)/[\w./-]+\.\w+)[`:]")
LINKED = re.compile(r"\]\((?!https?:)([\w./-]+\.\w+)(?:#[\w-]+)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_a_document_names_exist(document):
    text = document.read_text(encoding="utf-8")

    named = {ROOT / path for path in NAMED.findall(text)} | {document.parent / path for path in LINKED.findall(text)}

    assert sorted(path.as_posix() for path in named if not path.exists()) == []
