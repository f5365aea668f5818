"""The rules of a preset: caps, the wait, and the text and citation of each rule."""

from workbench.domain.contact.law.preset_values import Table, channel_set, count, period, place, recipients
from workbench.domain.contact.law.terms import Cap, Wait
from workbench.domain.contact.law.verdict import SpokenRule
from workbench.domain.contact.law.vocabulary import CapUnit, Recipient, Scope, Severity

_CAP_KEYS = {
    "id", "unit", "channels", "scope", "max", "window", "severity", "text", "citation", "min_gap_days", "gap_text",
    "extra_same_day_if_answered",
}  # fmt: skip
# Rules of this product, not of a law, wherever a preset does not cite a source for them.
_HOUSE_RULES = {
    "zone", "calendar", "channel", "threats", "judicial_lookalike", "shaming", "third_party_pressure", "false_urgency",
    "bureau_threat", "voicemail_debt", "third_party_debt",
}  # fmt: skip
_OWN_CITATIONS = {"platform_whatsapp": "WhatsApp Business Policy"}
_SEVERITIES = {"weekend": Severity.WARN, "platform_whatsapp": Severity.WARN}


class PresetRules:
    """Reads the rules of one preset; knows the parts of the file that all presets share."""

    def __init__(self, own: Table, file: Table) -> None:
        """Keep the preset's own terms and the whole file."""
        self.own = own
        self.file = file
        self.citations: Table = own.get("citations", {})

    def caps(self) -> tuple[Cap, ...]:
        """Every cap; day caps first, they are asked before those of weeks."""
        caps = []
        for number, given in enumerate(self.own.get("caps", [])):
            with place(f"caps[{number}]"):
                caps.append(self._cap(given))
        with place("caps"):
            if len({cap.id for cap in caps}) < len(caps):
                raise ValueError("two have the same id")
        return tuple(sorted(caps, key=lambda cap: cap.window.name != "day"))

    def _cap(self, given: Table) -> Cap:
        unknown = set(given) - _CAP_KEYS
        if unknown:
            raise ValueError(f"{min(unknown)} is not a term of a cap")
        reached = SpokenRule(given["id"], Severity(given["severity"]), self._citation(given), given["text"])
        gap = count(given.get("min_gap_days", 0), least=0)
        return Cap(
            id=given["id"],
            unit=CapUnit(given["unit"]),
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

    def wait(self) -> Wait | None:
        """The rest after a conversation, None where there is none."""
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

    def rules(self) -> dict[str, SpokenRule]:
        """Text and citation of each general rule, by id."""
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

    def holds(self) -> dict[str, SpokenRule]:
        """Text and citation of each kind of hold."""
        return {
            kind: SpokenRule(f"hold_{kind}", Severity.BLOCK, self._citation_for(f"hold_{kind}"), text)
            for kind, text in self.file["texts"]["holds"].items()
        }

    def hold_recipients(self) -> dict[str, frozenset[Recipient]]:
        """The recipients that each kind of hold still allows."""
        named: Table = self.file["hold_recipients"]
        return {kind: recipients(roles, f"hold_recipients.{kind}") for kind, roles in named.items()}

    def _citation(self, given: Table) -> str:
        return str(given.get("citation", self.own["ref"]))

    def _citation_for(self, rule: str) -> str:
        is_house = rule in _HOUSE_RULES or rule.startswith("hold_")
        own = self.own["house"] if is_house else self.own["ref"]
        return str(self.citations.get(rule, _OWN_CITATIONS.get(rule, own)))
