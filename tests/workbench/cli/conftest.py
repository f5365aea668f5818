"""Runs a command line in this process and tells what it answered."""

import json
from dataclasses import dataclass

import pytest

from workbench.cli import execute


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def workbench(settings, capsys):
    """`workbench("user", "list")` on the test's database."""

    def run(*arguments, settings=settings):
        capsys.readouterr()
        code = execute(list(arguments), settings=settings)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run
