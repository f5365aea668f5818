"""Whose script it is: the portfolio in a text is one of the person's, and a script of all stays with all."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, PortfolioTeam, ScriptVersion
from models.enums import ScriptState
from tests.factories.scripts import make_script, make_version
from tests.scripts_library.texts import GOOD
from workbench.domain.records.audit import Actor
from workbench.domain.scripts.checks import portfolio_refusal, problems_of
from workbench.domain.scripts.lifecycle import (
    EditedVersion,
    NotPublishable,
    NotYourPortfolio,
    publish,
    restore,
    save_draft,
)
from workbench.queries.scripts import newest_version

COMMAND = Actor(None, "workbench script")


def of(portfolio):
    """The script's text for one portfolio, named on line 4."""
    return GOOD.replace('language = "es"\n', f'cartera = "{portfolio}"\nlanguage = "es"\n', 1)


@pytest.fixture
def act(session, cast, now):
    """Save, publish or restore as somebody; a text of what is there is restored from an older version."""

    def run(action, script, who, *, text):
        user = getattr(cast, who, None)
        actor = Actor(user.id, user.email) if user else COMMAND
        base = EditedVersion.of(newest_version(session, script))
        if action == "save_draft":
            return save_draft(session, script, text=text, base=base, actor=actor, now=now)
        if action == "publish":
            return publish(session, script, text=text, base=base, note="x", actor=actor, now=now)
        return restore(session, script, version_id=_older(session, script, text, now), base=base, actor=actor, now=now)

    return run


def _older(session, script, text, now):
    old = make_version(session, script, now=now, number=0, state=ScriptState.RETIRED, text=text)
    return old.id


@pytest.fixture
def of_all(session, cast, now):
    return make_script(session, now=now)


@pytest.fixture
def of_consumo(session, cast, now):
    return make_script(session, now=now, text=of("consumo"), portfolio_id=cast.consumo.id)


def refused(act, action, script, who, *, text):
    with pytest.raises((NotYourPortfolio, NotPublishable)) as caught:
        act(action, script, who, text=text)
    return [(problem.line, problem.id) for problem in caught.value.problems]


ACTIONS = pytest.mark.parametrize("action", ["save_draft", "publish", "restore"])


@ACTIONS
@pytest.mark.parametrize("portfolio", ["microcredito", "consumo"])
def test_a_supervisor_cannot_take_a_script_of_all(session, act, of_all, action, portfolio):
    problem = {"microcredito": "unknown_portfolio", "consumo": "script_of_all"}[portfolio]

    assert refused(act, action, of_all, "paola", text=of(portfolio)) == [(4, problem)]

    assert of_all.portfolio_id is None
    assert session.scalars(sa.select(AuditEntry)).all() == []
    assert (4, "draft") not in session.execute(sa.select(ScriptVersion.number, ScriptVersion.state)).all()


@ACTIONS
def test_a_supervisor_cannot_open_a_script_of_one_portfolio_to_all(act, of_consumo, cast, action):
    assert refused(act, action, of_consumo, "paola", text=GOOD) == [(1, "script_of_one")]

    assert of_consumo.portfolio_id == cast.consumo.id


@ACTIONS
def test_a_supervisor_cannot_give_a_script_to_a_portfolio_of_another_team(act, of_consumo, cast, action):
    assert refused(act, action, of_consumo, "paola", text=of("microcredito")) == [(4, "unknown_portfolio")]

    assert of_consumo.portfolio_id == cast.consumo.id


def test_out_of_scope_and_missing_look_the_same(session, of_all, cast):
    paola = cast.person("paola")
    theirs, nowhere = (
        problems_of(session, of_all, of(code).replace("Quedamos así.", "¿Por qué no ha pagado?"), editor=paola)
        for code in ("microcredito", "nada")
    )

    assert [(one.line, one.id) for one in theirs] == [(one.line, one.id) for one in nowhere]
    assert {one.id for one in theirs} >= {"unknown_portfolio"}


@pytest.mark.parametrize("who", ["ana", "command"])
def test_who_sees_all_portfolios_narrows_and_opens_a_script(session, act, of_all, cast, who):
    act("publish", of_all, who, text=of("microcredito"))
    narrowed = of_all.portfolio_id
    act("publish", of_all, who, text=GOOD)

    assert (narrowed, of_all.portfolio_id) == (cast.microcredito.id, None)


def test_a_supervisor_edits_a_script_of_all_and_one_of_their_own(act, of_all, cast, session, now):
    mine = make_script(session, now=now, code="mia", text=of("consumo"), portfolio_id=cast.consumo.id)
    better = GOOD.replace("Quedamos así.", "Quedamos de acuerdo.")

    act("publish", of_all, "paola", text=better)
    act("publish", mine, "paola", text=of("consumo").replace('"prueba"', '"mia"').replace("así.", "de acuerdo."))

    assert (of_all.portfolio_id, mine.portfolio_id) == (None, cast.consumo.id)


def test_a_supervisor_of_two_portfolios_moves_a_script_between_them(session, act, of_consumo, cast):
    session.add(PortfolioTeam(portfolio_id=cast.microcredito.id, team_id=cast.norte.id))
    session.flush()

    act("publish", of_consumo, "paola", text=of("microcredito"))

    assert of_consumo.portfolio_id == cast.microcredito.id


@pytest.mark.parametrize(
    ("now_of", "wanted", "sees_all", "refusal"),
    [
        (None, None, False, None),
        (1, 1, False, None),
        (1, 2, False, None),
        (None, 1, False, "script_of_all"),
        (1, None, False, "script_of_one"),
        (None, 1, True, None),
        (1, None, True, None),
    ],
)
def test_portfolio_refusal_of_every_move(now_of, wanted, sees_all, refusal):
    assert portfolio_refusal(now_of=now_of, wanted=wanted, sees_all=sees_all) == refusal
