"""Which customers a search finds, in order: by numbers, by words as they sound, by words that are a slip away."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

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
from workbench.queries.finding.typed import TypedSearch, TypedWord
from workbench.queries.scope import accounts_calling_in, accounts_of

FREQUENT = 2_000
"""A word that more customers have is not gone through where the person sees fewer customers than that."""

AT_ONCE = 1_000
"""Customers of a word that are looked at together for the other words."""

MOST_SLIPS = 8
"""Words that a typed one may have been meant as."""

Conditions = list[sa.ColumnElement[bool]]
Choices = tuple[WordRange, ...]
"""The ranges one of which a customer's word must be in."""


@dataclass(frozen=True)
class FoundMatch:
    """A customer that was found, and why: a reason for each thing that was typed."""

    customer_id: int
    whys: tuple[Why, ...]


class Seen:
    """What a person may see, as conditions: they are made once for all statements of a search."""

    def __init__(self, person: Person, *, calling_in: bool = False) -> None:
        """See `workbench.queries.scope`; `calling_in` for a customer who is on the line."""
        self.sees_all = person.may(Permission.SEE_ALL_PORTFOLIOS)
        self.hides_amounts = calling_in
        self.accounts = accounts_calling_in(person) if calling_in else accounts_of(person)
        self.standing = sa.func.coalesce(Customer.merged_into_id, Customer.id)
        """The customer that stands for the one of `Customer` that was found: after a merge it is the kept one."""


def matches(
    session: Session, seen: Seen, typed: TypedSearch, *, most: int, countries: Callable[[], Iterable[str | None]]
) -> list[FoundMatch]:
    """Customers that a search finds, the best first.

    Args:
        session: To look.
        seen: For whom.
        typed: The search.
        most: How many at most.
        countries: Tells in which countries telephones are read, ISO 3166.

    """
    if typed.mailbox is not None:
        return of_hits(session, seen, [by_mailbox(session, typed.mailbox)], most=most)
    if typed.numbers:
        hits = [by_number(session, number, countries) for number in typed.numbers]
        return of_hits(session, seen, hits, words=typed.words, most=most)
    found = _of_words(session, seen, typed.words, [_heard(word) for word in typed.words], most=most)
    return found or _of_words(session, seen, typed.words, _with_slips(session, typed.words), most=most)


def of_hits(
    session: Session, seen: Seen, hits: Sequence[Hits], *, words: Sequence[TypedWord] = (), most: int
) -> list[FoundMatch]:
    """Customers that every number leads to, and whose name has every word."""
    together = [one for one in hits[0] if all(one in other for other in hits[1:])]
    if not together:
        return []
    named = _in_texts([_heard(word) for word in words])
    among = is_among(session.connection(), Customer.id, together)
    rows = session.execute(
        sa.select(Customer.id, seen.standing, Customer.name).where(among, Customer.erased_at.is_(None), *named)
    ).all()
    visible = visible_customers(session, seen, {standing for _, standing, _ in rows})
    by_id = {id_: (standing, name) for id_, standing, name in rows if standing in visible}
    found: dict[int, FoundMatch] = {}
    for id_ in together:
        if id_ in by_id:
            standing, name = by_id[id_]
            told = _whys_of_name(name, words)
            found.setdefault(standing, FoundMatch(standing, (*told, *(one[id_] for one in hits))))
    return list(found.values())[:most]


def visible_customers(session: Session, seen: Seen, customer_ids: Collection[int]) -> Collection[int]:
    """Those of some customers that the person may see, by a plain lookup, which both databases plan well."""
    if seen.sees_all or not customer_ids:
        return customer_ids
    among = is_among(session.connection(), Account.customer_id, customer_ids)
    return set(session.scalars(sa.select(Account.customer_id).where(among, seen.accounts)))


def _of_words(
    session: Session, seen: Seen, words: Sequence[TypedWord], choices: Sequence[Choices], *, most: int
) -> list[FoundMatch]:
    """Customers whose name has all words; those of the rarest word are gone through."""
    counts = [count_up_to(session, one, most=FREQUENT) for one in choices]
    if not all(counts):
        return []
    rarest = counts.index(min(counts))
    others = [one for place, one in enumerate(choices) if place != rarest]
    if counts[rarest] >= FREQUENT and _sees_few(session, seen):
        return _named(session, seen, _own(session, seen), words, choices)[:most]
    found: dict[int, FoundMatch] = {}
    for ids, still in _candidates(session, choices[rarest], others, most=most):
        named = _named(session, seen, ids, words, still)
        found |= {match.customer_id: match for match in named if match.customer_id not in found}
        if len(found) >= most:
            break
    return list(found.values())[:most]


def _candidates(
    session: Session, choice: Choices, others: Sequence[Choices], *, most: int
) -> Iterator[tuple[Sequence[int], Sequence[Choices]]]:
    """Customers of a word, some at a time, with the words that are still to be looked for in them.

    Where many have all words, they are found among the first; where few have, the index is asked for all words at once.
    """
    looked_at = 0
    for ids in _having(session, choice, [], at_once=AT_ONCE if others else 3 * most):
        yield ids, others
        looked_at += len(ids)
        if others and looked_at >= FREQUENT:
            break
    else:
        return
    for ids in _having(session, choice, _in_words(others), at_once=3 * most):
        yield ids, ()


def _having(session: Session, choice: Choices, also: Conditions, *, at_once: int) -> Iterator[Sequence[int]]:
    """Customers of a word, some at a time, in the order of the index: who has it whole before who has a longer one."""
    for one in choice:
        wanted = (
            sa.select(CustomerWord.customer_id)
            .where(one.of_words(), *also)
            .order_by(CustomerWord.word, CustomerWord.customer_id)
        )
        done, some = 0, at_once
        while ids := session.scalars(wanted.limit(some).offset(done)).all():
            yield ids
            done += len(ids)
            if len(ids) < some:
                break
            some = FREQUENT


def _named(
    session: Session, seen: Seen, ids: Sequence[int], words: Sequence[TypedWord], choices: Sequence[Choices]
) -> list[FoundMatch]:
    """Those of some customers that the person sees and that have all words, in the order given."""
    among = is_among(session.connection(), Customer.id, ids)
    rows = session.execute(sa.select(Customer.id, seen.standing, Customer.name).where(among, *_in_texts(choices)))
    by_id = {id_: (standing, name) for id_, standing, name in rows}
    visible = visible_customers(session, seen, {standing for standing, _ in by_id.values()})
    told = (by_id[id_] for id_ in ids if id_ in by_id)
    return [FoundMatch(standing, _whys_of_name(name, words)) for standing, name in told if standing in visible]


def _own(session: Session, seen: Seen) -> Sequence[int]:
    """The few customers that a person sees, by name."""
    mine = sa.select(Account.customer_id).where(seen.accounts)
    return session.scalars(
        sa.select(Customer.id).where(Customer.id.in_(mine)).order_by(Customer.name, Customer.id)
    ).all()


def _in_texts(choices: Sequence[Choices]) -> Conditions:
    """That a customer has every word, read in its own text: for few customers."""
    return [sa.or_(*(one.in_text() for one in choice)) for choice in choices]


def _in_words(choices: Sequence[Choices]) -> Conditions:
    """The same, asked of the index: for many customers."""
    return [
        CustomerWord.customer_id.in_(
            sa.union_all(*(sa.select(other.customer_id).where(one.of_words(other.word)) for one in choice))
        )
        for choice in choices
        for other in [aliased(CustomerWord)]
    ]


def _sees_few(session: Session, seen: Seen) -> bool:
    if seen.sees_all:
        return False
    some = sa.select(sa.literal(1)).select_from(Account).where(seen.accounts).limit(FREQUENT).subquery()
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
