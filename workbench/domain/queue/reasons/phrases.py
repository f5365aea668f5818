"""Sentences of reasons: Spanish texts marked for translation and what fills them; whoever shows them says them.

A value may be a sentence itself, or an amount of money. So a stored reason is said by every screen in its own language,
with the figures of its own region.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

NOTHING: Mapping[str, Any] = MappingProxyType({})


class ReasonSentence(NamedTuple):
    """A marked text and what fills it."""

    text: str
    values: Mapping[str, Any] = NOTHING  # Any: text, number, phrase or amount


class AboutAmount(int):
    """Minor units, said with two significant figures: a reason tells the size, the exact figure stands elsewhere."""


SayMoney = Callable[[int], str]
"""Writes minor units of the account's currency."""


def phrase_text(phrase: ReasonSentence, translate: Callable[[str], str], money: SayMoney) -> str:
    """The sentence in words.

    Args:
        phrase: What to say.
        translate: Gives a marked text in the reader's language.
        money: Writes an amount.

    """
    text = translate(phrase.text)
    if not phrase.values:
        return text
    return text % {name: _value_text(value, translate, money) for name, value in phrase.values.items()}


def plain_money(amount: int, currency: str) -> str:
    """An amount in whole units with dots, as it is kept in Spanish sentences: `250.000 COP`."""
    whole = round(amount / 10 ** decimals_of(currency))
    return f"{whole:,} {currency}".replace(",", ".").strip()


def counted(one: str, many: str, count: int) -> ReasonSentence:
    """The singular or the plural of a text with its number, both marked for translation."""
    return ReasonSentence(one if count == 1 else many, {"n": count})


DAYS_SAID, MONTHS_SAID, MOST_DAYS = 100, 730, 2000
"""Below the first, days are counted; below the second, months; from the last on a feature says no more."""

_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.44, 365.25


def ago(days: int) -> ReasonSentence:
    """How long ago: hoy, ayer, hace 17 días, hace 5 meses, hace 3 años."""
    if days <= 1:
        return ReasonSentence(N_("hoy") if days <= 0 else N_("ayer"))
    if days < DAYS_SAID:
        return ReasonSentence(N_("hace %(n)s días"), {"n": days})
    if days < MONTHS_SAID:
        return ReasonSentence(N_("hace %(n)s meses"), {"n": round(days / _DAYS_OF_MONTH)})
    if days < MOST_DAYS:
        return ReasonSentence(N_("hace %(n)s años"), {"n": round(days / _DAYS_OF_YEAR)})
    return ReasonSentence(N_("hace más de cinco años"))


def ahead(days: int) -> ReasonSentence:
    """How far ahead: hoy, mañana, en 5 días, en 4 meses, en más de un año."""
    if days <= 1:
        return ReasonSentence(N_("hoy") if days <= 0 else N_("mañana"))
    if days < DAYS_SAID:
        return ReasonSentence(N_("en %(n)s días"), {"n": days})
    if days < _DAYS_OF_YEAR:
        return ReasonSentence(N_("en %(n)s meses"), {"n": round(days / _DAYS_OF_MONTH)})
    return ReasonSentence(N_("en más de un año"))


def span(days: int) -> ReasonSentence:
    """How long: un día, 17 días, 5 meses, 3 años."""
    if days == 1:
        return ReasonSentence(N_("un día"))
    if days < DAYS_SAID:
        return ReasonSentence(N_("%(n)s días"), {"n": days})
    if days < MONTHS_SAID:
        return ReasonSentence(N_("%(n)s meses"), {"n": round(days / _DAYS_OF_MONTH)})
    if days < MOST_DAYS:
        return ReasonSentence(N_("%(n)s años"), {"n": round(days / _DAYS_OF_YEAR)})
    return ReasonSentence(N_("más de cinco años"))


def _value_text(value: Any, translate: Callable[[str], str], money: SayMoney) -> Any:  # Any: see `ReasonSentence`
    if isinstance(value, ReasonSentence):
        return phrase_text(value, translate, money)
    return money(_rounded(value)) if isinstance(value, AboutAmount) else value


def _rounded(amount: int) -> int:
    digits = len(str(abs(amount)))
    return int(round(amount, 2 - digits)) if digits > 2 else int(amount)
