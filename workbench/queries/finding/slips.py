"""Words that differ from a typed one by one slip of the hand. Pure."""

from collections.abc import Iterator

LETTERS = "abdefgijklmnoprstuy"
"""Those that sounds are written with, see `workbench.folding.sound`."""

LEAST = 4
"""In a shorter word a slip leaves too little of it."""


def one_slip_away(word: str) -> list[str]:
    """Every word that one letter too many, too few, wrong or swapped makes of a word; not the word itself."""
    if len(word) < LEAST or not (word.isascii() and word.isalpha()):
        return []
    return [one for one in dict.fromkeys(_slips(word)) if one != word]


def is_one_slip_away(one: str, other: str) -> bool:
    """Whether a single slip makes the one of the other."""
    return other in one_slip_away(one) or one in one_slip_away(other)


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word)):
        before, here, after = word[:at], word[at], word[at + 1 :]
        yield before + after
        if after:
            yield before + after[0] + here + after[1:]
        for letter in LETTERS:
            yield before + letter + after
            yield before + letter + here + after
    for letter in LETTERS:
        yield word + letter
