"""The texts of presets for the translators: an extraction method of Babel, because `presets.toml` is data, not code.

Named in the extraction mapping as `[workbench.domain.contact.law.texts:extract: **/presets.toml]`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import IO, Any

_SHOWN = ("name", "notes", "text", "gap_text")


def extract(
    file: IO[bytes],
    keywords: object,  # noqa: ARG001 - Babel's signature
    comment_tags: object,  # noqa: ARG001 - same
    options: object,  # noqa: ARG001 - same
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Every text of a preset file that somebody is shown, as Babel wants them; lines are not told."""
    given = tomllib.load(file)
    rules = dict(given["texts"])
    for text in dict.fromkeys([*_all(rules.pop("holds")), *_all(rules), *_named(given)]):
        yield 0, "", text, []


def _all(texts: Mapping[str, str]) -> Iterator[str]:
    yield from texts.values()


def _named(table: Mapping[str, Any]) -> Iterator[str]:  # Any: TOML values
    for key, value in table.items():
        if key in _SHOWN and isinstance(value, str):
            yield value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _named(inner)
