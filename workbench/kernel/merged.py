"""Customers that a person merged: whose key an account has, and which customer stands for another."""

from collections.abc import Mapping

import sqlalchemy as sa

from models import Account

NOT_MERGED = 0
"""`account.merged_from` of an account that is with the customer to whom the sender's key gives it."""


def sender_of(customer_id: int, merged_from: int) -> int:
    """The customer to whom the sender's key gives an account: the merged one where it came along, else its customer."""
    return merged_from if merged_from != NOT_MERGED else customer_id


def sender_id() -> sa.ColumnElement[int]:
    """`sender_of` on rows of `models.Account`."""
    return sa.case((Account.merged_from != NOT_MERGED, Account.merged_from), else_=Account.customer_id)


def stands_for(customer_id: int, kept_by: Mapping[int, int]) -> int:
    """The customer that stands for another after all merges.

    Args:
        customer_id: Whose.
        kept_by: Of each merged customer, into whom it was merged; without circles.

    """
    while customer_id in kept_by:
        customer_id = kept_by[customer_id]
    return customer_id
