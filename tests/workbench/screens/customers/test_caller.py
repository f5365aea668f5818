"""Somebody calls in: candidates without amounts, the call as inbound, and a customer made by hand."""

from datetime import timedelta

import sqlalchemy as sa

from models import Account, Customer, Interaction, QualityFinding
from models.enums import Direction
from tests.factories.work import make_item


def open_calls(session):
    return session.scalars(sa.select(Interaction).where(Interaction.outcome_code.is_(None))).all()


def test_candidates_of_the_persons_portfolios_are_shown_without_amounts(people, owe):
    owe(owner="luis")
    owe("De otra cartera", portfolio="microcredito", owner="sara")

    page = people("andrea").get("/entrante?numero=300 845 12 60")

    assert page.texts("person")[:1] == ["María Fernanda Ríos"]
    assert "De otra cartera" not in page.words()
    assert "500" not in page.words()


def test_the_call_of_a_colleagues_customer_is_written_and_can_be_finished(people, owe, session):
    account, andrea = owe(owner="luis"), people("andrea")
    andrea.get(f"/llamada/{account.id}", status=404)

    page = andrea.get("/entrante?numero=3008451260")
    answer = andrea.submit(page, f"/entrante/{account.id}")
    call = open_calls(session)[0]

    assert answer.response.location == f"/llamada/{account.id}"
    assert (call.direction, call.contact_point_id is not None) == (Direction.INBOUND, True)
    shown = andrea.get(f"/llamada/{account.id}")
    assert shown.h1.startswith("María Fernanda Ríos")
    call.outcome_code = "CI-CON"
    session.flush()
    andrea.get(f"/llamada/{account.id}", status=404)


def test_a_customer_whom_a_colleague_has_is_refused_with_the_name(people, owe, session, cast, now):
    account = owe(owner="luis")
    make_item(
        session, account, on=now.date(), rank=1, state="claimed", claimed_by=cast.luis.id,
        claimed_until=now + timedelta(minutes=5),
    )  # fmt: skip

    page = people("andrea").post(f"/entrante/{account.id}", {"numero": "3008451260"}, status=409)

    assert "Luis tiene a este cliente" in page.words()
    assert open_calls(session) == []


def test_nobody_with_the_number_is_made_by_hand_once_and_waits_for_the_supervisor(people, cast, session):
    andrea = people("andrea")
    fields = {"name": "Carlos Vega", "number": "300 999 99 99", "portfolio": cast.consumo.id, "note": "Es un vecino"}

    first, again = (andrea.post("/entrante", fields, status=303) for _ in range(2))

    account = session.scalars(sa.select(Account).join(Customer).where(Customer.name == "Carlos Vega")).one()
    problems = session.scalars(
        sa.select(QualityFinding.problem).where(QualityFinding.customer_id == account.customer_id)
    ).all()
    assert first.response.location == again.response.location == f"/llamada/{account.id}"
    assert "by_hand" in problems
    assert [call.direction for call in open_calls(session)] == [Direction.INBOUND]
    assert "Carlos Vega" in people("paola").get("/datos/calidad/by_hand").words()
    assert andrea.get("/clientes?q=vega").texts("clients__name") == ["Carlos Vega"]


def test_what_does_not_suffice_is_said(people, cast, session):
    andrea, told = people("andrea"), {"name": "Carlos Vega", "number": "3009999999", "portfolio": cast.consumo.id}

    nameless = andrea.post("/entrante", told | {"name": " "}, status=422)
    numberless = andrea.post("/entrante", told | {"number": "12"}, status=422)
    foreign = andrea.post("/entrante", told | {"portfolio": cast.microcredito.id}, status=422)

    assert "Escriba el nombre de quien llama." in nameless.words()
    assert "Escriba el número desde el que llama, completo." in numberless.words()
    assert foreign.h1 == "Llamada entrante"
    assert open_calls(session) == []
    assert session.scalars(sa.select(Customer).where(Customer.name == "Carlos Vega")).all() == []
