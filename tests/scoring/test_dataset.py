"""Who is in a population at a day, what they owe, and what they paid after it: the one definition."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scoring.dataset import PredictionTarget, Reader, sample, together
from scoring.features import usable
from scoring.state import Walk
from tests.scoring.histories import FOREVER, START, assembled, history

DAY = date(2025, 3, 3).toordinal()


def _item(account, *, due, amount=100_00, issued=None, disputed=False):
    return (account, issued or due - 10, 0, issued or due - 10, due, amount, disputed)


def _rows(aim, **facts):
    return Reader(assembled(4, **facts), aim).at(DAY)


def test_open_population_has_who_owes_something_undisputed():
    found = _rows(
        PredictionTarget("open"),
        items=[
            _item(0, due=DAY + 20, issued=DAY - 3),
            _item(1, due=DAY - 5),
            _item(2, due=DAY - 5, disputed=True),
            _item(3, due=DAY - 9),
        ],
        shares=[(3, DAY - 1, 3, 100_00)],
    )

    assert found.account.tolist() == [0, 1]
    assert found.exposure.tolist() == [100_00, 100_00]


@pytest.mark.parametrize("population", ["open", "overdue", "workable"])
def test_who_owes_less_than_one_stays_with_an_exposure_of_one(population):
    found = _rows(
        PredictionTarget(population, share=0.5),
        items=[_item(0, due=DAY - 5, amount=40), _item(1, due=DAY - 5, amount=40)],
        payments=[(0, DAY, 40), (1, DAY, 50)],
    )

    assert (found.account.tolist(), found.exposure.tolist()) == ([0, 1], [1_00, 1_00])
    assert found.payer.tolist() == [False, True]


def test_overdue_population_counts_only_what_fell_due_before_the_day():
    found = _rows(
        PredictionTarget("overdue"),
        items=[_item(0, due=DAY), _item(1, due=DAY - 1), _item(1, due=DAY + 9, amount=7_00)],
    )

    assert found.account.tolist() == [1]
    assert found.exposure.tolist() == [100_00]


def test_workable_leaves_out_holds_and_very_old_debt():
    found = _rows(
        PredictionTarget("workable"),
        items=[_item(0, due=DAY - 400), _item(1, due=DAY - 401), _item(2, due=DAY - 5), _item(3, due=DAY - 5)],
        holds=[(2, DAY - 1, FOREVER), (3, DAY - 4, DAY - 1)],
    )

    assert found.account.tolist() == [0, 3]


def test_a_day_sees_only_what_was_known_before_it():
    found = _rows(
        PredictionTarget("open"),
        items=[_item(0, due=DAY - 5), _item(1, due=DAY + 5, issued=DAY)],
        payments=[(0, DAY, 100_00)],
        shares=[(0, DAY, 0, 100_00)],
    )

    assert found.account.tolist() == [0]
    assert (found.payer.tolist(), found.money.tolist()) == ([True], [100_00])


def test_the_window_is_half_open_and_net_of_reversals():
    items = [_item(account, due=DAY - 5) for account in range(4)]
    found = _rows(
        PredictionTarget("open", horizon=14, share=0.5),
        items=items,
        payments=[
            (0, DAY - 1, 900_00),
            (1, DAY + 13, 50_00),
            (2, DAY + 14, 100_00),
            (3, DAY + 1, 80_00),
            (3, DAY + 2, -80_00),
        ],
    )

    assert found.payer.tolist() == [False, True, False, False]
    assert found.money.tolist() == [0, 50_00, 0, 0]


def test_money_is_never_above_the_exposure():
    found = _rows(PredictionTarget("open"), items=[_item(0, due=DAY - 5)], payments=[(0, DAY, 500_00)])

    assert found.money.tolist() == [100_00]


def test_a_hold_placed_in_the_window_is_marked():
    items = [_item(0, due=DAY - 5), _item(1, due=DAY - 5)]

    found = _rows(PredictionTarget("open"), items=items, holds=[(1, DAY + 3, FOREVER)])

    assert found.held.tolist() == [False, True]


@pytest.mark.parametrize("wrong", [{"population": "all"}, {"horizon": 0}, {"share": 0.0}, {"share": 1.1}])
def test_an_aim_without_meaning_is_refused(wrong):
    with pytest.raises(ValueError, match=r"population|horizon"):
        PredictionTarget(**wrong)


def test_later_facts_change_no_feature_of_an_earlier_day():
    whole = history(60, days=300)
    day = START + 150
    cut = {
        name: type(events)(**{column: values[events.known < day] for column, values in vars(events).items()})
        for name, events in (
            (name, getattr(whole, name))
            for name in ("items", "allocations", "payments", "contacts", "promises", "decisions", "holds")
        )
    }
    known = replace(whole, **cut)

    before, after = Reader(known, PredictionTarget("open")).at(day), Reader(whole, PredictionTarget("open")).at(day)

    assert before.account.tolist() == after.account.tolist()
    assert np.array_equal(before.x, after.x, equal_nan=True)


def test_walking_day_by_day_is_the_same_as_jumping():
    facts = history(60, days=300)
    days = [START + 7 * week for week in range(1, 40)]

    walked = list(Reader(facts, PredictionTarget("workable")).days(days))[-1]
    jumped = Reader(facts, PredictionTarget("workable")).at(days[-1])

    assert np.array_equal(walked.x, jumped.x, equal_nan=True)
    assert walked.exposure.tolist() == jumped.exposure.tolist()


def test_a_walk_never_goes_back():
    reader = Reader(history(4), PredictionTarget("open"))
    reader.at(START + 60)

    with pytest.raises(ValueError, match="goes forward"):
        reader.at(START + 59)


def test_sample_is_the_same_every_time_and_about_as_large_as_asked():
    facts = history(1000, days=30)

    drawn = sample(facts, share=0.3)

    assert drawn.tolist() == sample(facts, share=0.3).tolist()
    assert 230 < drawn.sum() < 370
    assert sample(facts, share=1).all()


def test_together_keeps_every_row_in_order():
    reader = Reader(history(20, days=120), PredictionTarget("open"))
    parts = [reader.at(START + 40), reader.at(START + 47)]

    whole = together(parts)

    assert len(whole) == len(parts[0]) + len(parts[1])
    assert whole.x.shape[1] == len(usable())


def test_an_item_opened_again_by_a_reversal_counts_the_same_on_whatever_days_a_walk_stands():
    facts = assembled(
        1,
        items=[_item(0, due=DAY - 40)],
        payments=[(0, DAY - 30, 100_00), (0, DAY - 20, -100_00), (0, DAY - 10, 100_00)],
        shares=[(0, DAY - 30, 0, 100_00), (0, DAY - 20, 0, -100_00), (0, DAY - 10, 0, 100_00)],
    )
    walked, jumped = Walk(facts), Walk(facts)
    counts = []
    for day in range(DAY - 45, DAY + 1):
        walked.to(day)
        counts.append(int(walked.closed_items[0]))
    jumped.to(DAY)

    assert (counts[14:17], counts[24:27], counts[-1]) == ([0, 0, 1], [1, 1, 0], 1)
    assert (jumped.closed_items[0], jumped.days_late[0], jumped.last_late[0]) == (1, 30, 30)
    assert (walked.days_late[0], walked.last_late[0]) == (30, 30)


def test_the_first_and_the_latest_charge_are_read_with_what_is_open_now():
    found = _rows(
        PredictionTarget("open"),
        items=[
            _item(0, due=DAY - 90, amount=35_00),
            _item(0, due=DAY - 40, amount=11_00),
            _item(0, due=DAY - 5, amount=32_00),
            _item(1, due=DAY - 9, amount=20_00),
        ],
        payments=[(0, DAY - 20, 14_00)],
        shares=[(0, DAY - 20, 0, 14_00)],
    )

    of = {one.name: found.x[:, at] for at, one in enumerate(usable())}
    assert np.expm1(of["first_charge"]) == pytest.approx([35, 20], rel=1e-5)
    assert np.expm1(of["last_charge"]) == pytest.approx([32, 20], rel=1e-5)
    assert of["last_charge_share"] == pytest.approx([0.5, 1.0])


def test_reading_some_accounts_gives_their_rows_among_those_of_all():
    facts = history(120)
    keep = sample(facts, share=0.3)
    days = [START + 200, START + 207, START + 290]

    some, every = (together(list(Reader(facts, PredictionTarget(), keep=one).days(days))) for one in (keep, None))

    chosen = every.where(keep[every.account])
    assert 0 < len(chosen) < len(every)
    assert {name: values.tobytes() for name, values in vars(some).items()} == {
        name: values.tobytes() for name, values in vars(chosen).items()
    }


def test_reading_no_account_at_all_gives_no_rows():
    facts = history(20)

    assert len(Reader(facts, PredictionTarget(), keep=np.zeros(20, dtype=bool)).at(START + 200)) == 0


def test_size_is_how_many_rows_there_would_be():
    facts = history(60)
    keep = sample(facts, share=0.5)

    for one in (None, keep):
        reader, counting = Reader(facts, PredictionTarget(), keep=one), Reader(facts, PredictionTarget(), keep=one)
        assert counting.size(START + 200) == len(reader.look(START + 200)) > 0
