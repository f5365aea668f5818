"""Reading presets from TOML. Whatever cannot be used is refused with the place where it stands.

Presets inherit `[defaults]`, and a preset with `extends` the one it names, key by key.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from models.enums import Channel
from workbench.domain.contact.phrases import Phrases
from workbench.domain.contact.preset_values import PresetError, channel_set, count, period, place, windows_of
from workbench.domain.contact.public_holidays import has_country
from workbench.domain.contact.terms import Cap, OptOut, PhraseRule, Preset, Wait, Window
from workbench.domain.contact.verdict import SpokenRule
from workbench.domain.contact.vocabulary import (
    ALL_CHANNELS,
    Confidence,
    Level,
    Recipient,
    Scope,
    Severity,
    Unit,
)

Table = Mapping[str, Any]  # Any: a TOML value; every use below checks it

_DAYS = {"mon_fri": range(5), "mon": [0], "tue": [1], "wed": [2], "thu": [3], "fri": [4], "sat": [5], "sun": [6]}
_REQUIRED = ("name", "level", "ref", "verified_on", "confidence", "windows", "holiday")
_OPTIONAL = (
    "extends", "notes", "country", "calendar", "weekend", "window_severity", "channel_auth", "one_channel_per_week",
    "recipients", "caps", "post_conversation", "visits", "ask_delay_reason", "opt_out", "forbidden", "citations",
    "house", "waiver",
)  # fmt: skip
_MORE = (
    "caller_prefix", "retention_months", "recording_retention_months", "pay_to", "written_agreement",
    "applies_to_first_party",
)  # fmt: skip
_CAP_KEYS = {
    "id", "unit", "channels", "scope", "max", "window", "severity", "text", "citation", "min_gap_days", "gap_text",
    "extra_same_day_if_answered",
}  # fmt: skip
# Rules that are the house's own wherever a preset does not cite a source for them.
_HOUSE_RULES = {"zone", "calendar", "channel", "threats", "voicemail_debt", "bureau_threat"}
_OWN_CITATIONS = {"platform_whatsapp": "WhatsApp Business Policy"}
_SEVERITIES = {"weekend": Severity.WARN, "platform_whatsapp": Severity.WARN}


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
    return {code: _Reader(file, code).preset() for code in file["presets"]}


class _Reader:
    """Reads one preset; knows the parts of the file that all presets share."""

    def __init__(self, file: Table, code: str) -> None:
        self.file = file
        self.code = code
        self.own = dict(_inherited(file, code))
        self.citations: Table = self.own.get("citations", {})

    def preset(self) -> Preset:
        with place(self.code):
            self._check_keys()
            return Preset(
                code=self.code,
                **self._identity(),
                **self._hours(),
                **self._channels(),
                caps=self._caps(),
                post_conversation=self._wait(),
                phrases=self._phrases(),
                rules=MappingProxyType(self._rules()),
                holds=MappingProxyType(self._holds()),
                hold_recipients=MappingProxyType(self._hold_recipients()),
                opt_out_notices=Phrases(self.file["opt_out_requests"]["notices"], self.file["verbs"]),
                more=MappingProxyType({key: self.own[key] for key in _MORE if key in self.own}),
            )

    def _check_keys(self) -> None:
        for key in _REQUIRED:
            self.own[key]
        unknown = set(self.own) - {*_REQUIRED, *_OPTIONAL, *_MORE}
        if unknown:
            raise ValueError(f"{min(unknown)} is not a term of a preset")

    def _identity(self) -> dict[str, Any]:
        with place("verified_on"):
            if type(self.own["verified_on"]) is not date:
                raise ValueError("must be a day")
        return {
            "name": self.own["name"],
            "level": self._one_of(Level, "level"),
            "ref": self.own["ref"],
            "verified_on": self.own["verified_on"],
            "confidence": self._one_of(Confidence, "confidence"),
            "notes": self.own.get("notes", ""),
        }

    def _hours(self) -> dict[str, Any]:
        level = self._one_of(Level, "level")
        outside = Severity.WARN if level is Level.ADVISORY else Severity.BLOCK
        return {
            "country": self.own.get("country"),
            "calendar": self._calendar(),
            "windows": self._windows(),
            "weekend": self._severity("weekend", silent="by_window"),
            "holiday": self._severity("holiday", silent="ignore"),
            "window_severity": self._severity("window_severity", silent="") or outside,
        }

    def _calendar(self) -> str | None:
        name = self.own.get("calendar", "debtor")
        if name == "debtor":
            return None
        with place("calendar"):
            if not has_country(str(name).partition("-")[0]):
                raise ValueError(f"{name} is not a holiday calendar")
        return str(name)

    def _windows(self) -> tuple[tuple[Window, ...], ...]:
        week: list[tuple[Window, ...]] = [()] * 7
        for name, given in self.own["windows"].items():
            with place(f"windows.{name}"):
                if name not in _DAYS:
                    raise ValueError("is not a day; use mon_fri, mon … sun")
                for weekday in _DAYS[name]:
                    week[weekday] = windows_of(given)
        return tuple(week)

    def _channels(self) -> dict[str, Any]:
        with place("opt_out"):
            opt_out = OptOut(**self.own["opt_out"])
        return {
            "channel_auth_required": self._choice("channel_auth", ("required", "optional")) == "required",
            "one_channel_per_week": self._severity("one_channel_per_week", silent="ignore"),
            "recipients": self._recipients(self.own["recipients"], "recipients"),
            "visits_forbidden": self._choice("visits", ("forbidden", "same_window")) == "forbidden",
            "written_waivers": self._choice("waiver", ("spoken", "separate_written")) == "separate_written",
            "ask_delay_reason": self._choice("ask_delay_reason", ("forbidden", "optional", "recommended")),
            "opt_out": opt_out,
        }

    def _caps(self) -> tuple[Cap, ...]:
        caps = []
        for number, given in enumerate(self.own.get("caps", [])):
            with place(f"caps[{number}]"):
                caps.append(self._cap(given))
        with place("caps"):
            if len({cap.id for cap in caps}) < len(caps):
                raise ValueError("two have the same id")
        # Day caps are asked before those of weeks.
        return tuple(sorted(caps, key=lambda cap: cap.window.name != "day"))

    def _cap(self, given: Table) -> Cap:
        unknown = set(given) - _CAP_KEYS
        if unknown:
            raise ValueError(f"{min(unknown)} is not a term of a cap")
        reached = SpokenRule(given["id"], Severity(given["severity"]), self._citation(given), given["text"])
        gap = count(given.get("min_gap_days", 0), least=0)
        return Cap(
            id=given["id"],
            unit=Unit(given["unit"]),
            channels=channel_set(given["channels"]),
            same_channel=given["channels"] == "same",
            scope=Scope(given["scope"]),
            max=count(given["max"], least=1),
            window=period(given["window"]),
            min_gap_days=gap,
            extra_same_day_if_answered=count(given.get("extra_same_day_if_answered", 0), least=0),
            reached=reached,
            too_soon=SpokenRule(f"{reached.id}_gap", reached.severity, reached.citation, given["gap_text"])
            if gap
            else None,
        )

    def _wait(self) -> Wait | None:
        given = self.own.get("post_conversation")
        if given is None:
            return None
        with place("post_conversation"):
            days = count(given["wait_days"], least=1)
            rule = self._rule("wait_after_conversation", Severity(given["severity"]), self._citation(given))
            return Wait(
                days=days,
                scope=Scope(given["scope"]),
                channels=channel_set(given["channels"]),
                inbound_counts=bool(given["inbound_counts"]),
                rule=rule.saying(days=str(days)),
            )

    def _rules(self) -> dict[str, SpokenRule]:
        given = {"holiday": self.own["holiday"], "one_channel_per_week": self.own.get("one_channel_per_week")}
        rules = {}
        for name, text in self.file["texts"].items():
            if isinstance(text, str):
                warns = given.get(name) == "warn"
                severity = Severity.WARN if warns else _SEVERITIES.get(name, Severity.BLOCK)
                rules[name] = self._rule(name, severity)
        return rules

    def _rule(self, name: str, severity: Severity, citation: str | None = None) -> SpokenRule:
        return SpokenRule(name, severity, citation or self._citation_for(name), self.file["texts"][name])

    def _holds(self) -> dict[str, SpokenRule]:
        return {
            kind: SpokenRule(f"hold_{kind}", Severity.BLOCK, self._citation_for(f"hold_{kind}"), text)
            for kind, text in self.file["texts"]["holds"].items()
        }

    def _hold_recipients(self) -> dict[str, frozenset[Recipient]]:
        named: Table = self.file["hold_recipients"]
        return {kind: self._recipients(roles, f"hold_recipients.{kind}") for kind, roles in named.items()}

    def _phrases(self) -> tuple[PhraseRule, ...]:
        names = list(self.own["forbidden"])
        if self.own["ask_delay_reason"] == "forbidden":
            names.insert(0, "ask_reason")
        return tuple(self._phrase(name) for name in names)

    def _phrase(self, name: str) -> PhraseRule:
        with place(f"forbidden.{name}"):
            given = self.file["phrases"][name]
            rule = SpokenRule(name, Severity(given["severity"]), self._citation_for(name), given["text"])
            return PhraseRule(
                rule=rule,
                channels=frozenset(map(Channel, given.get("channels", ALL_CHANNELS))),
                phrases=Phrases(given["patterns"], self.file["verbs"]),
            )

    def _citation(self, given: Table) -> str:
        return str(given.get("citation", self.own["ref"]))

    def _citation_for(self, rule: str) -> str:
        is_house = rule in _HOUSE_RULES or rule.startswith("hold_")
        own = self.own["house"] if is_house else self.own["ref"]
        return str(self.citations.get(rule, _OWN_CITATIONS.get(rule, own)))

    def _recipients(self, roles: list[str], where: str) -> frozenset[Recipient]:
        with place(where):
            return frozenset(map(Recipient, roles))

    def _severity(self, key: str, *, silent: str) -> Severity | None:
        with place(key):
            value = self.own.get(key, silent)
            return None if value == silent else Severity(value)

    def _one_of(self, enum: Callable[[str], Any], key: str) -> Any:  # Any: a member of the enum given
        with place(key):
            return enum(self.own[key])

    def _choice(self, key: str, choices: tuple[str, ...]) -> str:
        with place(key):
            if self.own[key] not in choices:
                raise ValueError(f"must be one of {', '.join(choices)}")
        return str(self.own[key])


def _inherited(file: Table, code: str) -> Table:
    own = file["presets"][code]
    with place(code):
        parent = file["presets"][own["extends"]] if "extends" in own else {}
    return {**file["defaults"], **parent, **own}
