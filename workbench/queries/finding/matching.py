"""Which customers a search finds, in order: by numbers, by words as they sound, by words that are a slip away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, CustomerWord
from models.bulk import is_among
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.folding import sound, words_of
from workbench.queries.finding.lookups import (
    Hits,
    Matched,
    Why,
    WordRange,
    by_mailbox,
    by_number,
    count_up_to,
    words_that_are_there,
)
from workbench.queries.finding.slips import one_slip_away
from workbench.queries.finding.typed import Typed, TypedWord
from workbench.queries.scope import accounts_calling_in, accounts_of

FREQUENT = 2_000
"""A word that more customers have is not gone through where the person sees fewer customers than that."""

MOST_SLIPS = 8
"""Words that a typed one may have been meant as."""

Choices = tuple[WordRange, ...]
"""The ranges one of which a customer's word must be in."""


@dataclass(frozen=True)
class Match:
    """A customer that was found, and why: a reason for each thing that was typed."""

    customer_id: int
    whys: tuple[Why, ...]


@dataclass(frozen=True)
class Seen:
    """What a person may see, as conditions."""

    person: Person
    calling_in: bool = False

    def accounts(self) -> sa.ColumnElement[bool]:
        """On `Account`."""
        return accounts_calling_in(self.person) if self.calling_in else accounts_of(self.person)

    def standing(self) -> sa.ColumnElement[int]:
        """The customer that stands for the one of `Customer` that was found: after a merge it is the kept one."""
        return sa.func.coalesce(Customer.merged_into_id, Customer.id)

    def customer(self) -> sa.ColumnElement[bool]:
        """On `Customer`: has an account that the person sees; who sees all portfolios sees who has none, too."""
        if self.person.may(Permission.SEE_ALL_PORTFOLIOS):
            return sa.true()
        return sa.exists().where(Account.customer_id == self.standing(), self.accounts())


def matches(
    session: Session, seen: Seen, typed: Typed, *, most: int, countries: Iterable[str | None] = ()
) -> list[Match]:
    """Customers that a search finds, the best first.

    Args:
        session: To look.
        seen: For whom.
        typed: The search.
        most: How many at most.
        countries: ISO 3166, in which telephones are read.

    """
    if typed.mailbox is not None:
        return _with_numbers(session, seen, [by_mailbox(session, typed.mailbox)], (), most=most)
    if typed.numbers:
        hits = [by_number(session, number, countries) for number in typed.numbers]
        return _with_numbers(session, seen, hits, typed.words, most=most)
    found = _of_words(session, seen, typed.words, [_heard(word) for word in typed.words], most=most)
    return found or _of_words(session, seen, typed.words, _with_slips(session, typed.words), most=most)


def _with_numbers(
    session: Session, seen: Seen, hits: Sequence[Hits], words: Sequence[TypedWord], *, most: int
) -> list[Match]:
    """Customers that every number leads to, and whose name has every word."""
    together = [one for one in hits[0] if all(one in other for other in hits[1:])]
    if not together:
        return []
    named = [sa.or_(*(one.in_text() for one in _heard(word))) for word in words]
    rows = session.execute(
        sa.select(Customer.id, seen.standing(), Customer.name).where(
            is_among(session.connection(), Customer.id, together),
            Customer.erased_at.is_(None),
            seen.customer(),
            *named,
        )
    )
    visible = {id_: (standing, name) for id_, standing, name in rows}
    found: dict[int, Match] = {}
    for id_ in together:
        if id_ in visible:
            standing, name = visible[id_]
            told = _whys_of_name(name, words)
            found.setdefault(standing, Match(standing, (*told, *(one[id_] for one in hits))))
    return list(found.values())[:most]


def _of_words(
    session: Session, seen: Seen, words: Sequence[TypedWord], choices: Sequence[Choices], *, most: int
) -> list[Match]:
    """Customers whose name has all words; those of the rarest word are gone through."""
    counts = [count_up_to(session, one, most=FREQUENT) for one in choices]
    if not all(counts):
        return []
    rarest = counts.index(min(counts))
    others = [one for place, one in enumerate(choices) if place != rarest]
    rows = partial(_rows, seen, choices[rarest], others)
    if counts[rarest] >= FREQUENT and _sees_few(session, seen):
        rows = partial(_own_rows, seen, choices[rarest], others)
    found: dict[int, Match] = {}
    for statement in rows(2 * most):  # a customer may come twice, by two words of its name
        for standing, name in session.execute(statement):
            found.setdefault(standing, Match(standing, _whys_of_name(name, words)))
        if len(found) >= most:
            break
    return list(found.values())[:most]


def _rows(seen: Seen, choice: Choices, others: Sequence[Choices], most: int) -> Iterator[sa.Select[int, str]]:
    """The customers of a word, in the order of the index: who has it whole comes before who has a longer one."""
    for one in choice:
        yield (
            sa.select(seen.standing(), Customer.name)
            .select_from(CustomerWord)
            .join(Customer, Customer.id == CustomerWord.customer_id)
            .where(one.of_words(), *_in_texts(others), seen.customer())
            .order_by(CustomerWord.word, CustomerWord.customer_id)
            .limit(most)
        )


def _own_rows(seen: Seen, choice: Choices, others: Sequence[Choices], most: int) -> Iterator[sa.Select[int, str]]:
    """The few customers that a person sees, with all words."""
    mine = sa.select(Account.customer_id).where(seen.accounts())
    yield (
        sa.select(Customer.id, Customer.name)
        .where(Customer.id.in_(mine), *_in_texts([choice, *others]))
        .order_by(Customer.name, Customer.id)
        .limit(most)
    )


def _in_texts(choices: Sequence[Choices]) -> list[sa.ColumnElement[bool]]:
    return [sa.or_(*(one.in_text() for one in choice)) for choice in choices]


def _sees_few(session: Session, seen: Seen) -> bool:
    if seen.person.may(Permission.SEE_ALL_PORTFOLIOS):
        return False
    some = sa.select(sa.literal(1)).select_from(Account).where(seen.accounts()).limit(FREQUENT).subquery()
    return (session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) < FREQUENT


def _heard(word: TypedWord) -> Choices:
    return tuple(map(WordRange.beginning, word.begins))


def _with_slips(session: Session, words: Sequence[TypedWord]) -> list[Choices]:
    """Of each word what it may be the beginning of, and the words it may have been meant as."""
    choices = []
    for place, word in enumerate(words):
        asked = one_slip_away(word.begins[0])
        exact = [WordRange(one, one) for one in words_that_are_there(session, asked)]
        longer: list[WordRange] = []
        if place == len(words) - 1 and not exact:  # perhaps it is not typed to its end
            found = words_that_are_there(session, asked, as_beginnings=True)
            longer = [WordRange.beginning(one) for one in found if len(one) >= len(word.begins[0])]
        choices.append((*_heard(word), *exact[:MOST_SLIPS], *longer[:MOST_SLIPS]))
    return choices


def _whys_of_name(name: str, words: Sequence[TypedWord]) -> tuple[Why, ...]:
    heard = [sound(word) for word in words_of(name)]
    return tuple(
        Why(Matched.NAME, name, word.text, is_slip=not any(one.startswith(word.begins) for one in heard))
        for word in words
    )
