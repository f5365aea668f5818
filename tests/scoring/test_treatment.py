"""Who could be called on a day, who was, and what came in: rest, tries, recorded chances, and windows that are over."""

import numpy as np
import pytest

from scoring.dataset import PredictionTarget
from scoring.decisions import RecordedDraws
from scoring.history import KINDS
from scoring.treatment import CallDays, as_worked
from tests.scoring.histories import START, assembled

RIGHT_PARTY, NO_CONTACT = KINDS.index("right_party"), KINDS.index("no_contact")
DAY = START + 60
AIM = PredictionTarget("overdue", 14, 0.5)


def facts(*contacts, payments=()):
    """Six accounts with 100.00 overdue for a month, and three more that are tried every day so that somebody works."""
    items = [(account, START, 0, START, START + 30, 100_00, False) for account in range(9)]
    tries = [(account, day, RIGHT_PARTY) for account in (6, 7, 8) for day in (DAY - 8, DAY)]
    return assembled(9, items=items, contacts=[*contacts, *tries], payments=payments)


@pytest.mark.parametrize(
    ("contacts", "could"),
    [
        ([], True),
        ([(0, DAY - 7, RIGHT_PARTY)], False),
        ([(0, DAY - 8, RIGHT_PARTY)], True),
        ([(0, DAY - 3 + at, NO_CONTACT) for at in range(3)], False),
        ([(0, DAY - 2 + at, NO_CONTACT) for at in range(2)], True),
        ([(0, DAY - 10 + at, NO_CONTACT) for at in range(3)], True),
    ],
    ids=["fresh", "talked to within the week", "talked to before", "three tries", "two tries", "tries of before"],
)
def test_who_rests_or_was_tried_enough_is_no_row(contacts, could):
    rows = CallDays(facts(*contacts), AIM).at(DAY)

    assert (0 in rows.account.tolist()) is could


def test_a_row_says_whether_it_was_called_and_what_share_came_in():
    rows = CallDays(facts((1, DAY, NO_CONTACT), payments=[(1, DAY + 3, 25_00), (2, DAY + 14, 50_00)]), AIM).at(DAY)

    told = {account: (called, paid) for account, called, paid in zip(rows.account, rows.called, rows.paid, strict=True)}
    assert told[1] == (True, 0.25)
    assert told[2] == (False, 0.0)
    assert {account for account, (called, _) in told.items() if called} == {1, 6, 7, 8}


def recorded(chance, *, drawn=(), rank=()):
    n = len(chance)
    return RecordedDraws(np.array(chance), np.isin(np.arange(n), drawn), np.array(rank or range(1, n + 1)))


def test_a_chance_is_the_recorded_one_and_unknown_elsewhere():
    kept = {0: 0.25, 1: 0.25, 2: 0.25, 4: 0.25, 6: 0.75}

    def read(day, ids):
        assert day == DAY
        return recorded([kept.get(int(one), np.nan) for one in ids], drawn=[0])

    rows = CallDays(facts((0, DAY, NO_CONTACT)), AIM, recorded=read).at(DAY)

    known = {account: chance for account, chance in zip(rows.account, rows.chance, strict=True) if chance > 0}
    assert known == {0: 0.25, 1: 0.25, 2: 0.25, 4: 0.25, 6: 0.999}
    assert rows.account[rows.drawn].tolist() == [0]


def test_recorded_chances_are_scaled_to_what_was_worked_within_the_capacity_and_beyond():
    called = np.array([True, True, False, False, True, False, False, False, True])

    found = as_worked(recorded([0.98] * 4 + [0.125] * 4 + [np.nan], drawn=[4]), called)

    assert found[:8].tolist() == pytest.approx([0.5] * 4 + [0.25] * 4)
    assert np.isnan(found[8])


def test_what_stands_first_is_scaled_apart_from_what_was_never_reached():
    found = as_worked(recorded([0.98] * 80), np.arange(80) < 40)

    assert found.tolist() == pytest.approx([0.999] * 40 + [0.0] * 40)


def test_where_nothing_was_drawn_nothing_counts_as_recorded():
    assert np.isnan(as_worked(recorded([1.0] * 40 + [0.0] * 60), np.arange(100) < 40)).all()


def test_beyond_the_capacity_the_order_decides_and_not_chance_where_many_are_called():
    chance = [0.98] * 50 + [0.002] * 200

    found = as_worked(recorded(chance, drawn=[60]), np.arange(250) < 120)

    assert found[:50] == pytest.approx(0.999)
    assert np.isnan(found[50:]).all()


def test_days_are_those_with_tries_whose_window_is_over():
    reader = CallDays(facts((0, DAY - 30, NO_CONTACT)), AIM)

    assert reader.days(until=DAY + 14) == [DAY - 8, DAY]
    assert reader.days(until=DAY + 13) == [DAY - 8]
