"""Finding phrases in what would be said or sent, whatever their case, accents, tense or Unicode form.

A pattern is written as words in lower case without accents. `{pagar}` is any form of the verb, with a few small words
before it ("no nos ha *pagado*"), and `no` may have them too ("todavía *no*"); `{pagar/abonar}` is any of several verbs;
`a/b` one word or the other; `word?` may be missing. Patterns match whole words.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from re import Pattern

# Endings of the regular verbs, without accents, in every tense, mood and person, and with pronouns attached.
_PRONOUNS = "(?:me|nos|te|se|le|les|lo|la|los|las){0,2}"
_AR = (
    f"(?:[oae]|as|es|amos|emos|ais|eis|an|en|aste|asteis|aron|aba[sn]?|abamos|abais|ara[sn]?|aras|aremos|areis|are|"
    f"aria[sn]?|ariamos|ariais|aramos|arais|ase[sn]?|asemos|aseis|ad[oa]s?|ad|ar{_PRONOUNS}|ando{_PRONOUNS})"
)
_ER_IR = (
    f"(?:[oaei]|as|es|is|emos|imos|amos|eis|ais|an|en|iste|isteis|io|ieron|ia[sn]?|iamos|iais|[ei]ra[sn]?|[ei]re|"
    f"[ei]remos|[ei]reis|[ei]ria[sn]?|[ei]riamos|[ei]riais|iera[sn]?|ieramos|iese[sn]?|iesemos|id[oa]s?|[ei]d|"
    f"[ei]r{_PRONOUNS}|iendo{_PRONOUNS})"
)
# What may stand between the words before a verb and the verb: pronouns, auxiliaries, "todavía", "been able to".
_SMALL = (
    "me|nos|te|se|le|les|lo|la|los|las|usted|ustedes|ud|uds|vos|tu|aun|todavia|ya|a|que|"
    "he|ha|has|hemos|han|habia|habias|habian|hubo|habra|habran|habria|habrian|haya|hayan|hubiera|hubieran|hubiese|"
    "esta|estan|estas|estaba|estaban|estuvo|va|van|vas|iba|iban|fue|sido|"
    "puede|pueden|puedes|pudo|pudieron|podido|podia|quiere|quieren|quiso|quisieron|querido|"
    "you|yet|still|not|been|be|being|able|to|have|has|had|the|your"
)
_BETWEEN = f"(?:(?:{_SMALL}) ){{0,6}}"
_WORD = re.compile(r"[^\W_]+")
_SPELLINGS = {"g": "(?:g|gu)", "c": "(?:c|qu)", "z": "[zc]"}


def plain(text: str) -> str:
    """The text as the patterns see it: lower case, no accents, no punctuation, single spaces, one at each end."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"} and c not in "'’‘ʼ`´")
    return f" {' '.join(_WORD.findall(kept))} "


class Phrases:
    """Patterns to look for; compiled when they are first looked for, because most processes never do."""

    def __init__(self, patterns: Sequence[str], verbs: Mapping[str, Sequence[str]]) -> None:
        """Keep the patterns.

        Args:
            patterns: see the module's text.
            verbs: all forms of the verbs that are not regular, by infinitive.
        """
        self.patterns = tuple(patterns)
        self._verbs = verbs

    def occur_in(self, text: str) -> bool:
        """Whether any of the patterns occurs in the text."""
        searched = plain(text)
        return any(pattern.search(searched) for pattern in self._compiled)

    @cached_property
    def _compiled(self) -> tuple[Pattern[str], ...]:
        return tuple(
            re.compile(" " + "".join(_token(token, self._verbs) for token in pattern.split()))
            for pattern in self.patterns
        )


def _token(token: str, verbs: Mapping[str, Sequence[str]]) -> str:
    optional = "?" if token.endswith("?") else ""
    alternatives = re.findall(r"\{[^}]*\}|[^/]+", token.rstrip("?"))
    return f"(?:{'|'.join(_alternative(one, verbs) for one in alternatives)}){optional}"


def _alternative(word: str, verbs: Mapping[str, Sequence[str]]) -> str:
    if word == "no":
        return f"{_BETWEEN}no "
    if not word.startswith("{"):
        return f"{re.escape(word)} "
    forms = "|".join(_forms(verb, verbs) for verb in word.strip("{}").split("/"))
    return f"{_BETWEEN}(?:{forms}) "


def _forms(verb: str, verbs: Mapping[str, Sequence[str]]) -> str:
    if verb in verbs:
        return "|".join(verbs[verb])
    stem, ending = verb[:-2], verb[-2:]
    stem = stem[:-1] + _SPELLINGS.get(stem[-1], stem[-1])
    return stem + (_AR if ending == "ar" else _ER_IR)
