"""Counts in sentences have their thousands apart, in templates and in Python, as the screen's language writes them."""

import re
from pathlib import Path

import pytest
from flask import render_template_string
from flask_babel import force_locale

import workbench
from workbench.web.counts import ngettext
from workbench.web.words import say

CLIENTS = "%(num)s cliente nuevo", "%(num)s clientes nuevos"
OF_DAYS = {"formats.py"}
"""The days it counts are six at most."""


@pytest.mark.parametrize(("language", "figure"), [("es", "60.000"), ("en", "60,000")])
def test_count_is_written_as_the_language_of_the_screen_does(app, language, figure):
    page = "{{ ngettext('%(num)s cliente nuevo', '%(num)s clientes nuevos', 60000) }}"

    with app.test_request_context(), force_locale(language):
        said = [render_template_string(page), ngettext(*CLIENTS, 60_000), say("Otros %(n)s", {"n": 60_000})]

    assert [figure in one for one in said] == [True, True, True]


def test_value_that_a_sentence_brings_itself_stays(app):
    with app.test_request_context():
        assert ngettext("%(num)s de %(name)s", "%(num)s de %(name)s", 1, name="Ana") == "1 de Ana"
        assert say("%(yes)s", {"yes": True}) == "True"


def test_python_of_screens_takes_the_counting_of_the_house():
    folder = Path(workbench.__file__).parent
    bare = re.compile(r"from flask_babel import [^\n]*\bngettext\b")
    files = [*(folder / "screens").rglob("*.py"), *(folder / "web").rglob("*.py")]

    assert [one.name for one in files if bare.search(one.read_text("utf-8"))] == sorted(OF_DAYS)
