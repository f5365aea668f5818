"""Reads a script file into a `ParsedScript`, or says with line numbers everything that keeps it from being one.

Only the form is judged here; what a script may say and where its branches lead is judged by `checks`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts_library import front_matter
from scripts_library.messages import Problem, error
from scripts_library.script import Block, ParsedScript, ScriptAnswer
from scripts_library.vocabulary import ENDS, STEP_KINDS, StepKind

MAX_LENGTH = 40_000
"""Characters of a file: ten times the longest starter script, and little enough to render within a click."""

_HEADING = re.compile(
    r"##\s+(?P<what>paso|step|respuesta|answer)\s*:\s*(?P<key>[\w-]{1,60})"
    r"(?:\s*\((?P<obligatory>obligatorio|obligatory|required)\))?\s*\|\s*(?P<title>\S.{0,119})",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"[-*]\s+(?P<label>\S[^\[\]]{0,119}?)\s*(?:->|→)\s*(?P<target>[\w-]{1,60})\s*(?:\[(?P<outcome>[\w-]{1,20})\])?",
)
_LINES = re.compile(r"\r\n|\r|\n")


class ScriptMistake(ValueError):
    """The text is not a script; `problems` says why, line by line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.line}: {problem.text}" for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class _Draft:
    """A block while its lines are being read."""

    key: str
    title: str
    is_step: bool
    obligatory: bool
    line: int
    spoken: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    question: str = ""
    question_line: int = 0
    answers: list[ScriptAnswer] = field(default_factory=list)
    responses: list["_Draft"] = field(default_factory=list)

    def built(self) -> Block:
        """The finished block."""
        kind = STEP_KINDS.get(self.key, StepKind.OTHER) if self.is_step else StepKind.OTHER
        return Block(
            key=self.key,
            kind=kind,
            title=self.title,
            obligatory=self.obligatory,
            spoken="\n".join(self.spoken),
            advice="\n".join(self.advice),
            question=self.question,
            answers=tuple(self.answers),
            responses=tuple(response.built() for response in self.responses),
            line=self.line,
        )


def parse(text: str) -> ParsedScript:
    """The script a file holds.

    Raises:
        ScriptMistake: The file is too long, has no good front matter, or its headings and branches cannot be read.

    """
    if len(text) > MAX_LENGTH:
        raise ScriptMistake([error(1, "too_long", length=len(text), limit=MAX_LENGTH)])
    lines = _LINES.split(text.removeprefix("\ufeff"))
    problems = list(_unprintable(lines))
    end, missing = front_matter.split(lines)
    if end is None:
        raise ScriptMistake(sorted(problems + missing))
    front, wrong = front_matter.read(lines[1:end])
    drafts, odd = _blocks(lines, end + 1)
    problems += wrong + odd
    if problems or front is None:
        raise ScriptMistake(sorted(problems))
    steps = tuple(draft.built() for draft in drafts)
    return ParsedScript(front.code, front.name, front.note, front.conditions, front.permits, steps)


def _unprintable(lines: list[str]) -> Iterator[Problem]:
    """Lines with characters that a database or a page cannot hold."""
    for number, line in enumerate(lines, start=1):
        if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\t" for letter in line):
            yield error(number, "control_character")


def _blocks(lines: list[str], first: int) -> tuple[list[_Draft], list[Problem]]:
    """Steps, each with its responses, from the lines after the front matter."""
    steps: list[_Draft] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    block: _Draft | None = None
    for number, line in enumerate(lines[first:], start=first + 1):
        if _is_heading(line, level=2):
            block = _opened(line.strip(), number, steps, problems) or block
            if block is not None and block.line == number:
                _note_key(block, seen, problems)
        elif block is None:
            problems += [error(number, "text_before_step")] if line.strip() else []
        else:
            _take(block, line, number, problems)
    drafts = [draft for step in steps for draft in (step, *step.responses)]
    problems += [error(draft.line, "empty_block", title=draft.title) for draft in drafts if not _says(draft)]
    return steps, problems if steps or problems else [error(len(lines), "no_steps")]


def _opened(line: str, number: int, steps: list[_Draft], problems: list[Problem]) -> _Draft | None:
    """The block a heading opens, put in its place."""
    match = _HEADING.fullmatch(" ".join(line.split()))  # one space each: no backtracking on long runs
    if match is None:
        problems.append(error(number, "bad_heading"))
        return None
    is_step = match["what"].casefold() in {"paso", "step"}
    draft = _Draft(match["key"].casefold(), match["title"].strip(), is_step, bool(match["obligatory"]), number)
    if is_step:
        steps.append(draft)
    elif steps:
        steps[-1].responses.append(draft)
    else:
        problems.append(error(number, "answer_before_step"))
    return draft


def _note_key(block: _Draft, seen: dict[str, int], problems: list[Problem]) -> None:
    """Report a key that was used before, or that is reserved for the end of a conversation."""
    if block.key in ENDS:
        problems.append(error(block.line, "reserved_block", key=block.key))
    elif block.key in seen:
        problems.append(error(block.line, "repeated_block", key=block.key, first=seen[block.key]))
    seen.setdefault(block.key, block.line)


def _take(block: _Draft, line: str, number: int, problems: list[Problem]) -> None:
    """Put one line where it belongs: to be read aloud, advice, the question, or one of its answers.

    Spoken text and advice keep an empty line for every line that is not theirs, so that offsets lead back to lines.
    """
    spoken, advice, stripped = "", "", line.strip()
    if _is_heading(line, level=3):
        if block.question_line:
            problems.append(error(number, "repeated_question"))
        block.question, block.question_line = stripped.lstrip("#").strip(), number
    elif _is_heading(line, level=1) or stripped.startswith("####"):
        problems.append(error(number, "bad_heading"))
    elif stripped.startswith(">"):
        advice = stripped[1:].strip()
    elif block.question_line:
        _take_answer(block, stripped, number, problems)
    else:
        spoken = line
    block.spoken.append(spoken)
    block.advice.append(advice)


def _take_answer(block: _Draft, line: str, number: int, problems: list[Problem]) -> None:
    """One line under the question."""
    if not line:
        return
    match = _ANSWER.fullmatch(" ".join(line.split()))
    if match is None:
        problems.append(error(number, "bad_answer"))
        return
    outcome = match["outcome"].upper() if match["outcome"] else None
    block.answers.append(ScriptAnswer(match["label"], match["target"].casefold(), outcome, number))


def _is_heading(line: str, *, level: int) -> bool:
    """Whether the line is a heading of exactly this level."""
    return re.match(rf"\s{{0,3}}#{{{level}}}(?!#)\s", line + " ") is not None


def _says(draft: _Draft) -> bool:
    """Whether there is anything to read aloud."""
    return any(line.strip() for line in draft.spoken)
