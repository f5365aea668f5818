"""Where a script's branches lead: missing targets, dead ends, blocks nobody reaches, and ways around identity."""

from collections.abc import Iterator

from scripts_library.messages import Problem, error, warning
from scripts_library.script import Block, ParsedScript, ScriptAnswer
from scripts_library.vocabulary import ANSWER_KEYS, ENDS, OUTCOME_CODES, StepKind


def flow_problems(script: ParsedScript) -> Iterator[Problem]:
    """Everything wrong with the branches of a script."""
    yield from _answer_problems(script)
    yield from _dead_ends(script)
    yield from _unreached(script)
    yield from _around_identity(script)


def before_identity(script: ParsedScript) -> list[Block]:
    """The blocks that are heard before identity is verified, the identity step and its responses included.

    In a script without that step it is all of them: identity never is.
    """
    blocks: list[Block] = []
    for step in script.steps:
        blocks += [step, *step.responses]
        if step.kind is StepKind.IDENTITY:
            break
    return blocks


def _answers(script: ParsedScript) -> Iterator[tuple[Block, ScriptAnswer]]:
    """Every answer with the block that offers it."""
    for block in script.blocks():
        for answer in block.answers:
            yield block, answer


def _answer_problems(script: ParsedScript) -> Iterator[Problem]:
    """Targets and outcomes that do not exist, questions without answers, more answers than keys."""
    keys = {block.key for block in script.blocks()} | ENDS
    for _block, answer in _answers(script):
        if answer.target not in keys:
            yield error(answer.line, "missing_target", label=answer.label, target=answer.target)
        if answer.outcome is not None and answer.outcome not in OUTCOME_CODES:
            yield error(answer.line, "unknown_outcome", outcome=answer.outcome)
    for block in script.blocks():
        if block.question and not block.answers:
            yield error(block.line, "no_answers", question=block.question)
        if len(block.answers) > len(ANSWER_KEYS):
            extra = block.answers[len(ANSWER_KEYS)]
            yield error(extra.line, "too_many_answers", count=len(block.answers), limit=len(ANSWER_KEYS))


def _dead_ends(script: ParsedScript) -> Iterator[Problem]:
    """Responses from which no way leads on: to a step, to the end, or to an outcome.

    A step always leads on, to the next one or to the end of the call.
    """
    steps = {step.key for step in script.steps}
    chosen = {answer.target for _, answer in _answers(script) if answer.outcome is not None}
    responses = [response for step in script.steps for response in step.responses]
    leads_on = steps | ENDS | {response.key for response in responses if not response.answers} & chosen
    while True:
        more = {r.key for r in responses if any(answer.target in leads_on for answer in r.answers)} - leads_on
        if not more:
            break
        leads_on |= more
    for response in responses:
        if response.key not in leads_on:
            yield error(response.line, "dead_end", title=response.title)


def _unreached(script: ParsedScript) -> Iterator[Problem]:
    """Responses that no answer leads to."""
    targets = {answer.target for _, answer in _answers(script)}
    for step in script.steps:
        for response in step.responses:
            if response.key not in targets:
                yield warning(response.line, "unreachable", title=response.title)


def _around_identity(script: ParsedScript) -> Iterator[Problem]:
    """Answers heard before identity that lead past it. From the identity step itself the screen opens the way."""
    early = before_identity(script)
    allowed = {block.key for block in early} | ENDS
    keys = {block.key for block in script.blocks()}
    for block in early:
        for answer in block.answers:
            past = answer.target in keys and answer.target not in allowed
            if past and block.kind is not StepKind.IDENTITY:
                yield error(answer.line, "identity_skipped", label=answer.label, target=answer.target)
