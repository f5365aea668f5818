"""Why a training ended as it did and why a model does not rank: every reason has its sentence, in both languages."""

import numpy as np
import pytest

from scoring.evidence import EvidenceState
from scoring.promotion import HeldOutRows, judge
from scoring.promotion import Tested as Judged  # a name that pytest does not take for a test
from tests.learned import assert_said
from workbench.domain.ranking.model_words import (
    EVIDENCE,
    LADDER,
    WHY,
    evidence_text,
    ladder_text,
    trouble_text,
    why_text,
)
from workbench.language import translate

# --- why, in words ---


def judged(*, champion, challenger, payers=500, money=(0.4, 0.4)):
    """The verdict on a thousand rows of which the first paid; each candidate by its chances for payers and others."""
    rows = np.arange(1000)
    y = rows < payers
    held_out = HeldOutRows(y, rows)
    p = [np.where(y, *one).astype(float) if isinstance(one, tuple) else one for one in (champion, challenger)]
    return judge(held_out, Judged(p[0], money[0]), Judged(p[1], money[1]))


VERDICTS = {
    "better": lambda: judged(champion=(0.6, 0.4), challenger=(0.8, 0.2)),
    "not_better": lambda: judged(champion=(0.6, 0.4), challenger=(0.6, 0.4)),
    "no_skill": lambda: judged(champion=(0.05, 0.5), challenger=(0.29, 0.31), payers=300),
    "less_money": lambda: judged(champion=(0.6, 0.4), challenger=(0.8, 0.2), money=(0.4, 0.3)),
    "calibration": lambda: judged(champion=(0.30, 0.45), challenger=(0.9, 0.2), payers=100),
}


@pytest.mark.parametrize("rule", list(VERDICTS))
def test_every_verdict_has_a_sentence(rule):
    verdict = VERDICTS[rule]()

    assert verdict.rule == rule
    assert_said({"rule": verdict.rule, "values": verdict.values})


def test_the_sentences_are_of_what_can_happen():
    of_trainings = {"refreshed", "no_rows", "too_few", "rules_better", "older", "value"}
    of_former_trainings = {"segment"}

    assert set(WHY) == set(VERDICTS) | of_trainings | of_former_trainings


def test_sentence_of_too_few_has_the_counts():
    text, values = why_text(
        {"rule": "too_few", "values": {"rows": 300, "payers": 20, "test_rows": 80, "test_payers": 5}}
    )

    assert translate(text, "es", values) == (
        "Todavía hay muy poco de qué aprender: 300 filas con 20 pagos; en las semanas de prueba, 80 con 5."
        " Para juzgar se necesitan 500 filas, 50 con pago y 50 sin él."
    )


@pytest.mark.parametrize(
    ("payers", "said"), [(0, "En 4874 filas no pagó nadie"), (4874, "En 4874 filas pagaron todos")]
)
def test_rows_of_one_kind_only_are_not_called_too_few(payers, said):
    values = {"rows": 4874, "payers": payers, "test_rows": 1440, "test_payers": payers and 1440}

    text, filled = why_text({"rule": "too_few", "values": values})

    assert said in translate(text, "es", filled)


def test_sentence_of_calibration_has_shares():
    text, values = why_text({"rule": "calibration", "values": {"ece": 0.1, "said": 0.27, "happened": 0.1}})

    assert translate(text, "es", values) == (
        "Lo que dice no coincide con lo que pasa: anunció 27 % de pagos y hubo 10 %."
    )


STEPS = {
    "adds": ({"adds": "120.00 COP"}, "sumó 120.00 COP por llamada"),
    "below": ({"gain": "-3.00 COP"}, "(-3.00 COP por llamada)"),
    "adds_nothing": ({}, "no se nota"),
    "no_attempts": ({}, "no hay llamadas"),
    "all_called": ({"called": 0.985}, "Se llamó al 98 % de las cuentas"),
    "one_class": ({"called": 400}, "De las 400 llamadas"),
    "few_calls": ({"called": 120, "paid": 7, "least": 300}, "120, de las que 7 trajeron un pago"),
    "few_days": ({"days": 12, "least": 30}, "12 días"),
    "no_overlap": ({"overlap": 0.1}, "las mismas clases de cuenta"),
    "not_learned": ({}, "lo bastante"),
}


@pytest.mark.parametrize("rule", STEPS)
def test_every_step_of_the_ladder_says_why(rule):
    values, said = STEPS[rule]

    text, filled = ladder_text({"rule": rule, "values": values})

    assert said in translate(text, "es", filled)
    assert "%(" not in translate(text, "en", filled)


def test_the_steps_are_all_that_can_happen():
    assert set(LADDER) == set(STEPS)


CLOCKS = {
    "enough": ({"state": "enough"}, "Se conocen 120 llamadas y bastan"),
    "by": ({"state": "by"}, "se sabrá hacia el 14 de marzo"),
    "by_chance": (
        {"state": "by", "share": 0.021},
        "Con esta parte (2.1 % de las llamadas), se sabrá hacia el 14 de marzo",
    ),
    "far": ({"state": "far"}, "(4.2 por día) no se sabrá antes de dos años"),
    "no_pace": ({"state": "no_pace"}, "ninguna llamada hecha al azar y se necesitan 300"),
}


@pytest.mark.parametrize("key", CLOCKS)
def test_every_evidence_clock_has_a_sentence(key):
    changed, said = CLOCKS[key]

    text, values = evidence_text({"known": 120, "needed": 300, "a_day": 4.2, "share": 1.0} | changed, by="14 de marzo")

    assert said in translate(text, "es", values)
    assert "%(" not in translate(text, "en", values)


def test_the_clocks_are_all_that_can_be_said():
    assert set(EVIDENCE) == set(CLOCKS) == {state.value for state in EvidenceState} | {"by_chance"}


def test_an_unknown_rule_gives_its_own_name():
    assert why_text({"rule": "older_rule", "values": {}}) == ("older_rule", {})


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("features", "otros datos de los que lee"),
        ("artefact: it is not JSON", "no es el que se guardó"),
        ("MemoryError (scoring/state.py:12)", "por un error del programa (MemoryError (scoring/state.py:12))"),
    ],
)
def test_trouble_has_a_sentence(trouble, said):
    text, values = trouble_text(trouble)

    assert said in translate(text, "es", values)
    assert "%(" not in translate(text, "en", values)
