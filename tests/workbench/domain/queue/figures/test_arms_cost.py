"""The cost of the random part of a queue: the gain that is given up, counted from the day's items."""

from datetime import date

import pytest

from models.enums import Lane, Slice, WorkState
from tests.factories.ledger import make_account
from tests.factories.work import make_item
from workbench.domain.queue.figures.arms_cost import (
    ArmsToday,
    DrawnAccount,
    QueueEdge,
    arms_text,
    arms_today,
    cost_of,
)

TODAY = date(2026, 11, 18)
FULL, ROOM = QueueEdge(last_in=50, first_out=40), QueueEdge(last_in=10)


@pytest.mark.parametrize(
    ("slice_", "gain", "within", "edge", "cost"),
    [
        (Slice.NO_CALL_ARM, 200, False, FULL, 150),  # who takes its place brings 50
        (Slice.NO_CALL_ARM, 45, False, FULL, 0),  # it would not have been called anyway
        (Slice.NO_CALL_ARM, 200, False, ROOM, 200),  # nobody takes its place
        (Slice.NO_CALL_ARM, -30, False, ROOM, 0),
        (Slice.NO_CALL_ARM, 200, False, QueueEdge(first_out=40), 0),  # no room for anybody
        (Slice.CALL_ARM, 15, True, FULL, 25),  # it takes the place of 40
        (Slice.CALL_ARM, -5, True, FULL, 45),
        (Slice.CALL_ARM, 70, True, FULL, 0),  # it would have been called anyway
        (Slice.CALL_ARM, 15, True, ROOM, 0),  # it takes nobody's place
        (Slice.RANDOM, 90, False, FULL, 40),
        (Slice.RANDOM, 10, True, FULL, 30),
    ],
)
def test_an_account_costs_the_gain_that_is_given_up_for_it(slice_, gain, within, edge, cost):
    assert cost_of(DrawnAccount(slice_, gain, within), edge) == cost


@pytest.fixture
def queue(session, cast, now):
    """A maker of ranked items of a queue of consumo that a model ranks."""

    def make(gain, *, within=True, slice_=Slice.MODEL, collector=None, **values):
        account = make_account(session, cast.consumo, now=now, collector_id=collector)
        return make_item(
            session, account, on=TODAY,
            **{"gain": gain, "within_capacity": within, "slice": slice_, "scorer": "model", "value": "effect"} | values,
        )  # fmt: skip

    return make


def test_the_day_is_counted_from_its_items(session, cast, queue):
    for gain, within in ((900, True), (500, True), (400, False), (300, False)):
        queue(gain, within=within)
    queue(800, within=False, slice_=Slice.NO_CALL_ARM)
    queue(100, slice_=Slice.CALL_ARM)
    queue(20, within=False, slice_=Slice.NO_CALL_ARM)

    found = arms_today(session, cast.consumo, on=TODAY)

    assert found.accounts == {Slice.MODEL: 4, Slice.NO_CALL_ARM: 2, Slice.CALL_ARM: 1}
    assert found.cost == {Slice.NO_CALL_ARM: 800 - 500, Slice.CALL_ARM: 400 - 100}
    assert (found.drawn, found.total, found.gain, found.value) == (3, 600, 900 + 500 + 100 + 600, "effect")
    assert found.share == pytest.approx(600 / 2100)


def test_each_collector_has_an_edge_of_their_own(session, cast, queue):
    queue(900, collector=cast.andrea.id)
    queue(700, within=False, collector=cast.andrea.id)
    queue(50, collector=cast.luis.id)
    queue(800, within=False, slice_=Slice.NO_CALL_ARM, collector=cast.luis.id)

    assert arms_today(session, cast.consumo, on=TODAY).total == 800


def test_what_is_not_ranked_blocked_all_day_or_gone_counts_for_nothing(session, cast, queue):
    queue(500)
    queue(900, within=False, callable=False)  # nobody may call it today: it is not the first beyond the edge
    queue(100, slice_=Slice.CALL_ARM)
    queue(800, within=False, slice_=Slice.NO_CALL_ARM, callable=False)
    queue(800, within=False, slice_=Slice.NO_CALL_ARM, lane=Lane.PROMISE_DUE)
    queue(800, within=False, slice_=Slice.NO_CALL_ARM, state=WorkState.GONE)

    found = arms_today(session, cast.consumo, on=TODAY)

    assert (found.total, found.accounts[Slice.NO_CALL_ARM]) == (0, 1)


def test_what_was_called_already_still_counts(session, cast, queue):
    queue(500, state=WorkState.DONE)
    queue(400, within=False)
    queue(100, slice_=Slice.CALL_ARM, state=WorkState.DONE)

    assert arms_today(session, cast.consumo, on=TODAY).total == 300


def test_the_points_of_rules_are_no_money(session, cast, queue):
    queue(500, scorer="rules", value="points")
    queue(800, within=False, slice_=Slice.NO_CALL_ARM, scorer="rules", value="points")

    found = arms_today(session, cast.consumo, on=TODAY)

    assert (found.value, found.cost, found.drawn) == (None, {}, 1)


def said(found, *, has_shares=True):
    """The beginning of the sentence, and what fills it."""
    text, names = arms_text(found, has_shares=has_shares)
    return text[:40], names


def test_every_state_has_its_sentence():
    arm = {Slice.CALL_ARM: 3}
    cost = {"accounts": arm, "cost": {Slice.CALL_ARM: 10}, "gain": 100}

    assert said(ArmsToday(), has_shares=False) == ("En esta cartera no se aparta ninguna cue", ())
    assert said(ArmsToday()) == ("La cola de hoy todavía no está armada: a", ())
    assert said(ArmsToday(is_built=True)) == ("Hoy no hay cuentas de esta cartera que o", ())
    assert said(ArmsToday(is_built=True, accounts={Slice.MODEL: 9})) == (
        "Hoy el azar no decide por ninguna cuenta",
        (),
    )
    assert said(ArmsToday(is_built=True, accounts=arm)) == ("Cuánto cuesta se sabrá cuando ordene un ", ())
    assert said(ArmsToday(is_built=True, accounts=arm, value="effect")) == (
        "Hoy no cuesta nada que se note, y es lo ",
        (),
    )
    for value in ("effect", "if_called", "points"):
        assert said(ArmsToday(is_built=True, value=value, **cost))[1] == ("cost", "share")


def test_an_empty_portfolio_has_no_queue(session, cast):
    assert arms_today(session, cast.consumo, on=TODAY) == ArmsToday()


def test_a_queue_in_which_nobody_is_ranked_is_built(session, cast, queue):
    queue(None, lane=Lane.RESTING)

    found = arms_today(session, cast.consumo, on=TODAY)

    assert (found.is_built, found.accounts) == (True, {})
