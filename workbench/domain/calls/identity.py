"""What happens while a call is on: the identity that was checked, and hanging up. Both are kept with the attempt.

The record keeps which data the person confirmed, never their answers. No data of a debt may be said before: until then
the screen keeps the later steps of the script closed (docs/rules.md, identity first) and no direct contact is recorded.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from models import Interaction, Outcome
from models.enums import OutcomeGroup
from workbench.access.person import Person
from workbench.domain.calls.attempts import open_attempt
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_
from workbench.queries.scope import account_for

NEEDED = 2
"""Full name and one more datum, two at least, as is usual before a debt is mentioned."""


class IdentityDatum(StrEnum):
    """What a person can confirm."""

    NAME = "name"
    DOCUMENT = "document"
    PLACE = "place"
    REFERENCE = "reference"


class IdentityNotConfirmed(RuleBroken):
    """Too few data were confirmed."""

    rule = "identity"


class IdentityNeeded(RuleBroken):
    """A direct contact is recorded only once the identity was confirmed in its call."""

    rule = "identity.needed"


class NoCallStarted(RuleBroken):
    """There is no attempt, and no call of the customer, to keep it with."""

    rule = "attempt"


def is_confirmed(confirmed: Collection[IdentityDatum], known: Collection[IdentityDatum]) -> bool:
    """Two of the data that are known of the customer, or all of them where fewer are known."""
    return len(set(confirmed) & set(known)) >= min(NEEDED, len(known))


def is_identified(call: Interaction) -> bool:
    """Whether the identity was confirmed in a call."""
    return "identity" in (call.attributes or {})


def call_to_record(group: str, call: Interaction | None) -> Interaction:
    """The open call in which an outcome of a group may be recorded.

    Every outcome needs a call that this person started or answered; a direct contact needs the identity confirmed in
    it too. Source: docs/outcomes.md, "Saving".

    Args:
        group: Of the outcome, see `OutcomeGroup`.
        call: The person's open attempt, or open call of the customer, at the account.

    Raises:
        NoCallStarted: There is none.
        IdentityNeeded: It is a direct contact, and the identity was not confirmed.

    """
    if call is None:
        raise NoCallStarted(
            N_("Primero marque «Llamar» (tecla L); si la persona llamó, «Nos llamó el cliente» (tecla O).")
        )
    if group == OutcomeGroup.DIRECT and not is_identified(call):
        raise IdentityNeeded(N_("Primero confirme la identidad (tecla I): sin ella no se guarda un contacto directo."))
    return call


def call_missing(
    session: Session, person: Person, *, account_id: int, code: str | None, now: datetime
) -> RuleBroken | None:
    """What keeps an outcome from being recorded whatever its form says: no call, or no identity; None: nothing.

    Amounts are proposed only after the identity, so of a form that lacks one this is said first.
    """
    outcome = session.get(Outcome, code) if code else None
    if outcome is None or not outcome.on_form:
        return None
    try:
        call_to_record(outcome.group, open_attempt(session, person, account_id=account_id, now=now))
    except RuleBroken as missing:
        return missing
    return None


def confirm_identity(  # noqa: PLR0913 - what was confirmed, of whom, by whom and when
    session: Session,
    person: Person,
    *,
    account_id: int,
    confirmed: Collection[IdentityDatum],
    known: Collection[IdentityDatum],
    now: datetime,
    calling_in: bool = False,
) -> Interaction:
    """Keep with the open attempt which data the holder confirmed.

    Raises:
        NotVisible: The account is not there for this person.
        NoCallStarted: No attempt is open.
        IdentityNotConfirmed: Fewer than needed.

    """
    account_for(session, person, account_id, calling_in=calling_in)
    attempt = open_attempt(session, person, account_id=account_id, now=now)
    if attempt is None:
        raise NoCallStarted(N_("Primero marque «Llamar»: la identidad se guarda con la llamada."))
    if not is_confirmed(confirmed, known):
        raise IdentityNotConfirmed(N_("Confirme al menos dos datos antes de hablar de la deuda."))
    kept = dict(attempt.attributes or {})
    kept["identity"] = sorted(datum.value for datum in confirmed)
    kept["identity_at"] = now.isoformat()
    attempt.attributes = kept
    return attempt


def hang_up(
    session: Session, person: Person, *, account_id: int, now: datetime, calling_in: bool = False
) -> Interaction | None:
    """The call ended; its outcome is still to be recorded. Twice keeps the first end; without a call nothing happens.

    Raises:
        NotVisible: The account is not there for this person.

    """
    account_for(session, person, account_id, calling_in=calling_in)
    attempt = open_attempt(session, person, account_id=account_id, now=now)
    if attempt is not None and attempt.ended_at is None:
        attempt.ended_at = now
        attempt.duration_s = max(int((now - attempt.at).total_seconds()), 0)
    return attempt
