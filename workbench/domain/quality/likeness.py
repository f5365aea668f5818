"""Whether two customers look like one person: the evidence, each with its words, and how likely it looks. Pure.

The score is a rule's: pieces of evidence that speak for one person add up as if they were independent, those that speak
against it cut the sum. It orders what a person looks at, and is no measured chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from models.enums import CustomerKind
from workbench.domain.quality.documents import document_key, is_filler
from workbench.folding import fold

LEAST_SCORE = 0.5
"""Pairs that look less likely are not proposed."""

VERY_LIKELY, LIKELY = 0.9, 0.7


class EvidenceKind(StrEnum):
    """What two customers have in common, or not."""

    DOCUMENT = "document"
    DOCUMENT_BUT_CHECK_DIGIT = "document_but_check_digit"
    DOCUMENT_ONE_DIGIT = "document_one_digit"
    OTHER_DOCUMENT = "other_document"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    NAME_WITHIN = "name_within"
    """All words of one name are in the other, or are the initials of its words."""
    OTHER_NAME = "other_name"
    ADDRESS = "address"
    CITY = "city"
    OTHER_KIND = "other_kind"
    """One is a company and the other a person."""


@dataclass(frozen=True)
class LikenessEvidence:
    """One piece of evidence. `share`: how alike, from 0 to 1, where that is a matter of degree."""

    kind: EvidenceKind
    speaks_for: bool
    share: float | None = None


@dataclass(frozen=True)
class Likeness:
    """How likely two customers are one, and why."""

    score: float
    evidence: Sequence[LikenessEvidence]


@dataclass(frozen=True)
class ComparedCustomer:
    """A customer as comparing sees them; `phones` in E.164, `emails` in lower case."""

    id: int
    name: str
    document: str | None = None
    kind: CustomerKind | None = None
    city: str | None = None
    phones: frozenset[str] = field(default=frozenset())
    emails: frozenset[str] = field(default=frozenset())
    addresses: frozenset[str] = field(default=frozenset())


_FOR = {
    EvidenceKind.DOCUMENT: 0.85,
    EvidenceKind.DOCUMENT_BUT_CHECK_DIGIT: 0.8,
    EvidenceKind.DOCUMENT_ONE_DIGIT: 0.3,
    EvidenceKind.PHONE: 0.55,
    EvidenceKind.EMAIL: 0.6,
    EvidenceKind.NAME: 0.5,
    EvidenceKind.NAME_WITHIN: 0.35,
    EvidenceKind.ADDRESS: 0.35,
    EvidenceKind.CITY: 0.05,
}
_AGAINST = {EvidenceKind.OTHER_DOCUMENT: 0.35, EvidenceKind.OTHER_NAME: 0.6, EvidenceKind.OTHER_KIND: 0.6}
_LEAST_NAME, _OTHER_NAME, _LEAST_ADDRESS = 0.88, 0.6, 0.9
_FORMS = frozenset(
    {"sas", "sa", "ltda", "srl", "sl", "slu", "spa", "cv", "rl", "eirl", "inc", "llc", "cia", "limitada", "sapi", "de"}
)
"""Forms of companies, and words that a name is written with or without."""

_STREETS = {
    "cra": "carrera", "kr": "carrera", "cr": "carrera", "kra": "carrera", "carr": "carrera", "cl": "calle",
    "cll": "calle", "c": "calle", "av": "avenida", "avda": "avenida", "ave": "avenida", "dg": "diagonal",
    "tv": "transversal", "trv": "transversal", "apto": "apartamento", "apt": "apartamento", "col": "colonia",
    "no": "", "num": "", "nro": "", "n": "",
}  # fmt: skip


def likeness_of(one: ComparedCustomer, other: ComparedCustomer) -> Likeness:
    """Compare two customers. The order in which they are given changes nothing."""
    evidence = [*_documents(one, other), *_reach(one, other), *_names(one, other), *_rest(one, other)]
    unlikely = 1.0
    for piece in evidence:
        if piece.speaks_for:
            unlikely *= 1 - _FOR[piece.kind] * (piece.share if piece.kind is EvidenceKind.NAME and piece.share else 1)
    score = 1 - unlikely
    for piece in evidence:
        if not piece.speaks_for:
            score *= _AGAINST[piece.kind]
    return Likeness(round(min(score, 0.99), 3), evidence)


def _documents(one: ComparedCustomer, other: ComparedCustomer) -> Iterator[LikenessEvidence]:
    mine, theirs = (useful_document(who.document) for who in (one, other))
    if not mine or not theirs:
        return
    if mine == theirs:
        yield LikenessEvidence(EvidenceKind.DOCUMENT, speaks_for=True)
    elif _is_same_but_check_digit(mine, theirs):
        yield LikenessEvidence(EvidenceKind.DOCUMENT_BUT_CHECK_DIGIT, speaks_for=True)
    elif len(mine) == len(theirs) and Levenshtein.distance(mine, theirs, score_cutoff=1) == 1:
        yield LikenessEvidence(EvidenceKind.DOCUMENT_ONE_DIGIT, speaks_for=True)
    else:
        yield LikenessEvidence(EvidenceKind.OTHER_DOCUMENT, speaks_for=False)


def _is_same_but_check_digit(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(longer) == len(shorter) + 1 and len(shorter) >= 8 and longer.startswith(shorter)


def _reach(one: ComparedCustomer, other: ComparedCustomer) -> Iterator[LikenessEvidence]:
    if one.phones & other.phones:
        yield LikenessEvidence(EvidenceKind.PHONE, speaks_for=True)
    if one.emails & other.emails:
        yield LikenessEvidence(EvidenceKind.EMAIL, speaks_for=True)


def _names(one: ComparedCustomer, other: ComparedCustomer) -> Iterator[LikenessEvidence]:
    mine, theirs = (" ".join(name_words(who.name)) for who in (one, other))
    if not mine or not theirs:
        return
    share = token_sort_ratio(mine, theirs) / 100
    if share >= _LEAST_NAME:
        yield LikenessEvidence(EvidenceKind.NAME, speaks_for=True, share=round(share, 2))
    elif _is_within(mine.split(), theirs.split()):
        yield LikenessEvidence(EvidenceKind.NAME_WITHIN, speaks_for=True)
    elif token_set_ratio(mine, theirs) / 100 < _OTHER_NAME:
        yield LikenessEvidence(EvidenceKind.OTHER_NAME, speaks_for=False, share=round(share, 2))


def _is_within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether every word of the shorter name is in the longer or is the initial of one there, and some are whole."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer) and sum(map(len, shorter)) > sum(map(len, longer)):
        shorter, longer = longer, shorter
    left = list(longer)
    whole = 0
    for word in sorted(shorter, key=len, reverse=True):
        found = next((mate for mate in left if mate == word or (len(word) == 1 and mate.startswith(word))), None)
        if found is None:
            return False
        left.remove(found)
        whole += found == word
    return whole >= 2 or (whole == 1 and len(shorter) > 1)


def _rest(one: ComparedCustomer, other: ComparedCustomer) -> Iterator[LikenessEvidence]:
    if any(
        token_sort_ratio(mine, theirs) / 100 >= _LEAST_ADDRESS
        for mine in map(plain_address, one.addresses)
        for theirs in map(plain_address, other.addresses)
        if mine and theirs and numbers_of(mine) == numbers_of(theirs)
    ):
        yield LikenessEvidence(EvidenceKind.ADDRESS, speaks_for=True)
    elif one.city and other.city and fold(one.city) == fold(other.city):
        yield LikenessEvidence(EvidenceKind.CITY, speaks_for=True)
    if one.kind and other.kind and one.kind is not other.kind:
        yield LikenessEvidence(EvidenceKind.OTHER_KIND, speaks_for=False)


@lru_cache(maxsize=262_144)
def useful_document(document: str | None) -> str:
    """What of a document can be compared; empty where there is too little of it or it is a filler."""
    key = document_key(document) if document else ""
    return key if len(key) >= 5 and not is_filler(key) else ""


@lru_cache(maxsize=262_144)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as names are compared: folded, without points and the forms of companies, in order."""
    letters = "".join(one if one.isalnum() or one == "&" else "" if one == "." else " " for one in fold(name))
    return tuple(sorted(word for word in letters.split() if word not in _FORMS))


@lru_cache(maxsize=262_144)
def plain_address(address: str) -> str:
    """An address as addresses are compared: folded, streets written out, without signs."""
    letters = "".join(one if one.isalnum() else " " for one in fold(address))
    return " ".join(word for word in (_STREETS.get(word, word) for word in letters.split()) if word)


def numbers_of(address: str) -> list[str]:
    """The numbers in an address, in order: two addresses that differ in one are two places."""
    return [word for word in address.split() if any(letter.isdigit() for letter in word)]
