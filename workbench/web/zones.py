"""Time zones in words: the city, its country, and how far it is from UTC today."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from flask_babel import get_locale, gettext
from wtforms.fields.choices import SelectChoice

from workbench.kernel.text import N_
from workbench.web.formats import language

OTHERS = N_("Otras")
"""Heads the zones of no country."""


def zone_name(name: str) -> str:
    """The city that a zone is called after: «Bogotá», «Ciudad de México»."""
    return _city(name, language())


def zone_choices(chosen: str, *, first: tuple[str, ...], now: datetime) -> list[SelectChoice]:
    """The zones to choose from, by country.

    Args:
        chosen: The zone that stands: its country comes first, and it is listed under any name.
        first: Zones whose countries come next, in this order.
        now: The instant at which the distance from UTC is told.

    """
    spoken = language()
    own = _country(chosen)
    order = list(dict.fromkeys([own, *map(_country, first)]))
    territories = (get_locale() or Locale.parse(spoken)).territories
    named = {zone for zone in available_timezones() if _country(zone)} | {chosen}

    def rank(zone: str) -> tuple[int, str, str]:
        country = _country(zone)
        place = order.index(country) if country in order else len(order)
        return place, territories.get(country, ""), _city(zone, spoken)

    return [
        SelectChoice(
            zone,
            f"{_city(zone, spoken)} · {_distance(zone, now)}",
            optgroup=territories.get(_country(zone)) or gettext(OTHERS),
        )
        for zone in sorted(named, key=rank)
    ]


@lru_cache(maxsize=2048)
def _city(name: str, spoken: str) -> str:
    city = get_timezone_location(name, locale=spoken, return_city=True)
    return city.rpartition("/")[2] if "/" in city else city


def _country(name: str) -> str:
    found: str = get_global("zone_territories").get(name, "")
    return "" if found in {"001", "ZZ"} else found


def _distance(name: str, now: datetime) -> str:
    """«UTC−5», «UTC+5:30»."""
    offset = ZoneInfo(name).utcoffset(now) or timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "" if not minutes else "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours if minutes else ''}{f':{rest:02d}' if rest else ''}"
