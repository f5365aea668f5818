"""Which number each call went to, what that says of the number, and the hours at which customers want to be called."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ContactPoint, ContactPointEvent, Customer, Interaction, Outcome
from models.bulk import bulk_insert, bulk_update, is_among
from models.enums import Channel, PointKind, PointState
from workbench.demo.files import in_chunks
from workbench.demo.identity import Row
from workbench.domain.contact import next_state


def note_numbers(session: Session, rows: Iterable[Row]) -> int:
    """Complete imported calls with the number and the hour asked for. Returns how many were found.

    Args:
        session: A write session.
        rows: `external_id` of the interaction, `customer_external_id`, `number` in E.164, `callback_at` or nothing.

    """
    return sum(_note_chunk(session, chunk) for chunk in in_chunks(rows))


def _note_chunk(session: Session, rows: Sequence[Row]) -> int:
    connection = session.connection()
    points = _points(session, {row["customer_external_id"] for row in rows})
    by_name = {row["external_id"]: row for row in rows}
    query = sa.select(Interaction.id, Interaction.external_id)
    found = session.execute(query.where(is_among(connection, Interaction.external_id, by_name)))
    changes = [{"id": id_, **_told(by_name[name], points)} for id_, name in found if name is not None]
    return bulk_update(connection, Interaction, changes)


def _told(row: Row, points: dict[tuple[str, str], int]) -> dict[str, object]:
    return {
        "contact_point_id": points.get((row["customer_external_id"], row["number"])),
        "callback_at": datetime.fromisoformat(row["callback_at"]) if row["callback_at"] else None,
    }


def _points(session: Session, customers: Iterable[str]) -> dict[tuple[str, str], int]:
    query = sa.select(Customer.external_id, ContactPoint.value, ContactPoint.id).join(
        ContactPoint, ContactPoint.customer_id == Customer.id
    )
    wanted = is_among(session.connection(), Customer.external_id, customers)
    found = session.execute(query.where(wanted, ContactPoint.kind == PointKind.PHONE))
    return {(customer, value): id_ for customer, value, id_ in found}


def settle_numbers(session: Session) -> int:
    """Give every called number the state its calls say, with an event for each change. Returns how many changed.

    The rule is that of a call recorded here: `workbench.domain.contact.points.next_state`. What the import made of the
    same calls and of messages that came back, without knowing their numbers, is undone first.
    """
    reported = sa.select(ContactPointEvent.contact_point_id)
    session.execute(sa.update(ContactPoint).where(ContactPoint.id.in_(reported)).values(state=PointState.UNVERIFIED))
    states: dict[int, PointState] = {}
    reports: dict[tuple[int, str], int] = {}
    events: list[dict[str, Any]] = []  # Any: values of every column type
    for call in session.execute(_calls()):
        point, code = call.contact_point_id, call.outcome_code
        reports[point, code] = reports.get((point, code), 0) + 1
        before = states.get(point, PointState.UNVERIFIED)
        after = next_state(before, call.point_state, reports=reports[point, code], needed=call.point_state_after)
        if after is not before:
            states[point] = after
            events.append(_event(call, after))
    connection = session.connection()
    session.execute(sa.delete(ContactPointEvent))  # of a load that was cut off here
    bulk_insert(connection, ContactPointEvent, events)
    return bulk_update(connection, ContactPoint, [{"id": id_, "state": state} for id_, state in states.items()])


def _calls() -> sa.Select[*tuple[Any, ...]]:  # Any: columns of several tables
    return (
        sa.select(
            Interaction.id,
            Interaction.at,
            Interaction.collector_id,
            Interaction.contact_point_id,
            Interaction.outcome_code,
            Outcome.point_state,
            Outcome.point_state_after,
        )
        .join(Outcome, Outcome.code == Interaction.outcome_code)
        .where(
            Interaction.channel == Channel.CALL,
            Interaction.contact_point_id.is_not(None),
            Outcome.point_state.is_not(None),
        )
        .order_by(Interaction.at, Interaction.id)
    )


def _event(call: Any, state: PointState) -> dict[str, Any]:  # Any: a row of `_calls`
    return {
        "contact_point_id": call.contact_point_id,
        "state": state,
        "at": call.at,
        "why": call.outcome_code,
        "user_id": call.collector_id,
        "interaction_id": call.id,
    }
