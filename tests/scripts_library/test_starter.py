"""Every starter script is a script that may be published under every policy, and says something to everybody."""

import pytest

from models.enums import Channel, ScriptStage
from scripts_library.checks import check
from scripts_library.placeholders import CATALOGUE
from scripts_library.policy import POLICIES
from scripts_library.render import as_written, render, sample_values
from scripts_library.starter import starter_scripts
from scripts_library.vocabulary import Listener, StepKind

STARTERS = starter_scripts()
CALLS = [
    (text, script)
    for text, script in STARTERS
    if script.conditions.channel is Channel.CALL and script.conditions.recipient is Listener.DEBTOR
]


def named(starters):
    return pytest.mark.parametrize(
        ("text", "script"), starters, ids=[f"{script.conditions.language}-{script.code}" for _, script in starters]
    )


@named(STARTERS)
@pytest.mark.parametrize("preset", [None, *POLICIES])
def test_starter_script_has_neither_errors_nor_warnings(text, script, preset):
    assert check(text, preset) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_starter_scripts_cover_every_situation(language):
    mine = [script.conditions for _, script in STARTERS if script.conditions.language == language]

    calls = {c.stage for c in mine if c.channel is Channel.CALL and c.recipient is Listener.DEBTOR}
    assert calls == set(ScriptStage) - {ScriptStage.ANY}
    assert sum(c.channel is Channel.VOICEMAIL for c in mine) == 1
    assert sum(c.recipient is Listener.THIRD_PARTY for c in mine) == 1


def test_starter_codes_are_unique():
    codes = [script.code for _, script in STARTERS]

    assert sorted(set(codes)) == sorted(codes)


@named(CALLS)
def test_starter_call_has_the_steps_of_the_call_screen(text, script):
    assert [step.kind for step in script.steps] == [
        StepKind.GREETING,
        StepKind.IDENTITY,
        StepKind.REASON,
        StepKind.NEGOTIATE,
        StepKind.CLOSING,
    ]


@named(STARTERS)
def test_starter_script_reads_whole_with_all_data_and_with_none(text, script):
    language = script.conditions.language
    full = render(script, sample_values(language), format_value=as_written)
    empty = render(script, {}, format_value=as_written)

    for rendered in (full, empty):
        for step in rendered.steps:
            for block in (step, *step.responses):
                assert block.text
                assert "{" not in block.text
    assert not [block for step in full.steps for block in (step, *step.responses) if block.missing]


def test_every_placeholder_has_its_words_in_both_languages():
    for row in CATALOGUE.values():
        assert set(row.words) == set(row.sample) == set(row.fallback) == {"es", "en"}
        assert all(row.words.values())
        assert all(row.sample.values())
