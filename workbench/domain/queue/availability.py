"""Who may be called: the contact gate asked about a whole queue, and what its answer means for a place in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import Channel, Lane
from workbench.domain.contact import (
    ContactedPerson,
    SpokenRule,
    Verdict,
    may_contact,
    opening,
    people_of,
    preset,
    told_by_days,
)
from workbench.domain.queue.placing import PlacedCustomer
from workbench.kernel.days import day_of, start_of_day
from workbench.kernel.text import N_

Blocks = list[dict[str, Any]]
"""What a work item keeps of the rules that block it: `id`, the Spanish `text`, and where it has places that were
filled, its `template` and `values` for another language. Any: JSON."""


@dataclass(frozen=True, slots=True)
class CallAvailability:
    """Whether a customer may be called, from when, and why not before."""

    callable: bool
    callable_from: datetime | None
    blocked_by: Blocks

    def shown(self) -> dict[str, Any]:
        """By the names of the columns that show it."""
        return {"callable": self.callable, "callable_from": self.callable_from, "blocked_by": self.blocked_by}


def opening_of(verdict: Verdict, *, on: date, zone: str, is_now: bool) -> CallAvailability:
    """What the gate's verdict means for the queue of a day.

    Asked about this moment, blocked is blocked, and the next opening says from when. Asked about a day to come, what
    opens on that day may be called then.
    """
    opens_at = verdict.next_allowed_at
    if not verdict.is_blocked:
        return CallAvailability(callable=True, callable_from=None, blocked_by=[])
    if not is_now and opens_at is not None and day_of(opens_at, zone) == on:
        return CallAvailability(callable=True, callable_from=opens_at, blocked_by=[])
    return CallAvailability(callable=False, callable_from=opens_at, blocked_by=blocks_of(verdict))


def blocks_of(verdict: Verdict) -> Blocks:
    """The rules that forbid it, as a work item keeps them."""
    return [_kept(rule) for rule in verdict.blocks]


def block_text(block: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """The words of a kept rule in another language: translated first and filled then."""
    values = block.get("values")
    text = translate(block["template"] if values else block["text"])
    return text % values if values else text


def _kept(rule: SpokenRule) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": rule.id, "text": rule.words()}
    return {**kept, "template": rule.text, "values": dict(rule.values)} if rule.values else kept


NO_NUMBER = {"id": "no_number", "text": N_("No hay un número que sirva: hay que localizar a la persona.")}


class CallQuestion(NamedTuple):
    """What is asked of the gate about one customer: which account the call is about, and how the customer stands."""

    customer_id: int
    account_id: int
    lane: Lane
    rests_until: datetime | None
    resting_because: Sequence[Mapping[str, Any]]
    preset: str
    timezone: str


class AsksToCall(Protocol):
    """A row that is shown: it has what a `CallQuestion` has."""

    @property
    def customer_id(self) -> int: ...  # noqa: D102 - a column
    @property
    def account_id(self) -> int: ...  # noqa: D102 - a column
    @property
    def lane(self) -> Lane: ...  # noqa: D102 - a column
    @property
    def rests_until(self) -> datetime | None: ...  # noqa: D102 - a column
    @property
    def resting_because(self) -> Sequence[Mapping[str, Any]]: ...  # noqa: D102 - a column
    @property
    def preset(self) -> str: ...  # noqa: D102 - a column
    @property
    def timezone(self) -> str: ...  # noqa: D102 - a column


def openings(
    session: Session,
    placed: Sequence[PlacedCustomer],
    portfolios: Mapping[int, Portfolio],
    *,
    on: date,
    until: date | None = None,
) -> dict[int, CallAvailability]:
    """Whether each customer may be called at some hour of a day, by customer: the gate is asked about everybody.

    It is the same at whatever hour it is asked; whether a call may be made now is `openings_now`.

    Args:
        session: To look.
        placed: Everybody, with the account the call is about.
        portfolios: By id: each has its own preset and zone.
        on: The day of work.
        until: The last day whose facts count; None: everything that is known.

    """
    if not placed:
        return {}
    at = _first_minute(portfolios, on=on)
    known = people_of(session, [one.line.customer_id for one in placed], at=at, known_until=until)
    found: dict[int, CallAvailability] = {}
    terms = {portfolio.id: (portfolio.preset, portfolio.timezone) for portfolio in portfolios.values()}
    for one in placed:
        line, place = one.line, one.place
        customer_id, (preset_code, zone) = line.customer_id, terms[line.portfolio_id]
        question = CallQuestion(
            customer_id, line.id, place.lane, place.rests_until, place.resting_because, preset_code, zone
        )
        found[customer_id] = availability_of_day(question, known[customer_id], on=on)
    return found


def asked_people(session: Session, rows: Sequence[AsksToCall], *, now: datetime) -> dict[int, ContactedPerson]:
    """The customers of rows as the gate sees them, by id; a fixed number of queries."""
    return people_of(session, [row.customer_id for row in rows], at=now) if rows else {}


def openings_now(
    rows: Sequence[AsksToCall], people: Mapping[int, ContactedPerson], *, now: datetime
) -> dict[int, CallAvailability]:
    """Whether each of these customers may be called at this moment, by customer."""
    return {row.customer_id: _availability_now(row, people[row.customer_id], now=now) for row in rows}


def verdict_at(question: AsksToCall, person: ContactedPerson, *, at: datetime) -> Verdict:
    """What the gate says of calling about the account at an instant."""
    return may_contact(person, channel=Channel.CALL, at=at, preset=preset(question.preset), debt=question.account_id)


def day_availability(question: AsksToCall, person: ContactedPerson, *, on: date) -> CallAvailability:
    """Whether the customer may be called at some hour of the day, as the queue is built."""
    unasked = _without_asking(question, person)
    if unasked is not None:
        return unasked
    verdict = verdict_at(question, person, at=start_of_day(on, question.timezone))
    found = opening_of(verdict, on=on, zone=question.timezone, is_now=False)
    if found.callable:
        return found
    # Asked at an open hour, so that only what closes the whole day is named.
    opens_at = _first_open_minute(question.preset, question.timezone, on)
    at_open_hour = verdict if opens_at is None else verdict_at(question, person, at=opens_at)
    return replace(found, blocked_by=blocks_of(at_open_hour if at_open_hour.is_blocked else verdict))


def availability_of_day(question: CallQuestion, person: ContactedPerson, *, on: date) -> CallAvailability:
    """The answer of `day_availability`, decided once for all who are alike: building asks about everybody."""
    is_ranked = question.lane is Lane.RANKED and question.rests_until is None
    alike = _told_alike(question, person, from_at=start_of_day(on, question.timezone)) if is_ranked else None
    if alike is None:
        return day_availability(question, person, on=on)
    return _of_many_alike(alike, question.preset, question.timezone, on)


def _told_alike(question: AsksToCall, person: ContactedPerson, *, from_at: datetime) -> ContactedPerson | None:
    """The person told as many others are, whom the gate answers alike from an instant on; None: only this one is so.

    The instant begins a day or lies on a later day than all that happened.
    """
    if person.holds or person.callbacks or person.waivers:
        return None
    if not person.events:
        return person
    if person.zones != (question.timezone,):
        return None
    since = from_at - timedelta(days=preset(question.preset).longest_window_days + 1)
    return told_by_days(person, debt=question.account_id, zone=question.timezone, since=since)


@lru_cache(maxsize=16384)
def _of_many_alike(person: ContactedPerson, preset_code: str, zone: str, on: date) -> CallAvailability:
    """Of persons alike the answer is the same; the account that the call is about is 1, as in `told_by_days`."""
    return day_availability(CallQuestion(0, 1, Lane.RANKED, None, (), preset_code, zone), person, on=on)


@lru_cache(maxsize=1024)
def _first_open_minute(preset_code: str, zone: str, on: date) -> datetime | None:
    """When the hours of the law begin on a day in a zone; None where they do not, or are open from its start."""
    opens_at = opening(preset(preset_code), zone=zone, at=start_of_day(on, zone)).opens_at
    return opens_at if opens_at is not None and day_of(opens_at, zone) == on else None


def _availability_now(question: AsksToCall, person: ContactedPerson, *, now: datetime) -> CallAvailability:
    unasked = _without_asking(question, person)
    if unasked is not None:
        return unasked
    verdict = verdict_at(question, person, at=now)
    return opening_of(verdict, on=day_of(now, question.timezone), zone=question.timezone, is_now=True)


def _without_asking(question: AsksToCall, person: ContactedPerson) -> CallAvailability | None:
    """Who has no number, and who is not worked that day, is not called whatever the law says."""
    if question.lane is Lane.LOCATE:
        return CallAvailability(callable=False, callable_from=None, blocked_by=[NO_NUMBER])
    if question.lane is not Lane.RESTING:
        return None
    resting = [dict(rule) for rule in question.resting_because]
    if question.rests_until is None:
        return CallAvailability(callable=False, callable_from=None, blocked_by=resting)
    alike = _told_alike(question, person, from_at=question.rests_until)
    opens_at = (
        _opening_from(question, person, at=question.rests_until)
        if alike is None
        else _opening_of_many_alike(alike, question.preset, question.timezone, question.rests_until)
    )
    return CallAvailability(callable=False, callable_from=opens_at, blocked_by=resting)


@lru_cache(maxsize=4096)
def _opening_of_many_alike(person: ContactedPerson, preset_code: str, zone: str, at: datetime) -> datetime | None:
    """`_opening_from` of persons alike; the account is 1, as in `told_by_days`."""
    return _opening_from(CallQuestion(0, 1, Lane.RESTING, at, (), preset_code, zone), person, at=at)


def _opening_from(question: AsksToCall, person: ContactedPerson, *, at: datetime) -> datetime | None:
    """The first instant from `at` on at which the law lets the customer be called."""
    verdict = verdict_at(question, person, at=at)
    return verdict.next_allowed_at if verdict.is_blocked else at


def _first_minute(portfolios: Mapping[int, Portfolio], *, on: date) -> datetime:
    """When the day begins in the first of the portfolios."""
    return min(start_of_day(on, portfolio.timezone) for portfolio in portfolios.values())
