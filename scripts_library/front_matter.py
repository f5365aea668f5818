"""The front matter of a script: a few TOML lines between two lines of +++, with keys in Spanish or in English."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums import Channel, ScriptStage
from scripts_library.messages import Problem, error
from scripts_library.script import Conditions
from scripts_library.toml_bounds import deep_key_line
from scripts_library.vocabulary import CHANNELS, KEYS, LANGUAGES, PERMITS, RECIPIENTS, STAGES, Listener, Permit

FENCE = "+++"
MAX_LENGTH = 4_000
"""Characters between the fences: ten times what all keys with usual values take."""
MAX_KEY_PARTS = 8
"""Parts of a dotted key; no key has more than one."""
_REQUIRED = ("code", "name", "language")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOML_LINE = re.compile(r"at line (\d+)")
_CHOICES: Mapping[str, Mapping[str, object]] = {
    "language": {language: language for language in LANGUAGES},
    "channel": CHANNELS,
    "recipient": RECIPIENTS,
    "stage": STAGES,
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a script is called and when it is used."""

    code: str
    name: str
    note: str
    conditions: Conditions
    permits: frozenset[Permit]


def split(lines: Sequence[str]) -> tuple[int | None, list[Problem]]:
    """Where the front matter ends: the index of its second fence, or `None` with the reason."""
    if not lines or lines[0].strip() != FENCE:
        return None, [error(1, "no_front_matter")]
    for index in range(1, len(lines)):
        if lines[index].strip() == FENCE:
            return index, []
    return None, [error(1, "open_front_matter")]


def read(lines: Sequence[str]) -> tuple[FrontMatter | None, list[Problem]]:
    """The lines between the fences, which begin at line 2 of the file; every mistake is reported, not only the first.

    Returns:
        The front matter, or `None` where there is any problem.

    """
    raw, problems = _toml(lines)
    if problems:
        return None, problems
    values: dict[str, object] = {}
    for name, value in raw.items():
        key = KEYS.get(name.casefold())
        line = _line_of(lines, name)
        if key is None:
            problems.append(error(line, "unknown_key", key=name, allowed=", ".join(sorted(set(KEYS.values())))))
        elif key in values:
            problems.append(error(line, "repeated_key", key=name))
        else:
            values[key] = _value(key, value, line, problems)
    problems += [error(1, "missing_key", key=key) for key in _REQUIRED if key not in values]
    return (None, problems) if problems else (_built(values), [])


def _toml(lines: Sequence[str]) -> tuple[dict[str, object], list[Problem]]:
    """The TOML of the lines; a mistake is reported on its line of the file.

    What is too long or nested too deep is refused without parsing it.
    """
    text = "\n".join(lines)
    if len(text) > MAX_LENGTH:
        return {}, [error(2 + text.count("\n", 0, MAX_LENGTH), "long_front_matter", limit=MAX_LENGTH)]
    deep = deep_key_line(text, parts=MAX_KEY_PARTS)
    if deep is not None:
        return {}, [error(deep + 1, "deep_key")]
    try:
        return tomllib.loads(text), []
    except (ValueError, RecursionError) as mistake:  # a number of thousands of figures, brackets nested for ever
        place = _TOML_LINE.search(str(mistake))
        line = int(place[1]) + 1 if place else 1
        return {}, [error(min(line, len(lines) + 1), "bad_front_matter")]


def _line_of(lines: Sequence[str], key: str) -> int:
    """Line of the file where a key is written; 1 where it is written in some other way."""
    for index, line in enumerate(lines):
        if line.split("=")[0].strip().strip("\"'") == key:
            return index + 2
    return 1


def _value(key: str, value: object, line: int, problems: list[Problem]) -> object:
    """One value in its canonical form; what is wrong with it is added to the problems."""
    if key == "permits":
        return _permits(value, line, problems)
    if not isinstance(value, str) or not value.strip():
        problems.append(error(line, "not_text", key=key))
        return ""
    value = value.strip()
    if key == "code" and (len(value) > 60 or not _CODE.fullmatch(value)):
        problems.append(error(line, "bad_code", value=value[:60]))
    choices = _CHOICES.get(key)
    if choices is None:
        return value
    if value.casefold() not in choices:
        problems.append(error(line, "bad_value", value=value[:60], key=key, allowed=", ".join(choices)))
    return choices.get(value.casefold())


def _permits(value: object, line: int, problems: list[Problem]) -> frozenset[Permit]:
    """The permits named in a list."""
    names = value if isinstance(value, list) else [value]
    wrong = [str(name)[:60] for name in names if not isinstance(name, str) or name.casefold() not in PERMITS]
    problems += [error(line, "bad_value", value=name, key="permits", allowed=", ".join(PERMITS)) for name in wrong]
    return frozenset(PERMITS[name.casefold()] for name in names if isinstance(name, str) and name.casefold() in PERMITS)


def _built(values: Mapping[str, object]) -> FrontMatter:
    """The front matter of values that are all right."""

    def text(key: str) -> str | None:
        found = values.get(key)
        return found if isinstance(found, str) else None

    channel, stage, recipient = (values.get(key) for key in ("channel", "stage", "recipient"))
    country, outcome = text("country"), text("last_outcome")
    permits = values.get("permits")
    conditions = Conditions(
        language=text("language") or "",
        channel=channel if isinstance(channel, Channel) else Channel.CALL,
        recipient=recipient if isinstance(recipient, Listener) else Listener.DEBTOR,
        stage=stage if isinstance(stage, ScriptStage) else ScriptStage.ANY,
        portfolio=text("portfolio"),
        country=country.upper() if country else None,
        segment=text("segment"),
        last_outcome=outcome.upper() if outcome else None,
    )
    allowed = permits if isinstance(permits, frozenset) else frozenset()
    return FrontMatter(text("code") or "", text("name") or "", text("note") or "", conditions, allowed)
