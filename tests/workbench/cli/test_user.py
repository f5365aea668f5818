"""`workbench user`: passwords from stdin, one line each, and every rule of `workbench.domain.people.users`."""

import io

import pytest

from tests.workbench.cli.conftest import Answer

ADD = ("user", "add", "Ana@Example.com", "--name", "Ana", "--role", "administrator")
GOOD = "una clave bien larga\n"


@pytest.fixture
def typed(monkeypatch):
    """What the next command reads from stdin."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_add_makes_a_person_with_teams(workbench, typed):
    typed(GOOD)

    answer = workbench(*ADD, "--team", "norte", "--team", "sur")

    assert answer == Answer(0, "Se agregó a ana@example.com con el rol administrator.\n", "")
    assert workbench("user", "list", "--format", "json").json == {
        "schema": 1,
        "users": [
            {
                "email": "ana@example.com", "name": "Ana", "role": "administrator", "teams": ["norte", "sur"],
                "is_active": True,
            }
        ],
    }  # fmt: skip


def test_add_refuses_a_short_password(workbench, typed):
    typed("corta\n")

    answer = workbench(*ADD)

    assert answer == Answer(1, "", "La contraseña debe tener al menos 12 caracteres.\n")
    assert workbench("user", "list").out == ""


def test_disable_shows_in_the_list(workbench, typed):
    typed(GOOD + GOOD)
    workbench(*ADD)
    workbench("user", "add", "eva@example.com", "--name", "Eva", "--role", "administrator")

    answer = workbench("user", "disable", "eva@example.com")

    assert answer == Answer(0, "eva@example.com ya no puede entrar.\n", "")
    assert workbench("user", "list").out == (
        "ana@example.com\tAna\tadministrator\neva@example.com\tEva\tadministrator\t\tinactiva\n"
    )


def test_reset_password_reads_the_new_one(workbench, typed):
    typed(GOOD)
    workbench(*ADD)
    typed("otra clave bien larga\n")

    answer = workbench("user", "reset-password", "ana@example.com")

    assert answer == Answer(0, "ana@example.com tiene una contraseña nueva.\n", "")


def test_set_role_shows_in_the_list(workbench, typed):
    typed(GOOD + GOOD)
    workbench(*ADD)
    workbench("user", "add", "eva@example.com", "--name", "Eva", "--role", "collector")

    answer = workbench("user", "set-role", "eva@example.com", "supervisor")

    assert answer == Answer(0, "eva@example.com tiene el rol supervisor.\n", "")
    assert "eva@example.com\tEva\tsupervisor\n" in workbench("user", "list").out
