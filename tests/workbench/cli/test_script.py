"""`workbench script`: what publishing would say of a file, and the file as it would be read to an account."""

import os
from datetime import date

import pytest

from tests.factories.ledger import make_account, make_customer, make_invoice
from tests.scripts_library.texts import GOOD
from workbench.cli import execute

WRONG = GOOD.replace("Quedamos así.", "¿Por qué no ha pagado? Son {cuenta.saldito}.")
NEAREST = "El dato {cuenta.saldito} no existe. El más parecido es {cuenta.saldo}."
LINE = WRONG[: WRONG.index("¿Por qué")].count("\n") + 1


@pytest.fixture
def script(tmp_path):
    """Writes a script file and gives its path."""

    def write(text):
        path = tmp_path / "guion.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.fixture
def check(capsys):
    """`workbench script check ...` without settings: it needs no database."""

    def run(*arguments):
        code = execute(["script", "check", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_check_of_a_good_script_says_so(check, script):
    assert check(script(GOOD), "--preset", "STRICT") == (0, "Se puede publicar.\n", "")


def test_check_says_line_by_line_what_to_mend(check, script):
    path = script(WRONG)

    code, out, err = check(path, "--preset", "CO")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{path}:{LINE}: error [asks_why] La política CO no permite preguntar por qué no ha pagado. Ofrezca fechas.",
        f"{path}:{LINE}: error [unknown_placeholder] {NEAREST}",
        "No se puede publicar todavía.",
    ]


def test_check_as_json_is_one_object(workbench, script):
    answer = workbench("script", "check", script(WRONG), "--preset", "CO", "--format", "json")

    assert answer.json == {
        "schema": 1,
        "ok": False,
        "problems": [
            {
                "line": LINE,
                "severity": "error",
                "id": "asks_why",
                "text": "La política CO no permite preguntar por qué no ha pagado. Ofrezca fechas.",
            },
            {
                "line": LINE,
                "severity": "error",
                "id": "unknown_placeholder",
                "text": NEAREST,
            },
        ],
    }


def test_check_without_a_policy_only_warns_of_what_some_forbid(workbench, script):
    text = GOOD.replace("Quedamos así.", "¿Por qué no ha pagado?")

    answer = workbench("script", "check", script(text), "--format", "json")

    assert answer.json["ok"]
    assert [problem["severity"] for problem in answer.json["problems"]] == ["warning"]


def test_check_strict_fails_where_there_are_errors(check, script):
    assert check(script(WRONG), "--strict")[0] == 1
    assert check(script(GOOD), "--strict")[0] == 0


@pytest.mark.parametrize("arguments", [["/no/existe.md"], ["--preset", "XX"], []])
def test_check_misused_is_exit_2(check, script, arguments):
    given = [script(GOOD), *arguments] if arguments[:1] == ["--preset"] else arguments

    assert check(*given)[0] == 2


def test_check_of_a_file_in_another_encoding_is_one_line(check, script):
    code, out, err = check(script("¿señor?".encode("latin-1")))

    assert (code, out) == (1, "")
    assert "no está en UTF-8" in err
    assert err.count("\n") == 1


def test_render_reads_the_file_to_an_account(workbench, session, cast, script, now):
    customer = make_customer(session, now=now, name="Yolanda Suárez")
    account = make_account(session, cast.consumo, now=now, customer_id=customer.id)
    make_invoice(session, account, due_on=date(2026, 11, 3), amount=128_450_00)
    session.commit()

    answer = workbench("script", "render", script(GOOD), "--account", str(account.id))

    assert answer.code == 0
    assert "Buen día. ¿Hablo con Yolanda Suárez?" in answer.out.splitlines()
    assert "Le llamo por su cuenta con Crediandes. Son $ 128.450." in answer.out.splitlines()
    assert "  W  No tengo dinero" in answer.out.splitlines()


def test_render_as_json(workbench, session, cast, script, now):
    account = make_account(session, cast.consumo, now=now)
    session.commit()

    answer = workbench("script", "render", script(GOOD), "--account", str(account.id), "--format", "json")

    assert [step["key"] for step in answer.json["steps"]] == ["saludo", "identidad", "motivo", "cierre"]


def test_render_of_no_account_or_no_script_is_one_line(workbench, script, session):
    session.commit()

    nobody = workbench("script", "render", script(GOOD), "--account", "404")
    nothing = workbench("script", "render", script("nada"), "--account", "404")

    assert (nobody.code, nobody.out, nobody.err) == (1, "", "No existe.\n")
    assert (nothing.code, nothing.out) == (1, "")
    assert "línea 1: no es un guion" in nothing.err


def test_a_file_far_too_long_for_a_script_is_refused_before_it_is_read(workbench, tmp_path):
    path = tmp_path / "g.md"
    path.touch()
    os.truncate(path, 8 * 1024**3)  # takes no room

    answer = workbench("script", "check", str(path))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.endswith("es demasiado largo para un guion: divídalo.\n")
