"""Leaving an item out, postponing it, and taking either back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, WorkItem
from models.enums import WorkState
from tests.factories.callable import make_callable
from tests.factories.work import make_item
from workbench.domain.queue.claim import ItemFinished, ItemTaken, claim_item
from workbench.domain.queue.skip import (
    SkipReasonMissing,
    SnoozeOutsideWindow,
    SnoozeTooFar,
    skip_item,
    snooze_item,
    undo_item,
)
from workbench.kernel.work_order import Wave, wave_of

TODAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(session, now, cast):
    """A maker of items whose customer may be called now; andrea's unless said otherwise."""

    def make(owner: str | None = "andrea", **values) -> WorkItem:
        collector_id = getattr(cast, owner).id if owner else None
        account = make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=collector_id)
        return make_item(session, account, on=TODAY, **values)

    return make


def audited(session) -> list[tuple[str, str | None]]:
    return [(entry.event, entry.why) for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def test_skip_keeps_the_reason_and_leaves_one_entry(session, place, cast, now):
    item = skip_item(session, cast.person("andrea"), item_id=place().id, why=" Dato de contacto malo ", now=now)

    assert (item.state, item.why, item.finished_at) == (WorkState.SKIPPED, "Dato de contacto malo", now)
    assert audited(session) == [("item_skipped", "Dato de contacto malo")]


def test_skip_needs_a_reason(session, place, cast, now):
    item = place()

    with pytest.raises(SkipReasonMissing):
        skip_item(session, cast.person("andrea"), item_id=item.id, why="  ", now=now)

    assert item.state is WorkState.WAITING


def test_snooze_postpones_within_the_window(session, place, cast, now):
    until = now + timedelta(hours=2)

    item = snooze_item(session, cast.person("andrea"), item_id=place().id, until=until, now=now)

    assert (item.state, item.not_before, item.claimed_by) == (WorkState.WAITING, until, None)
    assert audited(session) == [("item_snoozed", None)]


@pytest.mark.parametrize("hours", [-1, 12])
def test_snooze_refuses_the_past_and_closed_hours(session, place, cast, now, hours):
    item = place()

    with pytest.raises(SnoozeOutsideWindow):
        snooze_item(session, cast.person("andrea"), item_id=item.id, until=now + timedelta(hours=hours), now=now)


@pytest.mark.parametrize("days", [61, 400])
def test_snooze_refuses_days_after_the_last_that_building_reads(session, place, cast, now, days):
    item = place()

    with pytest.raises(SnoozeTooFar):
        snooze_item(session, cast.person("andrea"), item_id=item.id, until=now + timedelta(days=days), now=now)

    assert item.not_before is None


def test_skip_can_be_undone_for_half_an_hour(session, place, cast, now):
    item = skip_item(session, cast.person("andrea"), item_id=place().id, why="Otro motivo", now=now)

    undo_item(session, cast.person("andrea"), item_id=item.id, now=now + 30 * MINUTE)
    undo_item(session, cast.person("andrea"), item_id=item.id, now=now + 30 * MINUTE)

    assert (item.state, item.why, item.finished_at) == (WorkState.WAITING, None, None)
    assert len(audited(session)) == 2


def test_undone_skip_gives_the_hours_back_that_the_account_had(session, place, cast, now):
    person, hours = cast.person("andrea"), now - 60 * MINUTE
    item = skip_item(session, person, item_id=place(best_from=hours).id, why="Otro motivo", now=now)

    undo_item(session, person, item_id=item.id, now=now)

    assert item.best_from == hours
    assert wave_of(lane=item.lane, best_from=item.best_from, now=now) is Wave.NOW


def test_snooze_can_be_undone_and_the_account_comes_up_at_once(session, place, cast, now):
    person = cast.person("andrea")
    item = snooze_item(session, person, item_id=place().id, until=now + 60 * MINUTE, now=now)

    undo_item(session, person, item_id=item.id, now=now + MINUTE)

    assert (item.not_before, item.best_from) == (None, now + MINUTE)
    assert wave_of(lane=item.lane, best_from=item.best_from, now=now + MINUTE) is Wave.NOW


def test_old_or_a_colleagues_skip_stays(session, place, cast, now):
    item = skip_item(session, cast.person("andrea"), item_id=place(None).id, why="Otro motivo", now=now)

    for name, later in (("andrea", 31), ("luis", 1)):
        with pytest.raises(ItemFinished):
            undo_item(session, cast.person(name), item_id=item.id, now=now + later * MINUTE)


def test_undo_of_what_is_done_or_taken_is_refused(session, place, cast, now):
    done, shared = place(state=WorkState.DONE), place(None)
    claim_item(session, cast.person("luis"), item_id=shared.id, now=now)

    with pytest.raises(ItemFinished):
        undo_item(session, cast.person("andrea"), item_id=done.id, now=now)
    with pytest.raises(ItemTaken):
        undo_item(session, cast.person("andrea"), item_id=shared.id, now=now)
