"""Days as people write them, by the formats that a mapping names, turned into ISO 8601.

A format is made of d, dd, m, mm, mmm, yy, yyyy and what stands between them; `aaaa` is `yyyy`. One digit is understood
where two are asked for. `excel` are the serial numbers of spreadsheets. Days in ISO 8601 are understood in any case,
as nothing else can be meant by them.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from workbench.domain.imports.engine.cells import FIRST_YEAR, LAST_YEAR, REMEMBERED, BadCell, shown
from workbench.folding import fold
from workbench.kernel.text import N_

EXCEL = "excel"
_ORIGIN = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 1, 109_575
"""1900-01-01 and the end of 2199."""
_PIVOT = 70
"""Two figures of a year below it are of this century."""

_TOKEN = re.compile(r"%[dmyYbB]|\bde\b|d+|m+|y+|a+|[^dmya%]+", re.IGNORECASE)
_DIRECTIVES = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm", "%B": "mmm"}
_PARTS = {
    "d": r"(?P<d>\d{1,2})",
    "dd": r"(?P<d>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "mm": r"(?P<m>\d{1,2})",
    "mmm": r"(?P<name>[^\W\d_]{3,12})\.?",
    "mmmm": r"(?P<name>[^\W\d_]{3,12})\.?",
    "yy": r"(?P<y>\d{2})",
    "yyyy": r"(?P<y>\d{4})",
}
_ISO_START = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_TIME = (
    r"(?P<time>[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?)?"
)
_NOON = 12

_NO_SUCH_DAY = N_("«%(value)s» no existe en el calendario, o su año no es creíble: escriba la fecha correcta.")

Reader = Callable[[str], str]


def is_day_format(text: str) -> bool:
    """Whether a mapping may name this format."""
    return text.strip().lower() in {EXCEL, "iso"} or _pattern(text) is not None


@lru_cache(maxsize=64)
def day_reader(formats: Sequence[str]) -> Reader:
    """A reader of days, or of instants, in any of the formats: to ISO 8601. It raises `BadCell`.

    Two formats that read a text differently refuse it: which one is meant cannot be told.
    """
    patterns = [made for one in formats if (made := _pattern(one)) is not None]
    has_serials = EXCEL in {one.strip().lower() for one in formats}
    told = ", ".join(dict.fromkeys((*formats, "aaaa-mm-dd")))

    @lru_cache(maxsize=REMEMBERED)
    def read(text: str) -> str:
        if _ISO_START.match(text):
            return text
        found = {made for pattern in patterns if (made := _read_by(pattern, text))}
        if has_serials and not found and (serial := serial_day(text)):
            found = {serial}
        if not found and any(pattern.fullmatch(text) for pattern in patterns):
            raise BadCell(_NO_SUCH_DAY, value=shown(text))
        if len(found) != 1:
            reason = N_(
                "«%(value)s» no es una fecha escrita así: %(formats)s. Corríjala, o diga su forma en la "
                "correspondencia (day_formats)."
            )
            raise BadCell(reason, value=shown(text), formats=told)
        return found.pop()

    return read


def fits(text: str, day_format: str) -> bool:
    """Whether a text is a credible day in one format."""
    pattern = _pattern(day_format)
    return pattern is not None and _read_by(pattern, text) is not None


def reading(text: str, day_format: str) -> str:
    """The day, in ISO 8601, that a text is in one format; empty where it is none."""
    pattern = _pattern(day_format)
    return (pattern and _read_by(pattern, text)) or ""


def serial_day(text: str) -> str | None:
    """The day, or the instant, of a serial number of a spreadsheet; None where it is not credible."""
    try:
        number = float(text)
    except ValueError:
        return None
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    seconds = round((number % 1) * 86_400)
    day = _ORIGIN + timedelta(days=int(number), seconds=0)
    if not seconds or seconds == 86_400:
        return day.isoformat()
    return f"{day.isoformat()}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@lru_cache(maxsize=256)
def _pattern(day_format: str) -> re.Pattern[str] | None:
    """What a text in this format looks like; None where it is no format of days."""
    source, seen = "", []
    for token in _TOKEN.findall(_DIRECTIVE.sub(lambda found: _DIRECTIVES[found[0]], day_format.strip())):
        name = token.lower().replace("a", "y") if set(token.lower()) <= {"a", "y"} else token.lower()
        if name in _PARTS:
            seen.append(name[0])
            source += _PARTS[name]
        elif name == "de":
            source += "del?"
        elif not any(letter.isalnum() for letter in token):
            source += re.escape(name).replace(r"\ ", r"\s+")
        else:
            return None
    if sorted(seen) != ["d", "m", "y"]:
        return None
    return re.compile(source + _TIME, re.IGNORECASE)


_DIRECTIVE = re.compile(r"%[dmyYbB]")


def _read_by(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    year, month = int(parts["y"]), _month(parts)
    if len(parts["y"]) == 2:
        year += 2000 if year < _PIVOT else 1900
    try:
        day = date(year, month, int(parts["d"]))
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return day.isoformat() + _time(parts)


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    return _month_names().get(fold(name).rstrip("."), 0) if name else int(parts.get("m") or 0)


def _time(parts: dict[str, str | None]) -> str:
    """The time after a day; a midnight, as spreadsheets add one, is none."""
    if not parts.get("time"):
        return ""
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    clock = f"{hour:02}:{parts['minute']}:{parts['second'] or '00'}"
    return f"T{clock}" if clock != "00:00:00" else ""


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    """The names of the months, whole and short, in the languages of the files, without accents."""
    names = {"set": 9, "sept": 9, "agto": 8}
    for language in ("en", "pt", "es"):
        months = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {fold(name).rstrip("."): number for number, name in months[width].items()}
    return names
