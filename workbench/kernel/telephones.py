"""Telephone numbers as people write them: cleaned, judged, and read into E.164 with extension and remark.

A number is never invented. Its national digits are the last digits of what was written, in their order: only what
stands before them may be dropped (a trunk 0, a code to dial abroad, a carrier, the country). In Argentina the 15 of a
mobile, which stands between area and number, becomes the 9 after the country code. What cannot be read so stays text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

from workbench.kernel.text import N_

NO_DIGITS = N_("no trae ningún número")
LOST_DIGITS = N_("está en notación científica y pudo perder cifras")
TOO_SHORT = N_("le faltan cifras")
TOO_LONG = N_("le sobran cifras")
NO_COUNTRY = N_("no se sabe de qué país es")
NOT_VALID = N_("no existe un número así en su país")

REASONS = (NO_DIGITS, LOST_DIGITS, TOO_SHORT, TOO_LONG, NO_COUNTRY, NOT_VALID)
"""Why a text is no telephone number, in words; marked for translation."""

REASON_SUFFIX = "_reason"
"""Ends the name of a customer's attribute that says why the text of a column is no telephone; see `unread_texts`."""

LEAST_DIGITS = 7
"""Fewer are no number of their own: an extension, or the end of a number that is written short."""

_CHUNK = re.compile(r"\+?(?:\(\+?\d[\d\s]*\)|\d)(?:[\s().\-–—·]*\d)*")
_BETWEEN = re.compile(r"[/\\;|,&\n]|\s[-–—]\s|\b(?:y|e|o|ó|u|and|or)\b", re.IGNORECASE)
_FLOAT = re.compile(r"(?<=\d{7})[.,]0+(?!\d)|(?<=\d)[.,]0$")
"""What a spreadsheet adds; behind few digits only the one zero at the end, which would else become a digit of them."""
_AREA = re.compile(r"^(\(?\d{2,4}\)?)\s*/\s*(?=\d{3})")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\s*\+?\d+", re.IGNORECASE)
_CARRIER = re.compile(r"\b0\s*xx\s*(?=\(?\d)", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[\s,;(.\-]*(?:(?:ext(?:ensi[oó]n|n)?|int(?:erno)?|anexo|anx|ramal|opci[oó]n)(?![^\W\d_])|x(?=\s?\d)|\#)[\s.:]*(\d{1,7})\b\)?",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:tel[eé]fonos?|tel[eé]?f?|tfno?|tlf|m[oó]vil|celular|cel|cell|fijo|phone|mobile|n[uú]mero|nro|n[º°o]?)\b[.:]*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()\[\]{}<>«»]")
_AROUND = " \t\n.,;:()[]{}<>«»\"'*=_-–—/|"

_WHOLE_RANGES = {56: re.compile(r"9[1-9]\d{7}")}
"""National numbers that the numbering plan gives to mobiles as a whole, by country code.

The library knows the blocks that were handed out when it was made; a block of today would not exist for it.
"""

_OF_ANOTHER_TIME = {"MX": ("044", "045", "01"), "CL": ("09", "0")}
"""What was dialled before a whole national number, by country, and no longer is."""

_TRUNKS = {52: ("1", "044", "045", "01")}
"""What stood between country code and number, beside a 0."""

_ARGENTINA = 54
_AREAS = (2, 3, 4)
"""Digits of an area code of Argentina."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number that can be called. `value` is E.164; `remark` is what was written beside it: whose it is."""

    value: str
    extension: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadTelephone:
    """A text that is no number, and why in words: one of `REASONS`."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadTelephones:
    """What a cell or a field says, in the order written."""

    telephones: tuple[Telephone, ...] = ()
    unread: tuple[UnreadTelephone, ...] = ()


@lru_cache(maxsize=16_384)
def read_telephones(text: str, country: str | None) -> ReadTelephones:
    """The telephones that a text names, and the parts of it that cannot be read.

    Args:
        text: As written; it may name several, each with a remark and an extension.
        country: ISO 3166, of numbers without a country code.

    """
    if text.isascii() and text.removeprefix("+").isdigit() and len(text) >= LEAST_DIGITS:  # as most are
        alone = _number(text, country)
        return ReadTelephones((alone,)) if isinstance(alone, Telephone) else ReadTelephones((), (alone,))
    telephones: dict[str, Telephone] = {}
    unread: list[UnreadTelephone] = []
    cleaned = _cleaned(text)
    for part in [cleaned] if _SCIENTIFIC.fullmatch(cleaned) else _parts(cleaned):
        for one in _read_part(part, country):
            if isinstance(one, UnreadTelephone):
                unread.append(one)
            else:
                known = telephones.get(one.value)
                telephones[one.value] = one if known is None else joined(known, one)
    return ReadTelephones(tuple(telephones.values()), tuple(unread))


def _cleaned(text: str) -> str:
    """Without what does not show, and without what spreadsheets add to a number."""
    letters = unicodedata.normalize("NFKC", text)
    plain = "".join(one if one.isprintable() else " " if one.isspace() else "" for one in letters)
    plain = plain.strip().lstrip("'=").strip('" ')
    return _AREA.sub(r"\1 ", _CARRIER.sub("0", _FLOAT.sub("", plain)))


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))


def _parts(text: str) -> list[str]:
    """A text, cut where another number begins. What stands alone goes with the number it is written for."""
    pieces = _pieces(text)
    numbers = [place for place, (begin, end) in enumerate(pieces) if _count(text[begin:end]) >= LEAST_DIGITS]
    if not numbers:
        return [text]
    ahead = _is_told_ahead(text)
    firsts = [0]
    for before, after in pairwise(numbers):
        # What stands between two numbers is told of one of them; an extension is always of the first.
        between = range(before + 1, after) if ahead else ()
        firsts.append(next((one for one in between if not _EXTENSION.fullmatch(text[slice(*pieces[one])])), after))
    parts = []
    for first, last in pairwise([*firsts, len(pieces)]):
        own = [place for place in range(first, last) if place in numbers or not _is_stub(text[slice(*pieces[place])])]
        parts += [text[slice(*pieces[place])] for place in range(first, last) if place not in own]
        parts.append(text[pieces[own[0]][0] : pieces[own[-1]][1]])
    return parts


def _pieces(text: str) -> list[tuple[int, int]]:
    """Begins and ends of what stands between the marks that may part numbers."""
    marks = [found.span() for found in _BETWEEN.finditer(text)]
    return list(zip([0, *(end for _, end in marks)], [*(begin for begin, _ in marks), len(text)], strict=True))


def _is_stub(text: str) -> bool:
    """A few digits alone: perhaps the end of a number that was written short; neither a number nor a remark."""
    return _count(text) > 0 and not _has_letters(text) and "#" not in text


def _is_told_ahead(text: str) -> bool:
    """Whether a remark stands before the number it is of: the text begins with one, and does not end with another."""
    chunks = list(_CHUNK.finditer(text))
    if not chunks:
        return False
    before, behind = text[: chunks[0].start()], text[chunks[-1].end() :]
    return _remark(before) is not None or (_has_letters(before) and not _has_letters(behind))


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _read_part(text: str, country: str | None) -> Iterator[Telephone | UnreadTelephone]:
    """The numbers of a part; usually one, with its extension and the words around it."""
    if _SCIENTIFIC.fullmatch(text):
        yield UnreadTelephone(text, LOST_DIGITS)
        return
    if "@" in text:
        yield UnreadTelephone(text.strip(), NO_DIGITS)
        return
    chunks = [found for found in _CHUNK.finditer(text) if _count(found.group()) >= LEAST_DIGITS]
    if not chunks:
        if text.strip():
            yield UnreadTelephone(text.strip(), TOO_SHORT if _count(text) else NO_DIGITS)
        return
    ahead = _is_told_ahead(text)
    done = 0
    for place, chunk in enumerate(chunks):
        extension = _EXTENSION.match(text, chunk.end())
        end = extension.end() if extension else chunk.end()
        following = chunks[place + 1].start() if place + 1 < len(chunks) else len(text)
        words = f"{text[done : chunk.start()]} {text[end:following] if not ahead or following == len(text) else ''}"
        done = end if ahead else following
        digits = extension.group(1) if extension else None
        remark = _remark(words)
        for one in _numbers(chunk.group(), country):
            if isinstance(one, UnreadTelephone):
                yield UnreadTelephone(text.strip() if len(chunks) == 1 else one.text, one.reason)
            else:
                yield Telephone(one.value, digits, remark)


def _numbers(chunk: str, country: str | None) -> list[Telephone | UnreadTelephone]:
    """The number of a chunk of digits; two, where it can be cut at one space only so that both exist."""
    found = _number(chunk, country)
    words = chunk.split()
    if isinstance(found, UnreadTelephone) and len(words) > 1:
        cuts = [
            [_number(half, country) for half in (" ".join(words[:cut]), " ".join(words[cut:]))]
            for cut in range(1, len(words))
        ]
        whole = [cut for cut in cuts if all(isinstance(one, Telephone) for one in cut)]
        if len(whole) == 1:
            return whole[0]
    return [found]


def _number(chunk: str, country: str | None) -> Telephone | UnreadTelephone:
    digits = "".join(filter(str.isdigit, chunk))
    reasons = []
    for wanted, region in _candidates(digits, country, is_abroad="+" in chunk):
        try:
            number = phonenumbers.parse(wanted, region)
        except phonenumbers.NumberParseException as refused:
            if refused.error_type == phonenumbers.NumberParseException.TOO_LONG:
                reasons.append(TOO_LONG)
            continue
        if exists(number) and is_written(number, digits):
            return Telephone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        reasons.append(_why_not(number))
    return UnreadTelephone(chunk.strip(), reasons[0] if reasons else NO_COUNTRY)


def _candidates(digits: str, country: str | None, *, is_abroad: bool) -> Iterator[tuple[str, str | None]]:
    """What may have been meant, the likeliest first."""
    if is_abroad or digits.startswith("00"):
        yield from _abroad(digits if is_abroad else digits[2:])
    if is_abroad or country is None:
        return
    yield digits, country
    for code in _OF_ANOTHER_TIME.get(country, ()):
        if digits.startswith(code):
            yield digits.removeprefix(code), country
    if digits.startswith("0"):
        yield digits[1:], country
    if digits.startswith(str(phonenumbers.country_code_for_region(country))):
        yield from _abroad(digits)


def _abroad(digits: str) -> Iterator[tuple[str, None]]:
    yield f"+{digits}", None
    for length in (1, 2, 3):
        code, rest = digits[:length], digits[length:]
        if code.isdigit() and int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            for trunk in (*_TRUNKS.get(int(code), ()), "0"):
                if rest.startswith(trunk):
                    yield f"+{code}{rest.removeprefix(trunk)}", None


def exists(number: PhoneNumber) -> bool:
    """Whether there may be such a number by the numbering plan of its country; possible lengths do not suffice."""
    whole = _WHOLE_RANGES.get(number.country_code or 0)
    national = phonenumbers.national_significant_number(number)
    return phonenumbers.is_valid_number(number) or (whole is not None and whole.fullmatch(national) is not None)


def is_written(number: PhoneNumber, digits: str) -> bool:
    """Whether a number is what was written: its national digits end the digits written, in their order.

    Of a mobile of Argentina the 9 may be missing, and a 15 stand between area and number.
    """
    national = phonenumbers.national_significant_number(number)
    if digits.endswith(national):
        return True
    if number.country_code != _ARGENTINA or not national.startswith("9"):
        return False
    own = national[1:]
    return digits.endswith(own) or any(digits.endswith(f"{own[:area]}15{own[area:]}") for area in _AREAS)


def _why_not(number: PhoneNumber) -> str:
    why = phonenumbers.is_possible_number_with_reason(number)
    if why in {ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}:
        return TOO_SHORT
    return TOO_LONG if why == ValidationResult.TOO_LONG else NOT_VALID


def _remark(words: str) -> str | None:
    """What stands beside a number, if it says more than that it is one."""
    told = " ".join(_BRACKETS.sub(" ", words).split()).strip(_AROUND)
    if not _has_letters(_LABELS.sub("", told)):
        return None
    label = _LABELS.match(told)
    return told[label.end() :].strip(_AROUND) if label and label.group()[-1] in ".:" else told


def joined(one: Telephone, other: Telephone) -> Telephone:
    """The same number written twice, with all its extensions and remarks."""
    extensions = dict.fromkeys(text for text in (one.extension, other.extension) if text)
    remarks = dict.fromkeys(text for text in (one.remark, other.remark) if text)
    return Telephone(one.value, ", ".join(extensions) or None, "; ".join(remarks) or None)


def unread_texts(attributes: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is kept of a customer as text because it is no telephone number, each with the reasons in words."""
    columns = [name.removesuffix(REASON_SUFFIX) for name in sorted(attributes) if name.endswith(REASON_SUFFIX)]
    return tuple(
        (str(attributes[name]), tuple(str(attributes[name + REASON_SUFFIX]).split("; ")))
        for name in columns
        if name in attributes
    )
