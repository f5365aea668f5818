"""Rules that do not depend on the hour: holds, recipients, and the channels that the person authorised."""

from datetime import datetime

from models.enums import Channel
from workbench.domain.contact.gate.person import ContactedPerson, ContactHold, Question, same_debt
from workbench.domain.contact.law.terms import Preset
from workbench.domain.contact.law.verdict import SpokenRule
from workbench.domain.contact.law.vocabulary import CONTACT_CHANNELS, Purpose, expanded


def hold_rules(preset: Preset, person: ContactedPerson, question: Question, *, at: datetime) -> tuple[SpokenRule, ...]:
    """A hold forbids every role but those it names, until it ends or is lifted. Each kind speaks once."""
    kinds = {hold.kind: None for hold in person.holds if holds_back(preset, hold, question, at=at)}
    return tuple(preset.holds.get(kind, preset.holds["other"]) for kind in kinds)


def holds_back(preset: Preset, hold: ContactHold, question: Question, *, at: datetime) -> bool:
    """Whether a hold stands at an instant, for this role and this debt."""
    over = hold.until is not None and at >= hold.until
    named = question.recipient in preset.hold_recipients.get(hold.kind, ())
    return not over and not named and same_debt(hold.debt, question.debt)


def recipient_rules(preset: Preset, question: Question) -> tuple[SpokenRule, ...]:
    """The debt is discussed only with the roles that the preset allows."""
    return () if question.recipient in preset.recipients else (preset.rules["recipient"],)


def channel_rules(preset: Preset, person: ContactedPerson, question: Question) -> tuple[SpokenRule, ...]:
    """Only channels of the preset, that the person authorised where that is required, and never one they left."""
    channel = question.channel
    rules = []
    if channel not in CONTACT_CHANNELS:
        rules.append(preset.rules["channel"])
    if preset.visits_forbidden and channel is Channel.VISIT:
        rules.append(preset.rules["visits"])
    if preset.channel_auth_required and channel not in expanded(person.authorized):
        rules.append(preset.rules["channel_authorization"])
    if channel in expanded(person.opted_out):
        rules.append(preset.rules["opt_out"])
    return tuple(rules)


def platform_rules(preset: Preset, question: Question) -> tuple[SpokenRule, ...]:
    """WhatsApp's own rules forbid collecting there, whatever the law says: a warning."""
    if question.channel is Channel.WHATSAPP and question.purpose is Purpose.COLLECTION:
        return (preset.rules["platform_whatsapp"],)
    return ()
