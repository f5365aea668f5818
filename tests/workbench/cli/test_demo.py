"""`workbench demo`: what it loads and says, and when it will not."""

import sqlalchemy as sa

from models import Customer, User


def _customers(database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Customer))


def test_demo_loads_a_company_and_says_who_can_sign_in(workbench, database):
    answer = workbench("demo", "--customers", "5", "--seed", "3")

    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[0].startswith("Cobranza Amable Andina (demostración): 5 clientes, ")
    assert lines[1] == "Todo es inventado. Para entrar, con la contraseña demo-demo-demo:"
    assert len(lines) == 2 + 17
    assert "  ana@demo.example           gestión (Equipo Norte)" in lines
    assert _customers(database) == 5


def test_demo_refuses_a_second_time_and_changes_nothing(workbench, database):
    workbench("demo", "--customers", "3")

    answer = workbench("demo", "--customers", "9")

    assert (answer.code, answer.out, answer.err) == (1, "", "La empresa de demostración ya está cargada.\n")
    assert _customers(database) == 3


def test_demo_refuses_a_database_with_data(workbench, session, cast, database):
    session.commit()

    answer = workbench("demo")

    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "La base de datos ya tiene datos: la demostración solo se carga en una vacía.\n"
    assert _customers(database) == 0


def test_demo_if_empty_leaves_data_alone(workbench, session, cast, database):
    session.commit()
    people = session.scalar(sa.select(sa.func.count()).select_from(User))

    answer = workbench("demo", "--if-empty")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "La base de datos ya tiene datos: no se carga la demostración.\n"
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == people


def test_demo_if_empty_says_the_logins_again(workbench):
    first = workbench("demo", "--customers", "3", "--if-empty")

    answer = workbench("demo", "--if-empty")

    assert answer.code == 0
    assert answer.out.splitlines() == first.out.splitlines()[1:]


def test_demo_wants_at_least_one_customer(workbench):
    assert workbench("demo", "--customers", "0").code == 2
