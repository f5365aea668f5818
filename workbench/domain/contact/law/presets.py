"""The presets that are shipped."""

from functools import lru_cache
from pathlib import Path

from workbench.domain.contact.law.preset_file import read_presets
from workbench.domain.contact.law.terms import Preset
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

FILE = Path(__file__).with_name("presets.toml")
UNKNOWN_PRESET = N_("No hay un preset de contacto llamado %(code)s. Los que hay: %(codes)s.")


class UnknownPreset(RuleBroken):
    """No preset has this code."""

    rule = "contact.preset"


def preset(code: str) -> Preset:
    """The preset with this code, such as "CO"; always the same object.

    Raises:
        UnknownPreset: there is none.
    """
    try:
        return _shipped()[code]
    except KeyError:
        raise UnknownPreset(UNKNOWN_PRESET, code=code, codes=", ".join(preset_codes())) from None


def preset_codes() -> tuple[str, ...]:
    """The codes of all presets, in the order of the file."""
    return tuple(_shipped())


def hold_kinds() -> tuple[str, ...]:
    """The kinds of holds the gate knows."""
    return tuple(kind for kind in preset("STRICT").holds if kind != "other")


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Preset]:
    return read_presets(FILE)
