"""What an outcome brings stands beside its fields before it is saved, and follows the day that is typed."""

import pytest


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NC-NCT", "Próxima llamada: mañana 07:00."),
        ("NC-EQV", "El número deja de usarse."),
        ("CD-REN", "Ya se habló con el titular"),
        ("CD-YAP", "Queda en pausa hasta el 21 nov: pago en verificación."),
        ("CD-VUL", "Queda en pausa hasta que alguien la levante"),
        ("CD-OPT", "No se le contacta más por ningún canal."),
    ],
)
def test_each_outcome_says_what_it_brings(client, identified, code, said):
    _, address = identified

    page = client.get_piece(f"{address}/resultado?codigo={code}")

    assert said in page.words(page.by_id("efecto"))


def test_what_is_said_follows_the_day_of_the_promise(client, identified):
    _, address = identified
    typed = "code=CD-PDP&promise_amount=1000&promise_channel=transfer&promise_due_on="

    soon = client.get_piece(f"{address}/guion?{typed}%2B3")
    late = client.get_piece(f"{address}/guion?{typed}%2B9")

    assert "Próxima llamada: 21 nov 08:00" in soon.words()
    assert "Próxima llamada: 27 nov 07:00" in late.words()


def test_what_is_said_follows_the_hour_of_the_call_back(client, identified):
    _, address = identified
    typed = "code=CD-VLL&callback_on=ma%C3%B1ana&callback_hour=09:30"

    assert "Se llama mañana 09:30, como pidió." in client.get_piece(f"{address}/guion?{typed}").words()
