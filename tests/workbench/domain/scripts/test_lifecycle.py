"""Scripts as they live: starters, drafts, publishing, conflicts and going back."""

import tomllib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Script, ScriptVersion
from models.enums import ScriptStage, ScriptState
from scripts_library.messages import MESSAGES
from scripts_library.policy import POLICIES
from scripts_library.starter import starter_scripts
from scripts_library.vocabulary import OUTCOME_CODES
from tests.factories.scripts import make_script, make_version
from tests.scripts_library.texts import GOOD
from workbench.domain.calls.tree import load_outcomes
from workbench.domain.contact.law.presets import preset, preset_codes
from workbench.domain.records.audit import Actor
from workbench.domain.scripts.checks import problems_of
from workbench.domain.scripts.lifecycle import (
    EditedVersion,
    NotPublishable,
    ScriptConflict,
    load_starters,
    publish,
    restore,
    save_draft,
)
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.queries.scripts import newest_version, presets_in_use, version_in

BETTER = GOOD.replace("Quedamos así.", "Quedamos de acuerdo.")
WRONG = GOOD.replace("Quedamos así.", "¿Por qué no ha pagado?")


@pytest.fixture
def script(session, cast, now):
    return make_script(session, now=now)


@pytest.fixture
def paola(cast):
    return Actor(cast.paola.id, cast.paola.email)


@pytest.fixture
def ana(cast):
    return Actor(cast.ana.id, cast.ana.email)


def states(session, script):
    found = sa.select(ScriptVersion.number, ScriptVersion.state).where(ScriptVersion.script_id == script.id)
    return [(number, state.value) for number, state in session.execute(found.order_by(ScriptVersion.number))]


def entries(session):
    return [(entry.event, entry.why) for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def test_load_starters_publishes_every_starter_once(session, now):
    first, again = load_starters(session, now=now), load_starters(session, now=now)

    assert (first, again) == (len(starter_scripts()), 0)
    assert session.scalar(sa.select(sa.func.count()).select_from(ScriptVersion)) == first
    early = session.scalars(sa.select(Script).where(Script.code == "mora-temprana")).one()
    assert (early.name, early.stage, early.language, early.channel, early.is_starter) == (
        "Mora temprana", ScriptStage.EARLY, "es", "call", True,
    )  # fmt: skip
    assert states(session, early) == [(1, "published")]


def test_load_starters_leaves_what_an_operator_changed(session, now, paola):
    load_starters(session, now=now)
    early = session.scalars(sa.select(Script).where(Script.code == "mora-temprana")).one()
    text = newest_version(session, early).text.replace("Mora temprana", "La nuestra")
    publish(
        session, early, text=text, base=EditedVersion.of(newest_version(session, early)), note="x", actor=paola, now=now
    )

    load_starters(session, now=now)

    assert early.name == "La nuestra"
    assert version_in(session, early, ScriptState.PUBLISHED).text == text


def test_save_draft_keeps_a_text_beside_what_is_published(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))

    draft = save_draft(session, script, text=WRONG, base=base, actor=paola, now=now)

    assert (draft.number, draft.text, draft.edits, draft.created_by) == (2, WRONG, 1, paola.id)
    assert states(session, script) == [(1, "published"), (2, "draft")]
    assert version_in(session, script, ScriptState.PUBLISHED).text == GOOD


def test_save_draft_leaves_an_audit_entry(session, script, paola, now):
    save_draft(
        session, script, text=BETTER, base=EditedVersion.of(newest_version(session, script)), actor=paola, now=now
    )

    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.actor_id, entry.subject_kind, entry.subject_id) == (
        "script_draft_saved", paola.id, "script", script.id,
    )  # fmt: skip
    assert (entry.before["version"], entry.before["state"]) == (1, "published")
    assert (entry.after["version"], entry.after["state"]) == (2, "draft")
    assert entry.before["sha256"] != entry.after["sha256"]


def test_save_draft_again_goes_on_with_the_same_draft(session, script, paola, now):
    first = save_draft(
        session, script, text=BETTER, base=EditedVersion.of(newest_version(session, script)), actor=paola, now=now
    )
    second = save_draft(
        session, script, text=WRONG, base=EditedVersion.of(first), actor=paola, now=now + timedelta(minutes=1)
    )

    assert (second.id, second.edits, second.updated_at) == (first.id, 2, now + timedelta(minutes=1))


def test_save_draft_twice_with_the_same_text_changes_nothing(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    first = save_draft(session, script, text=BETTER, base=base, actor=paola, now=now)

    again = save_draft(session, script, text=BETTER, base=base, actor=paola, now=now)

    assert (again.id, again.edits) == (first.id, 1)
    assert entries(session) == [("script_draft_saved", None)]


def test_save_draft_refuses_to_overwrite_another_persons_draft(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    theirs = save_draft(session, script, text=BETTER, base=base, actor=paola, now=now)

    with pytest.raises(ScriptConflict) as refused:
        save_draft(session, script, text=WRONG, base=base, actor=Actor(None, "otra"), now=now)

    assert refused.value.theirs is theirs
    assert newest_version(session, script).text == BETTER


def test_save_draft_refuses_what_was_published_meanwhile(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    draft = save_draft(session, script, text=BETTER, base=base, actor=paola, now=now)
    stale = EditedVersion.of(draft)
    publish(session, script, text=BETTER + "\n", base=stale, note="x", actor=paola, now=now)

    with pytest.raises(ScriptConflict):
        save_draft(session, script, text=WRONG, base=stale, actor=paola, now=now)


@pytest.mark.parametrize("text", ["x" * 40_001, "a\0b"])
def test_save_draft_refuses_what_cannot_be_kept(session, script, paola, now, text):
    with pytest.raises(RuleBroken):
        save_draft(
            session, script, text=text, base=EditedVersion.of(newest_version(session, script)), actor=paola, now=now
        )


def test_save_draft_keeps_one_kind_of_line_end(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))

    same = save_draft(session, script, text=GOOD.replace("\n", "\r\n"), base=base, actor=paola, now=now)

    assert same.state is ScriptState.PUBLISHED


def test_publish_puts_a_text_in_use_and_retires_the_one_before(session, script, ana, now):
    base = EditedVersion.of(newest_version(session, script))
    text = BETTER.replace('name = "Prueba"', 'name = "Nueva"\nstage = "tardia"\ncartera = "consumo"')

    published = publish(session, script, text=text, base=base, note=" Más\nclaro ", actor=ana, now=now)

    assert states(session, script) == [(1, "retired"), (2, "published")]
    assert (published.text, published.note, published.published_at, published.published_by) == (
        text, "Más claro", now, ana.id,
    )  # fmt: skip
    assert (script.name, script.stage) == ("Nueva", ScriptStage.LATE)
    assert script.portfolio_id is not None


def test_publish_leaves_an_audit_entry_with_the_note(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))

    publish(session, script, text=BETTER, base=base, note="Más claro", actor=paola, now=now)

    assert entries(session) == [("script_draft_saved", None), ("script_published", "Más claro")]


def test_publish_refuses_errors_under_any_policy_in_use(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))

    with pytest.raises(NotPublishable) as refused:
        publish(session, script, text=WRONG, base=base, note="x", actor=paola, now=now)

    assert [problem.id for problem in refused.value.problems] == ["asks_why"]
    assert states(session, script) == [(1, "published")]
    assert entries(session) == []


def test_publish_asks_for_a_note(session, script, paola, now):
    with pytest.raises(RuleBroken) as refused:
        publish(
            session,
            script,
            text=BETTER,
            base=EditedVersion.of(newest_version(session, script)),
            note="  ",
            actor=paola,
            now=now,
        )

    assert refused.value.rule == "scripts.note"


def test_publish_twice_changes_nothing(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    first = publish(session, script, text=BETTER, base=base, note="x", actor=paola, now=now)

    again = publish(session, script, text=BETTER, base=base, note="x", actor=paola, now=now)

    assert again.id == first.id
    assert len(entries(session)) == 2


def test_publish_refuses_another_persons_draft(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    save_draft(session, script, text=BETTER, base=base, actor=paola, now=now)

    with pytest.raises(ScriptConflict):
        publish(session, script, text=BETTER + "\n", base=base, note="x", actor=paola, now=now)


def test_restore_makes_an_older_version_the_draft(session, script, paola, now):
    base = EditedVersion.of(newest_version(session, script))
    published = publish(session, script, text=BETTER, base=base, note="x", actor=paola, now=now)
    first = session.scalars(sa.select(ScriptVersion).where(ScriptVersion.number == 1)).one()

    draft = restore(session, script, version_id=first.id, base=EditedVersion.of(published), actor=paola, now=now)

    assert (draft.number, draft.text) == (3, GOOD)
    assert states(session, script) == [(1, "retired"), (2, "published"), (3, "draft")]
    assert entries(session)[-1] == ("script_draft_saved", "v1")


def test_restore_finds_only_versions_of_the_script(session, script, paola, now):
    other = make_script(session, now=now, code="otro")
    theirs = newest_version(session, other)

    with pytest.raises(NotVisible):
        restore(
            session,
            script,
            version_id=theirs.id,
            base=EditedVersion.of(newest_version(session, script)),
            actor=paola,
            now=now,
        )


def test_problems_are_those_of_every_policy_in_use(session, script, cast):
    assert [problem.id for problem in problems_of(session, script, WRONG)] == ["asks_why"]


def test_a_text_is_parsed_once_however_many_policies_are_in_use(session, script, cast, monkeypatch):
    parsed = []
    monkeypatch.setattr("tomllib.loads", lambda text, real=tomllib.loads: parsed.append(text) or real(text))
    assert len(presets_in_use(session, None)) > 1

    problems_of(session, script, WRONG)

    assert len(parsed) == 1


def test_problems_are_those_of_the_scripts_own_portfolio(session, script, cast):
    text = WRONG.replace("+++\n", '+++\ncartera = "microcredito"\n', 1)

    assert problems_of(session, script, text) == []


def test_problems_are_those_of_the_scripts_country(session, script, cast):
    text = WRONG.replace("+++\n", '+++\ncartera = "microcredito"\npais = "CO"\n', 1)

    assert [problem.id for problem in problems_of(session, script, text)] == ["asks_why"]


def test_the_code_of_a_script_stays_and_its_portfolio_exists(session, script, cast):
    text = GOOD.replace('"prueba"', '"otra"').replace("+++\n", '+++\ncartera = "nada"\n', 1)

    assert {problem.id for problem in problems_of(session, script, text)} == {"code_changed", "unknown_portfolio"}


def test_two_drafts_of_a_script_cannot_be(session, script, now):
    make_version(session, script, now=now, number=2, state=ScriptState.DRAFT)

    with pytest.raises(sa.exc.IntegrityError):
        make_version(session, script, now=now, number=3, state=ScriptState.DRAFT)


def test_word_policies_agree_with_the_contact_presets():
    for code in preset_codes():
        assert POLICIES[code].delay_reason == preset(code).ask_delay_reason


def test_outcomes_that_an_answer_may_preselect_are_those_of_the_outcome_form(session):
    load_outcomes(session)
    offered = set(session.scalars(sa.text("SELECT code FROM outcome WHERE \"group\" IN ('CD', 'CI', 'NC')")))

    assert offered >= OUTCOME_CODES


def test_every_message_can_be_filled():
    for text in MESSAGES.values():
        assert "%%" not in text
