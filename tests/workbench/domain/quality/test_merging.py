"""Merging two customers: everything is together, the strictest permission counts, and what is refused."""

import pytest
import sqlalchemy as sa

from models import Account, AuditEntry, Base, ContactPoint, Customer, Interaction, Promise, WorkItem
from models.enums import Channel, PointKind, PointState, WorkState
from tests.factories.calls import make_call
from tests.factories.ledger import make_account, make_customer
from workbench.domain.contact import people_of
from workbench.domain.quality import MergeChoice, MergeRefused, MergeState, merge_customers, why_not_merge
from workbench.kernel.errors import NotVisible


@pytest.fixture
def merge(session, two, cast, now):
    """Paola merges the two."""

    def act(by="paola", **choice):
        return merge_customers(
            session,
            cast.person(by),
            kept_id=two.one.id,
            merged_id=two.other.id,
            choice=MergeChoice(**choice),
            now=now,
            today=now.date(),
        )

    return act


@pytest.mark.both
def test_everything_is_the_kept_customers(merge, two, session):
    merge()

    for table in (Account, Interaction, Promise):
        assert session.scalars(sa.select(table.customer_id).distinct()).all() == [two.one.id]
    accounts = session.execute(sa.select(Account.id, Account.merged_from).order_by(Account.id)).all()
    assert accounts == [(two.account.id, 0), (two.same_portfolio.id, two.other.id)]
    assert session.get_one(Customer, two.other.id).merged_into_id == two.one.id


def test_permissions_are_the_strictest_and_holds_rest_the_person(merge, two, session, now):
    merge()

    person = people_of(session, [two.one.id], at=now)[two.one.id]
    assert Channel.SMS in person.opted_out
    assert Channel.EMAIL in person.authorized
    assert {hold.kind for hold in person.holds} == {"vulnerable", "review"}


def test_number_of_both_has_the_stricter_state_and_others_are_copied(merge, two, session):
    merge()

    points = session.scalars(
        sa.select(ContactPoint)
        .where(ContactPoint.customer_id == two.one.id)
        .order_by(ContactPoint.kind.desc(), ContactPoint.id)
    ).all()
    assert [(point.kind, point.state, point.extension, point.belongs_to) for point in points] == [
        (PointKind.PHONE, PointState.SUPPRESSED, None, None),
        (PointKind.PHONE, PointState.VERIFIED, "12", "oficina"),
        (PointKind.EMAIL, PointState.UNVERIFIED, None, None),
    ]


def test_chosen_attributes_come_from_the_other(merge, two, session):
    merge(fields=frozenset({"name", "city"}))

    kept = session.get_one(Customer, two.one.id)
    assert (kept.name, kept.document, kept.city) == ("MARIA F RIOS", "CC 52.418.903", "Cali")
    assert kept.search_text.startswith("maria f rios")


def test_one_place_in_the_queue_and_one_collector(merge, two, cast, session):
    merge(collector_id=cast.andrea.id)

    items = session.execute(sa.select(WorkItem.customer_id, WorkItem.state).order_by(WorkItem.id)).all()
    assert items == [(two.one.id, WorkState.WAITING), (two.other.id, WorkState.GONE)]
    assert session.scalars(sa.select(Account.collector_id)).all() == [cast.andrea.id] * 2


def test_merge_leaves_one_entry_without_personal_data(merge, session):
    merge(fields=frozenset({"name"}))

    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "customers_merged"))
    assert (entry.actor, entry.after["taken_over"]) == ("paola@example.com", ["name"])
    assert "RIOS" not in str(entry.before) + str(entry.after)


def test_customer_a_colleague_has_in_a_call_is_not_merged(merge, two, cast, session, now):
    make_call(session, two.same_portfolio, by=cast.luis.id, at=now)

    with pytest.raises(MergeRefused) as refused:
        merge()

    assert refused.value.values == {"name": cast.luis.name}


def test_accounts_the_person_does_not_see_are_not_merged(merge, two, cast, session, now):
    make_account(session, cast.microcredito, now=now, customer_id=two.other.id)

    with pytest.raises(MergeRefused, match="no ve"):
        merge()

    assert merge("ana").merged_id == two.other.id


def test_customer_out_of_scope_is_as_absent_as_a_missing_one(merge, two, cast, session, now):
    stranger = make_customer(session, now=now)
    make_account(session, cast.microcredito, now=now, customer_id=stranger.id)

    with pytest.raises(NotVisible):
        merge_customers(
            session, cast.person("paola"), kept_id=two.one.id, merged_id=stranger.id, choice=MergeChoice(), now=now,
            today=now.date(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (MergeState(is_same=True), "misma ficha"),
        (MergeState(is_merged=True), "ya está unida"),
        (MergeState(is_erased=True), "se borraron"),
        (MergeState(sees_all=False), "no ve"),
        (MergeState(taken_by="Luis"), "atiende"),
    ],
)
def test_why_not_merge_names_the_reason(state, why):
    assert why in str(why_not_merge(state))


def test_two_standing_customers_may_be_merged():
    assert why_not_merge(MergeState()) is None


HANDLED = {
    "account", "call_draft", "consent", "contact_point", "customer", "customer_merge", "customer_version",
    "duplicate_pair", "erased_key", "erasure", "hold", "interaction", "outcome_trace", "promise",
    "quality_finding", "reason_letter", "retention_hold", "review_request", "work_item",
}  # fmt: skip
"""Tables with a customer, for each of which it was decided whether its rows move, are copied, or stay."""


def test_every_table_with_a_customer_is_thought_of():
    with_customer = {
        name
        for name, table in Base.metadata.tables.items()
        for key in table.foreign_keys
        if key.column.table.name == "customer"
    }

    assert with_customer <= HANDLED
