"""Text as a search compares it. Kept with a customer when the name changes, and applied to what a person types."""

import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""Most of what `unicodedata.combining` tells, all at once."""
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def fold(text: str) -> str:
    """Lower case, without accents, with single spaces: «  Íñigo  NÚÑEZ » becomes «inigo nunez»."""
    if text.isascii():
        return " ".join(text.lower().split())
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    if not letters.isascii():
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(letters.split())


def search_text(name: str, document: str | None) -> str:
    """What a customer is found by: the words of the name as they sound, and the document forwards and backwards.

    «María Ríos, CC 52.418.903» becomes «maria rios 52418903 ~30981425»: a search for the beginning of a word finds the
    beginning and the end of a document too. Triggers of the database keep each word of it in `customer_word`.
    """
    words = sounds_of(name)
    number = document_key(document or "")
    keys = [number, backwards(number), *_without_check(document or "", number)] if number else []
    return " ".join(dict.fromkeys(word for word in (*words, *keys) if word))


def sounds_of(name: str) -> list[str]:
    """The words of a name as they sound."""
    return [heard for written in name.split() for heard in _sounds(written)]


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without signs: «Ríos-Ávila, S.A.S.» has «rios», «avila», «sas»."""
    folded = fold(text)
    words = folded.split()
    if all(map(str.isalnum, words)):
        return words
    return _NOT_A_WORD.sub(" ", _JOINED.sub("", folded)).split()


def document_key(document: str) -> str:
    """A document by its number: «CC 52.418.903» is «52418903»; letters within it stay, as in «RICF8605149A1»."""
    if document.isascii() and document.isdigit():
        return document
    words = _WRITTEN_APART.sub("", fold(document)).split()
    with_digits = [word for word in words if any(map(str.isdigit, word))]
    return "".join(one for one in _KIND_BEFORE.sub("", "".join(with_digits)) if one.isalnum())


def backwards(key: str) -> str:
    """A key that begins with the last character, marked so that it is no other key's beginning."""
    return f"~{key[::-1]}"


def _without_check(document: str, number: str) -> list[str]:
    """The end of a document that is written with a check digit is looked for without it too."""
    return [backwards(number[:-1])] if _CHECK_DIGIT.search(fold(document)) else []


@lru_cache(maxsize=65_536)
def _sounds(written: str) -> tuple[str, ...]:
    """What is written without a space may be several words. Names repeat: most are known already."""
    return tuple(map(sound, words_of(written)))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A folded word as it sounds in Spanish, so that «gonsales», «González» and «Gonzales» are one.

    Words with digits or of other alphabets stay as they are.
    """
    if not (word.isascii() and word.isalpha()):
        return word
    for written, heard in _SOUNDS:
        word = written.sub(heard, word)
    return word


_JOINED = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\w)['’´`](?=\w)")
_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_WRITTEN_APART = re.compile(r"(?<=[\dk])[.\-–/·](?=[\dk])")
_KIND_BEFORE = re.compile(r"^(?:cc|ce|ti|nit|nuip|dni|cuit|cuil|ruc|rut|run|rfc|curp|ci)(?=\d{5})")
_CHECK_DIGIT = re.compile(r"\d{5,}\s*-\s*[\dk]$|\.\d{3}\s*-\s*[\dk]$")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"ch", "k"), (r"ph", "f"), (r"h", ""), (r"ll", "y"), (r"qu(?=[ei])", "k"), (r"c(?=[ei])", "s"), (r"[cq]", "k"),
        (r"g(?=[ei])", "j"), (r"gu(?=[ei])", "g"), (r"^x", "j"), (r"[xz]", "s"), (r"[vw]", "b"),
        (r"y(?![aeou])", "i"), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""What is written and what is heard, in the order in which it is replaced."""


def fold_key(external_id: str) -> str:
    """A sender's key without what the eye misses: leading zeros, case, accents, spaces and invisible characters.

    Two customers whose folded keys are equal look alike: «00042», «42 » and «42» with a zero-width space.
    """
    if external_id.isascii() and external_id.isdigit():
        return external_id.lstrip("0") or "0"
    letters = unicodedata.normalize("NFKD", external_id.casefold())
    plain = "".join(one for one in letters if unicodedata.category(one)[0] not in "CZM")
    return _LEADING_ZEROS.sub("", plain)


def visible(key: str) -> str:
    r"""A key with what does not show written out: a zero-width space as «\u200b»."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in key)
