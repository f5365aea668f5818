"""What publishing says of a script, line by line: errors refuse it, warnings do not.

`docs/scripts.md` lists every check. Whether a text is a script at all is the parser's matter, where its branches lead
is `flow`'s, which steps must be there is `structure`'s, and which words a policy forbids is `policy`'s.
"""

import re
from collections.abc import Iterator, Sequence

from models.enums import Channel
from scripts_library.flow import before_identity, flow_problems
from scripts_library.messages import Problem, error, warning
from scripts_library.parser import ScriptMistake, parse
from scripts_library.phrase_lists import asks_why, forbidden, tells_of_debt
from scripts_library.phrases import Match, normalise
from scripts_library.placeholders import FORMATS, nearest, stray_braces, uses, without_placeholders
from scripts_library.policy import WordPolicy, policy_for
from scripts_library.script import Block, ParsedScript
from scripts_library.structure import structure_problems
from scripts_library.vocabulary import Listener

SENTENCE_WORDS = 25
"""A longer sentence is hard to follow by ear; twenty is the aim, and data fill in to more words than they show."""
STEP_SECONDS = 30
"""A person who is called and not asked anything for longer stops listening."""
WORDS_PER_MINUTE = 140
"""Calm Spanish over the telephone."""

_AMOUNT = re.compile(r"[$€£]\s?\d|\d[\d.,]*\s?(?:US\$|USD|COP|MXN|CLP|PEN|EUR|GBP)\b")
_SENTENCE_END = re.compile(r"[.?!…]+(?:\s|$)|\n\s*\n")
_DEBT_IDS = {
    "identity": ("debt_before_identity", "debt_data_before_identity"),
    "voicemail": ("debt_in_voicemail", "debt_data_in_voicemail"),
    "third_party": ("debt_to_third_party", "debt_data_to_third_party"),
}


def check(text: str, preset: str | None = None) -> list[Problem]:
    """Everything publishing would say of a script, by line.

    Args:
        text: The whole file.
        preset: Contact policy it will be used under; `None` asks what holds everywhere, and warns of what is forbidden
            only in some countries. An unknown preset is taken as the strictest.

    Returns:
        Errors and warnings in the order of the lines; the script may be published where there is no error.

    """
    try:
        script = parse(text)
    except ScriptMistake as mistake:
        return sorted(mistake.problems)
    return check_parsed(script, [preset])


def check_parsed(script: ParsedScript, presets: Sequence[str | None]) -> list[Problem]:
    """What `check` says of a script that has been read, under several contact policies at once.

    What does not depend on the policy is looked at once.
    """
    problems = [*flow_problems(script), *_secrecy(script)]
    for block in script.blocks():
        problems += [*_data(block), *_length(block)]
    for policy in map(policy_for, presets):
        problems += structure_problems(script, policy)
        for block in script.blocks():
            problems += _words(block, script, policy)
    return sorted({(problem.line, problem.id, problem.text): problem for problem in problems}.values())


def is_publishable(problems: list[Problem]) -> bool:
    """Whether none of the problems is an error."""
    return all(problem.severity != "error" for problem in problems)


def reading_seconds(words: int) -> int:
    """How long so many words take to say, in whole seconds."""
    return round(words * 60 / WORDS_PER_MINUTE)


def _line(block: Block, offset: int) -> int:
    """Line of the file of an offset in the spoken text or the advice of a block."""
    return block.line + 1 + block.spoken.count("\n", 0, offset)


def _data(block: Block) -> Iterator[Problem]:
    """Placeholders that do not exist, formats that do not fit, braces without their pair; in the advice too."""
    for text in (block.spoken, block.advice):
        for use in uses(text):
            line = block.line + 1 + text.count("\n", 0, use.start)
            row = use.known
            if row is None:
                yield error(line, "unknown_placeholder", name=use.name[:60], like=nearest(use.name))
            elif use.style is not None and use.style not in FORMATS[row.kind]:
                allowed = ", ".join(FORMATS[row.kind]) or "—"
                yield error(line, "unknown_filter", filter=use.style[:60], name=row.name, allowed=allowed)
        for offset in stray_braces(text):
            yield error(block.line + 1 + text.count("\n", 0, offset), "unclosed_placeholder")


def _words(block: Block, script: ParsedScript, policy: WordPolicy | None) -> Iterator[Problem]:
    """Phrases that may not be said. Advice is not said: it may warn of them."""
    normal = normalise(without_placeholders(block.spoken))
    for match in forbidden(normal, permits=script.permits):
        yield error(_line(block, match.start), match.id, words=match.words)
    for match in asks_why(normal):
        if policy is None:
            yield warning(_line(block, match.start), "asks_why_somewhere")
        elif policy.delay_reason == "forbidden":
            yield error(_line(block, match.start), "asks_why", preset=policy.preset)


def _length(block: Block) -> Iterator[Problem]:
    """Sentences and steps too long to follow by ear."""
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(block.spoken)), len(block.spoken)]:
        count = len(block.spoken[start:end].split())
        if count > SENTENCE_WORDS:
            first = start + len(block.spoken[start:end]) - len(block.spoken[start:end].lstrip())
            yield warning(_line(block, first), "long_sentence", count=count, limit=SENTENCE_WORDS)
        start = end
    seconds = reading_seconds(len(block.spoken.split()))
    if seconds > STEP_SECONDS:
        yield warning(block.line, "slow_step", title=block.title, seconds=seconds, limit=STEP_SECONDS)


def _secrecy(script: ParsedScript) -> Iterator[Problem]:
    """Nothing tells of a debt where somebody else may hear it: before identity, in a voicemail, to a third party."""
    if script.conditions.channel is Channel.VOICEMAIL:
        blocks, where = list(script.blocks()), "voicemail"
    elif script.conditions.recipient is Listener.THIRD_PARTY:
        blocks, where = list(script.blocks()), "third_party"
    elif script.conditions.channel is Channel.CALL:
        blocks, where = before_identity(script), "identity"
    else:
        return
    words_id, data_id = _DEBT_IDS[where]
    for block in blocks:
        for match in _tells(block, urgency=where != "identity"):
            yield error(_line(block, match.start), words_id, words=match.words)
        for use in uses(block.spoken):
            if use.known is not None and use.known.about_debt:
                yield error(_line(block, use.start), data_id, name=use.name)


def _tells(block: Block, *, urgency: bool) -> list[Match]:
    """Words and amounts in a block that tell of a debt."""
    said = without_placeholders(block.spoken)
    amounts = [Match("debt_words", hit.start(), hit.end(), hit[0]) for hit in _AMOUNT.finditer(said)]
    return [*tells_of_debt(said, urgency=urgency), *amounts]
