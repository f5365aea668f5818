import pytest

from tests.workbench.domain.contact.situations import ZONES, local
from workbench.domain.contact.gate.today import WindowState, opening
from workbench.domain.contact.law.presets import preset


@pytest.mark.parametrize(
    ("code", "at", "until", "opens"),
    [
        ("CO", "2026-11-18 10:00", "2026-11-18 19:00", None),
        ("CO", "2026-11-14 15:00", None, "2026-11-17 07:00"),
        ("STRICT", "2026-11-18 10:00", "2026-11-18 18:00", None),
        ("STRICT", "2026-11-16 10:00", None, "2026-11-17 09:00"),
        ("GB", "2026-11-20 20:30", None, "2026-11-21 09:00"),
    ],
)
def test_a_desk_says_until_when_or_from_when(code, at, until, opens):
    said = opening(preset(code), zone=ZONES[code], at=local(at, code))

    assert said == WindowState(
        is_open=until is not None,
        until=local(until, code) if until else None,
        opens_at=local(opens, code) if opens else None,
    )
