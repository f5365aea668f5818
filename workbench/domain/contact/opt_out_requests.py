"""Decides whether a customer's message asks not to be contacted."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from scripts_library.phrases import Phrase, find, normalise, phrase
from workbench.domain.contact.law.presets import FILE


@dataclass(frozen=True, slots=True)
class _Requests:
    words: frozenset[str]
    wordings: Phrase


def asks_to_opt_out(text: str) -> bool:
    """A message that is nothing but a keyword ("STOP", "baja"), or that says it in a phrase, is an opt-out.

    Keywords inside longer messages do not count: "cancelé el lunes" is a payment.
    """
    requests = _requests()
    normal = normalise(text)
    return normal.text.strip() in requests.words or bool(find(normal, [requests.wordings]))


@lru_cache(maxsize=1)
def _requests() -> _Requests:
    given = tomllib.loads(FILE.read_text(encoding="utf-8"))["opt_out_requests"]
    return _Requests(words=frozenset(given["words"]), wordings=phrase("opt_out", *given["patterns"]))
