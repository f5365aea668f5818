"""How a script's data are written out: money and telephones as in the portfolio's region, days in its language.

Instants and zones are decided elsewhere; this module only puts values into words.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import phonenumbers
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from scripts_library.placeholders import Placeholder, PlaceholderKind
from workbench.kernel.money import decimals_of

_UNSAID_CENTS = frozenset({"COP", "CRC", "ARS"})
"""Currencies whose cents nobody says unless there are some."""
_SPACED = frozenset({"es_CO"})
"""Regions that write a space after the sign."""
_COLOMBIAN = re.compile(r"(\d{3})(\d{3})(\d{2})(\d{2})")
"""As a number is said in Colombia."""
_COUNTED = {
    "cuenta.facturas": {"es": ("factura", "facturas"), "en": ("invoice", "invoices")},
    "cuenta.dias_mora": {"es": ("día", "días"), "en": ("day", "days")},
}


@dataclass(frozen=True)
class ScriptWords:
    """A formatter of `scripts_library.render` for one call.

    Args:
        language: The script's.
        region: The portfolio's regional format, such as `es_CO`.
        currency: The portfolio's, ISO 4217.
        today: The customer's local day; days from today on are said with their weekday.

    """

    language: str
    region: str
    currency: str
    today: date

    def __call__(self, placeholder: Placeholder, value: object, *, style: str | None) -> str:
        """The words of a value: minor units for money, a date for a day, E.164 for a phone."""
        match placeholder.kind, value:
            case PlaceholderKind.MONEY, int():
                return money_in_words(value, self.currency, self.region, whole=style == "whole")
            case PlaceholderKind.DAY, date():
                return self._day(value, style)
            case ((PlaceholderKind.DAYS | PlaceholderKind.COUNT), int()):
                return self._count(placeholder.name, value, style)
            case PlaceholderKind.PHONE, str():
                return phone_in_words(value)
        return str(value)

    def _day(self, value: date, style: str | None) -> str:
        spanish = self.language == "es"
        if style == "short":
            return format_date(value, "d MMM", locale=self.language).replace(".", "")
        pattern = "d 'de' MMMM" if spanish else "d MMMM"
        if style == "weekday" or value >= self.today:
            pattern = f"EEEE {pattern}"
        if value.year != self.today.year:
            pattern += " 'de' y" if spanish else " y"
        return format_date(value, pattern, locale=self.language)

    def _count(self, name: str, value: int, style: str | None) -> str:
        if style == "number" or name not in _COUNTED:
            return str(value)
        one, many = _COUNTED[name][self.language]
        return f"{value} {one if value == 1 else many}"


def money_in_words(amount: int, currency: str, region: str, *, whole: bool = False) -> str:
    """An amount as it is read: `$ 1.284.500` for 128450000 minor units of COP in `es_CO`.

    Args:
        amount: Minor units.
        currency: ISO 4217.
        region: Regional format.
        whole: Leave the cents out.

    """
    decimals = decimals_of(currency)
    value = Decimal(amount).scaleb(-decimals)
    said = 0 if whole or (currency in _UNSAID_CENTS and value == value.to_integral_value()) else decimals
    pattern = Locale.parse(region).currency_formats["standard"].pattern
    if region in _SPACED:
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    pattern = re.sub(r"#,##0(\.0+)?", "#,##0" + ("." + "0" * said if said else ""), pattern)
    return format_currency(value, currency, format=pattern, locale=region, currency_digits=False)


def phone_in_words(number: str) -> str:
    """A number in E.164 as it is read at home; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    digits = str(parsed.national_number)
    if parsed.country_code == 57 and _COLOMBIAN.fullmatch(digits):
        return _COLOMBIAN.sub(r"\1 \2 \3 \4", digits)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
