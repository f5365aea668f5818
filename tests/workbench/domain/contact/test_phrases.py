import unicodedata

import pytest

from models.enums import Channel
from tests.workbench.domain.contact.situations import ask, spoken
from workbench.domain.contact.opt_out_requests import asks_to_opt_out


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
    ("text", "asks"),
    [
        ("STOP", True),
        ("Baja.", True),
        ("ya no me escriban", True),
        ("Dejen de llamarme por favor", True),
        ("please stop calling me", True),
        ("Cancelé el lunes", False),
        ("La bolsa cayó a la baja", False),
        ("Me llaman mañana", False),
    ],
)
def test_an_opt_out_is_understood_in_the_customers_words(text, asks):
    assert asks_to_opt_out(text) is asks
