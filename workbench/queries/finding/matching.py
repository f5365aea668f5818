"""Which customers a search finds, in order: by numbers, by words as they sound, by words that are a slip away."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, User
from workbench.access.permissions import Permission
from workbench.access.person import Person
from workbench.folding import sounds_of
from workbench.queries.finding import statements
from workbench.queries.finding.lookups import (
    Choices,
    Hits,
    Matched,
    Why,
    WordRange,
    by_mailbox,
    by_number,
    count_up_to,
    pattern_parameters,
    range_parameters,
    shape_of,
    words_that_are_there,
)
from workbench.queries.finding.slips import one_slip_away
from workbench.queries.finding.statements import among, is_sqlite, listed
from workbench.queries.finding.typed import TypedSearch, TypedWord
from workbench.queries.scope import accounts_calling_in, accounts_of

FREQUENT = 1_000
"""A word that more customers have is not gone through where the person sees fewer customers than that."""

AT_ONCE = 1_000
"""Customers of a word that are looked at together for the other words."""

MOST_SLIPS = 8
"""Words that a typed one may have been meant as."""


ShownAccounts = sa.Select[*tuple[Any, ...]]  # Any: values of every column type


@dataclass(frozen=True)
class FoundMatch:
    """A customer that was found, and why: a reason for each thing that was typed."""

    customer_id: int
    whys: tuple[Why, ...]


class Seen:
    """What a person may see, as conditions and statements, see `seen_by`."""

    def __init__(self, person: Person, *, calling_in: bool = False) -> None:
        """See `workbench.queries.scope`; `calling_in` for a customer who is on the line."""
        self.sees_all = person.may(Permission.SEE_ALL_PORTFOLIOS)
        self.hides_amounts = calling_in
        self.accounts = accounts_calling_in(person) if calling_in else accounts_of(person)
        self._visible: dict[bool, sa.Select[int]] = {}
        self._shown: dict[bool, ShownAccounts] = {}

    def visible(self, *, sqlite: bool) -> sa.Select[int]:
        """Those of some customers of whom an account is seen."""
        if sqlite not in self._visible:
            wanted = sa.select(Account.customer_id).where(among(Account.customer_id, sqlite=sqlite), self.accounts)
            self._visible[sqlite] = wanted
        return self._visible[sqlite]

    def shown(self, *, sqlite: bool) -> ShownAccounts:
        """What a list shows of the accounts of some customers, the one that owes most first."""
        if sqlite not in self._shown:
            self._shown[sqlite] = (
                sa.select(
                    Account.customer_id, Account.id, Portfolio.name, Portfolio.currency, Portfolio.locale,
                    Portfolio.timezone, Account.open_amount, Account.overdue_amount, Account.oldest_due_on,
                    Account.collector_id, User.name,
                )
                .join(Portfolio, Portfolio.id == Account.portfolio_id)
                .outerjoin(User, User.id == Account.collector_id)
                .where(among(Account.customer_id, sqlite=sqlite), self.accounts)
                .order_by(Account.overdue_amount.desc(), Account.open_amount.desc(), Account.id)
            )  # fmt: skip
        return self._shown[sqlite]

    @cached_property
    def number(self) -> sa.Select[int]:
        """How many accounts are seen, counted up to `most`."""
        some = sa.select(statements.ONE).select_from(Account).where(self.accounts)
        return sa.select(sa.func.count()).select_from(some.limit(sa.bindparam("most", type_=sa.Integer())).subquery())


@lru_cache(64)
def seen_by(person: Person, *, calling_in: bool = False) -> Seen:
    """What a person may see; kept, for whoever types a name asks with every letter."""
    return Seen(person, calling_in=calling_in)


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
    heard = [_heard(word) for word in words]
    wanted = statements.named(shape_of(heard), sqlite=is_sqlite(session), with_erased=False)
    rows = session.execute(wanted, {"ids": listed(session, together), **pattern_parameters(heard)}).all()
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
    wanted = seen.visible(sqlite=is_sqlite(session))
    return set(session.scalars(wanted, {"ids": listed(session, customer_ids)}))


def _of_words(
    session: Session, seen: Seen, words: Sequence[TypedWord], choices: Sequence[Choices], *, most: int
) -> list[FoundMatch]:
    """Customers whose name has all words; those of the rarest word are gone through."""
    counts = count_up_to(session, choices, most=FREQUENT)
    if not all(counts):
        return []
    rarest = counts.index(min(counts))
    others = [one for place, one in enumerate(choices) if place != rarest]
    found: list[FoundMatch] = []
    for place, (ids, still) in enumerate(_candidates(session, choices[rarest], others, most=most)):
        found = _first_of_each([*found, *_named(session, seen, ids, words, still)])
        if len(found) >= most:
            break
        is_rarely_seen = place == 0 and counts[rarest] >= FREQUENT and len(found) * 4 < most
        if is_rarely_seen and _sees_few(session, seen):
            own = _own(session, seen, choices[rarest], others)
            return _first_of_each(_named(session, seen, own, words, ()))[:most]
    return found[:most]


def _first_of_each(found: Iterable[FoundMatch]) -> list[FoundMatch]:
    """The customers once each, where one is found by several words or by those of a customer merged into it."""
    once: dict[int, FoundMatch] = {}
    for match in found:
        once.setdefault(match.customer_id, match)
    return list(once.values())


def _candidates(
    session: Session, choice: Choices, others: Sequence[Choices], *, most: int
) -> Iterator[tuple[Sequence[int], Sequence[Choices]]]:
    """Customers of a word, some at a time, with the words that are still to be looked for in them.

    Where many have all words, they are found among the first; where few have, the index is asked for all words at once.
    """
    looked_at = 0
    for ids in _having(session, choice, (), at_once=AT_ONCE if others else 3 * most):
        yield ids, others
        looked_at += len(ids)
        if others and looked_at >= 2 * AT_ONCE:
            break
    else:
        return
    for ids in _having(session, choice, others, at_once=3 * most):
        yield ids, ()


def _having(session: Session, choice: Choices, others: Sequence[Choices], *, at_once: int) -> Iterator[Sequence[int]]:
    """Customers of a word and others, some at a time, in the order of the index: a whole word before a longer one."""
    wanted, also = statements.having(shape_of(others)), range_parameters(others)
    for one in choice:
        done, some = 0, at_once
        while ids := session.scalars(
            wanted, {"first": one.first, "last": one.last, "some": some, "done": done, **also}
        ).all():
            yield ids
            done += len(ids)
            if len(ids) < some:
                break
            some = 2 * AT_ONCE


def _named(
    session: Session, seen: Seen, ids: Sequence[int], words: Sequence[TypedWord], choices: Sequence[Choices]
) -> list[FoundMatch]:
    """Those of some customers that the person sees and that have all words, in the order given."""
    wanted = statements.named(shape_of(choices), sqlite=is_sqlite(session))
    rows = session.execute(wanted, {"ids": listed(session, ids), **pattern_parameters(choices)})
    by_id = {id_: (standing, name) for id_, standing, name in rows}
    visible = visible_customers(session, seen, {standing for standing, _ in by_id.values()})
    told = (by_id[id_] for id_ in ids if id_ in by_id)
    return [FoundMatch(standing, _whys_of_name(name, words)) for standing, name in told if standing in visible]


def _own(session: Session, seen: Seen, choice: Choices, others: Sequence[Choices]) -> Sequence[int]:
    """Of the few customers that a person sees those with all words, in the order in which the index has the first."""
    mine = sa.select(Account.customer_id).where(seen.accounts)
    every = [choice, *others]
    wanted = sa.select(Customer.id, Customer.search_text).where(
        Customer.id.in_(mine), *statements.in_texts(shape_of(every))
    )
    rows = session.execute(wanted, pattern_parameters(every)).all()
    placed = [(_place(text, choice), id_) for id_, text in rows]
    return [id_ for _, id_ in sorted(placed)]


def _place(text: str, choice: Choices) -> tuple[int, str]:
    """Where the index has a customer of a word: in which range, and by which of its words."""
    return min((place, word) for place, one in enumerate(choice) for word in text.split() if one.holds(word))


def _sees_few(session: Session, seen: Seen) -> bool:
    return not seen.sees_all and (session.scalar(seen.number, {"most": FREQUENT}) or 0) < FREQUENT


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
    heard = sounds_of(name)
    return tuple(
        Why(Matched.NAME, name, word.text, is_slip=not any(one.startswith(word.begins) for one in heard))
        for word in words
    )
