"""What the gate says of a customer who contacts us: they chose hour, channel and number, so only holds and roles speak.

Answering is never forbidden. What this verdict blocks is agreeing on money: with an attorney, a death, an insolvency or
a request to be left alone on record, the person is served and what they say is noted, and nothing is collected.
"""

from datetime import datetime

from models.enums import Channel
from workbench.domain.contact.gate.grounds import hold_rules, recipient_rules
from workbench.domain.contact.gate.person import ContactedPerson, Question
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import Verdict, answer_of
from workbench.domain.contact.law.vocabulary import Recipient


def may_answer(
    person: ContactedPerson,
    *,
    at: datetime,
    preset: Preset,
    recipient: Recipient = Recipient.DEBTOR,
    debt: int | str | None = None,
) -> Verdict:
    """Whether the debt may be settled with a person who contacts us. Hours, caps, waits and opt-outs are not asked.

    Args:
        person: What is known of them.
        at: When; an aware instant.
        preset: The contact law that applies.
        recipient: Who is spoken to.
        debt: Which debt; None is any.

    """
    question = Question(channel=Channel.CALL, recipient=Recipient(recipient), debt=debt)
    rules = (*hold_rules(preset, person, question, at=at), *recipient_rules(preset, question))
    return Verdict(verdict=answer_of(rules), rules=rules, next_allowed_at=None, remaining=())
