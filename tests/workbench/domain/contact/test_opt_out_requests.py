import pytest

from workbench.domain.contact.opt_out_requests import asks_to_opt_out


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("STOP", True),
        ("Baja.", True),
        ("ya no me escriban", True),
        ("Dejen de llamarme por favor", True),
        ("please stop calling me", True),
        ("No me vuelvan a llamar", True),
        ("No quiero recibir más mensajes", True),
        ("Quiero darme de baja", True),
        ("Don’t call me again!", True),
        ("Cancelé el lunes", False),
        ("La bolsa cayó a la baja", False),
        ("Me llaman mañana", False),
    ],
)
def test_an_opt_out_is_understood_in_the_customers_words(text, asks):
    assert asks_to_opt_out(text) is asks
