"""Steps and notices that a script must have: a call's five steps in order, and what a policy asks to be said."""

from collections.abc import Iterator
from itertools import pairwise

from models.enums import Channel
from scripts_library.flow import before_identity
from scripts_library.messages import Problem, error, warning
from scripts_library.placeholders import CATALOGUE, uses
from scripts_library.policy import WordPolicy
from scripts_library.script import Block, ParsedScript
from scripts_library.vocabulary import Listener, StepKind

_ORDER = (StepKind.GREETING, StepKind.IDENTITY, StepKind.REASON, StepKind.NEGOTIATE, StepKind.CLOSING)
_NAMES = {
    StepKind.GREETING: "saludo",
    StepKind.IDENTITY: "identidad",
    StepKind.REASON: "motivo",
    StepKind.NEGOTIATE: "negociar",
    StepKind.CLOSING: "cierre",
}
_VOICEMAIL_NAMES = ("empresa.nombre", "gestor.nombre", "gestor.telefono")


def structure_problems(script: ParsedScript, policy: WordPolicy | None) -> Iterator[Problem]:
    """Steps and notices that must be there. A message for somebody else and a voicemail have their own needs."""
    if script.conditions.channel is Channel.VOICEMAIL:
        if policy is not None and policy.limited_voicemail:
            yield from _limited_voicemail(script)
        return
    if script.conditions.recipient is Listener.THIRD_PARTY or script.conditions.channel is not Channel.CALL:
        return
    yield from _call_steps(script)
    names = {use.name for block in script.blocks() for use in uses(block.spoken)}
    if "aviso.grabacion" not in names and not _mentions_recording(script):
        yield warning(1, "missing_recording_notice")
    if policy is None:
        return
    told = {use.name for block in _after_identity(script) for use in uses(block.spoken)}
    if policy.needs_disclosure and "aviso.legal" not in told:
        yield error(1, "missing_disclosure", preset=policy.preset)
    if policy.names_creditor and "acreedor.nombre" not in told:
        yield error(1, "missing_creditor", preset=policy.preset)


def _call_steps(script: ParsedScript) -> Iterator[Problem]:
    """A call greets, verifies identity, gives its reason and closes, in this order; these steps are obligatory."""
    found = {step.kind: index for index, step in reversed(list(enumerate(script.steps)))}
    wanted = [kind for kind in _ORDER if kind is not StepKind.NEGOTIATE or kind in found]
    for kind in wanted:
        if kind not in found:
            yield error(1, "missing_step", step=_NAMES[kind])
    there = [kind for kind in wanted if kind in found]
    for earlier, later in pairwise(there):
        if found[earlier] > found[later]:
            line = script.steps[found[later]].line
            yield error(line, "step_order", step=_NAMES[earlier], later=_NAMES[later])
    for step in script.steps:
        if step.kind in {StepKind.IDENTITY, StepKind.DISCLOSURE} and not step.obligatory:
            yield error(step.line, "not_obligatory", title=step.title)


def _after_identity(script: ParsedScript) -> list[Block]:
    """The steps that come after identity, without their responses: what is always said."""
    early = before_identity(script)
    return [step for step in script.steps if step not in early]


def _mentions_recording(script: ParsedScript) -> bool:
    """Whether some step says in its own words that the call is recorded."""
    return any("graba" in step.spoken.casefold() or "record" in step.spoken.casefold() for step in script.steps)


def _limited_voicemail(script: ParsedScript) -> Iterator[Problem]:
    """A limited-content message names the business, the caller and the number to call (12 CFR 1006.2(j))."""
    names = {use.name for block in script.blocks() for use in uses(block.spoken)}
    for name in _VOICEMAIL_NAMES:
        if name not in names:
            yield error(script.steps[0].line, "voicemail_incomplete", name=CATALOGUE[name].words["es"])
