"""`workbench customer`: the copy, the erasure by two people, and what stands in the way."""

import json
import stat

import pytest
import sqlalchemy as sa

from models import AuditEntry, Customer, Invoice
from tests.factories.held import KEY, NAME, dump, make_known_customer, traces_in
from tests.personas import cast_of

ASK = ("--asked-by", "paola@example.com", "--reason", "Lo pidió", "--name", NAME)


@pytest.fixture
def marta(database, now):
    """Her id."""
    with database.writing() as session:
        return make_known_customer(session, cast_of(session, now=now), now=now).customer_id


def test_export_prints_everything_and_is_written_down(workbench, database, marta):
    told = workbench("customer", "export", KEY).json

    assert (told["schema"], told["customer"]["name"], len(told["interactions"])) == (1, NAME, 1)
    with database.reading() as session:
        entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.actor, entry.subject_id) == ("data_copied", "workbench customer export", marta)


def test_export_to_a_file_is_for_its_owner_alone(workbench, tmp_path, marta):
    out = tmp_path / "copia.json"

    answer = workbench("customer", "export", KEY, "--out", str(out))

    assert answer.code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["customer"]["external_id"] == KEY
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_erase_takes_two_people(workbench, database, marta):
    asked = workbench("customer", "erase", KEY, *ASK)
    assert asked.out == "Pedido: falta que otra persona lo confirme.\n"

    same = workbench("customer", "erase", KEY, "--confirmed-by", "paola@example.com", "--name", NAME)
    assert (same.code, same.err) == (1, "El rol de paola@example.com no lo permite.\n")
    done = workbench("customer", "erase", KEY, "--confirmed-by", "ana@example.com", "--name", NAME, "--format", "json")

    assert done.json == {"schema": 1, "customer_id": marta, "state": "done"}
    with database.reading() as session:
        assert traces_in(dump(session)) == []


def test_erase_at_once_with_both_people(workbench, database, marta):
    assert workbench("customer", "erase", KEY, *ASK, "--confirmed-by", "ana@example.com").code == 0

    again = workbench("customer", "export", KEY)
    assert (again.code, again.err) == (1, f"No hay ningún cliente «{KEY}».\n")
    assert workbench("customer", "admit", KEY, "--reason", "Volvió a comprar").code == 0


def test_dry_run_says_what_stands_in_the_way_and_changes_nothing(workbench, database, marta):
    with database.writing() as session:
        session.execute(sa.update(Invoice).values(open_amount=1))

    answer = workbench("customer", "erase", KEY, "--dry-run", "--format", "json")

    assert answer.json == {
        "schema": 1, "possible": False, "possible_from": None, "waiting": False,
        "obstacles": [{"id": "debt", "text": "No se puede borrar mientras deba en Consumo."}],
    }  # fmt: skip
    refused = workbench("customer", "erase", KEY, *ASK, "--confirmed-by", "ana@example.com")
    assert (refused.code, refused.err) == (1, "No se puede borrar mientras deba en Consumo.\n")
    with database.reading() as session:
        assert session.get_one(Customer, marta).name == NAME


def test_erase_without_a_person_is_a_misuse(workbench, marta):
    assert workbench("customer", "erase", KEY).code == 2
