"""How the made-up company reaches out: whom it calls on a day, at what minute, what it writes, and who answers."""

import math

from workbench.demo.contact_days import hours
from workbench.demo.debts import Debt
from workbench.demo.life import Life, is_busy
from workbench.demo.recording import Interaction, record
from workbench.demo.talking import talk
from workbench.demo.writing import write

_BY_AGE = ((5, 0.14), (30, 0.34), (90, 0.26), (180, 0.14), (10**9, 0.05))  # chance per working day to be called
_AFTER_A_BROKEN_PROMISE = 0.6
_CALLS_IN = 0.003
_HANDED_OVER_FROM = 210
_HANDED_OVER = 0.012
_THIRD_PARTY = 0.12
_NOBODY = (("NC-NCT", 54), ("NC-BZN", 26), ("NC-APG", 10), ("NC-OCU", 5), ("NC-CRT", 3), ("NC-IVR", 2))
_SOMEBODY = (("CI-CON", 965), ("CI-MUD", 12), ("CI-NQR", 8), ("CI-TRA", 12), ("CI-FAL", 3))
_DEAD = (("NC-EQV", 35), ("CI-NCO", 25), ("NC-FDS", 40))
_ENDS_THE_NUMBER = frozenset({"NC-EQV", "CI-NCO", "CI-NQR", "CI-TRA"})
_HOURS = ((8, 6), (9, 11), (10, 14), (11, 13), (12, 8), (13, 6), (14, 9), (15, 10), (16, 11), (17, 9), (18, 6))


def reach_out(life: Life, day: int) -> None:
    """The company's day with one customer: the customer's own call, a call, or a message, about the largest debt."""
    debt = life.debts[0] if len(life.debts) == 1 else max(life.debts, key=lambda one: one.overdue(day))
    late = debt.days_past_due(day)
    for one in life.debts:
        _judge(life, one, day)
    if debt.is_handed_over or life.is_silent:
        return
    if late > 0 and debt.promise is None and life.rng.random() < _CALLS_IN and hours(life.diary.country, day):
        life.diary.last_contact = day
        talk(life, debt, day=day, minute=life.rng.randrange(8 * 60 + 30, 12 * 60 + 30), direction="inbound")
    if life.rng.random() < life.intensity and hours(life.diary.country, day):
        _act(life, debt, day=day, late=late)


def _act(life: Life, debt: Debt, *, day: int, late: int) -> None:
    is_seen_late = late > 0 or debt.unposted_until >= day
    if late > _HANDED_OVER_FROM and life.rng.random() < _HANDED_OVER:
        record(life, debt, Interaction("AD-PRE", day, 9 * 60, channel="other"))
        debt.is_handed_over = True
    elif (
        is_seen_late
        and life.allows("call")
        and life.diary.may_call(day)
        and _wants_call(life, debt, day=day, late=late)
    ):
        _call(life, debt, day)
    elif life.callback is None:
        write(life, debt, day=day, late=late)


def _judge(life: Life, debt: Debt, day: int) -> None:
    """After grace a promise is over; one not kept brings a call soon."""
    if debt.promise is not None and day > debt.promise.due + 3:
        if debt.promise.paid < 0.95 * debt.promise.amount:
            life.broken_on = day
        debt.promise = None


def _wants_call(life: Life, debt: Debt, *, day: int, late: int) -> bool:
    if life.callback is not None and life.callback[0] >= day:
        return life.callback[0] == day
    life.callback = None
    if debt.promise is not None or day < life.rest_until:
        return False
    usual = next(share for limit, share in _BY_AGE if late <= limit) * (1.8 if is_busy(life, day) else 1)
    return life.rng.random() < (_AFTER_A_BROKEN_PROMISE if 0 <= day - life.broken_on < 3 else usual)


def _call(life: Life, debt: Debt, day: int) -> None:
    minute = _minute(life, day)
    life.callback = None
    life.diary.last_attempt = day
    if day >= life.traits.phones_dead_from[life.phone]:
        _reach_dead_number(life, debt, day=day, minute=minute)
        return
    luck = life.rng.random()
    answers = life.traits.reach * (0.36 + 0.62 * math.exp(-(((minute / 60 - life.traits.peak) / 2.5) ** 2)))
    if luck < answers:
        life.best_minute = minute
        life.diary.last_contact = day
        talk(life, debt, day=day, minute=minute)
    elif luck < answers + _THIRD_PARTY:
        _reach_somebody(life, debt, day=day, minute=minute)
    else:
        code = life.rng.choices([one for one, _ in _NOBODY], [weight for _, weight in _NOBODY])[0]
        record(life, debt, Interaction(code, day, minute, seconds=life.rng.randint(18, 45)))
        life.nudge(day, 0.12 * (1 - life.traits.memory))


def _minute(life: Life, day: int) -> int:
    """The asked-for time, else near one that worked before, else spread over the working hours."""
    opens, closes = hours(life.diary.country, day) or (0, 0)
    if life.callback is not None:
        wanted = life.callback[1]
    elif life.best_minute is not None and life.rng.random() < 0.5:
        wanted = life.best_minute + life.rng.randint(-40, 40)
    else:
        hour = life.rng.choices([one for one, _ in _HOURS], [weight for _, weight in _HOURS])[0]
        wanted = hour * 60 + life.rng.randrange(60)
    if not opens <= wanted < closes:
        wanted = life.rng.randrange(opens, closes)
    return wanted


def _reach_somebody(life: Life, debt: Debt, *, day: int, minute: int) -> None:
    code = life.rng.choices([one for one, _ in _SOMEBODY], [weight for _, weight in _SOMEBODY])[0]
    record(life, debt, Interaction(code, day, minute, seconds=life.rng.randint(25, 80)))
    if code == "CI-FAL":
        life.is_silent = True
    elif code in _ENDS_THE_NUMBER:
        _next_number(life, debt, day=day, minute=minute)
    else:
        life.rest_until = max(life.rest_until, day + 2)


def _reach_dead_number(life: Life, debt: Debt, *, day: int, minute: int) -> None:
    code = life.rng.choices([one for one, _ in _DEAD], [weight for _, weight in _DEAD])[0]
    record(life, debt, Interaction(code, day, minute, seconds=life.rng.randint(5, 35)))
    life.reports_of_dead_phone += 1
    if code in _ENDS_THE_NUMBER or life.reports_of_dead_phone >= 2:
        _next_number(life, debt, day=day, minute=minute)


def _next_number(life: Life, debt: Debt, *, day: int, minute: int) -> None:
    life.reports_of_dead_phone = 0
    if life.phone + 1 < life.customer.phones:
        life.phone += 1
        return
    life.is_silent = True
    record(life, debt, Interaction("AD-ILO", day, minute + 3, channel="other"))
