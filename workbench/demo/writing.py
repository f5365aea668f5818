"""Messages that the made-up company sends: reminders before a due day or a promise, notices after, some letters."""

from workbench.demo.contact_days import hours
from workbench.demo.debts import REMINDED_BEFORE, Debt
from workbench.demo.life import Life
from workbench.demo.recording import Interaction, record

_SMS = (("MS-ENT", 80), ("MS-ENV", 12), ("MS-LEI", 5), ("MS-REB", 3))
_EMAIL = (("MS-ENT", 60), ("MS-LEI", 33), ("MS-REB", 7))
_LETTERS_FROM = 45  # days past due
_BETWEEN_LETTERS = 45
_REMINDED, _WRITTEN_TO = 0.22, 0.015
_WITHDRAWS = 0.004


def write(life: Life, debt: Debt, *, day: int, late: int) -> None:
    """Send at most one message that day, where the law and the customer allow the channel."""
    channel = _channel(life, debt, day=day, late=late)
    if not channel or not life.diary.may_write(day):
        return
    opens, closes = hours(life.diary.country, day) or (0, 0)
    minute = min(life.rng.randrange(opens + 60, opens + 240), closes - 1)
    outcomes = {"sms": _SMS, "email": _EMAIL}.get(channel, (("MS-ENV", 1),))
    code = life.rng.choices([one for one, _ in outcomes], [weight for _, weight in outcomes])[0]
    life.diary.last_attempt = day
    life.diary.messages = [*(one for one in life.diary.messages if day - one < 7), day]
    record(life, debt, Interaction(code, day, minute, channel=channel))
    if code != "MS-REB":
        life.nudge(day, 0.25 * (1 - life.traits.memory))
    if channel == "sms" and life.rng.random() < _WITHDRAWS:
        record(life, debt, Interaction("MS-BAJ", day, minute + 4, channel="sms", direction="inbound"))
        life.withdrawn.add("sms")


def _channel(life: Life, debt: Debt, *, day: int, late: int) -> str:
    """Which channel the day calls for, if any; a promise is reminded of once, the day before it is due."""
    roll = life.rng.random()
    if debt.promise is not None:
        wanted = "sms" if debt.promise.due == day + 1 else ""
    elif late <= 0:
        wanted = "sms" if roll < _REMINDED and any(item.due == day + REMINDED_BEFORE for item in debt.items) else ""
    elif day < life.rest_until:
        wanted = ""
    elif late <= _LETTERS_FROM:
        wanted = "sms" if roll < 0.045 else "email" if roll < 0.06 and life.customer.row["email"] else ""
    else:
        return _letter(life, day, roll)
    return wanted if life.allows(wanted) else ""


def _letter(life: Life, day: int, roll: float) -> str:
    """Letters go out seldom, and never in Colombia, where only authorised channels may be used."""
    if life.diary.country == "CO" or roll >= _WRITTEN_TO or day - life.letter_on <= _BETWEEN_LETTERS:
        return ""
    life.letter_on = day
    return "letter"
