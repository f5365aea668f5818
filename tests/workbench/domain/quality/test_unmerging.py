"""Separating merged customers: the tables are as before, and what came since goes with its account."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Account, Consent, Customer, CustomerMerge, Hold, Interaction
from models.enums import Channel, HoldKind, PointKind
from tests.factories.ledger import make_account, make_customer, make_interaction, make_phone
from tests.factories.work import make_hold
from tests.workbench.domain.quality.content import content_of, differences
from workbench.domain.contact import people_of
from workbench.domain.quality import FIELDS, MergeChoice, MergeRefused, merge_customers, unmerge_customers


@pytest.fixture
def act(session, cast, now):
    """Paola merges and separates."""
    paola = cast.person("paola")

    def merge(kept, merged, **choice):
        return merge_customers(
            session, paola, kept_id=kept, merged_id=merged, choice=MergeChoice(**choice), now=now, today=now.date()
        )

    def separate(merge_id, at=now):
        merge = session.get_one(CustomerMerge, merge_id)
        unmerge_customers(session, paola, merge, now=at, today=now.date())

    return merge, separate


@pytest.mark.both
def test_tables_are_as_before_once_separated(act, two, cast, session):
    merge, separate = act
    before = content_of(session)

    made = merge(
        two.one.id,
        two.other.id,
        fields=frozenset(FIELDS),
        points=frozenset({PointKind.EMAIL}),
        collector_id=cast.andrea.id,
    )
    changed = differences(before, content_of(session))
    separate(made.id)

    assert {"account", "consent", "contact_point", "customer", "hold", "interaction", "work_item"} <= changed.keys()
    assert differences(before, content_of(session)) == {}


@pytest.mark.both
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2)])
@pytest.mark.parametrize("pairs", [((0, 1), (0, 2), (0, 3)), ((0, 1), (2, 0), (3, 2)), ((0, 1), (2, 3), (0, 2))])
def test_several_merges_are_separated_in_any_order(  # noqa: PLR0917 - fixtures
    act, two, cast, session, now, order, pairs
):
    merge, separate = act
    people = [two.one, two.other]
    for name in ("Maria Rios Cardenas", "Mª Fernanda Ríos"):
        more = make_customer(session, now=now, name=name, city=name)
        make_phone(session, more.id, now=now)
        row = make_account(session, cast.consumo, now=now, customer_id=more.id)
        make_interaction(session, row, at=now - timedelta(days=3), outcome="NC-NCT")
        people.append(more)
    ids = [one.id for one in people]
    before = content_of(session)

    made = [merge(ids[kept], ids[merged], fields=frozenset(FIELDS)).id for kept, merged in pairs]
    for place in order:
        separate(made[place])

    assert differences(before, content_of(session)) == {}


def test_facts_that_came_since_go_with_their_account(act, two, session, now):
    merge, separate = act
    made = merge(two.one.id, two.other.id)
    account = session.get_one(Account, two.same_portfolio.id)
    row = make_interaction(session, account, at=now, outcome="NC-NCT")

    separate(made.id)

    assert session.get_one(Interaction, row.id).customer_id == two.other.id


def test_opt_out_and_hold_of_the_merged_person_count_for_both(act, two, session, now):
    merge, separate = act
    made = merge(two.one.id, two.other.id)
    later = now + timedelta(hours=1)
    session.add(Consent(customer_id=two.one.id, channel=Channel.CALL, granted=False, known_at=later, source="person"))
    make_hold(session, two.one.id, kind=HoldKind.DECEASED, now=later)

    separate(made.id, at=later)

    for person in people_of(session, [two.one.id, two.other.id], at=later).values():
        assert Channel.CALL in person.opted_out
        assert "deceased" in {hold.kind for hold in person.holds}


def test_value_that_was_corrected_since_stays(act, two, session):
    merge, separate = act
    made = merge(two.one.id, two.other.id, fields=frozenset({"name"}))
    session.get_one(Customer, two.one.id).name = "María F. Ríos"

    separate(made.id)

    assert session.get_one(Customer, two.one.id).name == "María F. Ríos"


def test_separating_twice_is_refused(act, two):
    merge, separate = act
    made = merge(two.one.id, two.other.id)
    separate(made.id)

    with pytest.raises(MergeRefused, match="Ya están separadas"):
        separate(made.id)


def test_hold_that_moved_goes_back_and_none_is_left(act, two, session):
    merge, separate = act
    separate(merge(two.one.id, two.other.id).id)

    assert session.scalars(sa.select(Hold.customer_id).distinct()).all() == [two.other.id]
