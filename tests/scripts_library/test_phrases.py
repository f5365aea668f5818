"""What may not be said is found whatever its case, accents, tense or Unicode form, and as whole words only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Channel
from scripts_library.phrases import find, normalise, phrase
from scripts_library.policy import POLICIES, may_not_be_said, policy_for
from scripts_library.vocabulary import Listener, Permit


def ids(text, **situation):
    return {match.id for match in may_not_be_said(text, **{"preset": "CO", **situation})}


ASKS_WHY = [
    "¿Por qué no pagó?", "¿POR QUE NO PAGO?", "por qué no ha pagado", "¿Por qué no nos ha pagado usted todavía?",
    "¿por qué no pagaste la cuota?", "¿Por qué no pagaron?", "¿por qué no pagará?", "¿Por qué no habría pagado?",
    "¿Por qué no canceló la factura?", "¿Por qué no ha podido pagar?", "¿Por qué, don Luis, no nos paga?",
    "¿Por qué... no pagó?", "¿por qué\nno ha\npagado?", "¿por **qué** no pa**gó**?", "¿Por qué dejó de pagar?",
    "¿Por qué está en mora?", "¿Por qué se atrasó?", "¿Cuál es el motivo?", "¿Cuál fue la razón del atraso?",
    "¿Por qué no hubo pagos?", "¿Qué pasó?", "¿Qué pasó con su pago?",
    "¿Qué le impidió pagar?", "¿A qué se debe el atraso?",
    "Dígame la razón del no pago", "¿Me puede contar el motivo?",
    "Why haven't you paid?", "Why haven’t you paid?", "WHY DIDN'T YOU PAY", "why have you not paid",
    "why are you late?",
    "What is the reason for not paying?", "What stopped you from paying?", "What happened?",
    "How come you haven't paid?",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKS_WHY)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_question_for_the_cause_is_found_in_every_wording_and_form(text, form):
    assert ids(unicodedata.normalize(form, text)) == {"asks_why"}


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué día de esta semana le queda mejor?", "¿Por qué no? Puede pagar hoy.",
        "¿Por qué no revisamos la página de pagos?", "Le explico qué paso sigue.",
        "El motivo de mi llamada es su cuenta.", "Le cuento el motivo de mi llamada.",
        "That's why we offer a plan to pay.",
        "¿Por qué medio le queda más fácil?", "Busquemos una fecha que sí le sirva.",
    ],
)  # fmt: skip
def test_offering_dates_is_no_question_for_the_cause(text):
    assert ids(text) == set()


@pytest.mark.parametrize(
    ("preset", "found"), [("CO", {"asks_why"}), ("STRICT", {"asks_why"}), ("MX", set()), ("GB", set()), (None, set())]
)
def test_asking_why_is_forbidden_only_where_the_policy_says_so(preset, found):
    assert ids("¿Por qué no pagó?", preset=preset) == found


def test_an_unknown_policy_is_taken_as_the_strictest():
    assert policy_for("XX") == POLICIES["STRICT"]
    assert ids("¿Por qué no pagó?", preset="XX") == {"asks_why"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Usted irá a la cárcel.", "threat"), ("Procederemos al embargo inmediato", "threat"),
        ("le embargaremos la casa", "threat"), ("Vamos a demandarlo", "threat"),
        ("Iniciaremos acciones legales", "threat"), ("Hay orden de captura", "threat"),
        ("you will regret it", "threat"),
        ("Citación judicial", "judicial_lookalike"), ("mandamiento de embargo", "judicial_lookalike"),
        ("this is a court summons", "judicial_lookalike"), ("quedará con reportes negativos", "reporting"),
        ("You will be arrested", "threat"), ("you'll go to JAIL", "threat"), ("we garnish your wages now", "threat"),
        ("Usted es un moroso", "shaming"), ("clientes MOROSAS", "shaming"), ("you deadbeat", "shaming"),
        ("Voy a hablar con su jefe", "third_party_pressure"), ("hablaremos con su familia", "third_party_pressure"),
        ("hablamos con su familia", "third_party_pressure"), ("se lo diremos a su jefe", "third_party_pressure"),
        ("We will tell your employer", "third_party_pressure"), ("we told your employer", "third_party_pressure"),
        ("Es su última oportunidad", "false_urgency"), ("this is your final chance", "false_urgency"),
        ("le reportaremos a la central", "reporting"), ("lo vamos a reportar", "reporting"),
        ("será reportado", "reporting"),
    ],
)  # fmt: skip
def test_forbidden_everywhere_is_found_in_any_tense(text, found):
    assert ids(text, preset=None) == {found}


@pytest.mark.parametrize(
    "text",
    [
        "La calle de Carcelén", "Sin embargo, inmediatamente le ayudo.", "La respuesta, sin embargo, llega mañana.",
        "Es usted muy amoroso", "Puede hablarlo con su pareja", "Le doy información veraz",
        "Call me at my jailbreak shop",
        "Le explico su estado de cuenta.",
    ],
)  # fmt: skip
def test_only_whole_words_count(text):
    assert ids(text, preset=None) == set()


@pytest.mark.parametrize(
    ("text", "permit"),
    [("Es su última oportunidad", Permit.FINAL_OFFER), ("Le reportaremos a Datacrédito", Permit.REPORTING)],
)
def test_what_is_stated_to_be_true_may_be_said(text, permit):
    assert ids(text, permits={permit}) == set()


def test_permits_lift_nothing_else():
    assert ids("Irá a la cárcel", permits=set(Permit)) == {"threat"}


@pytest.mark.parametrize("text", ["Es por su deuda", "about your debt", "the collection desk", "su pago", "urgente"])
@pytest.mark.parametrize(
    "where", [{"channel": Channel.VOICEMAIL}, {"recipient": Listener.THIRD_PARTY}], ids=["voicemail", "third party"]
)
def test_nobody_else_hears_of_a_debt(text, where):
    assert ids(text, **where) == {"debt_words"}
    assert ids(text) == set()


def test_match_gives_the_words_and_where_they_stand():
    text = "Hola. ¿Por qué, entonces, no pagó? Adiós."

    (match,) = may_not_be_said(text, preset="CO")

    assert match.words == "Por qué, entonces, no pagó"
    assert text[match.start : match.end] == match.words


def test_overlapping_patterns_are_one_match():
    assert [match.words for match in may_not_be_said("le embargaremos", preset=None)] == ["le embargaremos"]


def test_pattern_notation():
    wanted = phrase("x", "uno/una ... dos* $")

    assert [match.words for match in find("Una y otra y dosis. Uno dos tres. uno dos", [wanted])] == [
        "Una y otra y dosis",
        "uno dos",
    ]


@given(st.text())
def test_every_letter_of_a_normalised_text_has_its_place(text):
    normal = normalise(text)

    assert len(normal.text) == len(normal.offsets)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(0 <= offset < len(text) for offset in normal.offsets)


@given(st.text(), st.sampled_from(ASKS_WHY), st.text())
def test_a_phrase_is_found_between_any_two_paragraphs(before, words, after):
    text = f"{before}\n\n{words}\n\n{after}"

    assert "asks_why" in {match.id for match in may_not_be_said(text, preset="CO")}
