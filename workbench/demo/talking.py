"""Draws the result of a conversation: a promise, a call-back, a claim to have paid, or none of these."""

from collections.abc import Mapping

from workbench.demo.contact_days import hours, working_day_from
from workbench.demo.debts import Debt, Promise
from workbench.demo.life import Due, Life, is_busy
from workbench.demo.recording import Interaction, record
from workbench.demo.traits import NEVER, near_payday
from workbench.domain.calls import codes_that_bring

_RESTS = {"CD-PEN": 3, "CD-NCP": 7, "CD-REN": 15, "CD-INF": 3, "CD-COR": 2, "CD-YAP": 4}
_SILENCES = frozenset({"CD-DIS", "CD-VUL", "CD-ABO", "CD-OPT"})
_DISPUTES_STAY_OPEN = 90  # days: older ones have had their verdict, which import files do not bring
_PROMISES, _CALLBACKS = codes_that_bring("promise"), codes_that_bring("callback")
_TELLS_WHY = _PROMISES | {"CD-PEN", "CD-NCP"}
_SHORT = _CALLBACKS | {"CD-COR"}
_HORIZON = 12
_FOR_TODAY = 0.15
_REASONS = ("R03", "R06", "R09", "R10", "R11", "R12", "R99")
_REASON_NOTED = {"CO": 0.06, "MX": 0.4, "CL": 0.35, "PE": 0.35}  # CO: never asked, noted only where volunteered


def talk(life: Life, debt: Debt, *, day: int, minute: int, direction: str = "outbound") -> None:
    """Speak with the customer about a debt, and record what came of it."""
    outcomes = _weights(life, debt, day)
    code = life.rng.choices(list(outcomes), list(outcomes.values()))[0]
    promise = _promise(life, debt, day=day, is_part=code == "CD-PAR") if code in _PROMISES else None
    life.callback = _callback(life, day) if code in _CALLBACKS else None
    life.rest_until = max(life.rest_until, day + _RESTS.get(code, 1))
    life.is_silent = life.is_silent or code in _SILENCES
    seconds = life.rng.randint(25, 70) if code in _SHORT else life.rng.randint(95, 430)
    reason = _reason(life, day) if code in _TELLS_WHY else ""
    record(
        life,
        debt,
        Interaction(
            code,
            day,
            minute,
            direction=direction,
            seconds=seconds,
            reason=reason,
            promise=promise,
            callback=life.callback,
        ),
    )
    life.nudge(day, life.traits.effect if code not in _SHORT else 0.3 * life.traits.effect)


def _weights(life: Life, debt: Debt, day: int) -> Mapping[str, float]:
    if debt.days_past_due(day) <= 0:
        return {"CD-YAP": 1.0}
    busy = is_busy(life, day)
    able, willing = life.traits.ability_on(day) / 0.62, life.traits.will / 0.66
    unable, unwilling = (1 - life.traits.ability_on(day)) / 0.38, (1 - life.traits.will) / 0.34
    return {
        "CD-PDP": 36 * able**0.8 * willing**0.8 * (1.5 if busy else 1),
        "CD-PAR": 4 * unable,
        "CD-PEN": 16,
        "CD-VLL": 14 * (3 if busy else 1),
        "CD-NCP": 10 * unable**1.5,
        "CD-REN": 6 * unwilling**1.6,
        "CD-YAP": 4,
        "CD-INF": 5,
        "CD-COR": 6 * unwilling,
        "CD-DIS": 2.0 if life.today - day <= _DISPUTES_STAY_OPEN else 0,
        "CD-VUL": 0.3,
        "CD-OPT": 0.3,
        "CD-ABO": 0.1,
    }


def _promise(life: Life, debt: Debt, *, day: int, is_part: bool) -> Promise:
    """A promise for a payday where one is near, and the payments that will or will not come of it."""
    overdue, rng, units = debt.overdue(day), life.rng, debt.portfolio.units
    amount = min(overdue, debt.portfolio.minor(overdue * rng.uniform(0.35, 0.7) / units)) if is_part else overdue
    days = [one for one in range(day + 1, day + 1 + _HORIZON) if near_payday(life.traits.payday, one)]
    due = days[0] if days and rng.random() < 0.6 else day + rng.randint(1, _HORIZON)
    if is_busy(life, day) and rng.random() < _FOR_TODAY:
        due = life.today
    promise = debt.promise = Promise(amount, day, due)
    if life.keeps_word(debt, due):
        when = rng.choices((due, rng.randint(day + 1, due), due + rng.randint(1, 2)), (50, 25, 25))[0]
        life.intended[when].append(Due(debt, amount, None, is_promised=True))
    elif rng.random() < 0.25:
        part = min(amount, debt.portfolio.minor(amount * rng.uniform(0.3, 0.9) / units))
        life.intended[due + rng.randint(0, 2)].append(Due(debt, part, None, is_promised=True))
    return promise


def _callback(life: Life, day: int) -> tuple[int, int]:
    """When the customer asks to be called: an hour that suits them, within a week of the first lawful day."""
    first = life.diary.earliest_callback(day) + life.rng.choice((0, 0, 0, 1, 2, 3, 6))
    chosen = working_day_from(life.diary.country, first)
    opens, closes = hours(life.diary.country, chosen) or (0, 0)
    wanted = round(life.traits.peak * 2) * 30
    return chosen, max(opens, min(wanted, closes - 30))


def _reason(life: Life, day: int) -> str:
    if life.rng.random() >= _REASON_NOTED[life.diary.country]:
        return ""
    if life.traits.trouble_from != NEVER and life.traits.trouble_from <= day < life.traits.trouble_until:
        return life.rng.choice(("R02", "R03", "R04"))
    return "R01" if life.rng.random() < 0.9 - life.traits.memory else life.rng.choice(_REASONS)
