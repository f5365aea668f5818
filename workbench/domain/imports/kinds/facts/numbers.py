"""What interactions of a file say of the numbers they used: a wrong person, a dead line, a wish not to be called.

A file names no number, so a report is of the one that would have been tried at that time: the first in use
(`workbench.kernel.states.by_use`). It changes the number as a report of the call screen does, by `contact.next_state`,
wherever the same number stands. That somebody was reached verifies no number here: it may have been another.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from models import ContactPoint, ContactPointEvent, Interaction, Outcome
from models.bulk import bulk_insert, bulk_update, is_among
from models.enums import Channel, Direction, PointKind, PointState
from workbench.domain.contact import next_state
from workbench.domain.imports.kinds.values import Values
from workbench.kernel.states import IN_USE, STOPPED, is_in_use

KIND_OF = {
    Channel.CALL: PointKind.PHONE,
    Channel.VOICEMAIL: PointKind.PHONE,
    Channel.SMS: PointKind.PHONE,
    Channel.WHATSAPP: PointKind.WHATSAPP,
    Channel.EMAIL: PointKind.EMAIL,
    Channel.LETTER: PointKind.ADDRESS,
    Channel.VISIT: PointKind.ADDRESS,
}
"""What an attempt on a channel uses; the other channels use nothing that is kept."""

_ONE_LINE = {PointKind.WHATSAPP: PointKind.PHONE}
"""A telephone number and a WhatsApp with the same digits are one number."""

Number = tuple[PointKind, str]


@dataclass(slots=True)
class _Point:
    """A contact point with its states over time: instants, and the state from each on."""

    id: int
    customer_id: int
    kind: PointKind
    value: str
    state: PointState
    position: int
    instants: list[datetime] = field(default_factory=list)
    states: list[PointState] = field(default_factory=list)

    @property
    def number(self) -> Number:
        return _ONE_LINE.get(self.kind, self.kind), self.value

    def state_at(self, at: datetime) -> PointState:
        """The state at an instant; before its first change it was not verified yet."""
        place = bisect_right(self.instants, at)
        if place:
            return self.states[place - 1]
        return PointState.UNVERIFIED if self.instants else self.state


def report_numbers(connection: sa.Connection, rows: Sequence[Values], outcomes: Mapping[str, Outcome]) -> None:
    """Change the numbers that these interactions report as stopped, in the order in which they happened.

    An interaction that reported a number already keeps it, so that the same file changes nothing the second time. What
    is known of a number from later on is left as it is.

    Args:
        connection: The batch's transaction.
        rows: Interactions as `consequences` has them, with their ids.
        outcomes: The tree by code.

    """
    reports = [row for row in rows if is_report(row, outcomes)]
    if not reports:
        return
    reports.sort(key=lambda row: (row["at"], row["id"]))
    points = _points(connection, {row["customer_id"] for row in reports})
    _read_events(connection, points)
    by_id = {point.id: point for point in points}
    by_customer: dict[int, list[_Point]] = defaultdict(list)
    by_number: dict[Number, list[_Point]] = defaultdict(list)
    for point in points:
        by_customer[point.customer_id].append(point)
        by_number[point.number].append(point)
    reported = _reported(connection, points, [row["id"] for row in reports])
    used: list[Values] = []
    events: list[Values] = []
    for row in reports:
        tried = by_id.get(row["contact_point_id"]) or _tried(by_customer[row["customer_id"]], row)
        if tried is None:
            continue
        outcome = outcomes[row["outcome_code"]]
        used.append({"id": row["id"], "contact_point_id": tried.id})
        said = (tried.number, outcome.code)
        reported[said] += 1
        events += _apply(by_number[tried.number], row, outcome, reports=reported[said])
    _write(connection, points, used, events)


def is_report(row: Values, outcomes: Mapping[str, Outcome]) -> bool:
    """Our own attempt on a channel that uses a number or address, with an outcome that stops it."""
    outcome = outcomes[row["outcome_code"]]
    return outcome.point_state in STOPPED and row["direction"] is Direction.OUTBOUND and row["channel"] in KIND_OF


def _tried(points: Sequence[_Point], row: Values) -> _Point | None:
    """The number that would have been tried at that time: verified, unverified, then the sender's order."""
    kind = KIND_OF[row["channel"]]
    found = [(point.state_at(row["at"]), point) for point in points if point.kind is kind]
    in_use = [(IN_USE.index(state), point.position, point.id, point) for state, point in found if is_in_use(state)]
    return min(in_use, key=lambda one: one[:3])[3] if in_use else None


def _apply(points: Sequence[_Point], row: Values, outcome: Outcome, *, reports: int) -> list[Values]:
    """Stop the number wherever it stands. Returns the events."""
    if outcome.point_state is None:
        return []
    events: list[Values] = []
    for point in points:
        if point.instants and point.instants[-1] > row["at"]:
            continue
        state = next_state(point.state, outcome.point_state, reports=reports, needed=outcome.point_state_after)
        if state is point.state:
            continue
        point.state = state
        point.instants.append(row["at"])
        point.states.append(state)
        events.append(
            {
                "contact_point_id": point.id,
                "state": state,
                "at": row["at"],
                "why": outcome.code,
                "user_id": row["collector_id"],
                "interaction_id": row["id"],
            }
        )
    return events


def _points(connection: sa.Connection, customer_ids: set[int]) -> list[_Point]:
    """The points of these customers, and every other one of the same number; locked in one order."""
    own = sa.select(ContactPoint.value).where(is_among(connection, ContactPoint.customer_id, customer_ids))
    values = sorted(set(connection.scalars(own)))
    rows = connection.execute(
        sa.select(
            ContactPoint.id, ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value, ContactPoint.state,
            ContactPoint.position,
        )
        .where(is_among(connection, ContactPoint.value, values))
        .order_by(ContactPoint.id)
        .with_for_update()
    )  # fmt: skip
    return [_Point(*row) for row in rows]


def _read_events(connection: sa.Connection, points: Sequence[_Point]) -> None:
    by_id = {point.id: point for point in points}
    rows = connection.execute(
        sa.select(ContactPointEvent.contact_point_id, ContactPointEvent.at, ContactPointEvent.state)
        .where(is_among(connection, ContactPointEvent.contact_point_id, by_id))
        .order_by(ContactPointEvent.at, ContactPointEvent.id)
    )
    for point_id, at, state in rows:
        by_id[point_id].instants.append(at)
        by_id[point_id].states.append(state)


def _reported(
    connection: sa.Connection, points: Sequence[_Point], reporting: Sequence[int]
) -> Counter[tuple[Number, str]]:
    """How often each outcome was reported of each number before, these interactions left out."""
    numbers = {point.id: point.number for point in points}
    rows = connection.execute(
        sa.select(Interaction.id, Interaction.contact_point_id, Interaction.outcome_code).where(
            is_among(connection, Interaction.contact_point_id, numbers), Interaction.outcome_code.is_not(None)
        )
    )
    own = set(reporting)
    return Counter((numbers[point_id], code) for id_, point_id, code in rows if id_ not in own and point_id and code)


def _write(
    connection: sa.Connection, points: Sequence[_Point], used: Sequence[Values], events: Sequence[Values]
) -> None:
    changed = {event["contact_point_id"] for event in events}
    bulk_update(connection, Interaction, list(used))
    bulk_update(
        connection, ContactPoint, [{"id": point.id, "state": point.state} for point in points if point.id in changed]
    )
    bulk_insert(connection, ContactPointEvent, list(events))
