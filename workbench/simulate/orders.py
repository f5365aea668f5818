"""Orders of work that need no product: what it is compared with. Each keeps to `Life.may_work`.

Who is called is decided by the order, at which hour by chance, but for `BEST_HOUR`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from workbench.simulate.life import TALK_REST_DAYS, Account, CallMade, Life
from workbench.simulate.luck import Draw, uniform
from workbench.simulate.worlds import BANDS, band_of


class PlainOrder(StrEnum):
    """An order of work by what can be seen, or, for those named best, by what nobody can know."""

    NOBODY = "nobody"
    RANDOM = "random"
    BALANCE = "balance"
    OLDEST = "oldest"
    NEWEST = "newest"
    CHANCE = "chance"
    """The true chance of paying without a call × what is overdue."""
    BEST = "best"
    """The true effect of a call × what is overdue: the greedy order that knows."""
    BEST_HOUR = "best_hour"
    """The same, each customer at the hour at which they answer most."""
    BEST_DAY = "best_day"
    """By the true effect, but who would bring more on a later day of the week waits: see `_best_day`."""


Value = Callable[[Life, Account, date], float]


def _random(life: Life, account: Account, day: date) -> float:
    return uniform(life.world.seed, Draw.ORDER, account.debtor.place, day.toordinal())


def _balance(_life: Life, account: Account, day: date) -> float:
    return float(account.overdue(day))


def _oldest(_life: Life, account: Account, day: date) -> float:
    return float(account.days_past_due(day))


def _newest(_life: Life, account: Account, day: date) -> float:
    return -float(account.days_past_due(day))


def _chance(life: Life, account: Account, day: date) -> float:
    age = account.days_past_due(day)
    return life.world.pays_by_itself(account.debtor, day, days_past_due=age) * account.overdue(day)


def _effect(life: Life, account: Account, day: date, hour: int) -> float:
    age = account.days_past_due(day)
    return life.world.worth_of_call(account.debtor, day, days_past_due=age, hour=hour) * account.overdue(day)


VALUES: Mapping[PlainOrder, Value] = {
    PlainOrder.RANDOM: _random,
    PlainOrder.BALANCE: _balance,
    PlainOrder.OLDEST: _oldest,
    PlainOrder.NEWEST: _newest,
    PlainOrder.CHANCE: _chance,
}


def caller_of(order: PlainOrder) -> Callable[[Life, date, Sequence[datetime]], Iterable[CallMade]]:
    """Who decides the calls of a day by this order."""
    if order is PlainOrder.NOBODY:
        return lambda _life, _day, _slots: ()
    if order is PlainOrder.BEST:
        return _best
    if order is PlainOrder.BEST_HOUR:
        return _best_hour
    if order is PlainOrder.BEST_DAY:
        return _best_day
    return lambda life, day, slots: _by_value(life, day, slots, value=VALUES[order])


def _by_value(life: Life, day: date, slots: Sequence[datetime], *, value: Value) -> Iterable[CallMade]:
    free = [account for account in life.accounts if life.may_work(account, day)]
    free.sort(key=lambda account: (-value(life, account, day), account.debtor.place))
    dealt = sorted(slots, key=lambda at: uniform(life.world.seed, Draw.ORDER, int(at.timestamp())))
    calls = [CallMade(account.debtor.place, at) for account, at in zip(free, dealt, strict=False)]
    return sorted(calls, key=lambda call: call.at)


def _best(life: Life, day: date, slots: Sequence[datetime]) -> Iterable[CallMade]:
    """By the effect at the mean chance of answering over the hours of work: it does not know the hour."""
    return _by_value(life, day, slots, value=_mean_effect(slots))


def _best_day(life: Life, day: date, slots: Sequence[datetime]) -> Iterable[CallMade]:
    """By the same, less half of what the best later working day of the same seven would bring more."""
    today = _mean_effect(slots)
    week = [day + timedelta(days=ahead) for ahead in range(1, TALK_REST_DAYS)]
    later = [one for one in week if life.world.calendar.is_working_day(one)]

    def value(life: Life, account: Account, day: date) -> float:
        now = today(life, account, day)
        return now - max(max(today(life, account, one) for one in later) - now, 0.0) / 2

    return _by_value(life, day, slots, value=value)


def _mean_effect(slots: Sequence[datetime]) -> Value:
    bands = Counter(band_of(at.hour) for at in slots)

    def value(life: Life, account: Account, day: date) -> float:
        return sum(_effect(life, account, day, BANDS[band][0]) * count for band, count in bands.items())

    return value


def _best_hour(life: Life, day: date, slots: Sequence[datetime]) -> Iterable[CallMade]:
    free = {account.debtor.place: account for account in life.accounts if life.may_work(account, day)}
    chosen = []
    pairs = sorted(
        (
            (-_effect(life, account, day, BANDS[band][0]), place, band)
            for place, account in free.items()
            for band in {band_of(at.hour) for at in slots}
        ),
    )
    open_slots: dict[int, list[datetime]] = {}
    for at in slots:
        open_slots.setdefault(band_of(at.hour), []).append(at)
    taken: set[int] = set()
    for _, place, band in pairs:
        if place not in taken and open_slots.get(band):
            taken.add(place)
            chosen.append(CallMade(place, open_slots[band].pop(0)))
    return sorted(chosen, key=lambda call: call.at)
