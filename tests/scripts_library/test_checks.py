"""What publishing says of a script."""

import pytest

from scripts_library.checks import check, check_parsed, is_publishable, reading_seconds
from scripts_library.parser import parse
from scripts_library.policy import POLICIES
from tests.scripts_library.texts import FRONT, GOOD, line_of

THIRD_PARTY = FRONT.replace("+++\n", '+++\nescucha = "tercero"\n', 1)
VOICEMAIL = FRONT.replace("+++\n", '+++\ncanal = "buzon"\n', 1)


def found(text, preset=None, *, severity="error"):
    return [(problem.line, problem.id) for problem in check(text, preset) if problem.severity == severity]


@pytest.mark.parametrize("preset", [None, *POLICIES])
def test_good_script_has_no_problem_under_any_policy(preset):
    assert check(GOOD, preset) == []


def replaced(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "at", "problem"),
    [
        ("¿Le sirve un plan?", "¿Le sirve {plan.ideal}?", "{plan.ideal}", "unknown_placeholder"),
        ("{cuenta.saldo_vencido}", "{cuenta.saldo_vencido | semana}", "{cuenta.saldo_vencido", "unknown_filter"),
        ("¿Le sirve un plan?", "¿Le sirve {un plan?", "{un plan", "unclosed_placeholder"),
        ("-> sin-dinero", "-> sin-plata", "-> sin-plata", "missing_target"),
        ("[CD-PDP]", "[CD-ZZZ]", "[CD-ZZZ]", "unknown_outcome"),
        ("- Sí -> cierre [CD-PLA]", "- Sí -> sin-dinero", "## respuesta: sin-dinero", "dead_end"),
        ("Buen día.", "Buen día, es por su deuda.", "por su deuda", "debt_before_identity"),
        ("Buen día.", "Buen día, son $ 500.", "son $", "debt_before_identity"),
        ("Buen día.", "Buen día. Son {cuenta.saldo}.", "{cuenta.saldo}", "debt_data_before_identity"),
        ("¿Me confirma su", "¿Para su pago me confirma su", "su pago", "debt_before_identity"),
        ("(obligatorio)", "", "## paso: identidad", "not_obligatory"),
        ("Quedamos así.", "O irá a la cárcel.", "la cárcel", "threat"),
        ("Quedamos así.", "Es su última oportunidad.", "última", "false_urgency"),
        ("Quedamos así.", "Es usted un\nmoroso.", "Es usted", "shaming"),
    ],
)
def test_check_refuses_with_the_line(old, new, at, problem):
    text = replaced(old, new)
    line = line_of(text, at) + (1 if problem == "shaming" else 0)

    assert found(text) == [(line, problem)]
    assert not is_publishable(check(text))


def test_check_of_a_wrong_name_offers_the_nearest_one():
    (problem,) = check(replaced("{cuenta.saldo_vencido}", "{cuenta.saldo_vencida}"))

    assert problem.text == "El dato {cuenta.saldo_vencida} no existe. El más parecido es {cuenta.saldo_vencido}."


@pytest.mark.parametrize("step", ["saludo", "identidad", "motivo", "cierre"])
def test_check_asks_for_every_obligatory_step(step):
    text = GOOD.replace(f"## paso: {step}", f"## paso: otro-{step}").replace("-> cierre", "-> fin")

    assert (1, "missing_step") in found(text)


def test_check_asks_for_the_steps_in_order():
    head, greeting, identity, *rest = GOOD.split("## paso: ")
    text = "## paso: ".join([head, identity, greeting, *rest])

    assert found(text) == [(line_of(text, "## paso: identidad"), "step_order")]


def test_a_script_without_identity_says_nothing_of_the_debt():
    text = GOOD.replace("## paso: identidad", "## paso: otro")

    assert (line_of(text, "{cuenta.saldo_vencido}"), "debt_data_before_identity") in found(text)


def test_an_answer_before_identity_does_not_lead_past_it():
    text = replaced("{cliente.nombre_completo}?", "{cliente.nombre_completo}?\n\n### ¿?\n- Soy yo -> motivo\n")

    assert found(text) == [(line_of(text, "- Soy yo"), "identity_skipped")]


def test_the_identity_step_itself_leads_on():
    text = replaced("nacimiento?", "nacimiento?\n\n### ¿?\n- Confirma -> motivo\n")

    assert found(text) == []


def test_more_answers_than_keys_are_refused():
    text = replaced("- Puede pagar -> cierre [CD-PDP]\n", "- Otra -> fin\n" * 6)

    assert found(text) == [(line_of(text, "- No tengo dinero ->"), "too_many_answers")]


def test_a_question_without_answers_is_refused():
    text = replaced("- Sí -> cierre [CD-PLA]\n", "")

    assert (line_of(text, "## respuesta: sin-dinero"), "no_answers") in found(text)


def test_a_response_that_ends_in_an_outcome_is_no_dead_end():
    text = replaced("-> sin-dinero", "-> sin-dinero [CD-NCP]").replace(
        "### ¿Qué responde?\n\n- Sí -> cierre [CD-PLA]\n", ""
    )

    assert found(text) == []


def test_a_response_that_nothing_leads_to_is_pointed_out():
    text = replaced("- No tengo dinero -> sin-dinero\n", "")

    assert found(text, severity="warning") == [(line_of(text, "## respuesta: sin-dinero"), "unreachable")]


@pytest.mark.parametrize(
    ("preset", "errors", "warnings"),
    [("CO", ["asks_why"], []), ("STRICT", ["asks_why"], []), ("MX", [], []), (None, [], ["asks_why_somewhere"])],
)
def test_asking_why_is_refused_by_policy(preset, errors, warnings):
    text = replaced("Quedamos así.", "¿Por qué no ha pagado?")
    line = line_of(text, "¿Por qué")

    assert found(text, preset) == [(line, problem) for problem in errors]
    assert found(text, preset, severity="warning") == [(line, problem) for problem in warnings]


def test_advice_may_warn_of_what_is_not_said():
    text = replaced("Quedamos así.", "Quedamos así.\n> No pregunte por qué no pagó ni diga moroso.")

    assert check(text, "CO") == []


def test_the_words_for_a_missing_datum_are_checked_too():
    text = replaced("{cliente.nombre_completo}", "{cliente.nombre_completo: el moroso}")

    assert found(text) == [
        (line_of(text, "el moroso"), "debt_before_identity"),
        (line_of(text, "el moroso"), "shaming"),
    ]


@pytest.mark.parametrize(
    ("preset", "problems"), [("US", ["missing_disclosure"]), ("STRICT", ["missing_disclosure"]), ("CO", [])]
)
def test_the_notice_of_the_law_is_asked_for_where_there_is_one(preset, problems):
    assert found(replaced("{aviso.legal}\n\n", ""), preset) == [(1, problem) for problem in problems]


def test_mexico_asks_to_name_the_creditor():
    assert found(replaced(" con {acreedor.nombre}", ""), "MX") == [(1, "missing_creditor")]


def test_the_recording_notice_is_pointed_out():
    assert found(replaced("{aviso.grabacion} ", ""), severity="warning") == [(1, "missing_recording_notice")]
    assert found(replaced("{aviso.grabacion}", "Esta llamada se graba."), severity="warning") == []


def test_a_third_party_hears_nothing_of_the_debt():
    text = THIRD_PARTY + "## paso: saludo | S\nBusco a {cliente.nombre} por su deuda de {cuenta.saldo}. Es urgente.\n"

    assert sorted(set(found(text))) == [(8, "debt_data_to_third_party"), (8, "debt_to_third_party")]
    assert {problem.values.get("words") for problem in check(text)} == {"deuda", "urgente", None}


def test_a_neutral_message_for_a_third_party_is_fine():
    text = THIRD_PARTY + "## paso: saludo | S\nBusco a {cliente.nombre}. Es un asunto personal.\n"

    assert check(text, "STRICT") == []


def test_a_voicemail_tells_nothing():
    text = VOICEMAIL + "## paso: saludo | S\nHabla {gestor.nombre} del área de cobranza. Es por {cuenta.producto}.\n"

    assert found(text) == [(8, "debt_data_in_voicemail"), (8, "debt_in_voicemail")]


def test_a_voicemail_in_the_united_states_says_who_calls_and_the_number():
    text = VOICEMAIL + "## paso: saludo | S\nHola, habla {gestor.nombre}.\n"

    assert found(text, "US") == [(7, "voicemail_incomplete"), (7, "voicemail_incomplete")]
    assert found(text, "CO") == []


def test_a_long_sentence_and_a_slow_step_are_pointed_out():
    text = replaced("Quedamos así.", "palabra " * 80 + ".")

    assert found(text, severity="warning") == [
        (line_of(text, "## paso: cierre"), "slow_step"),
        (line_of(text, "palabra"), "long_sentence"),
    ]


def test_reading_time_is_that_of_calm_speech():
    assert [reading_seconds(words) for words in (0, 21, 70, 140)] == [0, 9, 30, 60]


def test_an_escaped_brace_is_a_brace():
    assert found(replaced("Quedamos así.", r"Quedamos \{así\}.")) == []


def test_several_policies_at_once_say_what_each_says():
    presets = ["CO", "MX", "US", "ES", None]
    text = replaced("Quedamos así.", "¿Por qué no ha pagado? " + "palabra " * 80 + ".")

    each = {(problem.line, problem.id, problem.text) for preset in presets for problem in check(text, preset)}
    together = check_parsed(parse(text), presets)

    assert [(problem.line, problem.id, problem.text) for problem in together] == sorted(each)
