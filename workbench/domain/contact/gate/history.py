"""The person's events, dated in the local days of every zone they may be in."""

from dataclasses import dataclass
from datetime import date, datetime

from workbench.domain.contact.gate.person import ContactEvent
from workbench.domain.contact.gate.places import Whereabouts
from workbench.kernel.days import day_of

Dated = tuple[tuple[date, ContactEvent], ...]


@dataclass(frozen=True, slots=True)
class EventsAsOf:
    """The events with their local days, as of a local day, in one zone."""

    today: date
    events: Dated


class DatedEvents:
    """The events of a person; asked for the days around an instant."""

    def __init__(self, events: tuple[ContactEvent, ...], place: Whereabouts) -> None:
        """Date every event once per zone."""
        self._zones = [(zone, tuple((day_of(event.at, zone), event) for event in events)) for zone in place.zones]

    def as_of(self, at: datetime) -> list[EventsAsOf]:
        """One view per zone, equal views once."""
        views: list[EventsAsOf] = []
        for zone, events in self._zones:
            seen = EventsAsOf(day_of(at, zone), events)
            if seen not in views:
                views.append(seen)
        return views
