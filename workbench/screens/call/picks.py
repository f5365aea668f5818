"""Quick values of the outcome form: amounts and days to promise, days and hours to call back, days of a payment."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext

from workbench.domain.contact import opening, preset
from workbench.kernel.calendar import calendar_for, days_to_offer
from workbench.kernel.days import start_of_day
from workbench.kernel.money import asked_for, country_of_zone, half
from workbench.queries.call_rows import CallFile
from workbench.screens.call.forms import Head
from workbench.web.formats import short_day
from workbench.web.money import format_money

CALL_DAYS = 7
USUAL_HOURS = (9, 11, 15, 17)


class CallDay(NamedTuple):
    """A day on which the hours of the law let calls be made, on the portfolio's clock: [opens, closes)."""

    day: date
    opens: datetime
    closes: datetime


def amount_picks(file: CallFile, *, head: Head) -> list[tuple[str, str]]:
    """All that is owed, the oldest invoices, half: words and value, each once. What is in dispute is not asked for."""
    owed = asked_in_all(file)
    overdue = asked_for(file.account.overdue_amount, file.account.credit)
    oldest = [line.open_amount for line in file.debts if not line.disputed]
    offers = [
        (gettext("Todo"), owed),
        (gettext("Lo vencido"), overdue),
        (gettext("Las 2 más antiguas"), asked_for(sum(oldest[:2]), file.account.credit) if len(oldest) > 2 else 0),
        (gettext("La mitad"), half(overdue, head.currency)),
    ]
    shown: dict[int, str] = {}
    for label, amount in offers:
        if amount >= max(file.portfolio.promise_minimum, 1):
            shown.setdefault(amount, label)
    written = ((label, format_money(amount, head.currency, locale=head.locale)) for amount, label in shown.items())
    return [(f"{label} {amount}", amount) for label, amount in written]


def asked_in_all(file: CallFile) -> int:
    """Everything open that is not in dispute, less the credit."""
    return asked_for(file.account.open_amount - file.account.disputed_amount, file.account.credit)


def day_picks(file: CallFile, *, head: Head) -> list[tuple[str, str]]:
    """Today, the next two working days and the days that the script offers, within the horizon."""
    horizon_days = file.portfolio.promise_horizon_days
    calendar = calendar_for(
        file.customer.country or country_of_zone(file.customer.timezone or head.timezone), file.portfolio.closed_days
    )
    offered = days_to_offer(calendar, today=head.today, horizon_days=horizon_days)
    working = [calendar.working_days_after(head.today, days) for days in (1, 2)]
    chosen = sorted({head.today, *working, *(day for day in offered if day is not None)})
    last = head.today + timedelta(days=horizon_days)
    return [(_day_words(day, head.today), day.isoformat()) for day in chosen if day <= last]


def call_days(file: CallFile, *, head: Head, now: datetime) -> list[CallDay]:
    """The days of the portfolio, of the next seven, on which a call may be made at some hour still to come.

    The law's hours alone, where the customer lives; what else stands against a call the rule says when it is saved.
    """
    law, home, clock = preset(file.portfolio.preset), file.customer.timezone or head.timezone, head.timezone
    found = []
    for ahead in range(CALL_DAYS):
        day = head.today + timedelta(days=ahead)
        begins, ends = max(now, start_of_day(day, clock)), start_of_day(day + timedelta(days=1), clock)
        window = opening(law, zone=home, at=begins)
        opens = begins if window.is_open else window.opens_at
        if opens is None or opens >= ends:
            continue
        closes = opening(law, zone=home, at=opens).until or ends
        local = ZoneInfo(clock)
        found.append(CallDay(day, opens.astimezone(local), min(closes, ends).astimezone(local)))
    return found


def callback_day_picks(days: Sequence[CallDay], *, head: Head) -> list[tuple[str, str]]:
    """Days to call back, each with the hours in which calls may be made: words and value."""
    return [
        (
            gettext(
                "%(day)s · %(opens)s a %(closes)s",
                day=_day_words(one.day, head.today), opens=f"{one.opens:%H:%M}", closes=f"{one.closes:%H:%M}",
            ),
            one.day.isoformat(),
        )
        for one in days
    ]  # fmt: skip


def hour_picks(day: CallDay | None, *, best_hour: int | None, now: datetime) -> list[tuple[str, str]]:
    """Hours to call back: when the customer answers most, as now, the usual ones; only where calls may be made."""
    if day is None:
        return []
    local = now.astimezone(day.opens.tzinfo)
    as_now = time(local.hour, local.minute // 30 * 30)
    offers = [(as_now, gettext("%(hour)s · como ahora", hour=f"{as_now:%H:%M}"))]
    if best_hour is not None:
        offers.insert(0, (time(best_hour), gettext("%(hour)s · cuando más contesta", hour=f"{best_hour:02}:00")))
    offers += [(time(hour), f"{hour:02}:00") for hour in USUAL_HOURS]
    shown: dict[time, str] = {}
    for at, label in offers:
        if day.opens <= datetime.combine(day.day, at, day.opens.tzinfo) < day.closes:
            shown.setdefault(at, label)
    return [(label, f"{at:%H:%M}") for at, label in shown.items()]


def claimed_day_picks(*, head: Head) -> list[tuple[str, str]]:
    """Yesterday, today and the two days before: when people say that they paid."""
    named = {0: gettext("Hoy"), 1: gettext("Ayer")}
    days = {back: head.today - timedelta(days=back) for back in (1, 0, 2, 3)}
    return [(named.get(back) or short_day(day), day.isoformat()) for back, day in days.items()]


def _day_words(day: date, today: date) -> str:
    return gettext("Hoy") if day == today else short_day(day)
