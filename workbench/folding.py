"""Text as a search compares it. Kept with a customer when the name changes, and applied to what a person types."""

import unicodedata


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
