"""Undoing a saved outcome: within a minute, while nothing stands on it, and then everything is as before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from models import (
    Account,
    AuditEntry,
    Base,
    ContactPoint,
    Hold,
    Interaction,
    OutcomeTrace,
    Portfolio,
    Promise,
    WorkItem,
)
from models.enums import Channel, PointState, WorkState
from tests.factories.callable import make_callable
from tests.factories.calls import make_call
from tests.factories.ledger import make_interaction, make_payment, make_phone
from tests.factories.work import make_item
from workbench.domain.calls.attempts import open_attempt
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.calls.tree import outcome_rows
from workbench.domain.calls.undo import UNDO_FOR, SinceSaved, UndoRefusedNow, undo_outcome, why_not_undo_outcome
from workbench.domain.contact.people import people_of
from workbench.domain.queue import claim_next
from workbench.domain.queue.claim import claim_item
from workbench.kernel.errors import NotVisible

TODAY = date(2026, 11, 18)
PROMISE = {"promise_amount": 250_00, "promise_due_on": TODAY + timedelta(days=7), "promise_channel": "pse"}
NOT_COMPARED = {"audit_entry", "audit_seal", "audit_head", "idempotency_key"}
"""What happened stays told."""


@pytest.fixture
def account(session, now, cast) -> Account:
    return make_callable(session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id)


@pytest.fixture
def item(session, account, cast, now) -> WorkItem:
    item = make_item(session, account, on=TODAY)
    return claim_item(session, cast.person("andrea"), item_id=item.id, now=now)


@pytest.fixture
def number(session, account) -> ContactPoint:
    number = session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == account.customer_id)).one()
    number.state = PointState.UNVERIFIED
    return number


@pytest.fixture
def call(  # noqa: PLR0917 - fixtures
    session, account, item, number, cast, now
) -> Interaction:
    call = make_call(session, account, by=cast.andrea.id, at=now, contact_point_id=number.id, work_item_id=item.id)
    session.flush()
    return call


@pytest.fixture
def save(session, cast, now, account, call):
    """Save an outcome; the id of its interaction."""

    def run(code: str, *, at=now, key="one", **values) -> int:
        form = OutcomeForm(idempotency_key=key, code=code, **values)
        recorded = record_outcome(session, cast.person("andrea"), account_id=account.id, form=form, now=at)
        session.commit()
        return recorded.interaction_id

    return run


@pytest.fixture
def undo(session, cast, now):
    def run(interaction_id: int, *, name="andrea", after=timedelta(seconds=20)) -> OutcomeForm:
        return undo_outcome(session, cast.person(name), interaction_id=interaction_id, now=now + after)

    return run


def everything(session) -> dict[str, list]:
    """Every row of every table, but for what only tells what happened."""
    session.flush()
    session.expire_all()
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in NOT_COMPARED:
            found[name] = sorted(map(tuple, session.execute(sa.select(table)).all()), key=repr)
    return found


def without_mark(session, interaction_id: int) -> None:
    """Take off the mark that an outcome was withdrawn, having looked at it."""
    call = session.get_one(Interaction, interaction_id)
    (mark,) = call.attributes["withdrawn"]
    assert set(mark) == {"outcome", "at"}
    call.attributes = {name: value for name, value in call.attributes.items() if name != "withdrawn"}


def filled_in(code: str, now) -> dict:
    """What each outcome of the form asks for."""
    asked = next(row for row in outcome_rows() if row["code"] == code)["requires"]
    values: dict = {"note": "Llamar a la oficina"}
    if "promise" in asked:
        values |= PROMISE
    if "callback" in asked:
        values |= {"callback_at": now + timedelta(days=1), "discussed_debt": True}
    if "claimed_payment" in asked:
        values |= {"claimed_amount": 90_00, "claimed_on": TODAY, "claimed_reference": "PSE 12"}
    return values


@pytest.mark.both
@pytest.mark.parametrize("code", [row["code"] for row in outcome_rows() if row["on_form"]])
def test_every_table_is_as_before_once_an_outcome_was_undone(  # noqa: PLR0917 - fixtures
    session, save, undo, account, number, now, code
):
    other = make_callable(session, account_portfolio(session, account), now=now, today=TODAY)
    make_phone(session, other.customer_id, now=now, value=number.value)
    earlier = make_interaction(session, account, at=now - timedelta(days=9), outcome="CD-PDP")
    session.add(promise_of(earlier, account))
    make_interaction(session, account, at=now - timedelta(days=8), outcome="NC-FDS", contact_point_id=number.id)
    session.commit()
    before = everything(session)

    saved = save(code, **filled_in(code, now))
    assert everything(session) != before
    form = undo(saved)

    without_mark(session, saved)
    assert everything(session) == before
    assert (form.code, form.note) == (code, "Llamar a la oficina")
    assert {name: getattr(form, name) for name in filled_in(code, now)} == filled_in(code, now)


def account_portfolio(session, account):
    return session.get_one(Portfolio, account.portfolio_id)


def promise_of(interaction, account) -> Promise:
    return Promise(
        account_id=account.id, customer_id=account.customer_id, interaction_id=interaction.id, amount=100_00,
        due_on=TODAY + timedelta(days=2), channel="cash", made_at=interaction.at, known_at=interaction.at,
        known_on=interaction.at.date(), grace_days=2, threshold_pct=100,
    )  # fmt: skip


def test_the_call_is_open_again_and_takes_another_outcome(  # noqa: PLR0917 - fixtures
    session, save, undo, cast, account, now, item
):
    saved = save("NC-NCT")

    undo(saved)

    assert open_attempt(session, cast.person("andrea"), account_id=account.id, now=now).id == saved
    assert (item.state, item.claimed_by) == (WorkState.CLAIMED, cast.andrea.id)
    assert save("CD-PDP", key="two", at=now + timedelta(seconds=40), **PROMISE) == saved
    assert session.scalars(sa.select(Interaction.outcome_code)).all() == ["CD-PDP"]


def test_what_was_undone_stays_in_the_audit_trail_and_with_the_call(  # noqa: PLR0917 - fixtures
    session, save, undo, cast, account, now
):
    saved = save("NC-EQV")

    undo(saved)

    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "outcome_undone")).one()
    assert (entry.actor_id, entry.subject_id, entry.before["outcome"]) == (cast.andrea.id, account.id, "NC-EQV")
    assert session.get_one(Interaction, saved).attributes["withdrawn"][0]["outcome"] == "NC-EQV"


def test_the_attempt_still_counts_for_the_law(  # noqa: PLR0917 - fixtures
    session, save, undo, cast, account, now
):
    undo(save("NC-NCT"))
    session.flush()

    person = people_of(session, [account.customer_id], at=now)[account.customer_id]
    assert len(person.events) == 1


def test_the_same_form_sent_late_does_not_save_it_again(session, save, undo, call):
    undo(save("NC-NCT"))
    session.commit()

    save("NC-NCT")

    assert call.outcome_code is None


@pytest.mark.parametrize(("seconds", "is_done"), [(0, True), (60, True), (61, False)])
def test_undo_is_for_sixty_seconds_from_saving(session, save, undo, seconds, is_done):
    saved = save("NC-NCT")

    if is_done:
        undo(saved, after=timedelta(seconds=seconds))
    else:
        with pytest.raises(UndoRefusedNow, match="Ya pasó el minuto"):
            undo(saved, after=timedelta(seconds=seconds))
    assert (session.get_one(Interaction, saved).outcome_code is None) is is_done


def test_undo_twice_says_that_there_is_nothing_left(save, undo):
    saved = save("NC-NCT")
    undo(saved)

    with pytest.raises(UndoRefusedNow, match="Ya no hay nada que deshacer"):
        undo(saved)


def test_only_who_saved_it_undoes_it(save, undo):
    saved = save("NC-NCT")

    with pytest.raises(NotVisible):
        undo(saved, name="luis")


class World(NamedTuple):
    """What may happen after an outcome was saved happens to these."""

    session: Any
    account: Account
    number: ContactPoint
    cast: Any
    now: datetime


@pytest.fixture
def world(session, account, number, cast, now) -> World:
    return World(session, account, number, cast, now)


def a_payment(at):
    make_payment(at.session, at.account, paid_on=TODAY, amount=100)


def another_call(at):
    make_interaction(at.session, at.account, at=at.now + timedelta(seconds=5), outcome="NC-NCT")


def a_message(at):
    make_interaction(at.session, at.account, at=at.now, outcome="MS-ENV", channel=Channel.SMS)


def a_changed_promise(at):
    at.session.scalars(sa.select(Promise)).one().cancelled_at = at.now


def a_changed_number(at):
    at.number.state = PointState.BAD


def a_lifted_hold(at):
    at.session.scalars(sa.select(Hold)).one().lifted_at = at.now


def a_colleague(at):
    item = at.session.scalars(sa.select(WorkItem)).one()
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, at.cast.luis.id, at.now + timedelta(minutes=9)


@pytest.mark.parametrize(
    ("code", "happens", "said"),
    [
        ("CD-PDP", a_payment, "llegó un pago"),
        ("NC-NCT", another_call, "hubo otra gestión"),
        ("NC-NCT", a_message, "hubo otra gestión"),
        ("CD-PDP", a_changed_promise, "la promesa cambió"),
        ("CD-PEN", a_changed_number, "el número cambió"),
        ("CD-DIS", a_lifted_hold, "la pausa cambió"),
        ("NC-OCU", a_colleague, "ya se mueve en la cola"),
    ],
)
def test_what_stands_on_an_outcome_keeps_it_and_is_named(  # noqa: PLR0917 - fixtures
    session, save, undo, world, code, happens, said
):
    saved = save(code, **filled_in(code, world.now))
    happens(world)
    session.commit()
    before = everything(session)

    with pytest.raises(UndoRefusedNow, match=said):
        undo(saved)

    assert everything(session) == before


def test_undo_is_refused_once_somebody_worked_with_what_it_said_of_a_number(  # noqa: PLR0917 - fixtures
    session, save, undo, account, number, cast, now
):
    other = make_callable(session, account_portfolio(session, account), now=now, today=TODAY)
    session.execute(sa.delete(ContactPoint).where(ContactPoint.customer_id == other.customer_id))
    make_phone(session, other.customer_id, now=now, value=number.value)
    make_item(session, other, on=TODAY, rank=2)
    saved = save("NC-EQV")
    claim_next(session, cast.person("luis"), now=now, today=TODAY)  # it finds that the other has no number left

    with pytest.raises(UndoRefusedNow, match="el nuevo estado del número"):
        undo(saved)


def test_why_not_undo_says_the_first_reason():
    now = datetime(2026, 11, 18, 15, tzinfo=UTC)
    late = SinceSaved(saved_at=now - UNDO_FOR - timedelta(seconds=1), payments=1)

    assert why_not_undo_outcome(SinceSaved(saved_at=now), now=now) is None
    assert why_not_undo_outcome(late, now=now) == "Ya pasó el minuto para deshacer."
    assert "algo de esta gestión" in why_not_undo_outcome(SinceSaved(saved_at=now, written={"consent"}), now=now)


def test_a_trace_holds_the_form_and_is_gone_once_it_was_used(session, save, undo):
    saved = save("CD-PDP", **PROMISE)
    assert session.scalars(sa.select(OutcomeTrace.interaction_id)).all() == [saved]

    undo(saved)

    assert session.scalars(sa.select(OutcomeTrace)).all() == []
