"""`workbench find`: what is found, why, and for whom."""

import pytest

from tests.factories.ledger import make_account, make_customer, make_phone


@pytest.fixture
def customer(session, cast, now):
    found = make_customer(session, now=now, external_id="A1", name="María Ríos", document="CC 52.418.903")
    make_account(
        session, cast.consumo, now=now, customer_id=found.id, collector_id=cast.andrea.id, overdue_amount=500_00,
        open_amount=700_00,
    )  # fmt: skip
    make_phone(session, found.id, now=now, value="+573008451260")
    session.commit()
    return found


def test_find_prints_the_public_object(workbench, customer):
    answer = workbench("find", "ríos 1260", "--format", "json")

    assert (answer.code, answer.err) == (0, "")
    told = answer.json
    (account,) = told["customers"][0].pop("accounts")
    assert told == {
        "schema": 1,
        "text": "ríos 1260",
        "has_more": False,
        "customers": [
            {
                "id": customer.id,
                "customer": "A1",
                "name": "María Ríos",
                "document": "CC 52.418.903",
                "why": [
                    {"matched": "name", "text": "María Ríos", "approximate": False},
                    {"matched": "phone", "text": "+573008451260", "approximate": False},
                ],
            }
        ],
    }
    assert (account["portfolio"], account["overdue"], account["currency"]) == ("Consumo", 500_00, "COP")


def test_find_says_why_in_words_and_what_the_person_sees(workbench, customer):
    assert workbench("find", "1260").out == "A1\tMaría Ríos\tCC 52.418.903\t500 COP\tteléfono +573008451260\n"
    assert workbench("find", "1260", "--as", "luis@example.com").out == ""
    assert workbench("find", "r").code == 1
    assert workbench("find", "rios", "--as", "nadie@example.com").code == 1
