"""Finds words and phrases in a text whatever their case, accents, tense or Unicode form, as whole words.

Patterns are written without accents: `/` separates alternatives of a word, a final `*` stands for any ending (that is
how tense and person are ignored), `...` for up to four other words, and a final `$` for the end of the sentence. A
pattern never reaches over the end of a sentence. The lists of what may not be said are in `phrase_lists`.

The same matcher serves the checks of a script and the contact gate's check of any text that is about to be sent.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

_GAP = 4
_BREAK = "\n"
"""Stands for the end of a sentence in a normalised text."""
_ENDS = frozenset(".?!;¿¡:")
_GLUE = frozenset("*~`'’ʼ´")
"""Marks inside a word: emphasis in Markdown and apostrophes (haven't = havent)."""
_IDIOMS = ("sin embargo",)
"""Words that mean something else together: they count as one word, which no pattern names."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A family of wordings with one meaning."""

    id: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: offsets in the text that was searched, and the words as they stand there."""

    id: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in lower case without accents or punctuation, one space between words, and the offset of each letter."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def match(self, phrase: str, start: int, end: int) -> Match:
        """A match in the source of what was found here."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        return Match(phrase, first, last, " ".join(self.source[first:last].split()))


def phrase(name: str, *patterns: str) -> Phrase:
    """A phrase from its patterns, in the notation of this module."""
    return Phrase(name, patterns)


def find(text: str | Normalised, phrases: Iterable[Phrase]) -> list[Match]:
    """Every place where one of the phrases is said, in order; what overlaps is one place."""
    normal = text if isinstance(text, Normalised) else normalise(text)
    found = [normal.match(wanted.id, *span) for wanted in phrases for span in _spans(normal.text, wanted)]
    return sorted(found, key=lambda match: (match.start, match.end, match.id))


def _spans(text: str, wanted: Phrase) -> list[tuple[int, int]]:
    """Where any pattern of a phrase matches; overlapping matches are joined."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(hit.span() for pattern in wanted.patterns for hit in _compiled(pattern).finditer(text)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def normalise(text: str) -> Normalised:
    """The text as the patterns see it."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in _plain(text):
        if letter == " " and (not letters or letters[-1] in " \n"):
            continue
        if letter == _BREAK and letters and letters[-1] in " \n":
            letters[-1] = _BREAK
            continue
        letters.append(letter)
        offsets.append(offset)
    joined = "".join(letters)
    for idiom in _IDIOMS:
        joined = joined.replace(idiom, idiom.replace(" ", "_"))
    return Normalised(text, joined, tuple(offsets))


def _plain(text: str) -> Iterator[tuple[int, str]]:
    """Each letter without its accents, with its offset; what is no letter becomes a space or the end of a sentence."""
    for offset, original in enumerate(text):
        if _ends_sentence(text, offset):
            yield offset, _BREAK
            continue
        for letter in unicodedata.normalize("NFKD", original):
            if letter in _GLUE or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
                continue
            yield from ((offset, part) for part in (letter.casefold() if letter.isalnum() else " "))


def _ends_sentence(text: str, offset: int) -> bool:
    """Whether a sentence ends here. Three dots are a pause, and an empty line ends a paragraph."""
    letter = text[offset]
    if letter == "\n":
        return text[offset + 1 :].split("\n", 1)[0].strip() == ""
    if letter == ".":
        return "." not in (text[offset - 1 : offset], text[offset + 1 : offset + 2])
    return letter in _ENDS


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of one pattern; made when it is first looked for, because most processes never do."""
    words = pattern.split()
    at_end = words[-1] == "$"
    parts: list[str] = []
    for word in words[:-1] if at_end else words:
        if word == "...":
            parts.append(rf"(?: [^\s]+){{0,{_GAP}}}")
        else:
            options = "|".join(_word(option) for option in word.split("/"))
            parts.append(f"{' ' if parts else ''}(?:{options})")
    tail = r"(?=\s*(?:\n|\Z))" if at_end else r"(?!\w)"
    return re.compile(rf"(?<!\w){''.join(parts)}{tail}")


def _word(option: str) -> str:
    """One word, or the beginning of one."""
    return re.escape(option.removesuffix("*")) + (r"\w*" if option.endswith("*") else "")
