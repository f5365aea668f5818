"""Which script is chosen, and why not the others."""

import pytest

from models.enums import Channel, ScriptStage
from scripts_library.choose import LESS_SPECIFIC, Option, Situation, choose, stage_of
from scripts_library.script import Conditions
from scripts_library.vocabulary import Listener

SITUATION = Situation(
    language="es",
    channel=Channel.CALL,
    recipient=Listener.DEBTOR,
    stage=ScriptStage.EARLY,
    portfolio="consumo",
    country="CO",
    segment="Preferente",
    last_outcome="CD-PEN",
)


def option(code, **conditions):
    common = {"language": "es", "channel": Channel.CALL, "recipient": Listener.DEBTOR, "stage": ScriptStage.ANY}
    return Option(hash(code), code, code, Conditions(**{**common, **conditions}))


@pytest.mark.parametrize(
    ("days", "broken", "stage"),
    [
        (-5, False, ScriptStage.PREVENTIVE),
        (0, False, ScriptStage.PREVENTIVE),
        (0, True, ScriptStage.PREVENTIVE),
        (1, False, ScriptStage.EARLY),
        (30, False, ScriptStage.EARLY),
        (31, False, ScriptStage.MIDDLE),
        (90, False, ScriptStage.MIDDLE),
        (91, False, ScriptStage.LATE),
        (1, True, ScriptStage.BROKEN_PROMISE),
        (400, True, ScriptStage.BROKEN_PROMISE),
    ],
)
def test_stage_of_an_account(days, broken, stage):
    assert stage_of(days, has_broken_promise=broken) is stage


def test_the_most_specific_script_wins_and_the_others_say_why_not():
    options = [
        option("general"),
        option("etapa", stage=ScriptStage.EARLY),
        option("cartera", stage=ScriptStage.EARLY, portfolio="consumo"),
        option("tardia", stage=ScriptStage.LATE),
        option("ingles", language="en"),
        option("buzon", channel=Channel.VOICEMAIL),
        option("tercero", recipient=Listener.THIRD_PARTY),
        option("mexico", stage=ScriptStage.EARLY, country="MX"),
    ]

    choice = choose(options, SITUATION)

    assert choice.chosen.code == "cartera"
    assert [(candidate.option.code, candidate.left_out_by) for candidate in choice.candidates] == [
        ("cartera", None),
        ("etapa", LESS_SPECIFIC),
        ("general", LESS_SPECIFIC),
        ("mexico", "country"),
        ("buzon", "channel"),
        ("ingles", "language"),
        ("tardia", "stage"),
        ("tercero", "recipient"),
    ]
    assert choice.candidates[0].fits == ("portfolio", "stage")


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        ({"segment": "Preferente"}, {"portfolio": "consumo"}, "a"),
        ({"country": "CO"}, {"last_outcome": "CD-PEN"}, "b"),
        ({"stage": ScriptStage.EARLY, "country": "CO"}, {"last_outcome": "CD-PEN"}, "a"),
        ({}, {}, "a"),
    ],
)
def test_ties_go_to_the_more_telling_condition_then_to_the_code(first, second, winner):
    choice = choose([option("b", **second), option("a", **first)], SITUATION)

    assert choice.chosen.code == winner


def test_case_and_blanks_of_a_segment_do_not_matter():
    assert choose([option("a", segment=" PREFERENTE")], SITUATION).chosen.code == "a"


def test_without_a_script_for_the_situation_none_is_chosen():
    choice = choose([option("en", language="en")], SITUATION)

    assert choice.chosen is None
    assert [candidate.left_out_by for candidate in choice.candidates] == ["language"]
