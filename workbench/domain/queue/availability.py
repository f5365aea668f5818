"""Who may be called: the contact gate asked about a whole queue, and what its answer means for a place in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Portfolio
from models.enums import Channel, Lane
from workbench.domain.contact import ContactedPerson, SpokenRule, Verdict, may_contact, people_of, preset
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


def block_text(block: dict[str, Any], translate: Callable[[str], str] = str) -> str:
    """The words of a kept rule in another language: translated first and filled then."""
    values = block.get("values")
    text = translate(block["template"] if values else block["text"])
    return text % values if values else text


def _kept(rule: SpokenRule) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": rule.id, "text": rule.words()}
    return {**kept, "template": rule.text, "values": dict(rule.values)} if rule.values else kept


TELL_EVERY = 5_000
NO_NUMBER = {"id": "no_number", "text": N_("No hay un número que sirva: hay que localizar a la persona.")}
PROMISED = {"id": "promise_open", "text": N_("Prometió pagar: descansa hasta que se cumpla el plazo.")}
AGREED = {"id": "callback_later", "text": N_("Pidió que lo llamen otro día: descansa hasta entonces.")}


def openings(  # noqa: PLR0913 - the day, the moment, and whom it is about
    session: Session,
    placed: Sequence[PlacedCustomer],
    portfolios: Mapping[int, Portfolio],
    *,
    on: date,
    now: datetime | None,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[int, CallAvailability]:
    """Whether each customer may be called, by customer: the gate is asked about everybody.

    Args:
        session: To look.
        placed: Everybody, with the account the call is about.
        portfolios: By id: each has its own preset and zone.
        on: The day of work.
        now: The moment asked about; None for a day that is not the clock's own.
        until: The last day whose facts count; None: everything that is known.
        progress: Told how many were asked about, and of how many.

    """
    if not placed:
        return {}
    at = now or _first_minute(portfolios, on=on)
    known = people_of(session, [one.line.customer_id for one in placed], at=at, known_until=until)
    found: dict[int, CallAvailability] = {}
    for done, one in enumerate(placed, start=1):
        portfolio = portfolios[one.line.portfolio_id]
        found[one.line.customer_id] = _opening(one, known[one.line.customer_id], portfolio, on=on, now=now)
        if progress is not None and (done % TELL_EVERY == 0 or done == len(placed)):
            progress(done, len(placed))
    return found


def _first_minute(portfolios: Mapping[int, Portfolio], *, on: date) -> datetime:
    """When the day begins in the first of the portfolios."""
    return min(start_of_day(on, portfolio.timezone) for portfolio in portfolios.values())


def _opening(
    one: PlacedCustomer, person: ContactedPerson, portfolio: Portfolio, *, on: date, now: datetime | None
) -> CallAvailability:
    if one.place.lane is Lane.LOCATE:
        return CallAvailability(callable=False, callable_from=None, blocked_by=[NO_NUMBER])
    at = one.place.rests_until or now or start_of_day(on, portfolio.timezone)
    verdict = may_contact(person, channel=Channel.CALL, at=at, preset=preset(portfolio.preset), debt=one.line.id)
    if one.place.rests_until is None:
        return opening_of(verdict, on=on, zone=portfolio.timezone, is_now=now is not None)
    resting = AGREED if one.place.lane is Lane.CALLBACK else PROMISED
    opens_at = verdict.next_allowed_at if verdict.is_blocked else at
    return CallAvailability(callable=False, callable_from=opens_at, blocked_by=[resting])
