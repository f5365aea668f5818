"""The made-up history, asked of the product's own contact gate: nothing in it would have been blocked or warned."""

from datetime import datetime

import pytest

from models.enums import Channel, Direction, EventKind
from workbench.demo.life import Life
from workbench.domain.calls.tree import outcome_rows
from workbench.domain.contact.gate.gate import may_contact
from workbench.domain.contact.gate.person import ContactedPerson, ContactEvent
from workbench.domain.contact.law.presets import preset
from workbench.domain.contact.people import counted_kind

KINDS = {row["code"]: row["event_kind"] for row in outcome_rows()}


def _event(row: dict[str, str]) -> ContactEvent:
    channel, direction = Channel(row["channel"]), Direction(row["direction"])
    kind = counted_kind(EventKind(KINDS[row["outcome"]]), channel, direction, discussed_debt=None)
    return ContactEvent(datetime.fromisoformat(row["at"]), channel, kind, direction, row["portfolio"])


def _verdicts(life: Life):
    """Of every call and message: the row, and what the gate says of it given all that came before."""
    rows = [row for row in life.interactions if KINDS[row["outcome"]] != EventKind.NONE]
    events = [_event(row) for row in rows]
    rules = preset(life.debts[0].portfolio.preset)
    allowed = frozenset(Channel(channel) for channel in life.customer.allows)
    for place, row in enumerate(rows):
        if row["direction"] == "outbound":
            person = ContactedPerson(
                zones=(life.customer.timezone,),
                country=life.customer.row["country"],
                authorized=allowed,
                events=tuple(events[max(0, place - 15) : place]),
            )
            at, channel = events[place].at, events[place].channel
            yield row, may_contact(person, channel=channel, at=at, preset=rules, debt=row["portfolio"])


@pytest.mark.parametrize("country", ["CO", "MX", "CL", "PE"])
def test_the_gate_would_have_allowed_everything(lives: list[Life], country):
    some = [life for life in lives if life.customer.row["country"] == country][:25]

    verdicts = [(row, verdict) for life in some for row, verdict in _verdicts(life)]

    assert [(row["at"], verdict.rules) for row, verdict in verdicts if verdict.verdict != "allowed"] == []
    assert len(verdicts) > 200
