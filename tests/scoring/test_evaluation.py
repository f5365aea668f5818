"""The figures of a ranking, against sums done by hand: one definition for trainings, backtests and the model screen."""

import hashlib
import math
from datetime import date

import numpy as np
import pytest

from scoring.dataset import Rows
from scoring.evaluation import Tally, as_json, auc, ece, log_loss, losses, top_of

DAY = date(2013, 1, 7).toordinal()


def rows(*, money, payer=None, exposure=None, age=None, account=None, day=DAY):
    """Rows of one day: who has money is a payer unless said otherwise."""
    count = len(money)
    return Rows(
        account=np.arange(count) if account is None else np.array(account),
        day=np.full(count, day),
        x=np.zeros((count, 1), dtype=np.float32),
        exposure=np.array(exposure or [100.0] * count, dtype=float),
        oldest_age=np.array(age or [0] * count, dtype=float),
        payer=np.array(money, dtype=float) > 0 if payer is None else np.array(payer, dtype=bool),
        money=np.array(money, dtype=float),
        held=np.zeros(count, dtype=bool),
    )


def names(count):
    return np.array([f"C{number:05d}" for number in range(1, count + 1)])


def tally(*days, ids=None):
    """A tally of (rows, p) per day, one week apart."""
    found = Tally(names(max(len(one) for one, _ in days)) if ids is None else np.array(ids))
    for week, (one, p) in enumerate(days):
        found.add(one, np.array(p, dtype=float), day=DAY + 7 * week)
    return found


def order_of(found, name, count):
    """Which rows of a lone day come in which order: the first that catches all the money of one row is that row."""
    return [int(row) for row in found._days[0].order(name)][:count]


@pytest.mark.parametrize(
    ("count", "percent", "top"),
    [(0, 20, 0), (1, 10, 1), (2, 10, 1), (4, 10, 1), (5, 50, 2), (7, 50, 4), (12, 20, 2), (13, 20, 3), (15, 10, 2),
     (25, 10, 2), (35, 10, 4), (45, 10, 4), (3, 50, 2), (9, 100, 9)],
)  # fmt: skip
def test_top_is_rounded_half_to_even_and_never_nothing(count, percent, top):
    assert top_of(count, percent) == top


def test_shares_are_pooled_by_the_sums_of_days():
    first = rows(money=[60, 0, 0, 0, 40])  # the top fifth is one row
    second = rows(money=[0, 0, 0, 0, 0, 0, 0, 0, 10, 90])  # two rows
    found = tally((first, [0.9, 0.1, 0.1, 0.1, 0.2]), (second, [0.9, 0.8, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.7, 0.6]))

    figures = found.figures()["propensity"]

    assert figures.money == {"10": 60 / 200, "20": 60 / 200, "50": (60 + 40 + 10 + 90) / 200}
    assert figures.payers == {"10": 1 / 4, "20": 1 / 4, "50": 4 / 4}
    assert (found.rows, found.base_rate) == (15, 4 / 15)


def test_a_day_with_more_rows_does_not_outweigh_the_queues_of_the_others():
    small, large = rows(money=[0, 10]), rows(money=[30] + [0] * 19)
    found = tally((small, [0.1, 0.2]), (large, [0.99] + [0.0] * 19))

    assert found.figures()["propensity"].money["10"] == 1.0  # one of two rows, and two of twenty


def test_ties_go_by_external_id_by_code_point():
    ids = ["b", "á", "a", "Z", "B10", "B9"]
    found = tally((rows(money=[1, 2, 3, 4, 5, 6], exposure=[7] * 6), [0.5] * 6), ids=ids)

    in_order = sorted(range(6), key=lambda row: ids[row].encode("utf-32-be"))

    for name in ("propensity", "expected", "balance", "days_past_due", "newest"):
        assert order_of(found, name, 6) == in_order == [4, 5, 3, 2, 0, 1]


def test_each_ranking_has_its_own_order():
    one = rows(money=[0, 30, 20, 10], exposure=[50, 30, 90, 20], age=[5, -3, 40, 12])
    found = tally((one, [0.9, 0.8, 0.1, 0.7]))

    assert order_of(found, "propensity", 4) == [0, 1, 3, 2]
    assert order_of(found, "expected", 4) == [0, 1, 3, 2]
    assert order_of(found, "balance", 4) == [2, 0, 1, 3]
    assert order_of(found, "days_past_due", 4) == [2, 3, 0, 1]
    assert order_of(found, "newest", 4) == [1, 0, 3, 2]
    assert order_of(found, "oracle", 4) == [1, 2, 3, 0]


def test_expected_is_chance_times_exposure_unless_a_value_is_given():
    one = rows(money=[10, 0, 0], exposure=[100, 1000, 500])
    plain, valued = Tally(names(3)), Tally(names(3))

    plain.add(one, np.array([0.9, 0.2, 0.3]), day=DAY)
    valued.add(one, np.array([0.9, 0.2, 0.3]), day=DAY, value=np.array([1.0, 2.0, 3.0]))

    assert order_of(plain, "expected", 3) == [1, 2, 0]
    assert order_of(valued, "expected", 3) == [2, 1, 0]


def test_other_chances_change_only_what_depends_on_them():
    days = [rows(money=[0, 9, 4], exposure=[10, 20, 30]), rows(money=[5, 0, 1])]
    first, second = ([0.9, 0.5, 0.1], [0.2, 0.3, 0.4]), ([0.1, 0.8, 0.3], [0.7, 0.1, 0.6])
    other = [(np.array(p), one.exposure) for one, p in zip(days, second, strict=True)]

    found = tally(*zip(days, first, strict=True)).with_chances(other)

    assert found.figures() == tally(*zip(days, second, strict=True)).figures()


def test_random_goes_by_the_hash_of_seed_day_and_customer():
    ids = [f"C{number:05d}" for number in range(1, 31)]
    found = tally((rows(money=[0] * 29 + [1]), [0.5] * 30), ids=ids)

    digests = [hashlib.sha256(f"0:2013-01-07:{one}".encode()).hexdigest() for one in ids]

    assert order_of(found, "random", 30) == sorted(range(30), key=lambda row: digests[row])


def test_random_is_compared_over_days_by_the_hash_itself():
    ids = [f"C{number:05d}" for number in range(1, 41)]
    days = [rows(money=[1, 0, 1]), rows(money=[1] * 30 + [0] * 10)]
    found = tally(*((one, [0.5] * len(one)) for one in days), ids=ids)

    digests = [
        int(hashlib.sha256(f"0:{on}:{ids[row]}".encode()).hexdigest(), 16)
        for on, one in zip(("2013-01-07", "2013-01-14"), days, strict=True)
        for row in range(len(one))
    ]
    y = [bool(paid) for one in days for paid in one.payer]

    assert found.figures()["random"].auc == pytest.approx(pairs(y, [-digest for digest in digests]), abs=1e-12)


def pairs(y, scores):
    """How often a payer is above somebody else, of all such pairs; ties are half."""
    won = [
        1.0 if mine > other else 0.5 if mine == other else 0.0
        for is_payer, mine in zip(y, scores, strict=True)
        if is_payer
        for is_other, other in zip(y, scores, strict=True)
        if not is_other
    ]
    return sum(won) / len(won)


def test_auc_counts_every_pair_and_ties_as_half():
    rng = np.random.default_rng(5)
    for _ in range(20):
        y, scores = rng.random(40) < 0.4, rng.integers(0, 6, 40).astype(float)

        assert auc(y, scores) == pytest.approx(pairs(y.tolist(), scores.tolist()), abs=1e-12)


@pytest.mark.parametrize("y", [[True, True], [False, False], []])
def test_auc_of_one_class_is_not_defined(y):
    assert auc(np.array(y, dtype=bool), np.arange(len(y), dtype=float)) is None


def test_log_loss_is_natural_and_cut_at_a_millionth():
    y, p = np.array([True, False, True, False]), np.array([0.0, 1.0, 1.0, 0.25])

    assert losses(y, p) == pytest.approx(
        [-math.log(1e-6), -math.log(1e-6), -math.log(1 - 1e-6), -math.log(0.75)], rel=1e-9
    )
    assert log_loss(y, p) == pytest.approx((2 * math.log(1e6) - math.log(1 - 1e-6) - math.log(0.75)) / 4, rel=1e-9)
    assert log_loss(y[:0], p[:0]) is None


def test_ece_has_ten_bins_of_equal_count_and_the_first_are_one_row_larger():
    p = np.array([0.01, 0.02, 0.03, 0.11, 0.12, 0.13, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    y = np.array([0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1], dtype=bool)
    bins = [(0, 1), (2, 3), (4, 5), (6,), (7,), (8,), (9,), (10,), (11,), (12,)]  # 13 rows: three bins have two

    by_hand = sum(abs(sum(p[row] - y[row] for row in part)) for part in bins) / 13
    shuffled = np.random.default_rng(0).permutation(13)

    assert ece(y, p) == pytest.approx(by_hand, abs=1e-12)
    assert ece(y[shuffled], p[shuffled]) == pytest.approx(by_hand, abs=1e-12)


def test_ece_of_fewer_rows_than_bins_and_of_none():
    assert ece(np.array([True, False]), np.array([0.75, 0.5])) == pytest.approx((0.25 + 0.5) / 2)
    assert ece(np.array([], dtype=bool), np.array([])) is None


def test_only_the_chance_has_log_loss_and_ece():
    figures = as_json(tally((rows(money=[10, 0]), [0.9, 0.2])).figures())

    assert {name for name, one in figures.items() if one["log_loss"] is not None} == {"propensity"}
    assert {name for name, one in figures.items() if one["ece"] is not None} == {"propensity"}
    assert figures["propensity"]["log_loss"] == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    assert set(figures) == {"propensity", "expected", "balance", "days_past_due", "newest", "random", "oracle"}


def test_what_is_not_defined_is_none():
    figures = tally((rows(money=[0, 0]), [0.9, 0.2])).figures()["expected"]

    assert (figures.auc, figures.money, figures.payers) == (
        None, {"10": None, "20": None, "50": None}, {"10": None, "20": None, "50": None},
    )  # fmt: skip
    empty = Tally(names(1))
    assert (empty.rows, empty.base_rate, empty.figures(), empty.bins()) == (0, None, {}, [])


def test_payers_and_money_are_told_apart():
    one = rows(money=[90, 10, 10, 0], payer=[False, True, True, False])

    figures = tally((one, [0.9, 0.8, 0.1, 0.0])).figures()["propensity"]

    assert (figures.payers["20"], figures.money["20"]) == (0.0, 90 / 110)


def test_curve_is_the_share_of_money_by_tenths_of_the_queues():
    found = tally((rows(money=[40, 0, 30, 0, 20, 0, 10, 0, 0, 0]), [1 - 0.05 * row for row in range(10)]))

    assert found.curve("propensity") == [0.0, 0.4, 0.4, 0.7, 0.7, 0.9, 0.9, 1.0, 1.0, 1.0, 1.0]
    assert found.curve("oracle") == [0.0, 0.4, 0.7, 0.9, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]


def test_bins_say_what_was_said_and_what_happened():
    p = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 0.05]
    found = tally((rows(money=[1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0]), p))

    assert found.chances().tolist() == p
    assert [one["rows"] for one in found.bins()] == [2, *[1] * 9]
    assert found.bins()[0] == {"said": pytest.approx(0.05), "happened": 0.5, "rows": 2}
    assert [one["happened"] for one in found.bins()[1:]] == [0, 0, 1, 0, 1, 1, 0, 1, 1]
