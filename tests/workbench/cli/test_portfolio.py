"""`workbench portfolio`: setting and showing portfolios."""

import pytest

from tests.workbench.cli.conftest import Answer


def test_set_with_a_currency_makes_a_portfolio(workbench):
    answer = workbench("portfolio", "set", "multas", "--currency", "eur", "--timezone", "Europe/Rome", "--preset", "ES")

    assert answer == Answer(0, "multas: EUR, Europe/Rome, it_IT, política ES, capacidad 80.\n", "")
    assert workbench("portfolio", "list", "--format", "json").json == {
        "schema": 1,
        "portfolios": [
            {
                "code": "multas",
                "name": "multas",
                "currency": "EUR",
                "timezone": "Europe/Rome",
                "locale": "it_IT",
                "preset": "ES",
                "capacity": 80,
                "numbers_per_customer": False,
                "accounts": 0,
                "data_as_of": None,
            }
        ],
    }


def test_set_changes_only_what_is_asked(workbench):
    workbench("portfolio", "set", "consumo", "--currency", "COP")

    answer = workbench("portfolio", "set", "consumo", "--capacity", "40", "--locale", "es_MX")

    assert answer.out == "consumo: COP, America/Bogota, es_MX, política STRICT, capacidad 40.\n"
    assert workbench("portfolio", "list").out == (
        "consumo\tconsumo\tCOP\tAmerica/Bogota\tes_MX\tSTRICT\tcapacidad 40\t0 cuentas\n"
    )


def test_numbers_may_be_per_customer_and_again_not(workbench):
    workbench("portfolio", "set", "consumo", "--currency", "COP")

    workbench("portfolio", "set", "consumo", "--numbers-per-customer")
    on = workbench("portfolio", "list", "--format", "json").json["portfolios"]
    workbench("portfolio", "set", "consumo", "--no-numbers-per-customer")
    off = workbench("portfolio", "list", "--format", "json").json["portfolios"]

    assert [one["numbers_per_customer"] for one in (*on, *off)] == [True, False]


@pytest.mark.parametrize(
    ("option", "line"),
    [
        (("--preset", "XX"), "No hay una política «XX». Hay: "),
        (("--timezone", "Bogota"), "No existe la zona horaria «Bogota»."),
        (("--currency", "PESO"), "«PESO» no es un código de moneda ISO 4217."),
        (("--locale", "colombiano"), "«colombiano» no es un formato regional, como es_CO."),
        (("--capacity", "0"), "La capacidad es de una cuenta al día o más."),
    ],
)
def test_set_refuses_what_cannot_be_used(workbench, option, line):
    workbench("portfolio", "set", "consumo", "--currency", "COP")

    answer = workbench("portfolio", "set", "consumo", *option)

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(line)


def test_set_of_an_unknown_code_asks_for_its_currency(workbench):
    assert workbench("portfolio", "set", "consmo", "--capacity", "40") == Answer(
        1, "", "No existe la cartera consmo. Para crearla, diga su moneda: --currency.\n"
    )
    assert workbench("portfolio", "list").out == ""


def test_set_without_anything_to_set_is_a_misuse(workbench):
    assert workbench("portfolio", "set", "consumo").code == 2


def test_set_says_who_is_worked_from_today(workbench):
    workbench("portfolio", "set", "consumo", "--currency", "COP")

    answer = workbench(
        "portfolio", "set", "consumo", "--least-overdue", "2000.50", "--rest-days", "3", "--most-tries", "2",
        "--preventive-days", "5",
    )  # fmt: skip

    assert answer.code == 0, answer.err
    assert "vencido desde 2000.50, descanso 3 días, 2 intentos en siete días y 1 por día, 5 días antes" in answer.out


@pytest.mark.parametrize(
    ("option", "line"),
    [
        (("--rest-days", "-1"), "El descanso tras una conversación va de 0 a 60 días."),
        (("--least-overdue", "-1.00"), "El mínimo vencido no puede ser negativo."),
        (("--least-overdue", "mucho"), "«mucho» no es un monto, como 1.00."),
        (("--least-overdue", "NaN"), "«NaN» no es un monto, como 1.00."),
        (("--least-overdue", "1.005"), "«1.005» no es un monto, como 1.00."),
        (("--call-share", "nan"), "Una muestra al azar es un porcentaje de las cuentas: escriba un número."),
        (("--most-tries", "0"), "Los intentos en siete días van de 1 a 50."),
        (("--preventive-days", "-2"), "Los días antes del vencimiento van de 0 a 60; con 0 no se llama antes."),
        (("--rest-days", "3", "--from", "2001-01-01"), "El cambio rige desde hoy o desde un día que viene"),
    ],
)
def test_set_refuses_settings_of_who_is_worked_with_a_sentence(workbench, option, line):
    workbench("portfolio", "set", "consumo", "--currency", "COP")

    answer = workbench("portfolio", "set", "consumo", *option)

    assert (answer.code, answer.err.startswith(line), answer.out) == (1, True, ""), answer
