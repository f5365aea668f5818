"""Undoing a saved outcome within a minute, while nothing stands on it: everything it brought is as before.

The attempt happened: its row stays, without an outcome, and counts for the contact law as an attempt does. Which
outcome was withdrawn is kept with it and in the audit trail.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Interaction, OutcomeTrace, Payment, Promise, WorkItem
from models.enums import WorkState
from workbench.access.person import Person
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.journal import Journal, RowChange, current, snapshot, take_back
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.queries.scope import account_for

UNDO_FOR = timedelta(seconds=60)
KEEP_TRACES = timedelta(days=1)
"""A trace serves for a minute; it is deleted with the next housekeeping after this long."""


class UndoRefusedNow(RuleBroken):
    """The outcome stays: too late, or something stands on it."""

    rule = "outcome.undo"


@dataclass(frozen=True, kw_only=True)
class SinceSaved:
    """What became of an outcome since it was saved.

    Attributes:
        saved_at: When it was saved.
        payments: Payments of the account that came in since.
        calls: Interactions of the customer since, on any channel.
        number_used: Whether somebody worked with what it said of a number.
        written: Names of the tables whose rows, as the outcome left them, were written to since.

    """

    saved_at: datetime
    payments: int = 0
    calls: int = 0
    number_used: bool = False
    written: Collection[str] = ()


def why_not_undo_outcome(since: SinceSaved, *, now: datetime) -> str | None:
    """Why a saved outcome can no longer be undone, as a marked text; None where it can.

    It can for 60 seconds from its saving, by the server's clock, while nothing stands on it.
    """
    if now - since.saved_at > UNDO_FOR:
        return N_("Ya pasó el minuto para deshacer.")
    if since.payments:
        return N_("No se deshace: llegó un pago después de guardar.")
    if since.calls:
        return N_("No se deshace: hubo otra gestión con el cliente después de guardar.")
    if since.number_used:
        return N_("No se deshace: alguien ya trabajó con el nuevo estado del número.")
    first = next((table for table in STANDING_ON if table in since.written), None)
    if first is not None:
        return STANDING_ON[first]
    return N_("No se deshace: algo de esta gestión cambió después de guardar.") if since.written else None


STANDING_ON: Mapping[str, str] = {
    "promise": N_("No se deshace: la promesa cambió después de guardar."),
    "contact_point": N_("No se deshace: el número cambió después de guardar."),
    "hold": N_("No se deshace: la pausa cambió después de guardar."),
    "work_item": N_("No se deshace: la cuenta ya se mueve en la cola."),
}
"""By table, what is said of a row that was written to since; in the order in which it is said."""


def watch_outcome(told: Journal, *, account_id: int, takes_promise: bool) -> None:
    """Have a journal see what an outcome writes in bulk: a promise has all promises of the account judged."""
    if takes_promise:
        told.watch(Promise, Promise.account_id == account_id)


def keep_trace(  # noqa: PLR0913 - what was saved, by whom and when
    session: Session, person: Person, interaction: Interaction, *, form: OutcomeForm, told: Journal, now: datetime
) -> None:
    """Keep what saving an outcome changed, so that it can be undone."""
    changes = told.changes()
    changes += _others_on_number(session, changes, customer_id=interaction.customer_id)
    of_account = sa.select(sa.func.max(Payment.id)).where(Payment.account_id == interaction.account_id)
    newest = sa.select(sa.func.max(Interaction.id))
    last = session.execute(sa.select(of_account.scalar_subquery(), newest.scalar_subquery())).one()
    session.add(
        OutcomeTrace(
            interaction_id=interaction.id,
            account_id=interaction.account_id,
            customer_id=interaction.customer_id,
            user_id=person.id,
            saved_at=now,
            form=_form_json(form),
            rows=[list(one) for one in changes],
            last_payment_id=last[0] or 0,
            last_interaction_id=last[1] or 0,
        )
    )


def undo_outcome(session: Session, person: Person, *, interaction_id: int, now: datetime) -> OutcomeForm:
    """Take an outcome back with all that it brought. The call is open again, to be recorded anew.

    Args:
        session: A write session; the caller commits.
        person: Who saved it.
        interaction_id: Of the outcome.
        now: Aware instant, of the server's clock.

    Returns:
        The form as it was saved.

    Raises:
        NotVisible: The person did not save it, or may not see its account any more.
        UndoRefusedNow: It is too late, it was undone before, or something stands on it.

    """
    trace = session.get(OutcomeTrace, interaction_id, with_for_update=True, populate_existing=True)
    if trace is None:
        raise UndoRefusedNow(N_("Ya no hay nada que deshacer."))
    if trace.user_id != person.id:
        raise NotVisible("interaction")
    account_for(session, person, trace.account_id)
    changes = [RowChange(*one) for one in trace.rows]
    refusal = why_not_undo_outcome(_since(session, trace, changes), now=now)
    if refusal is not None:
        raise UndoRefusedNow(refusal)
    form = form_of(trace.form)
    take_back(session, changes)
    interaction = session.get_one(Interaction, interaction_id)
    _mark_withdrawn(interaction, form, now=now)
    session.delete(trace)
    record(
        session,
        AuditEvent.OUTCOME_UNDONE,
        actor=Actor(person.id, person.email),
        subject=("account", interaction.account_id),
        now=now,
        before={"outcome": form.code, "interaction_id": interaction_id},
    )
    return form


def form_of(kept: Mapping[str, Any]) -> OutcomeForm:  # Any: JSON
    """A form from its JSON."""
    read = {"promise_due_on": date, "claimed_on": date, "callback_at": datetime}
    values: dict[str, Any] = {
        name: read[name].fromisoformat(value) if value is not None and name in read else value
        for name, value in kept.items()
    }
    return OutcomeForm(**values)


def saved_lately(session: Session, person: Person, *, account_id: int, now: datetime) -> datetime | None:
    """When this person last saved an outcome about the customer of an account, within the day; None: not."""
    customer = sa.select(Account.customer_id).where(Account.id == account_id).scalar_subquery()
    return session.scalar(
        sa.select(sa.func.max(OutcomeTrace.saved_at)).where(
            OutcomeTrace.customer_id == customer,
            OutcomeTrace.user_id == person.id,
            OutcomeTrace.saved_at > now - KEEP_TRACES,
        )
    )


def forget_traces(session: Session, *, now: datetime) -> int:
    """Delete traces that no longer serve. Returns how many."""
    old = sa.delete(OutcomeTrace).where(OutcomeTrace.saved_at < now - KEEP_TRACES)
    return len(session.scalars(old.returning(OutcomeTrace.interaction_id)).all())


def _since(session: Session, trace: OutcomeTrace, changes: Sequence[RowChange]) -> SinceSaved:
    count = sa.func.count()
    newer = Interaction.id > trace.last_interaction_id
    points = [one.id for one in changes if one.table == ContactPoint.__tablename__]
    payments, calls, uses = session.execute(
        sa.select(
            sa.select(count)
            .where(Payment.account_id == trace.account_id, Payment.id > trace.last_payment_id)
            .scalar_subquery(),
            sa.select(count).where(Interaction.customer_id == trace.customer_id, newer).scalar_subquery(),
            sa.select(count).where(Interaction.contact_point_id.in_(points), newer).scalar_subquery(),
        )
    ).one()
    written = [one for one in changes if current(session, one) != one.after]
    return SinceSaved(
        saved_at=trace.saved_at,
        payments=payments,
        calls=calls,
        number_used=uses > 0 or any(one.is_only_seen for one in written),
        written={one.table for one in written if not one.is_only_seen},
    )


def _others_on_number(session: Session, changes: Sequence[RowChange], *, customer_id: int) -> list[RowChange]:
    """The waiting items of other customers who have a number whose state changed: "next" may work with that."""
    points = [one.id for one in changes if one.table == ContactPoint.__tablename__]
    if not points:
        return []
    others = sa.select(ContactPoint.customer_id).where(
        ContactPoint.id.in_(points), ContactPoint.customer_id != customer_id
    )
    waiting = WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED))
    return snapshot(session, WorkItem, sa.and_(WorkItem.customer_id.in_(others), waiting))


def _form_json(form: OutcomeForm) -> dict[str, Any]:  # Any: JSON
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in asdict(form).items()
    }


def _mark_withdrawn(interaction: Interaction, form: OutcomeForm, *, now: datetime) -> None:
    kept = dict(interaction.attributes or {})
    kept["withdrawn"] = [*kept.get("withdrawn", []), {"outcome": form.code, "at": now.isoformat()}]
    interaction.attributes = kept
