"""Contact: the law as data, the gate that decides whether a person may be contacted, numbers and holds."""

from workbench.domain.contact.consents import ConsentRefused, declare_consents
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.person import ContactedPerson, ContactEvent, ContactHold, told_by_days
from workbench.domain.contact.gate.places import place_of, zones_of
from workbench.domain.contact.gate.today import WindowState, opening
from workbench.domain.contact.holds import hold_rows, hold_term, pause_account, place_hold, rests_whole_customer
from workbench.domain.contact.homes import Home, homes_of
from workbench.domain.contact.law.presets import UnknownPreset, hold_kinds, preset, preset_codes
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import SpokenRule, Verdict
from workbench.domain.contact.law.vocabulary import ALL_CHANNELS, CONTACT_CHANNELS, Answer, CapUnit, Purpose, Recipient
from workbench.domain.contact.people import counted_kind, may_reach, may_respond, people_of
from workbench.domain.contact.points import apply_outcome, check_point, next_state, point_reports, state_after

__all__ = [
    "ALL_CHANNELS",
    "CONTACT_CHANNELS",
    "Answer",
    "CapUnit",
    "ConsentRefused",
    "ContactEvent",
    "ContactHold",
    "ContactedPerson",
    "Home",
    "Preset",
    "Purpose",
    "Recipient",
    "SpokenRule",
    "UnknownPreset",
    "Verdict",
    "WindowState",
    "apply_outcome",
    "check_point",
    "counted_kind",
    "declare_consents",
    "hold_kinds",
    "hold_rows",
    "hold_term",
    "homes_of",
    "may_contact",
    "may_reach",
    "may_respond",
    "next_state",
    "opening",
    "pause_account",
    "people_of",
    "place_hold",
    "place_of",
    "point_reports",
    "preset",
    "preset_codes",
    "rests_whole_customer",
    "state_after",
    "told_by_days",
    "zones_of",
]
