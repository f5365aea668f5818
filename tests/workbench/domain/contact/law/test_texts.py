from workbench.domain.contact.law.presets import FILE, preset, preset_codes
from workbench.domain.contact.law.texts import extract


def test_every_text_a_rule_can_say_is_there_to_translate():
    with FILE.open("rb") as file:
        extracted = {text for _, _, text, _ in extract(file, (), (), {})}

    said = set()
    for law in map(preset, preset_codes()):
        said |= {law.name, law.notes}
        said |= {rule.text for rule in (*law.rules.values(), *law.holds.values())}
        said |= {rule.text for cap in law.caps for rule in (cap.reached, cap.too_soon) if rule}
    assert said - extracted == set()
