"""Merged customers: whose key an account has, in Python and in SQL alike; and who stands for whom."""

import pytest
import sqlalchemy as sa

from models import Account
from tests.factories.ledger import make_account, make_customer
from workbench.kernel.merged import NOT_MERGED, sender_id, sender_of, stands_for


@pytest.mark.both
def test_sender_of_an_account_is_the_same_in_both_forms(session, cast, now):
    merged = make_customer(session, now=now)
    own = make_account(session, cast.consumo, now=now)
    came = make_account(session, cast.consumo, now=now, customer_id=own.customer_id, merged_from=merged.id)

    rows = session.execute(sa.select(Account.customer_id, Account.merged_from, sender_id()).order_by(Account.id)).all()

    assert [told for _, _, told in rows] == [sender_of(customer, came_from) for customer, came_from, _ in rows]
    assert [told for _, _, told in rows] == [own.customer_id, merged.id]
    assert (own.merged_from, came.merged_from) == (NOT_MERGED, merged.id)


@pytest.mark.parametrize(("who", "kept"), [(1, 1), (2, 1), (3, 1), (4, 4)])
def test_who_stands_for_a_customer_is_at_the_end_of_the_chain(who, kept):
    assert stands_for(who, {2: 1, 3: 2}) == kept
