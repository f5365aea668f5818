import unicodedata

import pytest

from models.enums import Channel
from tests.workbench.domain.contact.situations import ask, spoken
from workbench.domain.contact.law.vocabulary import Recipient


@pytest.mark.parametrize(
    "text",
    [
        "¿Por qué no pagó?",
        "POR QUE NO PAGO",
        "¿por qué no ha pagado la cuota?",
        "¿Por qué no nos ha podido pagar?",
        "Cuénteme por qué todavía no paga",
        "¿Por qué no está pagando?",
        "¿Por qué no pagaron ustedes en octubre?",
        "¿Por qué no había cancelado?",
        "¿Por qué dejó de pagar?",
        "¿Por qué se atrasó?",
        "¿Qué pasó?",
        "¿Cuál es el motivo del no pago?",
        "Dígame la razón de su mora",
        "Why haven't you paid?",
        "Why didn’t you pay us?",
        unicodedata.normalize("NFD", "¿Por qué no pagó?"),
        "¿Por qué no pa\u00adgó?",
    ],
)
def test_asking_why_is_found_in_any_tense_and_form(text):
    assert spoken(ask("CO", "2026-11-18 10:00", content=text)) == [("ask_reason", "block")]


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué fecha le sirve para pagar?",
        "Le explico por qué canal puede pagar",
        "No pagó la cuota de octubre; ¿cuándo puede hacerlo?",
        "¿Por qué no revisamos la página de pagos?",
        "¿Por qué no? Puede pagar hoy.",
        "",
    ],
)
def test_offering_dates_is_no_question_of_why(text):
    assert spoken(ask("CO", "2026-11-18 10:00", content=text)) == []


@pytest.mark.parametrize(("channel", "rules"), [(Channel.VOICEMAIL, [("voicemail_debt", "block")]), (Channel.CALL, [])])
def test_a_voicemail_may_not_reveal_the_debt(channel, rules):
    assert spoken(ask("MX", "2026-11-18 10:00", channel, content="Tiene un saldo vencido.")) == rules


def test_a_neutral_voicemail_passes():
    neutral = "Buenas tardes, habla Andrea Ruiz. Por favor devuélvame la llamada al 601 555 0100."

    assert spoken(ask("US", "2026-11-18 12:00", Channel.VOICEMAIL, content=neutral)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Procederemos al embargo inmediato", "threats"),
        ("Se va a arrepentir", "threats"),
        ("Recibirá una citación judicial", "judicial_lookalike"),
        ("Usted es un moroso", "shaming"),
        ("Voy a hablar con su jefe", "third_party_pressure"),
        ("Es su última oportunidad", "false_urgency"),
        ("Le reportaremos mañana", "bureau_threat"),
        ("Quedará con un reporte negativo", "bureau_threat"),
    ],
)
@pytest.mark.parametrize("code", ["CO", "DO", "GB"])
def test_what_is_never_said_is_blocked_under_every_preset(code, text, rule):
    assert spoken(ask(code, "2026-11-18 10:00", content=text)) == [(rule, "block")]


def test_each_rule_speaks_once_in_the_order_of_the_text():
    text = "¿Qué pasó? Es su última oportunidad. ¿Por qué no pagó? Última oportunidad."

    assert spoken(ask("CO", "2026-11-18 10:00", content=text)) == [("ask_reason", "block"), ("false_urgency", "block")]


@pytest.mark.parametrize(
    ("code", "recipient", "rules"),
    [
        ("CO", Recipient.EMPLOYER, [("recipient", "block"), ("third_party_debt", "block")]),
        ("CO", Recipient.GUARANTOR, []),
        ("US", Recipient.SPOUSE, []),
    ],
)
def test_only_whom_the_preset_names_hears_of_the_debt(code, recipient, rules):
    assert spoken(ask(code, "2026-11-18 12:00", recipient=recipient, content="Es por una factura.")) == rules
