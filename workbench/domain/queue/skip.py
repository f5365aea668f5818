"""Leaving an item out for today, postponing it, and taking either back."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Portfolio, WorkItem
from models.enums import WorkState
from workbench.access.person import Person
from workbench.domain.contact import Verdict
from workbench.domain.queue.claim import (
    Claim,
    ItemFinished,
    back_to_waiting,
    call_verdict,
    claim_item,
    is_taken,
    locked_item,
    taken_by,
)
from workbench.domain.queue.rows import SNOOZES_OF
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import day_of
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

UNDO_WITHIN = timedelta(minutes=30)


class SkipReasonMissing(RuleBroken):
    """Skipping needs a reason."""

    rule = "work.skip_reason"


class SnoozeTooFar(RuleBroken):
    """It is postponed to a day after the last one on which building still knows of it, see `SNOOZES_OF`."""

    rule = "work.snooze_days"


class SnoozeOutsideWindow(RuleBroken):
    """The hour it is postponed to is one at which nobody may call. `verdict` has the rules and the next opening."""

    rule = "work.snooze"

    def __init__(self, verdict: Verdict | None = None) -> None:
        super().__init__(N_("A esa hora no se puede llamar. Elija otra."))
        self.verdict = verdict


def skip_item(session: Session, person: Person, *, item_id: int, why: str, now: datetime) -> WorkItem:
    """Leave an item out for today. A supervisor sees the reason; it does not count against anybody.

    Raises:
        NotVisible: It is not within the person's scope.
        SkipReasonMissing: No reason was given.
        ItemTaken: A colleague has it.
        ItemFinished: It is done or gone.

    """
    if not why.strip():
        raise SkipReasonMissing(N_("Diga por qué la salta."))
    item = claim_item(session, person, item_id=item_id, now=now)
    item.state, item.finished_at, item.why = WorkState.SKIPPED, now, why.strip()
    item.claimed_until = None
    _record(session, person, item, AuditEvent.ITEM_SKIPPED, now=now, after={"state": item.state.value}, why=item.why)
    return item


def snooze_item(session: Session, person: Person, *, item_id: int, until: datetime, now: datetime) -> WorkItem:
    """Postpone an item to an hour at which it may be called; it comes back by itself, on a later day too.

    Raises:
        NotVisible: It is not within the person's scope.
        SnoozeOutsideWindow: The hour is past, or nobody may call then.
        SnoozeTooFar: Its day is after the last one to which an item may be postponed.
        ItemTaken: A colleague has it.
        ItemFinished: It is done or gone.

    """
    item = claim_item(session, person, item_id=item_id, now=now)
    if until <= now:
        raise SnoozeOutsideWindow
    zone = session.get_one(Portfolio, item.portfolio_id).timezone
    if day_of(until, zone) > day_of(now, zone) + SNOOZES_OF:
        raise SnoozeTooFar(N_("Se puede posponer %(days)s días como mucho."), days=SNOOZES_OF.days)
    verdict = call_verdict(session, item, now=until)
    if verdict.is_blocked:
        raise SnoozeOutsideWindow(verdict)
    back_to_waiting(item)
    item.not_before, item.snoozed_at, item.best_from = until, now, until
    _record(session, person, item, AuditEvent.ITEM_SNOOZED, now=now, after={"not_before": until.isoformat()})
    return item


def undo_item(session: Session, person: Person, *, item_id: int, now: datetime) -> WorkItem:
    """Take back one's skip or postponement of the last half hour. Twice is harmless.

    After a skip it has the hours that it had before; after a postponement it is called from now on.

    Raises:
        NotVisible: It is not within the person's scope.
        ItemTaken: A colleague has it by now.
        ItemFinished: It is done or gone, or was skipped by a colleague or too long ago.

    """
    item = locked_item(session, person, item_id)
    if is_taken(Claim.of(item), by=person.id, now=now):
        raise taken_by(session, item)
    skipped = item.state is WorkState.SKIPPED
    recent = item.finished_at is not None and now - item.finished_at <= UNDO_WITHIN
    if skipped and not (recent and item.claimed_by == person.id):
        raise ItemFinished(N_("Ya no se puede deshacer."))
    if not skipped and item.state not in {WorkState.WAITING, WorkState.CLAIMED}:
        raise ItemFinished(N_("Esta cuenta ya salió de la cola de hoy."))
    if skipped or item.not_before is not None:
        event = AuditEvent.ITEM_SKIPPED if skipped else AuditEvent.ITEM_SNOOZED
        back_to_waiting(item)
        item.not_before, item.snoozed_at = None, None
        if not skipped:
            item.best_from = now  # without hours it would come after everybody who has some
        _record(session, person, item, event, now=now, after={"state": item.state.value, "undone": True})
    return item


def _record(  # noqa: PLR0913 - what the entry says
    session: Session,
    person: Person,
    item: WorkItem,
    event: AuditEvent,
    *,
    now: datetime,
    after: dict[str, object],
    why: str | None = None,
) -> None:
    actor = Actor(person.id, person.email)
    record(session, event, actor=actor, subject=("work_item", item.id), now=now, after=after, why=why)
