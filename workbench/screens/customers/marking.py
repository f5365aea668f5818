"""Which part of what is shown was typed: pieces of a text, each marked or not. Pure."""

import re
from collections.abc import Callable, Iterator

from workbench.folding import fold, sound, words_of
from workbench.queries.finding.lookups import Matched, Why
from workbench.queries.finding.slips import is_one_slip_away
from workbench.queries.finding.typed import begins

Pieces = list[tuple[str, bool]]
"""Texts that together are the whole, and whether each is marked."""

_WORD = re.compile(r"[^\W_]+")


def marked_name(name: str, typed: list[str]) -> Pieces:
    """A name with the beginnings of its words that were typed; where a word was meant otherwise, all of it."""
    heard = [(word, begins(word)) for word in typed]
    spans = []
    for found in _WORD.finditer(name):
        own = sound("".join(words_of(found.group())))
        length = max((_typed_length(found.group(), own, *one) for one in heard), default=0)
        if length:
            spans.append((found.start(), found.start() + length))
    return _pieces(name, spans)


def _typed_length(word: str, own: str, typed: str, sounds: tuple[str, ...]) -> int:
    if own.startswith(sounds):
        return min(len(typed), len(word))
    slipped = bool(own) and bool(sounds) and is_one_slip_away(own, sounds[0])
    return len(word) if slipped else 0


def marked_key(text: str, key: str) -> Pieces:
    """A number, key or mailbox with the part that was typed, whatever signs stand between; the last such part."""
    letters = [(fold(letter), place) for place, letter in enumerate(text) if letter.isalnum()]
    plain = "".join(letter for letter, _ in letters)
    wanted = "".join(letter for letter in fold(key) if letter.isalnum())
    at = plain.rfind(wanted) if wanted and len(plain) == len(letters) else -1
    if at < 0:
        return [(text, False)]
    return _pieces(text, [(letters[at][1], letters[at + len(wanted) - 1][1] + 1)])


def marked_why(why: Why, shown: Callable[[str], str]) -> Pieces:
    """What of a reason is shown beside the name. A telephone that is shown without its country is marked by its end."""
    if why.matched is not Matched.PHONE:
        return marked_key(why.text, why.typed)
    written = shown(why.text)
    for length in range(len(why.typed), 3, -1):
        pieces = marked_key(written, why.typed[-length:])
        if len(pieces) > 1 or pieces[0][1]:
            return pieces
    return [(written, False)]


def _pieces(text: str, spans: list[tuple[int, int]]) -> Pieces:
    return [piece for piece in _cut(text, spans) if piece[0]]


def _cut(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    done = 0
    for begin, end in spans:
        yield text[done:begin], False
        yield text[begin:end], True
        done = end
    yield text[done:], False
