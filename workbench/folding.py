"""Text as a search compares it. Kept with a customer when the name changes, and applied to what a person types."""

import re
import unicodedata

_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def fold(text: str) -> str:
    """Lower case, without accents, with single spaces: «  Íñigo  NÚÑEZ » becomes «inigo nunez»."""
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def search_text(name: str, document: str | None) -> str:
    """What a customer is found by: the name, the document as written, and the document's letters and digits alone."""
    written = fold(document or "")
    plain = "".join(letter for letter in written if letter.isalnum())
    parts = [fold(name), written, plain if plain != written else ""]
    return " ".join(part for part in parts if part)


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
