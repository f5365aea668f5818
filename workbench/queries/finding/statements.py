"""The statements of a search. Each is made once and kept, with parameters: making one costs more than asking it."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import Account, ContactPoint, Customer, CustomerWord, Invoice
from models.enums import PointKind

LAST = "\U0010ffff"
"""Comes after every letter."""

Shape = tuple[int, ...]
"""Of each word that a customer must have, how many ranges it may be in."""

KEPT = 256
"""Statements of one kind that are kept: words that were typed wrong have many shapes."""

ONE: sa.ColumnElement[int] = sa.literal_column("1", sa.Integer())
STANDING = sa.func.coalesce(Customer.merged_into_id, Customer.id)
"""The customer that stands for the one of `Customer` that was found: after a merge it is the kept one."""

Counted = sa.Select[*tuple[int, ...]]
Parameters = dict[str, Any]  # Any: texts, numbers, lists


def is_sqlite(session: Session) -> bool:
    """Whether statements are made for SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def listed(session: Session, values: Collection[int] | Collection[str]) -> Any:
    """Many values as the one parameter that `among` takes."""
    return json.dumps(list(values)) if is_sqlite(session) else list(values)


def among(column: InstrumentedAttribute[int], *, sqlite: bool) -> sa.ColumnElement[bool]:
    """The condition that a column has one of the values that `listed` makes the parameter `ids`."""
    if sqlite:
        return column.in_(sa.select(sa.func.json_each(sa.bindparam("ids")).table_valued("value").c.value))
    return column == sa.any_(sa.bindparam("ids", type_=ARRAY(sa.BigInteger())))


def in_range(word: sa.SQLColumnExpression[str], name: str = "") -> sa.ColumnElement[bool]:
    """The condition that a word is between the parameters `first` and `last`; `name` tells several ranges apart."""
    # Typed plainly: the column's own collation counts, and a cast may not name one here.
    first, last = (sa.bindparam(f"{end}{name}", type_=sa.String()) for end in ("first", "last"))
    return sa.and_(word >= first, word <= last)


@lru_cache(KEPT)
def counts(shape: Shape) -> Counted:
    """How many words of customers are in each range, counted up to `most`."""
    most = sa.bindparam("most", type_=sa.Integer())
    some = [
        sa.select(ONE).select_from(CustomerWord).where(in_range(CustomerWord.word, name)).limit(most)
        for names in range_names(shape)
        for name in names
    ]
    return sa.select(*(sa.select(sa.func.count()).select_from(one.subquery()).scalar_subquery() for one in some))


def range_names(shape: Shape) -> list[list[str]]:
    """What tells the ranges of each word apart."""
    return [[f"_{place}_{number}" for number in range(count)] for place, count in enumerate(shape)]


def in_texts(shape: Shape) -> list[sa.ColumnElement[bool]]:
    """That a customer has every word, read in its own text: for few customers. The parameters are patterns."""
    closed = sa.literal_column("' '").concat(Customer.search_text).concat(sa.literal_column("' '"))
    return [
        sa.or_(*(closed.like(sa.bindparam(f"like{name}", type_=sa.String())) for name in names))
        for names in range_names(shape)
    ]


def in_words(shape: Shape) -> list[sa.ColumnElement[bool]]:
    """The same, asked of the index: for many customers."""
    return [
        CustomerWord.customer_id.in_(
            sa.union_all(*(sa.select(other.customer_id).where(in_range(other.word, name)) for name in names))
        )
        for names in range_names(shape)
        for other in [aliased(CustomerWord)]
    ]


@lru_cache(KEPT)
def having(shape: Shape) -> sa.Select[int]:
    """Customers of a range of words that have other words too, some at a time, in the order of the index."""
    return (
        sa.select(CustomerWord.customer_id)
        .where(in_range(CustomerWord.word), *in_words(shape))
        .order_by(CustomerWord.word, CustomerWord.customer_id)
        .limit(sa.bindparam("some", type_=sa.Integer()))
        .offset(sa.bindparam("done", type_=sa.Integer()))
    )


@lru_cache(KEPT)
def named(shape: Shape, *, sqlite: bool, with_erased: bool = True) -> sa.Select[int, int, str]:
    """Those of some customers that have all words: id, who stands for it, name."""
    kept = [] if with_erased else [Customer.erased_at.is_(None)]
    return sa.select(Customer.id, STANDING, Customer.name).where(
        among(Customer.id, sqlite=sqlite), *kept, *in_texts(shape)
    )


@lru_cache
def shown_customers(*, sqlite: bool) -> sa.Select[int, str, str, str | None, str | None, str | None, datetime | None]:
    """What a list shows of customers."""
    columns = (
        Customer.id, Customer.external_id, Customer.name, Customer.document, Customer.city, Customer.country,
        Customer.erased_at,
    )  # fmt: skip
    return sa.select(*columns).where(among(Customer.id, sqlite=sqlite))


@lru_cache
def words_there(*, sqlite: bool, as_beginnings: bool) -> sa.Select[Any]:
    """Those of the `words` that some customer has, or that some customer's word begins with."""
    if sqlite:
        asked = sa.func.json_each(sa.bindparam("words")).table_valued("value")
        word: sa.ColumnElement[str] = sa.cast(asked.c.value, sa.String())
    else:
        many = sa.bindparam("words", type_=ARRAY(sa.String()))
        asked = sa.func.unnest(many).table_valued("value").render_derived()
        word = sa.cast(asked.c.value, sa.String()).collate("C")
    same = CustomerWord.word == word
    if as_beginnings:
        same = sa.and_(CustomerWord.word >= word, CustomerWord.word <= word.concat(sa.literal_column(f"'{LAST}'")))
    return sa.select(asked.c.value).where(sa.exists().where(same))


@lru_cache
def documents() -> sa.Select[int, str, str | None]:
    """Customers of a range of words, with what is written of them."""
    return (
        sa.select(Customer.id, Customer.name, Customer.document)
        .join(CustomerWord, CustomerWord.customer_id == Customer.id)
        .where(in_range(CustomerWord.word))
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


@lru_cache
def references() -> sa.Select[int, str]:
    """Customers with a sender's key, folded: `key`."""
    return (
        sa.select(Customer.id, Customer.external_id)
        .where(Customer.external_id_folded == sa.bindparam("key"))
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


@lru_cache
def invoices() -> sa.Select[int, str]:
    """Customers with an invoice whose number ends with `four` characters, and is like `pattern`."""
    return (
        sa.select(Account.customer_id, Invoice.external_id)
        .join(Account, Account.id == Invoice.account_id)
        .where(
            _last_four("invoice.external_id") == sa.bindparam("four", type_=sa.String()),
            sa.func.lower(Invoice.external_id).like(sa.bindparam("pattern", type_=sa.String()), escape="/"),
        )
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


@lru_cache
def telephones(*, is_whole: bool) -> sa.Select[int, str]:
    """Customers with one of `whole` telephones, or with one that ends with `four` digits and is like `pattern`."""
    same: list[sa.ColumnElement[bool]] = [ContactPoint.value.in_(sa.bindparam("whole", expanding=True))]
    if not is_whole:
        four = _last_four("contact_point.value") == sa.bindparam("four", type_=sa.String())
        same = [four, ContactPoint.value.like(sa.bindparam("pattern", type_=sa.String()))]
    return (
        sa.select(ContactPoint.customer_id, ContactPoint.value)
        .where(ContactPoint.kind.in_((PointKind.PHONE, PointKind.WHATSAPP)), *same)
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


@lru_cache
def mailboxes(*, sqlite: bool) -> sa.Select[int, str]:
    """Customers with a mailbox in the range."""
    kept: sa.ColumnElement[str] = sa.func.lower(ContactPoint.value)
    if not sqlite:
        kept = kept.collate("C")
    return (
        sa.select(ContactPoint.customer_id, ContactPoint.value)
        .where(sa.literal_column("contact_point.kind = 'email'"), in_range(kept))
        .order_by(kept)
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


def ending(text: str) -> str:
    """The pattern of texts that end with a text, whatever signs it has."""
    escaped = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{escaped}"


def _last_four(column: str) -> sa.ColumnElement[str]:
    """The last four characters as the indexes `ix_find_point` and `ix_find_invoice` have them, word for word."""
    return sa.literal_column(f"lower(substr({column}, length({column}) - 3))", sa.String())
