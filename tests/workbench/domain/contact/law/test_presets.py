import copy
import tomllib

import pytest

from models.enums import Channel, HoldKind
from workbench.domain.contact.law.preset_file import presets_of, read_presets
from workbench.domain.contact.law.preset_values import PresetError
from workbench.domain.contact.law.presets import FILE, UnknownPreset, hold_kinds, preset, preset_codes
from workbench.domain.contact.law.vocabulary import CapUnit, Severity
from workbench.kernel.calendar import has_calendar

SHIPPED = tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_presets_are_the_shipped_ones():
    assert preset_codes() == (
        "CO", "MX", "CL", "PE", "EC", "PY", "BR", "AR", "ES", "DO", "GT", "SV", "PA", "US", "US-MA", "GB", "STRICT",
    )  # fmt: skip


def test_a_preset_is_always_the_same_object():
    assert preset("CO") is preset("CO")


def test_an_unknown_preset_names_the_known_ones():
    with pytest.raises(UnknownPreset, match=r"XX.*CO, MX"):
        preset("XX")


@pytest.mark.parametrize("code", preset_codes())
def test_every_preset_says_where_it_comes_from(code):
    law = preset(code)
    rules = [*law.rules.values(), *law.holds.values(), *(cap.reached for cap in law.caps)]

    assert law.name
    assert law.ref
    assert law.notes
    assert law.verified_on.year == 2026
    assert [rule.id for rule in rules if not (rule.citation and rule.text)] == []


@pytest.mark.parametrize("code", preset_codes())
def test_every_preset_has_the_holidays_it_needs(code):
    calendar = preset(code).calendar

    assert code == "STRICT" if calendar is None else has_calendar(calendar)


def test_every_hold_of_the_database_has_its_words():
    assert {kind.value for kind in HoldKind} <= set(hold_kinds())


def test_a_preset_inherits_what_it_does_not_say():
    massachusetts = preset("US-MA")

    assert massachusetts.post_conversation.days == 7
    assert [(cap.unit, cap.max) for cap in massachusetts.caps] == [(CapUnit.ATTEMPT_CONNECTED, 2)]
    assert massachusetts.caps[0].channels == {Channel.CALL, Channel.VOICEMAIL, Channel.SMS}


def test_a_rule_cites_its_own_source_else_the_presets_else_the_house():
    assert [preset(code).holds["attorney"].citation for code in ("US", "CO")] == [
        "12 CFR 1006.6(b)(2)",
        "Criterio de la casa",
    ]
    assert [preset(code).rules["hours"].citation for code in ("US", "CO")] == [
        "12 CFR 1006.6(b)(1)",
        "Ley 2300 de 2023",
    ]


def test_terms_for_other_parts_are_kept():
    assert preset("CL").more["caller_prefix"] == "600"
    assert preset("ES").window_severity is Severity.WARN


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("CO", "level"), "lwa", "CO.level: 'lwa'"),
        (("CO", "wether"), 1, "CO: wether is not a term"),
        (("CO", "verified_on"), "today", "CO.verified_on: must be a day"),
        (("CO", "calendar"), "XX", "CO.calendar: XX is not a holiday calendar"),
        (("CO", "holiday"), "maybe", "CO.holiday: 'maybe'"),
        (("CO", "windows"), {"mon_fri": ["19:00", "07:00"]}, "CO.windows.mon_fri: 19:00 is not before 07:00"),
        (("CO", "windows"), {"mon_fri": ["7", "19:00"]}, "CO.windows.mon_fri: 7 is not a time"),
        (("CO", "windows"), {"noday": []}, "CO.windows.noday: is not a day"),
        (("CO", "recipients"), ["boss"], "CO.recipients: 'boss'"),
        (("CO", "visits"), "often", "CO.visits: must be one of forbidden"),
        (("CO", "opt_out"), {"scope": "all"}, "CO.opt_out"),
        (("CO", "caps", 0, "unit"), "tries", r"CO.caps\[0\]: 'tries'"),
        (("CO", "caps", 0, "max"), 0, r"CO.caps\[0\]: 0 must be a whole number from 1"),
        (("CO", "caps", 0, "window"), "fortnight", r"CO.caps\[0\]: fortnight is not a window"),
        (("CO", "caps", 0, "channels"), "some", r"CO.caps\[0\]: channels: some"),
        (("CO", "caps", 0, "note"), "x", r"CO.caps\[0\].*note is not a term of a cap"),
        (("CO", "caps", 1, "id"), "attempts_per_day", "CO.caps: two have the same id"),
        (("US", "post_conversation", "wait_days"), "7", "US.post_conversation: '7'"),
        (("US-MA", "extends"), "ZZ", "US-MA: ZZ is missing"),
    ],
)
def test_a_mistake_in_the_file_is_named(path, value, message):
    file = copy.deepcopy(SHIPPED)
    table = file["presets"]
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value

    with pytest.raises(PresetError, match=message):
        presets_of(file)


def test_a_missing_term_is_named():
    file = copy.deepcopy(SHIPPED)
    del file["presets"]["CO"]["windows"]

    with pytest.raises(PresetError, match="CO: windows is missing"):
        presets_of(file)


def test_a_file_that_is_not_toml_is_refused(tmp_path):
    broken = tmp_path / "presets.toml"
    broken.write_text("[presets\n")

    with pytest.raises(PresetError, match=r"presets\.toml"):
        read_presets(broken)
