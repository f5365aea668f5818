"""The guides that Ayuda shows: which there are, for which role, in which language, and what a search finds in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import workbench
from models.enums import RoleCode
from workbench.folding import fold
from workbench.screens.help.markdown import Document, Section, read

LEAST_LETTERS = 2
"""A search for fewer letters finds everything and is not made."""
MOST_FOUND = 30
_EXCERPT = 160

_PACKAGE = Path(workbench.__file__).parent
_FOLDERS = {"en": ("guides", "en"), "es": ("es", "es")}
"""By language: the folder under docs/ of a checkout, and under guides/ of an installed package."""


@dataclass(frozen=True)
class Guide:
    """A guide: the role it is written for, its address under /ayuda, and its file in Spanish and in English."""

    role: RoleCode
    slug: str
    spanish: str
    english: str

    def file(self, language: str) -> Path:
        """Where its text is; in Spanish where the language has none."""
        return _folder(language) / (self.english if language == "en" else self.spanish)


GUIDES = (
    Guide(RoleCode.COLLECTOR, "gestores", "gestores.md", "collectors.md"),
    Guide(RoleCode.SUPERVISOR, "supervisores", "supervisores.md", "supervisors.md"),
    Guide(RoleCode.TEAM_LEAD, "lideres", "lideres.md", "team-leads.md"),
    Guide(RoleCode.ADMINISTRATOR, "operadores", "operadores.md", "operators.md"),
)
BY_SLUG = {guide.slug: guide for guide in GUIDES}


@dataclass(frozen=True)
class Found:
    """A section that a search found: its guide, the section, and the words around the first hit."""

    guide: Guide
    title: str
    section: Section
    excerpt: str


def for_role(role: str) -> list[Guide]:
    """Every guide, the one written for this role first."""
    return sorted(GUIDES, key=lambda guide: guide.role != role)


@cache
def document(guide: Guide, language: str) -> Document:
    """A guide in a language of the screen, read once per process."""
    addresses = {one.file(language).name: one.slug for one in GUIDES}
    return read(guide.file(language).read_text(encoding="utf-8"), addresses=addresses)


def _folder(language: str) -> Path:
    """Where the guides of a language are: in the package once it is installed, else in the checkout's docs/."""
    in_docs, in_package = _FOLDERS.get(language, _FOLDERS["es"])
    installed = _PACKAGE / "guides" / in_package
    return installed if installed.is_dir() else _PACKAGE.parent / "docs" / in_docs


def search(words: str, *, guides: Sequence[Guide], language: str) -> list[Found]:
    """The sections that hold every word, whatever its case and accents; those with all of them in the heading first.

    Args:
        words: What was typed. Fewer than `LEAST_LETTERS` letters find nothing.
        guides: Where to look; their order decides between equals.
        language: The language of the screen.

    """
    wanted = fold(words).split()
    if sum(map(len, wanted)) < LEAST_LETTERS:
        return []
    found = [
        (not all(word in fold(section.title) for word in wanted), one)
        for guide in guides
        for section in document(guide, language).sections
        if (one := _found(guide, section, wanted, title=document(guide, language).title))
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])][:MOST_FOUND]


def _found(guide: Guide, section: Section, wanted: list[str], *, title: str) -> Found | None:
    heading, text = fold(section.title), fold(section.text)
    if not all(word in heading or word in text for word in wanted):
        return None
    starts = [text.find(word) for word in wanted if word in text]
    return Found(guide, title, section, _excerpt(section.text, min(starts, default=0)))


def _excerpt(text: str, at: int) -> str:
    """Some words around a place of a text, cut between words."""
    start = text.rfind(" ", 0, max(at - _EXCERPT // 3, 0)) + 1
    end = len(text) if start + _EXCERPT >= len(text) else text.rfind(" ", 0, start + _EXCERPT)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
