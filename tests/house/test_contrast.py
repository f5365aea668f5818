"""Text on its background reaches 4.5:1 in both themes, edges and bars of charts 3:1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent.parent / "workbench" / "static" / "css" / "tokens.css"
THEMES = {
    "light": re.compile(r':root,\n\[data-bs-theme="light"\] \{(.*?)\n\}', re.DOTALL),
    "dark": re.compile(r'\n\[data-bs-theme="dark"\] \{(.*?)\n\}', re.DOTALL),
}
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("bg", "surface", "sunken", "raised")
PAIRS = [
    *(
        (text, ground, TEXT)
        for text in ("text", "text-2", "text-3")
        for ground in ("bg", "surface", "sunken", "raised")
    ),
    *(("accent-text", ground, TEXT) for ground in ("surface", "bg", "selected", "accent-soft", "raised")),
    *(("text-3", ground, TEXT) for ground in ("hover", "selected")),
    *((tone, f"{tone}-soft", TEXT) for tone in ("ok", "warn", "bad", "info")),
    *((tone, ground, TEXT) for tone in ("ok", "warn", "bad", "info") for ground in ("surface", "bg")),
    *(("text", f"{tone}-soft", TEXT) for tone in ("ok", "warn", "bad", "info")),
    *((f"t{step}", f"t{step}b", TEXT) for step in range(1, 6)),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-accent", "on-accent-well", TEXT),
    ("toast-text", "toast", TEXT),
    ("toast-link", "toast", TEXT),
    ("border-strong", "surface", SHAPE),
    ("mark", "surface", SHAPE),
    ("mark", "track", SHAPE),
]


def _tokens(theme: str) -> dict[str, str]:
    """The colours of a theme; what the dark one does not name stays as in the light one."""
    css = TOKENS.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name in ("light", theme):
        block = THEMES[name].search(css)
        assert block is not None
        found.update(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block.group(1)))
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_pair_can_be_told_apart(theme: str) -> None:
    tokens = _tokens(theme)

    weak = [
        (text, ground, round(_contrast(tokens[text], tokens[ground]), 2))
        for text, ground, least in PAIRS
        if _contrast(tokens[text], tokens[ground]) < least
    ]

    assert weak == []


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert round(_contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(_contrast("#777777", "#ffffff"), 2) == 4.48
