"""The ways to a customer, each by an index: words, ends of telephones and invoices, mailboxes, the sender's key."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, CustomerWord, Invoice
from models.enums import PointKind
from workbench.folding import backwards, fold_key
from workbench.kernel.telephones import LEAST_DIGITS as SHORTEST
from workbench.kernel.telephones import read_telephones
from workbench.queries.finding.typed import LEAST_DIGITS, LEAST_ENDING, AskedNumber

MOST = 500
"""Customers of one way: a number that more of them share says nothing."""

Countries = Callable[[], Iterable[str | None]]
"""Tells the countries, ISO 3166, in which a telephone is read that says none."""

LAST = "\U0010ffff"
"""Comes after every letter."""


class Matched(StrEnum):
    """What of a customer was found."""

    INVOICE = "invoice"
    PHONE = "phone"
    DOCUMENT = "document"
    EMAIL = "email"
    REFERENCE = "reference"
    """The sender's key."""
    NAME = "name"


@dataclass(frozen=True)
class Why:
    """Why a customer was found: what of it, as it is kept, and what was typed. `is_slip`: it is not quite that."""

    matched: Matched
    text: str
    typed: str
    is_slip: bool = False


Hits = dict[int, Why]
"""Why each customer was found, by its id. A customer that was merged is found by its own."""


@dataclass(frozen=True)
class WordRange:
    """Words between two, both included."""

    first: str
    last: str

    @classmethod
    def beginning(cls, text: str) -> "WordRange":
        """Words that begin with a text."""
        return cls(text, text + LAST)

    def holds(self, word: str) -> bool:
        """Whether a word is one of them."""
        return self.first <= word <= self.last

    def of_words(self, word: sa.SQLColumnExpression[str] = CustomerWord.word) -> sa.ColumnElement[bool]:
        """The condition on `CustomerWord`, or on the column of an alias of it."""
        # TypedSearch plainly: the column's own collation counts, and a cast may not name one here.
        first, last = (sa.literal(text, sa.String()) for text in (self.first, self.last))
        return sa.and_(word >= first, word <= last)

    def in_text(self) -> sa.ColumnElement[bool]:
        """The condition on `Customer` that its search text has such a word."""
        closed = sa.literal(" ").concat(Customer.search_text).concat(" ")
        return closed.like(f"% {self.first}{' ' if self.first == self.last else ''}%")


def by_number(session: Session, number: AskedNumber, countries: Countries) -> Hits:
    """Customers with a document, telephone, invoice or key that is the number or ends with it."""
    found: Hits = {}
    for hits in (
        _by_invoice(session, number),
        _by_telephone(session, number, countries),
        _by_document(session, number),
        _by_reference(session, number),
    ):
        found = hits | found
    return found


def by_mailbox(session: Session, mailbox: str) -> Hits:
    """Customers with a mailbox that begins so."""
    kept: sa.ColumnElement[str] = sa.func.lower(ContactPoint.value)
    if session.get_bind().dialect.name == "postgresql":
        kept = kept.collate("C")
    rows = session.execute(
        sa.select(ContactPoint.customer_id, ContactPoint.value)
        .where(sa.literal_column("contact_point.kind = 'email'"), kept >= mailbox, kept <= mailbox + LAST)
        .order_by(kept)
        .limit(MOST)
    )
    return {customer_id: Why(Matched.EMAIL, value, mailbox) for customer_id, value in rows}


def by_telephone_of_caller(session: Session, number: str, countries: Countries) -> Hits:
    """Customers with the telephone that calls us: the same number, else one that ends with its last digits."""
    digits = "".join(filter(str.isdigit, number))
    return _by_telephone(session, AskedNumber(number, digits), countries)


def _by_telephone(session: Session, number: AskedNumber, countries: Countries) -> Hits:
    digits = number.digits
    if not number.key.isdigit() or len(digits) < LEAST_ENDING:
        return {}
    found: Hits = {}
    told = countries() if len(digits) >= SHORTEST else ()
    whole = {one.value for country in told for one in read_telephones(number.text, country).telephones}
    is_phone = ContactPoint.kind.in_((PointKind.PHONE, PointKind.WHATSAPP))
    columns = sa.select(ContactPoint.customer_id, ContactPoint.value)
    ends = sa.and_(_last_four("contact_point.value") == digits[-LEAST_ENDING:], ContactPoint.value.like(f"+%{digits}"))
    for same in (ContactPoint.value.in_(whole), ends):
        if not found:
            rows = session.execute(columns.where(is_phone, same).limit(MOST))
            found = {customer_id: Why(Matched.PHONE, value, digits) for customer_id, value in rows}
    return found


def _by_invoice(session: Session, number: AskedNumber) -> Hits:
    if len(number.text) < LEAST_ENDING:
        return {}
    rows = session.execute(
        sa.select(Account.customer_id, Invoice.external_id)
        .join(Account, Account.id == Invoice.account_id)
        .where(
            _last_four("invoice.external_id") == number.text[-LEAST_ENDING:],
            sa.func.lower(Invoice.external_id).endswith(number.text, autoescape=True),
        )
        .limit(MOST)
    )
    return {customer_id: Why(Matched.INVOICE, text, number.text) for customer_id, text in rows}


def _by_document(session: Session, number: AskedNumber) -> Hits:
    """The beginning or the end of a document; a name's word with digits is found by its beginning too."""
    ranges = (
        [WordRange.beginning(number.key)] if len(number.key) >= LEAST_DIGITS else [WordRange(number.key, number.key)]
    )
    if len(number.key) >= LEAST_ENDING:
        ranges.append(WordRange.beginning(backwards(number.key)))
    found: Hits = {}
    for one in ranges:
        rows = session.execute(
            sa.select(Customer.id, Customer.name, Customer.document)
            .join(CustomerWord, CustomerWord.customer_id == Customer.id)
            .where(one.of_words())
            .limit(MOST)
        )
        for customer_id, name, document in rows:
            written = document or ""
            is_document = number.key in "".join(filter(str.isalnum, written.casefold()))
            matched, text = (Matched.DOCUMENT, written) if is_document else (Matched.NAME, name)
            found.setdefault(customer_id, Why(matched, text, number.key))
    return found


def _by_reference(session: Session, number: AskedNumber) -> Hits:
    rows = session.execute(
        sa.select(Customer.id, Customer.external_id)
        .where(Customer.external_id_folded == fold_key(number.text))
        .limit(MOST)
    )
    return {customer_id: Why(Matched.REFERENCE, key, number.text) for customer_id, key in rows}


def words_that_are_there(session: Session, words: Sequence[str], *, as_beginnings: bool = False) -> list[str]:
    """Those of many words that some customer has, or that some customer's word begins with."""
    if not words:
        return []
    if session.get_bind().dialect.name == "postgresql":
        asked = sa.func.unnest(sa.cast(list(words), ARRAY(sa.String()))).table_valued("value").render_derived()
        word: sa.ColumnElement[str] = sa.cast(asked.c.value, sa.String()).collate("C")
    else:
        asked = sa.func.json_each(json.dumps(list(words))).table_valued("value")
        word = sa.cast(asked.c.value, sa.String())
    same = CustomerWord.word == word
    if as_beginnings:
        same = sa.and_(CustomerWord.word >= word, CustomerWord.word <= word.concat(LAST))
    return list(session.scalars(sa.select(asked.c.value).where(sa.exists().where(same))))


def count_up_to(session: Session, ranges: Iterable[WordRange], *, most: int) -> int:
    """How many words of customers are in the ranges, counted up to `most` in each."""
    counted = 0
    for one in ranges:
        some = sa.select(sa.literal(1)).select_from(CustomerWord).where(one.of_words()).limit(most).subquery()
        counted += session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return counted


def _last_four(column: str) -> sa.ColumnElement[str]:
    """The last four characters as the indexes `ix_find_point` and `ix_find_invoice` have them, word for word."""
    return sa.literal_column(f"lower(substr({column}, length({column}) - 3))", sa.String())
