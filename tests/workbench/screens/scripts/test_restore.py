"""Restaurar an older version."""

import pytest
import sqlalchemy as sa

from models import ScriptVersion
from models.enums import ScriptState
from tests.factories.scripts import make_version
from tests.workbench.screens.scripts.editing import (
    BETTER,
    GOOD,
    address,
    entries,
    texts,
)


@pytest.fixture
def old(session, script, now):
    """The script's first version, replaced by a second."""
    first = session.scalars(sa.select(ScriptVersion)).one()
    first.state = ScriptState.RETIRED
    session.flush()
    make_version(session, script, now=now, number=2, text=BETTER)
    return first


def restore(browser, script, old, *, status=303):
    url = address(script, f"/versiones/{old.id}/restaurar")
    return browser.submit(browser.get(address(script, "/editar")), url, status=status)


def test_restore_makes_the_old_text_the_draft(session, paola, script, old):
    answer = restore(paola, script, old)

    assert answer.response.location == address(script, "/editar")
    assert texts(session) == [(1, "retired", GOOD), (2, "published", BETTER), (3, "draft", GOOD)]
    assert entries(session) == [("script_draft_saved", "paola@example.com")]


def test_restore_twice_is_harmless(session, paola, script, old):
    page = paola.get(address(script, "/editar"))
    for _ in range(2):
        paola.submit(page, address(script, f"/versiones/{old.id}/restaurar"))

    assert len(texts(session)) == 3


def test_restore_never_overwrites_a_newer_draft(session, paola, script, old, now):
    page = paola.get(address(script, "/editar"))
    make_version(session, script, now=now, number=3, state=ScriptState.DRAFT, text=GOOD + "\n")

    refused = paola.submit(page, address(script, f"/versiones/{old.id}/restaurar"), status=409)

    assert "Otra persona cambió este guion." in refused.words()
    assert texts(session)[-1] == (3, "draft", GOOD + "\n")


@pytest.mark.parametrize("who", ["andrea", "elena"])
def test_restore_is_for_who_writes_scripts(session, people, script, old, who):
    browser = people(who)
    browser.get("/guiones")

    browser.post(address(script, f"/versiones/{old.id}/restaurar"), {}, status=403)

    assert len(texts(session)) == 2
