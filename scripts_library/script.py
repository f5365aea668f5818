"""A script that has been read: steps in order, the responses under them, and the situation it is for."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.enums import Channel, ScriptStage
from scripts_library.vocabulary import Listener, Permit, StepKind


@dataclass(frozen=True, slots=True)
class Conditions:
    """The situation a script is written for. `None` and stage `any` fit everything."""

    language: str
    channel: Channel
    recipient: Listener
    stage: ScriptStage
    portfolio: str | None = None
    country: str | None = None
    segment: str | None = None
    last_outcome: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptAnswer:
    """One thing the person may answer, where it leads and the outcome it preselects."""

    label: str
    target: str
    outcome: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A step, or a response under a step.

    `spoken` and `advice` are Markdown with the line breaks of the file, so that an offset in them leads back to a line:
    their first line is line `line + 1` of the file.
    """

    key: str
    kind: StepKind
    title: str
    obligatory: bool
    spoken: str
    advice: str
    question: str
    answers: tuple[ScriptAnswer, ...]
    responses: tuple["Block", ...]
    line: int


@dataclass(frozen=True, slots=True)
class ParsedScript:
    """A whole script."""

    code: str
    name: str
    note: str
    conditions: Conditions
    permits: frozenset[Permit]
    steps: tuple[Block, ...]

    def blocks(self) -> Iterator[Block]:
        """Every step followed by its responses, in the order of the file."""
        for step in self.steps:
            yield step
            yield from step.responses

    def block(self, key: str) -> Block | None:
        """The step or response with this key."""
        return next((block for block in self.blocks() if block.key == key), None)
