"""One table of shortcuts: what the help sheet lists is a key of the screen it names, and no screen has another key.

Keys of a page are told from its templates: `data-key` and the `key` of a button, with what a loop writes.
"""

import re
from pathlib import Path

import pytest

from workbench.web.shortcuts import OF_THE_FRAME, SHORTCUTS, ShortcutGroup

WORKBENCH = Path(__file__).parents[3] / "workbench"
_WRITTEN = re.compile(r'data-key="(\{\{ "[a-z]+"[^"]*|[^"]*)"|"data-key": "([^"]+)"|\bkey=(?:"([^"]+)"|([a-z_]+))')
_OF_A_LOOP = {
    '"abcd"': "abcd",
    '"qwer"': "qwer",
    "answer.key": "qwerty",
    "loop.index": "1",
    "one.position": "1",
    "place": "1",
    "link.letter": "clg",
}
"""What an expression in a template may write; of digits the first, since how many there are follows the data."""


def keys_of(folder: Path) -> set[str]:
    """The keys that the templates of a folder bind."""
    found = set()
    for template in folder.rglob("*.html"):
        if template.name == "controls.html":
            continue  # the buttons themselves: their keys are told where they are used
        for written in _WRITTEN.findall(template.read_text(encoding="utf-8")):
            (key,) = filter(None, written) if any(written) else ("",)
            found |= _told(key)
    return found


def _told(key: str) -> set[str]:
    for expression, letters in _OF_A_LOOP.items():
        if expression in key and (key.startswith(("{{", "g {{")) or key == expression):
            return {f"g {letter}" if key.startswith("g ") else letter for letter in letters}
    return set() if "{{" in key or key in {"", "none", "key"} else {key}


def screens() -> list[str]:
    return sorted(path.name for path in (WORKBENCH / "screens").iterdir() if (path / "templates").is_dir())


def group_of(screen: str) -> ShortcutGroup | None:
    return next((group for group in SHORTCUTS if screen in group.screens), None)


def listed_in(group: ShortcutGroup) -> set[str]:
    return {"1" if key.isdigit() else key for one in group.shortcuts for key in one.keys}


EVERYWHERE = listed_in(SHORTCUTS[0])


@pytest.mark.parametrize("screen", screens())
def test_every_key_of_a_screen_is_in_the_help_sheet(screen):
    group = group_of(screen)
    bound = {"1" if key.isdigit() else key for key in keys_of(WORKBENCH / "screens" / screen)}

    assert bound - (listed_in(group) if group else set()) - EVERYWHERE == set()


@pytest.mark.parametrize("group", [group for group in SHORTCUTS if group.screens], ids=lambda group: group.title)
def test_every_key_of_the_help_sheet_is_on_a_screen_it_names(group):
    bound = set().union(*(keys_of(WORKBENCH / "screens" / screen) for screen in group.screens))

    assert listed_in(group) - bound - OF_THE_FRAME == set()


def test_keys_of_the_frame_are_in_the_help_sheet():
    bound = keys_of(WORKBENCH / "templates")

    assert bound <= EVERYWHERE
    assert EVERYWHERE - bound - OF_THE_FRAME == set()
