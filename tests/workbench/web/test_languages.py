"""Languages: chosen by the browser's cookie, compiled from their readable texts when these are newer."""

import os
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import get_locale

from workbench.web import languages
from workbench.web.languages import compile_stale

TEXTS = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Llamar"\nmsgstr "Call"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one catalogue that was never compiled."""
    home = tmp_path / "en" / "LC_MESSAGES"
    home.mkdir(parents=True)
    (home / "messages.po").write_text(TEXTS, encoding="utf-8")
    return tmp_path


def test_catalogue_is_compiled_when_it_is_missing(folder: Path) -> None:
    assert compile_stale(folder) == ["en"]
    assert sorted(path.name for path in (folder / "en" / "LC_MESSAGES").iterdir()) == ["messages.mo", "messages.po"]


def test_catalogue_is_left_alone_while_it_is_fresh(folder: Path) -> None:
    compile_stale(folder)

    assert compile_stale(folder) == []


def test_catalogue_is_compiled_again_when_its_texts_change(folder: Path) -> None:
    compile_stale(folder)
    os.utime(folder / "en" / "LC_MESSAGES" / "messages.mo", (0, 0))

    assert compile_stale(folder) == ["en"]


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "es"),
        ({"Cookie": "idioma=en"}, "en"),
        ({"Cookie": "idioma=xx"}, "es"),
        ({"Accept-Language": "en-US"}, "es"),
    ],
)
def test_language_is_the_browsers_choice_else_the_installations(
    plain_app: Flask, headers: dict[str, str], language: str
) -> None:
    with plain_app.test_request_context("/", headers=headers):
        assert str(get_locale()) == language


def test_processes_that_start_at_once_do_not_write_the_same_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes = iter([2])

    def compiled_meanwhile(file: BinaryIO, catalogue: Catalog) -> None:
        for other in processes:
            monkeypatch.setattr(os, "getpid", partial(int, other))
            compile_stale(folder)
        write_mo(file, catalogue)

    monkeypatch.setattr(languages, "write_mo", compiled_meanwhile)

    assert compile_stale(folder) == ["en"]
