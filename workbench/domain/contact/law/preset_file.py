"""Reads presets from TOML. A value that cannot be used raises `PresetError` with its place in the file.

Presets inherit `[defaults]`, and a preset with `extends` the one it names, key by key.
"""

import tomllib
from pathlib import Path
from types import MappingProxyType

from scripts_library.phrases import phrase
from workbench.domain.contact.law import preset_terms
from workbench.domain.contact.law.preset_rules import PresetRules
from workbench.domain.contact.law.preset_values import PresetError, Table, place
from workbench.domain.contact.law.terms import Preset

_REQUIRED = ("name", "level", "ref", "verified_on", "confidence", "windows", "holiday")
_OPTIONAL = (
    "extends", "notes", "country", "calendar", "weekend", "window_severity", "channel_auth", "one_channel_per_week",
    "recipients", "caps", "post_conversation", "visits", "ask_delay_reason", "opt_out", "citations", "house",
    "waiver",
)  # fmt: skip
_MORE = (
    "caller_prefix", "retention_months", "recording_retention_months", "pay_to", "written_agreement",
    "applies_to_first_party",
)  # fmt: skip


def read_presets(path: Path) -> dict[str, Preset]:
    """All presets of a file, by code.

    Raises:
        PresetError: the file is not TOML, or a value in it cannot be used.
    """
    try:
        file = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise PresetError(f"{path.name}: {wrong}") from None
    return presets_of(file)


def presets_of(file: Table) -> dict[str, Preset]:
    """All presets of a parsed file, by code; see `read_presets`."""
    return {code: _preset(file, code) for code in file["presets"]}


def _preset(file: Table, code: str) -> Preset:
    own = _inherited(file, code)
    with place(code):
        _check_keys(own)
        rules = PresetRules(own, file)
        return Preset(
            code=code,
            **preset_terms.identity(own),
            **preset_terms.hours(own),
            **preset_terms.channels(own),
            caps=rules.caps(),
            post_conversation=rules.wait(),
            rules=MappingProxyType(rules.rules()),
            holds=MappingProxyType(rules.holds()),
            hold_recipients=MappingProxyType(rules.hold_recipients()),
            opt_out_notice=phrase("opt_out_notice", *file["opt_out_requests"]["notices"]),
            more=MappingProxyType({key: own[key] for key in _MORE if key in own}),
        )


def _check_keys(own: Table) -> None:
    for key in _REQUIRED:
        if key not in own:
            raise KeyError(key)
    unknown = set(own) - {*_REQUIRED, *_OPTIONAL, *_MORE}
    if unknown:
        raise ValueError(f"{min(unknown)} is not a term of a preset")


def _inherited(file: Table, code: str) -> Table:
    own = file["presets"][code]
    with place(code):
        parent = file["presets"][own["extends"]] if "extends" in own else {}
    return {**file["defaults"], **parent, **own}
