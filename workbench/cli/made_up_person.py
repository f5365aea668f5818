"""The made-up person and situation that `workbench may-contact` asks about, read from options and an events file."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import click

from models.enums import Channel, Direction, EventKind
from workbench.cli.context import Refused, settings_of
from workbench.domain.contact import (
    ALL_CHANNELS,
    CONTACT_CHANNELS,
    ContactedPerson,
    ContactEvent,
    ContactHold,
    Preset,
    UnknownPreset,
    hold_kinds,
    place_of,
    preset,
    preset_codes,
    zones_of,
)
from workbench.kernel.text import N_
from workbench.language import translate

T = TypeVar("T")

EVENT_KINDS = [kind for kind in EventKind if kind is not EventKind.NONE]
UNKNOWN = N_("%(option)s: «%(value)s» no sirve. Por ejemplo: %(known)s.")


def named_preset(code: str) -> Preset:
    """The preset an option names."""
    try:
        return preset(code)
    except UnknownPreset:
        raise misuse("--preset", code, preset_codes()) from None


def made_up_person(law: Preset, given: dict[str, Any]) -> ContactedPerson:  # Any: click's values
    """The person that the options describe.

    Raises:
        Misuse: an option names what does not exist.
        Refused: the events cannot be read.
    """
    person = ContactedPerson(
        zones=_zones(law, given),
        country=_country(given["country"]),
        authorized=_channels("--authorized", given["authorized"]),
        opted_out=_channels("--opt-out", given["opt_out"]),
        holds=tuple(ContactHold(_hold(kind)) for kind in given["holds"]),
    )
    zone = one_zone(person, law)
    return replace(
        person,
        waivers=tuple(instant("--waiver", waiver, zone) for waiver in given["waivers"]),
        events=_events(given["events_file"], zone),
    )


def _zones(law: Preset, given: dict[str, Any]) -> tuple[str, ...]:  # Any: click's values
    """The zones given. A preset whose country is the debtor's falls back to the company's own zone."""
    zones: tuple[str, ...] = given["zones"]
    for zone in zones:
        if zone not in available_timezones():
            raise misuse("--timezone", zone, ["America/Bogota", "America/Mexico_City"])
    if not zones and not given["country"] and law.country is None:
        return (settings_of(click.get_current_context()).timezone,)
    return zones


def _country(given: str | None) -> str | None:
    if given and not zones_of(given.upper()):
        raise misuse("--country", given, ["CO", "MX"])
    return given.upper() if given else None


def one_zone(person: ContactedPerson, law: Preset) -> ZoneInfo | None:
    """The person's zone where there is only one."""
    zones = place_of(person, law).zones
    return ZoneInfo(zones[0]) if len(zones) == 1 else None


def _hold(kind: str) -> str:
    if kind not in hold_kinds():
        raise misuse("--hold", kind, hold_kinds())
    return kind


def _channels(option: str, given: str) -> frozenset[Channel]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    if names == ["all"]:
        return ALL_CHANNELS
    for name in names:
        if name not in CONTACT_CHANNELS:
            raise misuse(option, name, ["all", *CONTACT_CHANNELS])
    return frozenset(map(Channel, names))


def instant(option: str, text: str, zone: ZoneInfo | None) -> datetime:
    """The instant an option gives; without an offset it is in the person's zone, if there is only one."""
    try:
        return _aware(text, zone)
    except ValueError:
        raise misuse(option, text, ["2026-11-20T18:59-05:00"]) from None


def _aware(text: str, zone: ZoneInfo | None) -> datetime:
    """An instant of ISO 8601. Without an offset it is in the person's zone, if there is only one.

    Raises:
        ValueError: it is no instant, or its zone cannot be told.
    """
    instant = datetime.fromisoformat(text)
    if len(text) <= len("2026-11-20"):
        raise ValueError("a day is not an instant")
    if instant.tzinfo is None and zone is None:
        raise ValueError("an instant needs a zone")
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _events(name: str | None, zone: ZoneInfo | None) -> tuple[ContactEvent, ...]:
    if name is None:
        return ()
    try:
        given = json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as wrong:
        raise Refused(N_("No se puede leer %(file)s: %(why)s"), file=name, why=wrong.strerror) from None
    except ValueError as wrong:
        raise Refused(N_("%(file)s no es JSON: %(why)s"), file=name, why=wrong) from None
    if not isinstance(given, list):
        raise Refused(N_("%(file)s debe ser una lista de eventos."), file=name)
    for number, one in enumerate(given, start=1):
        if not isinstance(one, dict):
            raise Refused(N_("%(file)s, evento %(number)s: %(why)s."), file=name, number=number, why=json.dumps(one))
    return tuple(_event(name, number, one, zone) for number, one in enumerate(given, start=1))


def _event(file: str, number: int, given: dict[str, Any], zone: ZoneInfo | None) -> ContactEvent:  # Any: JSON
    try:
        kind = _named(given, "kind", EVENT_KINDS)
        usual = Direction.INBOUND if kind is EventKind.INBOUND else Direction.OUTBOUND
        debt = given.get("debt")
        return ContactEvent(
            at=_aware(given["at"], zone),
            channel=_named(given, "channel", Channel),
            kind=kind,
            direction=_named(given, "direction", Direction) if given.get("direction") else usual,
            debt=None if debt is None else str(debt),
        )
    except KeyError as missing:
        why = f"«{missing.args[0]}»"
        raise Refused(N_("%(file)s, evento %(number)s: falta %(why)s."), file=file, number=number, why=why) from None
    except (ValueError, TypeError) as wrong:
        raise Refused(N_("%(file)s, evento %(number)s: %(why)s."), file=file, number=number, why=wrong) from None


def _named(given: dict[str, Any], key: str, words: Iterable[T]) -> T:
    for word in words:
        if word == given[key]:
            return word
    raise ValueError(f"{key} = {given[key]!r}")


class Misuse(click.UsageError):
    """An option that names what does not exist: one line, without the usage, and exit 2."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the message as one line."""
        click.echo(self.format_message(), file=file, err=file is None)


def misuse(option: str, value: str, known: Iterable[str]) -> Misuse:
    """Build a misuse that names the option, the value given and the values allowed."""
    locale = settings_of(click.get_current_context()).locale
    return Misuse(translate(UNKNOWN, locale, {"option": option, "value": value, "known": ", ".join(known)}))
