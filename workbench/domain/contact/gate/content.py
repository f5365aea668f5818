"""Content rules: forbidden phrases, and the opt-out notice that a message must carry.

Which words those are is `scripts_library.policy`'s matter, the same for a script that is published.
"""

from models.enums import Channel
from scripts_library.phrases import find
from scripts_library.policy import may_not_be_said
from scripts_library.vocabulary import Listener
from workbench.domain.contact.gate.person import Question
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import SpokenRule
from workbench.domain.contact.law.vocabulary import MESSAGES, Purpose

_RULE_OF = {
    "asks_why": "ask_reason",
    "threat": "threats",
    "judicial_lookalike": "judicial_lookalike",
    "shaming": "shaming",
    "third_party_pressure": "third_party_pressure",
    "false_urgency": "false_urgency",
    "reporting": "bureau_threat",
}


def content_rules(preset: Preset, question: Question) -> tuple[SpokenRule, ...]:
    """Each forbidden phrase in the text gives a rule; so does a missing opt-out notice where the preset requires one.

    Each rule speaks once, in the order of the text. Without a text there is nothing to check.
    """
    if question.content is None:
        return ()
    found = may_not_be_said(
        question.content, preset=preset.code, channel=question.channel, recipient=_listener(preset, question)
    )
    revealed = "voicemail_debt" if question.channel is Channel.VOICEMAIL else "third_party_debt"
    rules = [preset.rules[_RULE_OF.get(match.id, revealed)] for match in found]
    if _lacks_notice(preset, question):
        rules.append(preset.rules["opt_out_notice"])
    return tuple(dict.fromkeys(rules))


def _listener(preset: Preset, question: Question) -> Listener:
    """The listener: a recipient that the preset does not allow to hear of the debt counts as a third party."""
    return Listener.DEBTOR if question.recipient in preset.recipients else Listener.THIRD_PARTY


def _lacks_notice(preset: Preset, question: Question) -> bool:
    return (
        preset.opt_out.notice_in_every_message
        and question.channel in MESSAGES
        and question.purpose is Purpose.COLLECTION
        and not find(question.content or "", [preset.opt_out_notice])
    )
