"""The words of a message or a script: no forbidden phrases, and the notice that messages must carry."""

from workbench.domain.contact.person import Question
from workbench.domain.contact.terms import Preset
from workbench.domain.contact.verdict import SpokenRule
from workbench.domain.contact.vocabulary import MESSAGES, Purpose


def content_rules(preset: Preset, question: Question) -> tuple[SpokenRule, ...]:
    """Forbidden phrases speak wherever they occur; a message that must offer a way out says it in its text.

    Without a text there is nothing to check.
    """
    if question.content is None:
        return ()
    rules = [
        phrase.rule
        for phrase in preset.phrases
        if question.channel in phrase.channels and phrase.phrases.occur_in(question.content)
    ]
    if _lacks_notice(preset, question):
        rules.append(preset.rules["opt_out_notice"])
    return tuple(rules)


def _lacks_notice(preset: Preset, question: Question) -> bool:
    return (
        preset.opt_out.notice_in_every_message
        and question.channel in MESSAGES
        and question.purpose is Purpose.COLLECTION
        and not preset.opt_out_notices.occur_in(question.content or "")
    )
