"""The filters templates use to show things. Each follows docs/front-end.md; the work is done in the modules beside.

Region and language are kept apart: money follows its portfolio or its currency, words and days follow the screen.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from workbench.kernel.dialling import dial_address
from workbench.web import contacts, days, money
from workbench.web.moment import company_zone, get_settings, now, today

NARROW = "\N{NO-BREAK SPACE}"
TRAMOS = ((0, ""), (30, "1–30"), (60, "31–60"), (90, "61–90"), (120, "91–120"))
"""Last day past due of each age step and its name; the sixth has no end."""


def bind_filters(app: Flask) -> None:
    """Make the filters known to every template, macros included; and the language and instant of the request."""
    app.jinja_env.globals.update(language=language, now=now, today=today)
    app.jinja_env.filters.update(
        money=_money,
        short_money=_short_money,
        percent=percent,
        number=number,
        decimal=decimal,
        day=day,
        short_day=short_day,
        full_day=full_day,
        far_day=far_day,
        relative_day=relative_day,
        hour=hour,
        hour_span=hour_span,
        instant=instant,
        ago=ago,
        clock_iso=clock_iso,
        field_instant=field_instant,
        days_late=days_late,
        days_late_long=days_late_long,
        tramo=tramo,
        tramo_name=tramo_name,
        call_url=call_url,
        phone=contacts.format_phone,
        document=contacts.format_document,
        initials=contacts.initials,
    )


def language() -> str:
    """The language of the screen: `es` or `en`."""
    locale = get_locale()
    return locale.language if locale is not None else "es"


# These two are filters only, and a template hands them the region by position.
def _money(amount: int, currency: str, locale: str | None = None, *, code: bool = False) -> str:
    """`1284500_00 | money("COP")` → `$ 1.284.500`; with the portfolio's locale as second argument where it is known."""
    return money.format_money(amount, currency, locale=locale, code=code)


def _short_money(amount: int, currency: str, locale: str | None = None) -> str:
    """`$ 3,1 M`: millions with one decimal."""
    return money.format_short_money(amount, currency, locale=locale, language=language())


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1: `62 %` in Spanish, `62%` in English."""
    figure = _figure(share * 100, digits, _number_locale())
    return f"{figure}%" if language() == "en" else f"{figure}{NARROW}%"


def number(value: float) -> str:
    """A count with its thousands apart: `2.568` in Spanish, `2,568` in English."""
    return _figure(value, 0, _number_locale())


def decimal(value: float, digits: int = 1) -> str:
    """A figure with so many decimals: `1,9` in Spanish, `1.9` in English."""
    return _figure(value, digits, _number_locale())


@lru_cache(maxsize=4_096)
def _figure(value: float, digits: int, locale: str) -> str:
    return format_decimal(value, format=f"#,##0{'.' + '0' * digits if digits else ''}", locale=locale)


def day(value: date) -> str:
    """`jue 19 nov`, or `30 nov 2027` in another year."""
    return days.format_day(value, today=today(), language=language())


def short_day(value: date) -> str:
    """`3 oct`."""
    return days.format_short_day(value, today=today(), language=language())


def full_day(value: date) -> str:
    """`lunes 30 de noviembre`."""
    return days.format_full_day(value, language=language())


def far_day(value: date, zone: str | None = None) -> str:
    """`30 de noviembre de 2027`: the day, or that of an instant in a zone, as papers write it."""
    on = _local(value, zone).date() if isinstance(value, datetime) else value
    return days.format_far_day(on, language=language())


def relative_day(value: date, zone: str | None = None) -> str:
    """hoy, ayer, mañana, hace 3 días, en 3 días; beyond six days, the day itself."""
    distance = days.days_between(value, today=today(zone))
    if distance is None:
        return day(value)
    named = {0: gettext("hoy"), 1: gettext("mañana"), -1: gettext("ayer")}
    if distance in named:
        return named[distance]
    if distance > 0:
        return ngettext("en %(num)d día", "en %(num)d días", distance)
    return ngettext("hace %(num)d día", "hace %(num)d días", -distance)


def hour(value: datetime, zone: str | None = None) -> str:
    """`15:45` in a zone, by default the company's."""
    return days.format_hour(_local(value, zone))


def hour_span(begins: int, ends: int) -> str:
    """`16:00–18:00`: hours of a local day, [begins, ends)."""
    return f"{begins:02}:00–{ends:02}:00"


def instant(value: datetime, zone: str | None = None) -> str:
    """Day and hour: `ayer 10:12`, `14 nov 10:12`."""
    local = _local(value, zone)
    near = abs((local.date() - today(zone)).days) <= 1
    return f"{relative_day(local.date(), zone) if near else short_day(local.date())} {days.format_hour(local)}"


def ago(value: datetime, zone: str | None = None) -> str:
    """How far from now, in words: ahora, en 7 min, hace 2 h; beyond a day, the day."""
    minutes = round((value - now()).total_seconds() / 60)
    size = abs(minutes)
    if not size:
        return gettext("ahora")
    if size >= 24 * 60:
        return relative_day(_local(value, zone).date(), zone)
    figure = f"{size}{NARROW}min" if size < 60 else f"{size // 60}{NARROW}h"
    return gettext("en %(time)s", time=figure) if minutes > 0 else gettext("hace %(time)s", time=figure)


def clock_iso(value: datetime) -> str:
    """For `data-timer-since` and `datetime` attributes."""
    return value.isoformat()


def field_instant(value: datetime, zone: str | None = None) -> str:
    """As a field of day and hour takes it: `2026-11-30T15:45`, in a zone, by default the company's."""
    return f"{_local(value, zone):%Y-%m-%dT%H:%M}"


def call_url(number: str, extension: str | None = None) -> str:
    """The address that dials a number, as the operator set it."""
    return dial_address(get_settings().call_url, number, extension)


def duration(seconds: int) -> str:
    """`40 s`, `6 min 40 s`, `1 h 5 min`: how long somebody talked."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        parts = [f"{hours}{NARROW}h"] + ([f"{minutes}{NARROW}min"] if minutes else [])
    else:
        parts = ([f"{minutes}{NARROW}min"] if minutes else []) + ([f"{rest}{NARROW}s"] if rest or not minutes else [])
    return " ".join(parts)


def days_late(value: int) -> str:
    """`47 d`, for lists."""
    return f"{number(value)}{NARROW}d"


def days_late_long(value: int) -> str:
    """`47 días`."""
    return ngettext("%(shown)s día", "%(shown)s días", value, shown=number(value))


def tramo(days_past_due: int) -> int:
    """The age step of a debt, 0 (not due) to 5 (over 120 days); its colour is the class `tramo--N`."""
    return next((step for step, (last, _) in enumerate(TRAMOS) if days_past_due <= last), len(TRAMOS))


def tramo_name(days_past_due: int) -> str:
    """`31–60`."""
    step = tramo(days_past_due)
    if step == 0:
        return gettext("al día")
    return TRAMOS[step][1] if step < len(TRAMOS) else "+120"


def _local(value: datetime, zone: str | None) -> datetime:
    return value.astimezone(ZoneInfo(zone or company_zone()))


def _number_locale() -> str:
    """Spanish groups as its people write, 2.568; the bare `es` of CLDR would leave four digits together."""
    return "en" if language() == "en" else "es_CO"
