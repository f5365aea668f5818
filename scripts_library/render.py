"""A script as it is read to one customer: the account's data filled in, ready for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scripts_library import markup
from scripts_library.checks import reading_seconds
from scripts_library.placeholders import CATALOGUE, FORMATS, Placeholder, Use
from scripts_library.script import Block, ParsedScript, ScriptAnswer
from scripts_library.vocabulary import ANSWER_KEYS, ENDS, StepKind


class FormatValue(Protocol):
    """Writes one value out for the ear and the eye, in the script's language and the portfolio's region."""

    def __call__(self, placeholder: Placeholder, value: object, *, style: str | None) -> str:
        """The words of a value.

        Args:
            placeholder: Its row of the catalogue; the kind says what the value is.
            value: What the account has: text, minor units with currency, a day, a number, an E.164 phone.
            style: A canonical format of `placeholders.FORMATS`, or `None`; `capital` is done for it.

        """


@dataclass(frozen=True, slots=True)
class RenderedAnswer:
    """One thing the person may answer: its key on the screen, and the block it opens (`None`: the call is over)."""

    key: str
    label: str
    target: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """A step, or a response under a step, as it is read.

    `html` and `advice_html` are safe to insert; `text` is the same without marks. `is_fixed` says that a collector may
    not adapt it. `missing` are the data that the account lacks, for which other words stand.
    """

    key: str
    kind: StepKind
    title: str
    obligatory: bool
    is_fixed: bool
    html: str
    advice_html: str
    text: str
    words: int
    seconds: int
    missing: tuple[str, ...]
    question: str
    answers: tuple[RenderedAnswer, ...]
    responses: tuple["RenderedBlock", ...]


@dataclass(frozen=True, slots=True)
class RenderedScript:
    """A whole script as it is read."""

    code: str
    name: str
    language: str
    steps: tuple[RenderedBlock, ...]

    def block(self, key: str) -> RenderedBlock | None:
        """The step or response with this key."""
        for step in self.steps:
            for block in (step, *step.responses):
                if block.key == key:
                    return block
        return None


@dataclass(slots=True)
class _Filling:
    """What one rendering needs to fill a placeholder, and what it found missing."""

    values: Mapping[str, object]
    format_value: FormatValue
    language: str
    missing: list[str] = field(default_factory=list)

    def words(self, use: Use) -> tuple[str, bool]:
        """The words for a placeholder, and whether the account has the datum. An unknown name is read as it stands."""
        row = use.known
        if row is None:
            return use.fallback or use.name, False
        style = FORMATS[row.kind].get(use.style) if use.style is not None else None
        value = self.values.get(row.name)
        is_there = value is not None and value != ""
        if is_there:
            words = self.format_value(row, value, style=style)
        else:
            self.missing.append(row.name)
            words = use.fallback if use.fallback is not None else row.fallback[self.language]
        return (words[:1].upper() + words[1:] if style == "capital" else words), is_there


def render(script: ParsedScript, values: Mapping[str, object], *, format_value: FormatValue) -> RenderedScript:
    """The script filled in with an account's data, in the script's own language.

    Nothing in a published text can make this fail: a name the catalogue does not know is read as it stands, a datum
    the account lacks is replaced by the fallback words.

    Args:
        script: A parsed script.
        values: Raw values by placeholder name; absent, `None` and empty are all missing.
        format_value: Writes a raw value out.

    """
    language = script.conditions.language
    steps = tuple(_block(step, values, format_value, language) for step in script.steps)
    return RenderedScript(script.code, script.name, language, steps)


def sample_values(language: str) -> dict[str, object]:
    """The catalogue's made-up values, already written out, for a preview without an account."""
    return {name: row.sample[language] for name, row in CATALOGUE.items()}


def as_written(placeholder: Placeholder, value: object, *, style: str | None) -> str:  # noqa: ARG001 - a FormatValue
    """A formatter for values that are words already, such as the samples."""
    return str(value)


def _block(block: Block, values: Mapping[str, object], format_value: FormatValue, language: str) -> RenderedBlock:
    """One block filled in."""
    filling = _Filling(values, format_value, language)
    html = markup.html(block.spoken, filling.words)
    text = markup.plain(html)
    words = len(text.split())
    return RenderedBlock(
        key=block.key,
        kind=block.kind,
        title=block.title,
        obligatory=block.obligatory,
        is_fixed=block.kind in {StepKind.IDENTITY, StepKind.DISCLOSURE},
        html=html,
        advice_html=markup.html(block.advice, filling.words),
        text=text,
        words=words,
        seconds=reading_seconds(words),
        missing=tuple(dict.fromkeys(filling.missing)),
        question=block.question,
        answers=_answers(block.answers),
        responses=tuple(_block(response, values, format_value, language) for response in block.responses),
    )


def _answers(answers: Sequence[ScriptAnswer]) -> tuple[RenderedAnswer, ...]:
    """Answers with their keys; those beyond the last key have none."""
    keys = ANSWER_KEYS.ljust(len(answers))
    return tuple(
        RenderedAnswer(key.strip(), answer.label, None if answer.target in ENDS else answer.target, answer.outcome)
        for key, answer in zip(keys, answers, strict=False)
    )
