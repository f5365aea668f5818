"""Single values of a preset file, checked: times, windows, periods, counts and channels.

A mistake is reported with the place where it stands, such as `CO.caps[0]: ...`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from models.enums import Channel
from workbench.domain.contact.law.terms import HoursWindow, Period
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS, Recipient, expanded

Table = Mapping[str, Any]  # Any: a TOML value; every use checks it


class PresetError(ValueError):
    """A preset cannot be used; the message says where and why."""


@contextmanager
def place(name: str) -> Iterator[None]:
    """Name the place in the file where a value that cannot be used stands."""
    try:
        yield
    except PresetError as wrong:
        raise PresetError(f"{name}.{wrong}") from None
    except KeyError as missing:
        raise PresetError(f"{name}: {missing.args[0]} is missing") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise PresetError(f"{name}: {wrong}") from None


def windows_of(given: list[Any]) -> tuple[HoursWindow, ...]:
    """One window as a pair of times, or several as a list of pairs."""
    pairs = [given] if given and isinstance(given[0], str) else given
    return tuple(_window(*pair) for pair in pairs)


def _window(start: str, end: str) -> HoursWindow:
    window = HoursWindow(_minute(start), _minute(end))
    if window.start >= window.end:
        raise ValueError(f"{start} is not before {end}")
    return window


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    if not (len(hours) == len(minutes) == 2 and text <= "24:00" and int(minutes) < 60):
        raise ValueError(f"{text} is not a time such as 07:00")
    return int(hours) * 60 + int(minutes)


def period(name: str) -> Period:
    """A window of local days: `day`, `iso_week` or `rolling_7_days` with any number."""
    if name == "day":
        return Period(name, 1)
    if name == "iso_week":
        return Period(name, 7, iso_week=True)
    words = name.split("_")
    if len(words) == 3 and words[0] == "rolling" and words[2] == "days":
        return Period(name, count(int(words[1]), least=1))
    raise ValueError(f"{name} is not a window: day, iso_week or rolling_7_days")


def count(value: object, *, least: int) -> int:
    """A whole number that is not smaller than `least`."""
    if type(value) is not int or value < least:
        raise ValueError(f"{value!r} must be a whole number from {least}")
    return value


def channel_set(given: str | list[str]) -> frozenset[Channel]:
    """The channels a list covers; `all` and `same` begin with every channel."""
    if given in ("all", "same"):
        return ALL_CHANNELS
    if not isinstance(given, list):
        raise ValueError(f"channels: {given} is neither all, same nor a list")  # noqa: TRY004 - a value of the file
    return expanded(frozenset(map(Channel, given)))


def recipients(roles: list[str], where: str) -> frozenset[Recipient]:
    """The roles a list names."""
    with place(where):
        return frozenset(map(Recipient, roles))
