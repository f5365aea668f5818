"""Who is worked today, in which lane, and who rests: why, and until when.

`rest_of` is the one rule. Building the queue, "next", the customer's page and the preview of other settings ask it, all
with values of their own reading (docs/ranking.md, "Who is worked").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from models.enums import Lane
from scoring.points import Phone
from workbench.kernel.agreements import CALLBACK_KEPT
from workbench.kernel.days import ONE_DAY, day_of, start_of_day
from workbench.kernel.money import asked_for
from workbench.kernel.text import N_

TRIES_WITHIN = timedelta(days=7)
"""Tries to speak with a customer are limited over so many local days before the day of work."""

JUST_BROKEN = timedelta(days=7)
"""How long a broken promise goes before the ranked rest, unless the customer was reached since."""


class RestReason(StrEnum):
    """Why an account is not worked on a day."""

    ON_HOLD = "on_hold"
    NOTHING_OPEN = "nothing_open"
    DISPUTED = "all_disputed"
    TOO_OLD = "too_old"
    NOT_OVERDUE = "not_overdue"
    CREDIT = "credit_to_apply"
    SMALL = "little_overdue"
    PROMISE = "promise_open"
    CALLBACK = "callback_later"
    SPOKEN = "spoken_lately"
    TRIED_TODAY = "tried_today"
    TRIES = "tries_used"


TEXTS: Mapping[RestReason, str] = {
    RestReason.ON_HOLD: N_("Está en pausa: no se gestiona mientras dure."),
    RestReason.NOTHING_OPEN: N_("No debe nada."),
    RestReason.DISPUTED: N_("Todo lo que debe está en reclamo."),
    RestReason.TOO_OLD: N_("Lo más antiguo venció hace más de los días en que se gestiona esta cartera."),
    RestReason.NOT_OVERDUE: N_("No tiene nada vencido."),
    RestReason.CREDIT: N_("Tiene un saldo a favor que cubre lo vencido: falta aplicarlo."),
    RestReason.SMALL: N_("Lo vencido no llega al mínimo que se gestiona en esta cartera."),
    RestReason.PROMISE: N_("Prometió pagar: descansa hasta que se cumpla el plazo."),
    RestReason.CALLBACK: N_("Pidió que lo llamen otro día: descansa hasta entonces."),
    RestReason.SPOKEN: N_("Ya se habló con el titular: descansa %(days)s días después de una conversación."),
    RestReason.TRIED_TODAY: N_("Hoy ya se intentó lo que permite la cartera."),
    RestReason.TRIES: N_("Ya se intentó %(tries)s veces en siete días; la cartera permite %(most)s."),
}

_OF_FEW: Mapping[tuple[RestReason, int], str] = {
    (RestReason.SPOKEN, 0): N_("Hoy ya se habló con el titular: descansa hasta mañana."),
    (RestReason.SPOKEN, 1): N_("Ya se habló con el titular: descansa un día después de una conversación."),
    (RestReason.TRIES, 1): N_("Ya se intentó una vez en siete días, y la cartera no permite más."),
}
"""Sentences whose first value is none or one: they are said without the number."""

OF_CALLING = frozenset({RestReason.SPOKEN, RestReason.TRIED_TODAY, RestReason.TRIES})
"""These rest calls only: somebody without a number is located meanwhile."""


@dataclass(frozen=True, slots=True)
class WorkTerms:
    """The settings of a portfolio on a day. `least_overdue` is minor units; `preventive_days` 0: nobody before due.

    `call_share` and `no_call_share` are shares of the accounts: the random arms of `scoring.arms`.
    """

    least_overdue: int
    rest_days: int = 7
    most_tries: int = 3
    most_tries_a_day: int = 1
    preventive_days: int = 0
    call_share: float = 0.02
    no_call_share: float = 0.02


class Debt(NamedTuple):
    """What an account owes, in minor units. `asked` is open less what is in dispute, `disputed` the latter.

    `is_held`: contact about it is on hold, until the end of `held_until` or until lifted. `is_too_old`: its oldest item
    is past what its portfolio works.
    """

    overdue: int
    credit: int
    asked: int
    oldest_due_on: date | None
    disputed: int = 0
    is_held: bool = False
    held_until: date | None = None
    is_too_old: bool = False


class Agreements(NamedTuple):
    """What was agreed with a customer and how they were contacted lately, over all their accounts.

    `promise_due_on` and `promise_last_day` are of the promise that falls due first among those not decided; `broken_on`
    is when the last one was found broken. `reached_on` is the day of the last direct contact; `callback_since` the
    latest hour of a call agreed in it or later; `called_in`: the customer called since; `asks_again`: they asked to be
    called again and no hour is known. `tries` are the days of our own tries to speak with them, oldest first.
    """

    callback_at: datetime | None = None
    promise_due_on: date | None = None
    promise_last_day: date | None = None
    broken_on: date | None = None
    reached_on: date | None = None
    callback_since: datetime | None = None
    called_in: bool = False
    asks_again: bool = False
    tries: tuple[date, ...] = ()


class Rest(NamedTuple):
    """Why an account rests, and the first instant at which it is worked again; None: no day is known."""

    reason: RestReason
    until: datetime | None = None
    values: tuple[tuple[str, int], ...] = ()

    @property
    def text(self) -> str:
        """The Spanish sentence, with its places open."""
        return _template(self.reason, self.values)

    def kept(self) -> dict[str, Any]:  # Any: JSON, see `models.WorkItem`
        """As a work item keeps it, like a rule of the contact policy."""
        return _kept(self.reason, self.values)


class LanePlacement(NamedTuple):
    """A lane, and in the lane of who rests why. `due_at` is the hour of a call-back."""

    lane: Lane
    due_at: datetime | None = None
    rest: Rest | None = None

    @property
    def waits_for_credit(self) -> bool:
        """Nothing is asked of the customer: the credit covers it and is to be applied, which no call can do."""
        return self.rest is not None and self.rest.reason is RestReason.CREDIT

    @property
    def rests_until(self) -> datetime | None:
        """The first instant at which it is worked again, where one is known."""
        return self.rest.until if self.rest else None

    @property
    def resting_because(self) -> list[dict[str, Any]]:  # Any: JSON
        """The reason as a work item keeps it; none where it is worked."""
        return [self.rest.kept()] if self.rest else []


def rest_of(debt: Debt, agreed: Agreements, terms: WorkTerms, *, on: date, zone: str) -> Rest | None:
    """Why an account is not worked on a day; None: it is.

    It is worked where enough is overdue beyond its credit, or falls due within the preventive days, and its customer
    neither promised, nor asked for a later call, nor was spoken with or tried too lately. A call-back that is due goes
    before all but the debt. The contact gate, which knows the law, is asked apart.
    """
    of_debt = rest_of_debt(debt, terms, on=on, zone=zone)
    if of_debt is not None or is_callback_due(agreed.callback_at, on=on, zone=zone):
        return of_debt
    return _rest_of_agreement(agreed, on=on, zone=zone) or rest_of_contact(agreed, terms, on=on, zone=zone)


def rest_of_debt(debt: Debt, terms: WorkTerms, *, on: date, zone: str) -> Rest | None:
    """Why what an account owes is not worked on a day, whoever owes it."""
    if debt.is_held:
        return Rest(RestReason.ON_HOLD, _after(debt.held_until, zone))
    if debt.asked <= 0:
        return Rest(RestReason.DISPUTED if debt.disputed > 0 else RestReason.NOTHING_OPEN)
    if debt.is_too_old:
        return Rest(RestReason.TOO_OLD)
    if debt.overdue <= 0 and not is_preventive(debt, terms, on=on):
        return Rest(RestReason.NOT_OVERDUE, _when_due(debt.oldest_due_on, terms, on=on, zone=zone))
    owed = debt.overdue or debt.asked
    if asked_for(owed, debt.credit) >= max(terms.least_overdue, 1):
        return None
    return Rest(RestReason.CREDIT if debt.credit >= owed else RestReason.SMALL)


def is_preventive(debt: Debt, terms: WorkTerms, *, on: date) -> bool:
    """Nothing is overdue and the first item falls due within the preventive days, the due day included."""
    if debt.overdue > 0 or debt.oldest_due_on is None or terms.preventive_days == 0:
        return False
    return 0 <= (debt.oldest_due_on - on).days <= terms.preventive_days


def rest_of_contact(agreed: Agreements, terms: WorkTerms, *, on: date, zone: str) -> Rest | None:
    """The rest after a conversation and after as many tries as are allowed; of several the one that ends last.

    The rest after a conversation is ended by a promise broken, a call-back that fell due or a call of the customer
    since. The day on which a promise falls due does not end it: who promised within the rest is reminded in writing.
    """
    rests: list[tuple[date, Rest]] = []
    spoken = agreed.reached_on
    if spoken is not None and not _is_ended(agreed, spoken, on=on, zone=zone):
        last = spoken + timedelta(days=terms.rest_days)
        if last >= on:
            rests.append((last, Rest(RestReason.SPOKEN, _after(last, zone), (("days", terms.rest_days),))))
    tries = [day for day in agreed.tries if day >= on - TRIES_WITHIN]
    if sum(day == on for day in tries) >= terms.most_tries_a_day:
        rests.append((on, Rest(RestReason.TRIED_TODAY, _after(on, zone))))
    if len(tries) >= terms.most_tries:
        last = tries[-terms.most_tries] + TRIES_WITHIN
        rests.append(
            (last, Rest(RestReason.TRIES, _after(last, zone), (("tries", len(tries)), ("most", terms.most_tries))))
        )
    return max(rests, key=lambda pair: pair[0])[1] if rests else None


def place_of(  # noqa: PLR0913 - the facts of the rule
    debt: Debt, agreed: Agreements, phone: Phone, *, terms: WorkTerms, on: date, zone: str
) -> LanePlacement:
    """The lane of an account on a day: the first that applies, in the order of work."""
    rest = rest_of(debt, agreed, terms, on=on, zone=zone)
    if rest is not None and not (phone is Phone.NONE and rest.reason in OF_CALLING):
        due_at = agreed.callback_at if rest.reason is RestReason.CALLBACK else None
        return LanePlacement(Lane.RESTING, due_at=due_at, rest=rest)
    if is_callback_due(agreed.callback_at, on=on, zone=zone):
        return LanePlacement(Lane.CALLBACK, due_at=agreed.callback_at)
    if agreed.promise_due_on == on:
        return LanePlacement(Lane.PROMISE_DUE)
    if is_just_broken(agreed.broken_on, reached_on=agreed.reached_on, on=on):
        return LanePlacement(Lane.PROMISE_BROKEN)
    if phone is Phone.NONE:
        return LanePlacement(Lane.LOCATE)
    return LanePlacement(Lane.RANKED if debt.overdue > 0 else Lane.PREVENTIVE)


def is_callback_due(callback_at: datetime | None, *, on: date, zone: str) -> bool:
    """A call-back is due on its own day, and for a week after that while nobody made it."""
    return callback_at is not None and on - CALLBACK_KEPT <= day_of(callback_at, zone) <= on


def is_just_broken(broken_on: date | None, *, reached_on: date | None, on: date) -> bool:
    """A promise is just broken for a week after it was decided, until the customer is reached again."""
    if broken_on is None or not on - JUST_BROKEN < broken_on <= on:
        return False
    return reached_on is None or reached_on < broken_on


def _rest_of_agreement(agreed: Agreements, *, on: date, zone: str) -> Rest | None:
    """A promise that runs, but for the day it falls due, or else a call-back of a later day."""
    due_on, last_day = agreed.promise_due_on, agreed.promise_last_day
    if due_on is not None and last_day is not None and last_day >= on:
        if due_on == on:
            return None
        return Rest(RestReason.PROMISE, _midnight(due_on if due_on > on else last_day + ONE_DAY, zone))
    if agreed.callback_at is not None and day_of(agreed.callback_at, zone) > on:
        return Rest(RestReason.CALLBACK, agreed.callback_at)
    return None


def _is_ended(agreed: Agreements, spoken: date, *, on: date, zone: str) -> bool:
    """Whether something since the conversation ended the rest after it."""
    if agreed.called_in or (agreed.asks_again and spoken < on):
        return True
    if agreed.broken_on is not None and spoken < agreed.broken_on <= on:
        return True
    return agreed.callback_since is not None and day_of(agreed.callback_since, zone) <= on


def _when_due(due_on: date | None, terms: WorkTerms, *, on: date, zone: str) -> datetime | None:
    """When an account with nothing overdue is worked: its preventive days before, or the day after it fell due."""
    if due_on is None:
        return None
    first = due_on - timedelta(days=terms.preventive_days) if terms.preventive_days else due_on + ONE_DAY
    return _midnight(first, zone) if first > on else None


def _after(last: date | None, zone: str) -> datetime | None:
    return None if last is None else _midnight(last + ONE_DAY, zone)


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: str) -> datetime:
    return start_of_day(day, zone)


@lru_cache(maxsize=1024)
def _kept(reason: RestReason, values: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """Shared between the many customers of whom the same is said."""
    template, filled = _template(reason, values), dict(values)
    kept: dict[str, Any] = {"id": reason.value, "text": template % filled if filled else template}
    return {**kept, "template": template, "values": filled} if filled else kept


def _template(reason: RestReason, values: tuple[tuple[str, int], ...]) -> str:
    return _OF_FEW.get((reason, values[0][1]), TEXTS[reason]) if values else TEXTS[reason]
