"""Whether the call screen shows what is owed: once the person is identified, or for ten seconds that are recorded."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workbench.access.person import Person
from workbench.domain.records import Actor, AuditEvent, record
from workbench.queries.scope import account_for

SHOW_FOR = timedelta(seconds=10)


def may_tell_debt(*, is_identified: bool, is_third_party: bool) -> bool:
    """Data of a debt may be told to the identified person only, and never while somebody else is on the line."""
    return is_identified and not is_third_party


def shows_amounts(*, may_tell: bool, shown_at: datetime | None, now: datetime) -> bool:
    """Amounts are on the screen while they may be told, and for ten seconds after who calls asked to see them.

    Args:
        may_tell: See `may_tell_debt`.
        shown_at: When the person asked to see them at this account; None: not lately.
        now: Aware instant.

    """
    return may_tell or (shown_at is not None and shown_at <= now < shown_at + SHOW_FOR)


def ask_amounts(session: Session, person: Person, *, account_id: int, now: datetime) -> None:
    """Record that a person had the amounts of an account shown to them before they may be told.

    Raises:
        NotVisible: The account is not there for this person.

    """
    account = account_for(session, person, account_id)
    record(
        session,
        AuditEvent.AMOUNTS_SHOWN,
        actor=Actor(person.id, person.email),
        subject=("account", account.id),
        now=now,
        after={"seconds": int(SHOW_FOR.total_seconds())},
    )
