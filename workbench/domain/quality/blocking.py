"""Which pairs of customers are compared: those that share a key. Without it a company would compare everybody.

A key that many share (a switchboard, a mailbox of the sender) says nothing of one person and is left out, so that the
pairs grow with the customers and not with their square.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from workbench.domain.quality.likeness import ComparedCustomer, name_words, useful_document

MOST_SHARING = 12
"""A key that more customers have is left out."""

MOST_NAMESAKES = 8
"""The same for names, which people share more often."""

_CHECK_DIGIT_FROM = 9


def keys_of(customer: ComparedCustomer) -> Iterator[tuple[str, str]]:
    """The keys of a customer: document (with and without its last digit), telephones, mailboxes, name."""
    document = useful_document(customer.document)
    if document:
        yield "document", document
        if len(document) >= _CHECK_DIGIT_FROM:
            yield "document", document[:-1]
    for phone in customer.phones:
        yield "phone", phone
    for email in customer.emails:
        yield "email", email
    words = name_words(customer.name)
    if len(words) > 1:
        yield "name", " ".join(words)
        longest = sorted(words, key=lambda word: (-len(word), word))[:2]
        yield "name", " ".join(word[:4] for word in sorted(longest)) + "…"


def pairs_to_compare(customers: Iterable[ComparedCustomer]) -> Iterator[tuple[ComparedCustomer, ComparedCustomer]]:
    """Every pair that shares a key which few have, once, the smaller id first."""
    blocks: dict[tuple[str, str], list[ComparedCustomer]] = defaultdict(list)
    for customer in customers:
        for key in set(keys_of(customer)):
            blocks[key].append(customer)
    seen: set[tuple[int, int]] = set()
    for (kind, _), block in blocks.items():
        if len(block) > (MOST_NAMESAKES if kind == "name" else MOST_SHARING):
            continue
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                first, second = (one, other) if one.id < other.id else (other, one)
                if (first.id, second.id) not in seen:
                    seen.add((first.id, second.id))
                    yield first, second
