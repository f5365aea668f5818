"""Whether a message asks to be left alone, in whatever words."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from workbench.domain.contact.phrases import compiled, plain, says
from workbench.domain.contact.presets import FILE


@dataclass(frozen=True, slots=True)
class _Requests:
    words: frozenset[str]
    patterns: tuple[Pattern[str], ...]


def asks_to_opt_out(text: str) -> bool:
    """A message that is nothing but a keyword ("STOP", "baja"), or that says it in a phrase, is an opt-out.

    Keywords inside longer messages do not count: "cancelé el lunes" is a payment.
    """
    requests = _requests()
    return plain(text).strip() in requests.words or says(text, requests.patterns)


@lru_cache(maxsize=1)
def _requests() -> _Requests:
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    given = file["opt_out_requests"]
    return _Requests(
        words=frozenset(given["words"]),
        patterns=tuple(compiled(pattern, file["verbs"]) for pattern in given["patterns"]),
    )
