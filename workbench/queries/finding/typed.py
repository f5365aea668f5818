"""What a person typed to find a customer, taken apart: words, numbers, a mailbox. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.folding import fold, sound, words_of

LONGEST = 80
"""Letters of a search that are read."""

MOST_WORDS = 6
LEAST_LETTERS = 2
LEAST_DIGITS = 3
LEAST_ENDING = 4
"""Fewer of the last characters of a number are the end of too many numbers."""

_KINDS = frozenset(
    {
        "cc", "ce", "ti", "nit", "dni", "cuit", "cuil", "ruc", "rut", "rfc", "curp", "ci", "cedula", "documento",
        "factura", "fac", "no", "nro", "num", "numero", "tel", "telefono", "cel", "celular", "invoice", "phone",
    }
)  # fmt: skip
"""Words beside a number that say what it is, and are no part of a name."""

_GROUP = re.compile(r"\+?[\d().\-/·]+")
_WHOLE = 7
"""Digits of a group that is a number of its own: shorter ones that stand together are one number, as it is dictated."""


@dataclass(frozen=True)
class TypedWord:
    """A word of a name, folded, and how the words that it may be the beginning of sound."""

    text: str
    begins: tuple[str, ...]


@dataclass(frozen=True)
class AskedNumber:
    """A number with or without letters. `text` is folded, `key` has letters and digits only."""

    text: str
    key: str

    @property
    def digits(self) -> str:
        """Its digits alone."""
        return "".join(filter(str.isdigit, self.key))


@dataclass(frozen=True)
class TypedSearch:
    """A search."""

    text: str
    words: tuple[TypedWord, ...] = ()
    numbers: tuple[AskedNumber, ...] = ()
    mailbox: str | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it is long enough to look for."""
        return (
            self.mailbox is not None
            or any(len(number.key) >= LEAST_DIGITS for number in self.numbers)
            or any(len(word.text) >= LEAST_LETTERS for word in self.words)
        )

    @property
    def telephone(self) -> str | None:
        """The digits, where nothing else was typed and they may be a telephone that somebody calls from."""
        if self.words or len(self.numbers) != 1 or not self.numbers[0].key.isdigit():
            return None
        digits = self.numbers[0].key
        return digits if len(digits) >= _WHOLE else None


def read_typed(text: str) -> TypedSearch:
    """Take a search apart.

    «ríos 300 845» has the word «rios» and the number «300845»; of «CC 52.418.903» only the number counts.
    """
    folded = fold(text[:LONGEST])
    if "@" in folded and len(folded) >= LEAST_DIGITS:
        return TypedSearch(folded, mailbox="".join(folded.split()).strip(",;<>"))
    parts = list(_parts(folded))
    numbers = tuple(AskedNumber(part, "".join(filter(str.isalnum, part))) for part in parts if _has_digits(part))
    words = [word for part in parts if not _has_digits(part) for word in words_of(part)]
    if numbers:
        words = [word for word in words if word not in _KINDS]
    chosen = [TypedWord(word, begins(word)) for word in dict.fromkeys(words)]
    return TypedSearch(folded, tuple(word for word in chosen if word.begins)[:MOST_WORDS], numbers)


def begins(word: str) -> tuple[str, ...]:
    """How words sound that begin with a word: what its last letter sounds like depends on what follows it."""
    following = ("e", "le") if word.endswith("l") else [letter for letter in "ea" if not word.endswith(letter)]
    heard = sorted({sound(word), *(sound(word + more)[:-1] for more in following)} - {""}, key=len)
    return tuple(one for place, one in enumerate(heard) if not one.startswith(tuple(heard[:place])))


def _parts(folded: str) -> Iterator[str]:
    """Words and numbers; groups of digits that stand together are one number."""
    group = ""
    for word in folded.split():
        is_group = _GROUP.fullmatch(word) is not None and _has_digits(word)
        if group and (not is_group or _count(group) >= _WHOLE <= _count(word)):
            yield group
            group = ""
        if is_group:
            group += word
        else:
            yield word
    if group:
        yield group


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))
