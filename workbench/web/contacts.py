"""Telephone numbers and identity documents as people of a country write them."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_COLOMBIAN = re.compile(r"(\d{3})(\d{3})(\d{2})(\d{2})")
_DOCUMENT = re.compile(r"(CC|CE|TI|NIT)\s*([\d.]+)(-\d)?")


def format_phone(number: str, *, country: str | None = None) -> str:
    """A number in E.164 as it is read aloud at home, `300 845 12 60`; with its country code elsewhere.

    Args:
        number: E.164, such as `+573008451260`; anything else is shown as it is.
        country: ISO code of the country the reader is in; the number's own when left out.

    """
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    region = phonenumbers.region_code_for_number(parsed)
    if country not in {None, region}:
        return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    digits = str(parsed.national_number)
    if region == "CO" and _COLOMBIAN.fullmatch(digits):
        return _COLOMBIAN.sub(r"\1 \2 \3 \4", digits)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)


def format_document(document: str) -> str:
    """Colombian documents grouped in threes, `CC 52.418.903`; those of other countries as they came."""
    found = _DOCUMENT.fullmatch(document.strip())
    if found is None:
        return document
    kind, number, check = found.groups()
    return f"{kind} {int(number.replace('.', '')):,}{check or ''}".replace(",", ".")


def initials(name: str) -> str:
    """Up to two letters that stand for a person: first name and first surname."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper()
