"""A copy has every row that leads to the customer, and nobody else's; it is whole or not given."""

import json

import pytest
import sqlalchemy as sa

from models import AuditEntry
from tests.factories.held import KEY, TRACES
from tests.factories.ledger import make_account, make_interaction, make_invoice
from workbench.domain.privacy import CopyRefused, as_json, everything_about, make_copy

KEYS = [
    "schema", "made_at", "customer", "merged_customers", "customer_corrections", "contact_points",
    "contact_point_changes", "consents", "holds", "retention_holds", "accounts", "assignments", "invoices", "payments",
    "allocations", "interactions", "call_drafts", "saved_forms",
    "promises", "corrections", "queue_places", "scores", "letters", "requests",
    "erasures", "erased_keys", "merges", "look_alikes", "findings", "replaced", "rejected_rows", "audit",
]  # fmt: skip


@pytest.mark.both
def test_copy_has_every_part_under_its_stable_name(session, customer, now):
    told = json.loads(json.dumps(as_json(everything_about(session, customer, now=now))))

    assert list(told) == KEYS
    assert (told["schema"], told["customer"]["external_id"], told["customer"]["document"]) == (1, KEY, "52418903")
    assert told["accounts"][0]["portfolio"]["currency"] == "COP"
    assert [one["amount"] for one in told["payments"]] == [100_00]
    assert [one["note"] for one in told["interactions"]] == ["Dice zorro"]
    assert {one["kind"] for one in told["contact_points"]} == {"phone", "email", "address"}
    empty = {key for key in KEYS[3:] if not told[key]}
    assert empty == {"assignments", "call_drafts", "saved_forms", "scores", "erasures", "erased_keys", "audit"}
    assert all(trace in json.dumps(told).lower() for trace in TRACES)


def test_copy_has_nothing_of_another_customer_or_of_staff(session, customer, account, cast, now):
    other = make_account(session, cast.consumo, now=now)
    make_invoice(session, other, due_on=now.date(), amount=5_00)
    make_interaction(session, other, at=now, outcome="CD-PDP", note="de otro")

    told = as_json(everything_about(session, customer, now=now))

    assert "de otro" not in json.dumps(told)
    assert [one["id"] for one in told["accounts"]] == [account.id]
    assert {"collector_id", "import_id"} & {
        name for part in told.values() if isinstance(part, list) for row in part for name in row
    } == set()


def test_handing_over_a_copy_is_written_down(session, customer, cast, now):
    make_copy(session, cast.person("paola"), customer=customer, form="json", now=now)

    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "data_copied")).one()
    assert (entry.subject_kind, entry.subject_id, entry.after) == ("customer", customer.id, {"form": "json"})
    copied = make_copy(session, cast.person("ana"), customer=customer, form="paper", now=now)
    assert [one["event"] for one in copied.parts["audit"]] == ["data_copied", "data_copied"]


def test_copy_is_not_given_by_who_does_not_see_all_accounts(session, customer, cast, now):
    make_account(session, cast.microcredito, now=now, customer_id=customer.id)

    with pytest.raises(CopyRefused, match="carteras que usted no ve"):
        make_copy(session, cast.person("paola"), customer=customer, form="json", now=now)
    assert make_copy(session, cast.person("ana"), customer=customer, form="json", now=now).parts["accounts"]
