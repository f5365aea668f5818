"""The random arms in a built queue: who is called by chance and who is not, the chances kept, and what was done."""

from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from models import Customer, WorkItem
from models.enums import Lane, Slice, WorkState
from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction
from workbench.domain.queue.build import build_queues
from workbench.domain.queue.claim import claim_item, claim_next
from workbench.domain.queue.log.decisions import decisions_of
from workbench.domain.queue.log.treatment import treatments_of
from workbench.domain.queue.worked.policy import WorkChange, WorkPolicyRefused, set_work_policy
from workbench.domain.ranking.learning.recorded import logged_draws
from workbench.domain.records.audit import Actor

TODAY = date(2026, 11, 18)
ANA = Actor(None, "ana@example.com")


@pytest.fixture
def shares(session, now, cast):
    def choose(*, call=0.0, no_call=0.0):
        set_work_policy(
            session, cast.consumo, change=WorkChange(call_share=call, no_call_share=no_call), from_on=TODAY, actor=ANA,
            today=TODAY, now=now,
        )  # fmt: skip

    return choose


@pytest.fixture
def crowd(session, now, cast):
    """Forty customers of andrea's with ever less overdue, of whom ten fit into a day."""
    cast.consumo.capacity, cast.consumo.random_slice = 10, 0.0
    return {
        name: make_callable(
            session, cast.consumo, now=now, today=TODAY, collector_id=cast.andrea.id,
            customer_id=make_customer(session, now=now, external_id=name).id,
            overdue_amount=4_000_00 - 50_00 * place, open_amount=4_000_00 - 50_00 * place,
        )
        for place, name in enumerate(f"n{number:02d}" for number in range(40))
    }  # fmt: skip


@pytest.fixture
def build(session, now):
    def run(on=TODAY):
        build_queues(session, on=on, today=on, now=now)
        session.flush()

    return run


def items(session, slice_=None):
    found = sa.select(WorkItem).order_by(WorkItem.rank)
    return session.scalars(found if slice_ is None else found.where(WorkItem.slice == slice_)).all()


def name_of(session, item):
    return session.get_one(Customer, item.customer_id).external_id


def test_arms_are_taken_from_the_settings_and_without_shares_there_are_none(session, build, shares, crowd):
    shares(call=0.5)
    build()
    assert {item.slice for item in items(session)} == {Slice.MODEL, Slice.CALL_ARM}
    assert all(item.within_capacity for item in items(session, Slice.CALL_ARM))

    shares()
    build()
    assert {item.slice for item in items(session)} == {Slice.MODEL}
    assert [name_of(session, item) for item in items(session)] == list(crowd)


def test_who_is_not_called_by_chance_is_never_handed_out_and_can_still_be_opened(
    session, build, shares, *, now, cast, crowd
):
    shares(no_call=0.5)
    build()
    kept = items(session, Slice.NO_CALL_ARM)
    assert 10 < len(kept) < 30
    assert not any(item.within_capacity for item in kept)

    andrea = cast.person("andrea")
    handed = []
    while (item := claim_next(session, andrea, now=now, today=TODAY)) is not None:
        item.state = WorkState.DONE
        session.flush()
        handed.append(item)

    assert len(handed) == len(crowd) - len(kept)
    assert {item.slice for item in handed} == {Slice.MODEL}
    assert claim_item(session, andrea, item_id=kept[0].id, now=now).state is WorkState.CLAIMED


def test_what_was_agreed_with_a_customer_is_kept_in_every_arm(session, build, shares, *, now, cast, crowd):
    shares(no_call=0.5)
    for account in crowd.values():
        make_interaction(session, account, at=now - timedelta(days=1), outcome="CD-VLL", callback_at=now)
    build()

    assert {(item.lane, item.slice) for item in items(session)} == {(Lane.CALLBACK, Slice.MODEL)}


def test_chances_are_kept_and_read_back_for_learning(session, build, shares, crowd):
    shares(call=0.1, no_call=0.1)
    build()

    kept = {one.account_id: one.chance for one in decisions_of(session, on=TODAY)}
    ids = np.array([account.id for account in crowd.values()])

    assert [round(kept[account.id], 6) for account in crowd.values()] == [0.9] * 11 + [0.009] * 29
    read = logged_draws(session)
    assert read(TODAY.toordinal(), ids).chance.tolist() == pytest.approx([kept[id_] for id_ in ids.tolist()])
    assert np.isnan(read(TODAY.toordinal() - 1, ids).chance).all()
    assert np.isnan(read(TODAY.toordinal(), np.array([10**9])).chance).all()


def test_building_again_keeps_what_was_decided_before_anybody_was_called(session, build, shares, *, now, cast, crowd):
    shares(call=0.1, no_call=0.1)
    build()
    first = next(iter(crowd.values()))
    make_interaction(session, first, at=now, outcome="NC-NCT", collector_id=cast.andrea.id)
    build()

    assert {one.account_id: one.lane for one in decisions_of(session, on=TODAY)}[first.id] is Lane.RESTING
    told = {one.account: one for one in treatments_of(session, on=TODAY)}
    assert (told[first.id].attempted, told[first.id].chance) == (True, pytest.approx(0.9))
    assert logged_draws(session)(TODAY.toordinal(), np.array([first.id])).chance.tolist() == [pytest.approx(0.9)]


def test_a_call_back_or_a_postponement_is_handed_out_in_every_arm(session, build, shares, *, now, cast, crowd):
    shares(no_call=0.5)
    build()
    agreed, postponed = items(session, Slice.NO_CALL_ARM)[:2]
    agreed.lane, agreed.due_at = Lane.CALLBACK, now
    postponed.not_before = postponed.snoozed_at = now
    session.flush()

    given = []
    while (item := claim_next(session, cast.person("andrea"), now=now, today=TODAY)) is not None:
        item.state = WorkState.DONE
        session.flush()
        given.append(item.id)

    assert {agreed.id, postponed.id} <= set(given)
    assert not {item.id for item in items(session, Slice.NO_CALL_ARM)[2:]} & set(given)


def test_a_treatment_says_what_was_decided_and_what_was_done(session, build, shares, *, now, cast, crowd):
    shares(call=0.1, no_call=0.1)
    called, talked, rests = list(crowd.values())[:3]
    make_interaction(session, rests, at=now - timedelta(days=2), outcome="CD-PEN")
    make_interaction(session, talked, at=now - timedelta(days=9), outcome="CD-PEN")
    build()
    make_interaction(session, called, at=now, outcome="NC-NCT", collector_id=cast.andrea.id)
    make_interaction(session, called, at=now + timedelta(hours=1), outcome="CI-CON")
    make_interaction(session, talked, at=now + timedelta(hours=2), outcome="CD-PDP")

    told = {one.customer: one for one in treatments_of(session, on=TODAY)}

    assert set(told) == set(crowd) - {"n02"}
    first, second, third = told["n00"], told["n01"], told["n03"]
    assert (first.attempted, first.connected, first.talked, first.by, first.at) == (
        True,
        True,
        False,
        cast.andrea.email,
        now,
    )
    assert (second.offered, second.attempted, second.connected, second.talked) == (True, True, True, True)
    assert (second.since_talk, second.tries, third.tries, third.since_talk) == (9, 0, 0, None)
    assert (third.offered, third.attempted, third.chance) == (False, False, pytest.approx(0.9))
    assert list(treatments_of(session, on=TODAY, portfolio="other")) == []


@pytest.mark.parametrize(
    ("call", "no_call", "why"),
    [
        (0.3, 0.3, "Las dos muestras al azar juntas no pueden pasar de la mitad de las cuentas."),
        (-0.01, 0.0, "Una muestra al azar no puede ser negativa."),
        (float("nan"), 0.0, "Una muestra al azar es un porcentaje de las cuentas: escriba un número."),
    ],
)
def test_shares_that_cannot_be_are_refused_in_a_sentence(shares, call, no_call, why):
    with pytest.raises(WorkPolicyRefused, match=why):
        shares(call=call, no_call=no_call)
