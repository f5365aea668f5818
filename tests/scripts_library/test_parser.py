"""Reading a script file: what it holds, and what is said of one that is not a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Channel, ScriptStage
from scripts_library.checks import check
from scripts_library.parser import MAX_LENGTH, ScriptMistake, parse
from scripts_library.script import Conditions
from scripts_library.vocabulary import Listener, Permit, StepKind
from tests.scripts_library.texts import BODY, FRONT, GOOD, line_of


def mistakes(text):
    with pytest.raises(ScriptMistake) as caught:
        parse(text)
    return [(problem.line, problem.id) for problem in caught.value.problems]


def test_parse_reads_steps_in_order_with_their_responses():
    script = parse(GOOD)

    assert [(block.key, block.kind, block.obligatory) for block in script.blocks()] == [
        ("saludo", StepKind.GREETING, False),
        ("identidad", StepKind.IDENTITY, True),
        ("motivo", StepKind.REASON, False),
        ("sin-dinero", StepKind.OTHER, False),
        ("cierre", StepKind.CLOSING, False),
    ]
    assert [response.key for response in script.steps[2].responses] == ["sin-dinero"]


def test_parse_reads_answers_with_target_and_outcome():
    motive = parse(GOOD).block("motivo")

    assert motive.question == "¿Qué responde?"
    assert [(answer.label, answer.target, answer.outcome) for answer in motive.answers] == [
        ("Puede pagar", "cierre", "CD-PDP"),
        ("No tengo dinero", "sin-dinero", None),
    ]


def test_parse_keeps_advice_apart_from_what_is_read_aloud():
    text = FRONT + "## paso: saludo | Saludo\nHola.\n> No diga más.\n> Espere.\n"

    step = parse(text).steps[0]

    assert step.spoken.split() == ["Hola."]
    assert step.advice.split("\n") == ["", "No diga más.", "Espere.", ""]


def test_parse_reads_the_situation_in_spanish_and_in_english():
    spanish = parse(
        '+++\ncodigo = "a"\nnombre = "A"\nidioma = "en"\netapa = "tardia"\ncanal = "buzon"\nescucha = "tercero"\n'
        'cartera = "consumo"\npais = "mx"\nsegmento = "VIP"\nultimo_resultado = "cd-ren"\npermite = ["reporte"]\n+++\n'
        "## paso: saludo | S\nHola\n"
    )
    english = parse(
        '+++\ncode = "a"\nname = "A"\nlanguage = "en"\nstage = "late"\nchannel = "voicemail"\n'
        'recipient = "third_party"\nportfolio = "consumo"\ncountry = "MX"\nsegment = "VIP"\nlast_outcome = "CD-REN"\n'
        'permits = ["reporting"]\n+++\n## step: saludo | S\nHola\n'
    )

    assert spanish.conditions == Conditions(
        language="en",
        channel=Channel.VOICEMAIL,
        recipient=Listener.THIRD_PARTY,
        stage=ScriptStage.LATE,
        portfolio="consumo",
        country="MX",
        segment="VIP",
        last_outcome="CD-REN",
    )
    assert spanish.permits == frozenset({Permit.REPORTING})
    assert english == spanish


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "no_front_matter")]),
        ("## paso: saludo | Hola\n", [(1, "no_front_matter")]),
        ('+++\ncode = "a"\n', [(1, "open_front_matter")]),
        ("+++\ncode = a\n+++\n## paso: s | S\nx", [(2, "bad_front_matter")]),
        ('+++\ncode = "a"\nname = "A"\n+++\n## paso: s | S\nx', [(1, "missing_key")]),
        ('+++\ncode = "a"\nname = "A"\nlanguage = "es"\ncolor = "x"\n+++\n## paso: s | S\nx', [(5, "unknown_key")]),
        ('+++\ncode = "a"\nname = 3\nlanguage = "es"\n+++\n## paso: s | S\nx', [(3, "not_text")]),
        ('+++\ncode = "Ñandú 1"\nname = "A"\nlanguage = "es"\n+++\n## paso: s | S\nx', [(2, "bad_code")]),
        ('+++\ncode = "a"\nname = "A"\nlanguage = "fr"\n+++\n## paso: s | S\nx', [(4, "bad_value")]),
        ('+++\ncode = "a"\nname = "A"\nlanguage = "es"\nnombre = "B"\n+++\n## paso: s | S\nx', [(5, "repeated_key")]),
        ('+++\ncode = "a"\nname = "A"\nlanguage = "es"\npermite = ["x"]\n+++\n## paso: s | S\nx', [(5, "bad_value")]),
        (FRONT, [(6, "no_steps")]),
        (FRONT + "Hola\n## paso: s | S\nx", [(6, "text_before_step")]),
        (FRONT + "## respuesta: r | R\nx", [(6, "answer_before_step")]),
        (FRONT + "## Saludo\nx\n## paso: s | S\nx", [(6, "bad_heading"), (7, "text_before_step")]),
        (FRONT + "## paso: s | S\nx\n#### Nota\n", [(8, "bad_heading")]),
        (FRONT + "## paso: s | S\n> solo consejo\n", [(6, "empty_block")]),
        (FRONT + "## paso: s | S\nx\n## paso: s | T\ny", [(8, "repeated_block")]),
        (FRONT + "## paso: fin | S\nx", [(6, "reserved_block")]),
        (FRONT + "## paso: s | S\nx\n### ¿?\n- Sin destino\n", [(9, "bad_answer")]),
        (FRONT + "## paso: s | S\nx\n### ¿?\n- Sí -> fin\n### ¿Otra?\n- No -> fin\n", [(10, "repeated_question")]),
        (FRONT + "## paso: s | S\nHo\x00la", [(7, "control_character")]),
        ("+++\na = " + "[" * 3000 + "\n+++\n## paso: s | S\nx", [(1, "bad_front_matter")]),
        ("+++\na = 1\nb = " + "1" * 5000 + "\n+++\n## paso: s | S\nx", [(3, "long_front_matter")]),
        ("+++\nb = 1\n" + "a." * 1000 + "a = 1\n+++\n## paso: s | S\nx", [(3, "deep_key")]),
        ("+++\nb = 1\nc = {" + "a ." * 1000 + "a = 1}\n+++\n## paso: s | S\nx", [(3, "deep_key")]),
        ("+++\n[" + "\"a\".'b'." * 50 + "a]\n+++\n## paso: s | S\nx", [(2, "deep_key")]),
        ("x" * (MAX_LENGTH + 1), [(1, "too_long")]),
    ],
)  # fmt: skip
def test_parse_says_what_keeps_a_text_from_being_a_script(text, expected):
    assert mistakes(text) == expected


@pytest.mark.parametrize(
    "front",
    ["a." * 15_000 + "a = 1", "a." * 1_500 + "a = 1", "x = {" + "'a' . " * 600 + "a = 1}", "[" + '"\\"".' * 600 + "a]"],
    ids=["long", "deep", "deep inline", "deep table"],
)
def test_deep_dotted_keys_are_refused_without_parsing_them(front, monkeypatch):
    parsed = []
    monkeypatch.setattr("tomllib.loads", parsed.append)

    found = mistakes(f"+++\n{front}\n+++\n## paso: s | S\nx")

    assert (len(found), parsed) == (1, [])


def test_words_with_dots_are_no_deep_keys():
    text = FRONT.replace('"es"', '"es"\nnote = "Véase www.uno.ejemplo.com... y A.B.C."') + "## paso: s | S\nx"

    assert parse(text).note == "Véase www.uno.ejemplo.com... y A.B.C."


def test_parse_reports_every_mistake_at_once():
    text = FRONT.replace('"es"', '"fr"') + "## Saludo\n## paso: s | S\nx\n### ¿?\n- nada\n"

    assert mistakes(text) == [(4, "bad_value"), (6, "bad_heading"), (10, "bad_answer")]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_parse_takes_any_line_end_and_a_byte_order_mark(ends):
    assert parse("\ufeff" + GOOD.replace("\n", ends)) == parse(GOOD)


@pytest.mark.parametrize(
    "line", ["## paso: x" + " " * 30_000 + "y", "- a" + " " * 30_000 + "y", "- " + "a -> " * 6_000, "{" * 30_000]
)
def test_check_of_a_hostile_line_ends(line):
    text = FRONT + "## paso: saludo | S\nHola\n### ¿?\n" + line

    assert not [problem for problem in check(text) if problem.line < 1]


@given(st.text())
def test_parse_of_any_text_gives_a_script_or_says_why(text):
    try:
        found: object = parse(text).steps
    except ScriptMistake as mistake:
        found = mistake.problems

    assert found


_PIECES = st.sampled_from(
    ["+++\n", 'code = "a"\n', "## paso: s | S\n", "## respuesta: r | R\n", "### ¿?\n", "- a -> s [CD-PDP]\n", "> c\n",
     "{cliente.nombre | inicial: x}", "{", "}", "\\{", "|", ":", "**", "\n\n", "texto ", "¿por qué no pagó? ", "\x00"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5)).map(lambda pieces: FRONT + "".join(pieces)))
def test_check_of_anything_like_a_script_names_lines_of_the_file(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1

    assert all(1 <= problem.line <= lines and problem.text for problem in check(text, "STRICT"))


def test_line_of_a_problem_is_the_line_of_the_file():
    text = GOOD.replace("¿Le sirve un plan?", "¿Le sirve\nun {plan.ideal}?")

    problems = [problem for problem in check(text) if problem.id == "unknown_placeholder"]

    assert [problem.line for problem in problems] == [line_of(text, "{plan.ideal}")]


def test_body_of_the_sample_is_a_script_without_problems():
    assert check(FRONT + BODY, "STRICT") == []
