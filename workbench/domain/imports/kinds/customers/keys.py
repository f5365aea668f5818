"""Customers found by the sender's key."""

from collections.abc import Iterable

import sqlalchemy as sa

from models import Customer
from models.bulk import is_among


def customer_ids(connection: sa.Connection, external_ids: Iterable[str]) -> dict[str, int]:
    """The ids of the customers that are there, by external id: one query."""
    wanted = sa.select(Customer.external_id, Customer.id)
    rows = connection.execute(wanted.where(is_among(connection, Customer.external_id, external_ids)))
    return dict(rows.all())
