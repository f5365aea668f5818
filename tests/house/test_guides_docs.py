"""What stands in Spanish and in English says the same, runs, and names the screen as it is."""

import re
import shlex
import tomllib
from collections import Counter, defaultdict
from functools import cache
from itertools import zip_longest
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from tests.house import guides
from workbench.cli import cli
from workbench.screens.help.guides import GUIDES
from workbench.screens.help.markdown import slug
from workbench.settings import PREFIX, TABLE

ROOT = Path(__file__).parents[2]
PAIRS = {"README": (ROOT / "README.es.md", ROOT / "README.md")} | {
    guide.slug: (guide.file("es"), guide.file("en")) for guide in GUIDES
}
FILES = [path for pair in PAIRS.values() for path in pair]
TARGET = re.compile(r"\]\((?!https?:)([\w./-]*\.md)?(?:#([\w-]+))?\)")
CODE = re.compile(r"`([^`]+)`")
VARIABLE = re.compile(rf"{PREFIX}[A-Z_]+")
PLACE = re.compile(r"%\(\w+\)s")
CATALOGUE = ROOT / "workbench" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
OUTCOMES = ROOT / "workbench" / "domain" / "calls" / "data" / "outcomes.toml"


def shown(path):
    return path.relative_to(ROOT).as_posix()


def parts_of(path):
    return guides.parts(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("spanish", "english"), PAIRS.values(), ids=PAIRS)
def test_both_languages_have_the_same_headings_code_and_tables(spanish, english):
    different = [
        f"«{one and one.title}» | “{other and other.title}”: {name}: {mine!r} | {other and other.shape()[name]!r}"
        for one, other in zip_longest(parts_of(spanish), parts_of(english))
        for name, mine in (one or other).shape().items()
        if not (one and other) or mine != other.shape()[name]
    ]

    assert different == []


def test_every_spanish_document_has_its_pair():
    assert sorted((ROOT / "docs" / "es").glob("*.md")) == sorted(guide.file("es") for guide in GUIDES)
    assert sorted((ROOT / "docs" / "guides").glob("*.md")) == sorted(guide.file("en") for guide in GUIDES)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_links_lead_to_a_heading_that_exists(path):
    broken = []
    for file, anchor in TARGET.findall(path.read_text(encoding="utf-8")):
        target = (path.parent / file).resolve() if file else path
        titles = parts_of(target) if target.is_file() else []
        if not titles or (anchor and anchor not in {slug(one.title) for one in titles}):
            broken.append(f"{file}#{anchor}")

    assert broken == []


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_commands_exist_with_their_options(path):
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    unknown = []
    for line in guides.commands(path.read_text(encoding="utf-8")):
        program, *words = shlex.split(re.sub(r"\$\([^)]*\)", "x", line))
        if program == "make" and words[0] not in targets:
            unknown.append(line)
        elif program == "workbench":
            unknown += [f"{line}: {word}" for word in unknown_words(cli, words)]

    assert unknown == []


@pytest.mark.parametrize("path", PAIRS["README"], ids=shown)
def test_readme_names_every_command_and_target(path):
    text = path.read_text(encoding="utf-8")
    told = {cell.split()[0] for row in re.findall(r"^\|([^|]+)\|", text, re.MULTILINE) for cell in CODE.findall(row)}
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()

    assert sorted(set(cli.list_commands(click.Context(cli))) - told) == []
    assert [target for target in targets if f"| `make {target}` |" not in text] == []


def unknown_words(command, words):
    """The subcommands and options of a command line that do not exist."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        inner = command.get_command(context, words[0]) if words else command
        return [words[0]] if inner is None else [] if inner is command else unknown_words(inner, words[1:])
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return [word for word in words if word.startswith("--") and word.split("=")[0] not in known]


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_variables_are_settings(path):
    assert set(VARIABLE.findall(path.read_text(encoding="utf-8"))) - {PREFIX + row.name for row in TABLE} == set()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_what_is_bold_is_on_the_screen(guide, language):
    """In a guide bold is for names on the screen only; an ellipsis stands for the rest of a longer sentence."""
    texts, patterns = on_screen(language)

    missing = [
        name
        for name in guides.strong(guide.file(language).read_text(encoding="utf-8"))
        if name not in texts
        and not any(pattern.fullmatch(name) for pattern in patterns)
        and not (name.endswith("…") and any(text.startswith(name[:-1]) for text in texts))
    ]

    assert missing == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_both_languages_name_the_same_on_the_screen(guide):
    different = []
    for one, other in zip(parts_of(guide.file("es")), parts_of(guide.file("en")), strict=True):
        left = Counter(other.names)
        for name in one.names:
            english = translations().get(name)
            told = next((text for text in english or () if left[text]), None)
            if english and told is None:
                different.append(f"«{one.title}»: {name} is {english}")
            left[told] -= 1

    assert different == []


@cache
def translations():
    """The English of every Spanish text without places; an outcome's label may be a text of the screen too."""
    found = defaultdict(set)
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            if isinstance(message.id, str):
                found[message.id].add(message.string)
    for row in tomllib.loads(OUTCOMES.read_text(encoding="utf-8")).values():
        found[row["es"]].add(row["en"])
    return dict(found)


@cache
def on_screen(language):
    """Every text of the screen in a language, and a pattern for each that has places and enough words beside them."""
    texts = [row[language] for row in tomllib.loads(OUTCOMES.read_text(encoding="utf-8")).values()]
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            found = message.id if language == "es" else message.string
            texts += [found] if isinstance(found, str) else found
    whole = {text.replace("%%", "%") for text in texts}
    told = [text for text in whole if PLACE.search(text) and len(PLACE.sub("", text)) > 8]
    return whole, [re.compile(".+".join(map(re.escape, PLACE.split(text)))) for text in told]
