"""The ways to a customer, each by an index: words, ends of telephones and invoices, mailboxes, the sender's key."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from workbench.folding import backwards, fold_key
from workbench.kernel.telephones import LEAST_DIGITS as SHORTEST
from workbench.kernel.telephones import read_telephones
from workbench.queries.finding import statements
from workbench.queries.finding.statements import LAST, is_sqlite, listed
from workbench.queries.finding.typed import LEAST_DIGITS, LEAST_ENDING, AskedNumber

MOST = 500
"""Customers of one way: a number that more of them share says nothing."""

Countries = Callable[[], Iterable[str | None]]
"""Tells the countries, ISO 3166, in which a telephone is read that says none."""


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

    @property
    def pattern(self) -> str:
        """What a search text is like, between two spaces, that has such a word."""
        return f"% {self.first}{' ' if self.first == self.last else ''}%"


Choices = tuple[WordRange, ...]
"""The ranges one of which a customer's word must be in."""


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
    asked = {"first": mailbox, "last": mailbox + LAST, "most": MOST}
    rows = session.execute(statements.mailboxes(sqlite=is_sqlite(session)), asked)
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
    whole = sorted({one.value for country in told for one in read_telephones(number.text, country).telephones})
    ends = {"four": digits[-LEAST_ENDING:], "pattern": f"+%{digits}"}
    for is_whole, asked in ((True, {"whole": whole}), (False, ends)):
        if not found and (whole or not is_whole):
            rows = session.execute(statements.telephones(is_whole=is_whole), {**asked, "most": MOST})
            found = {customer_id: Why(Matched.PHONE, value, digits) for customer_id, value in rows}
    return found


def _by_invoice(session: Session, number: AskedNumber) -> Hits:
    if len(number.text) < LEAST_ENDING:
        return {}
    asked = {"four": number.text[-LEAST_ENDING:], "pattern": statements.ending(number.text), "most": MOST}
    rows = session.execute(statements.invoices(), asked)
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
        asked = {"first": one.first, "last": one.last, "most": MOST}
        rows = session.execute(statements.documents(), asked)
        for customer_id, name, document in rows:
            written = document or ""
            is_document = number.key in "".join(filter(str.isalnum, written.casefold()))
            matched, text = (Matched.DOCUMENT, written) if is_document else (Matched.NAME, name)
            found.setdefault(customer_id, Why(matched, text, number.key))
    return found


def _by_reference(session: Session, number: AskedNumber) -> Hits:
    rows = session.execute(statements.references(), {"key": fold_key(number.text), "most": MOST})
    return {customer_id: Why(Matched.REFERENCE, key, number.text) for customer_id, key in rows}


def words_that_are_there(session: Session, words: Sequence[str], *, as_beginnings: bool = False) -> list[str]:
    """Those of many words that some customer has, or that some customer's word begins with."""
    if not words:
        return []
    asked = statements.words_there(sqlite=is_sqlite(session), as_beginnings=as_beginnings)
    return list(session.scalars(asked, {"words": listed(session, words)}))


def count_up_to(session: Session, choices: Sequence[Choices], *, most: int) -> list[int]:
    """How many words of customers are in the ranges of each choice, counted up to `most` in a range."""
    shape = shape_of(choices)
    counted = iter(session.execute(statements.counts(shape), {**range_parameters(choices), "most": most}).one())
    return [sum(next(counted) for _ in range(count)) for count in shape]


def shape_of(choices: Sequence[Choices]) -> statements.Shape:
    """How many ranges each word may be in."""
    return tuple(map(len, choices))


def range_parameters(choices: Sequence[Choices]) -> statements.Parameters:
    """The ends of all ranges, by the names that statements have for them."""
    return {
        f"{end}{name}": text
        for names, choice in zip(statements.range_names(shape_of(choices)), choices, strict=True)
        for name, one in zip(names, choice, strict=True)
        for end, text in (("first", one.first), ("last", one.last))
    }


def pattern_parameters(choices: Sequence[Choices]) -> statements.Parameters:
    """What search texts are like that have a word of each choice."""
    return {
        f"like{name}": one.pattern
        for names, choice in zip(statements.range_names(shape_of(choices)), choices, strict=True)
        for name, one in zip(names, choice, strict=True)
    }
