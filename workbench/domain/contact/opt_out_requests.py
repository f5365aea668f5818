"""Whether a message asks to be left alone, in whatever words."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from workbench.domain.contact.phrases import Phrases, plain
from workbench.domain.contact.presets import FILE


@dataclass(frozen=True, slots=True)
class _Requests:
    words: frozenset[str]
    phrases: Phrases


def asks_to_opt_out(text: str) -> bool:
    """A message that is nothing but a keyword ("STOP", "baja"), or that says it in a phrase, is an opt-out.

    Keywords inside longer messages do not count: "cancelé el lunes" is a payment.
    """
    requests = _requests()
    return plain(text).strip() in requests.words or requests.phrases.occur_in(text)


@lru_cache(maxsize=1)
def _requests() -> _Requests:
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    given = file["opt_out_requests"]
    return _Requests(
        words=frozenset(given["words"]),
        phrases=Phrases(given["patterns"], file["verbs"]),
    )
