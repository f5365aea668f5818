"""Asking the gate about made-up people, in as few words as the situation has."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.enums import Channel, Direction, EventKind
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.person import ContactedPerson, ContactEvent
from workbench.domain.contact.law.presets import preset
from workbench.domain.contact.law.verdict import Verdict
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS

ZONES = {
    "CO": "America/Bogota", "MX": "America/Mexico_City", "CL": "America/Santiago", "PE": "America/Lima",
    "EC": "America/Guayaquil", "PY": "America/Asuncion", "BR": "America/Sao_Paulo",
    "AR": "America/Argentina/Buenos_Aires", "ES": "Europe/Madrid", "DO": "America/Santo_Domingo",
    "GT": "America/Guatemala", "SV": "America/El_Salvador", "PA": "America/Panama", "US": "America/New_York",
    "US-MA": "America/New_York", "GB": "Europe/London", "STRICT": "America/Bogota",
}  # fmt: skip


def local(text: str, code: str = "CO") -> datetime:
    """An instant as a clock in the preset's main zone shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[code]))


def minute_before(instant: datetime) -> datetime:
    return instant - timedelta(minutes=1)


def person(code: str = "CO", **known) -> ContactedPerson:
    """Someone in the preset's main zone who authorised every channel."""
    return ContactedPerson(**{"zones": (ZONES[code],), "authorized": ALL_CHANNELS, **known})


def event(at: datetime, kind: EventKind, channel: Channel = Channel.CALL, **more) -> ContactEvent:
    return ContactEvent(at, channel, kind, more.get("direction", Direction.OUTBOUND), more.get("debt"))


def ask(code: str, at: str, channel: Channel = Channel.CALL, *, who: ContactedPerson | None = None, **asked) -> Verdict:
    """The verdict at an hour of the preset's main zone."""
    return may_contact(who or person(code), channel=channel, at=local(at, code), preset=preset(code), **asked)


def spoken(verdict: Verdict) -> list[tuple[str, str]]:
    """Which rules spoke, and how loud."""
    return [(rule.id, rule.severity.value) for rule in verdict.rules]
