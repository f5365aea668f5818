"""What a contact policy asks of the words themselves. Hours, caps and channels are the contact gate's, not ours.

Sources: Ley 2300/2023 (CO); 12 CFR 1006.2(j), 1006.18(e) (US); CONDUSEF rules, DOF 2014-10-07 (MX); FCA CONC 7.9 (GB).
Nothing here is legal advice: an operator checks it with counsel.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from models.enums import Channel
from scripts_library.phrase_lists import asks_why, forbidden, tells_of_debt
from scripts_library.phrases import Match, normalise
from scripts_library.vocabulary import Listener, Permit


@dataclass(frozen=True, slots=True)
class WordPolicy:
    """What one preset asks of a script."""

    preset: str
    delay_reason: Literal["forbidden", "optional", "recommended"] = "optional"
    needs_disclosure: bool = False
    """After identity the notice of the law is read: placeholder {aviso.legal}."""
    disclosure: Mapping[str, str] = field(default_factory=dict)
    """What {aviso.legal} says, by language; empty where the law asks for no set words."""
    names_creditor: bool = False
    """Who is owed is said with the reason for the call."""
    limited_voicemail: bool = False
    """A voicemail says the business, the caller and the number, and nothing of the matter."""


_US_NOTICE = {
    "en": "This is an attempt to collect a debt; any information obtained will be used for that purpose.",
    "es": "Esta llamada busca cobrar una deuda; toda información que obtengamos se usará para ese fin.",
}
"""12 CFR 1006.18(e): the first communication; in later ones it says more than is needed."""

_ROWS = (
    WordPolicy("CO", delay_reason="forbidden"),
    WordPolicy("MX", names_creditor=True),
    *(WordPolicy(country) for country in ("CL", "PE", "EC", "PY", "BR", "AR", "ES", "DO", "GT", "SV", "PA", "EU")),
    WordPolicy("US", needs_disclosure=True, disclosure=_US_NOTICE, limited_voicemail=True),
    WordPolicy("US-MA", needs_disclosure=True, disclosure=_US_NOTICE, limited_voicemail=True),
    WordPolicy("GB", delay_reason="recommended"),
    WordPolicy("STRICT", delay_reason="forbidden", needs_disclosure=True, names_creditor=True, limited_voicemail=True),
)
POLICIES: Final[Mapping[str, WordPolicy]] = {row.preset: row for row in _ROWS}


def policy_for(preset: str | None) -> WordPolicy | None:
    """The row of a preset; an unknown preset gets the strictest row, none gets none."""
    return None if preset is None else POLICIES.get(preset.upper(), POLICIES["STRICT"])


def may_not_be_said(
    text: str,
    *,
    preset: str | None,
    channel: Channel = Channel.CALL,
    recipient: Listener = Listener.DEBTOR,
    permits: Collection[Permit] = (),
) -> list[Match]:
    """Everything in a text that the policy forbids to say or send, in order; empty where it may go out.

    Phrases are found whatever their case, accents, tense or Unicode form, as whole words. A voicemail and a text for
    somebody else hold nothing that tells of a debt.

    Args:
        text: What would be said or sent, already filled in.
        preset: Code of the contact policy; `None` asks only what holds everywhere.
        channel: How it travels.
        recipient: Who would hear or read it.
        permits: What is known to be true and so may be said.

    """
    normal, policy = normalise(text), policy_for(preset)
    found = forbidden(normal, permits=permits)
    if policy is not None and policy.delay_reason == "forbidden":
        found += asks_why(normal)
    if channel is Channel.VOICEMAIL or recipient is Listener.THIRD_PARTY:
        found += tells_of_debt(normal, urgency=True)
    return sorted(found, key=lambda match: (match.start, match.end, match.id))
