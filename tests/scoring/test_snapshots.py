"""A snapshot returns what was seen, and holds while the facts known before its day are the same."""

from dataclasses import fields, replace

import numpy as np
import pytest

from scoring import columns, snapshots
from scoring.dataset import PopulationAtDay, PredictionTarget, Reader
from scoring.snapshots import Fingerprints
from tests.scoring.histories import FOREVER, START, assembled, history

AIM = PredictionTarget("workable", 14, 0.5)
DAY = START + 200
LONG_ID = 10_000
"""Ids of accounts are not their places."""


def with_ids(found):
    return replace(found, account_id=found.account_id * 7 + LONG_ID)


@pytest.fixture(scope="module")
def past():
    return with_ids(history(40, days=300))


def everybody(found):
    return np.ones(found.accounts, dtype=bool)


def assert_equal(one: PopulationAtDay, other: PopulationAtDay):
    for column in fields(PopulationAtDay):
        np.testing.assert_array_equal(getattr(one, column.name), getattr(other, column.name))


def test_round_trip_gives_what_was_seen(past):
    seen = Reader(past, AIM).look(DAY)
    assert len(seen) > 10

    found = snapshots.unpack(snapshots.pack(past, seen), past, day=DAY, keep=everybody(past))

    assert_equal(found, seen)


def test_of_fewer_accounts_it_gives_what_would_have_been_seen_of_them(past):
    keep = np.arange(past.accounts) % 3 == 0
    content = snapshots.pack(past, Reader(past, AIM).look(DAY))

    found = snapshots.unpack(content, past, day=DAY, keep=keep)

    assert_equal(found, Reader(past, AIM, keep=keep).look(DAY))
    assert 0 < len(found) < len(Reader(past, AIM).look(DAY))


def test_accounts_that_came_later_move_nobody(past):
    content = snapshots.pack(past, Reader(past, AIM).look(DAY))
    ids = np.sort(np.concatenate([past.account_id, [1, LONG_ID + 3]]))
    more = assembled(len(ids), items=[(0, START + 250, 0, START + 250, START + 260, 100_00, False)])

    found = snapshots.unpack(content, replace(more, account_id=ids), day=DAY, keep=np.ones(len(ids), dtype=bool))

    assert ids[found.account].tolist() == past.account_id[Reader(past, AIM).look(DAY).account].tolist()


def test_of_accounts_that_are_not_there_it_is_refused(past):
    content = snapshots.pack(past, Reader(past, AIM).look(DAY))

    for ids in (past.account_id + 1, past.account_id - 7 * 39, past.account_id + 7 * 39):
        with pytest.raises(columns.WrongColumns, match="accounts that the portfolio has not"):
            snapshots.unpack(content, replace(past, account_id=ids), day=DAY, keep=everybody(past))


def test_of_other_features_it_is_refused(past):
    seen = Reader(past, AIM).look(DAY)

    with pytest.raises(columns.WrongColumns, match="other features"):
        snapshots.unpack(snapshots.pack(past, replace(seen, x=seen.x[:, 1:])), past, day=DAY, keep=everybody(past))


# --- fingerprints ---

ITEMS = [(0, START, 0, START, START + 10, 100_00, False), (1, START + 5, 1, START + 5, START + 20, 50_00, False)]
FACTS = {
    "items": (1, START + 30, 2, START + 30, START + 40, 10_00, False),
    "payments": (0, START + 30, 10_00),
    "shares": (0, START + 30, 0, 10_00),
    "contacts": (0, START + 30, 3),
    "holds": (1, START + 30, FOREVER),
    "decisions": (0, START + 30, 1, 0),
}


def prints(*, aim=AIM, **facts):
    return Fingerprints(with_ids(assembled(2, items=ITEMS + facts.pop("items", []), **facts)), aim)


@pytest.mark.parametrize("kind", list(FACTS))
def test_a_fact_changes_the_fingerprints_after_it_and_none_before(kind):
    before, after = prints(), prints(**{kind: [FACTS[kind]]})

    assert [after.of(day) == before.of(day) for day in (START + 29, START + 30, START + 31, START + 90)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("kind", sorted(set(FACTS) - {"holds"}))
def test_a_fact_that_is_another_changes_the_fingerprint(kind):
    place = -2 if kind == "items" else -1  # an amount; of the others the last value
    other = list(FACTS[kind])
    other[place] = other[place] - 1 if kind != "shares" else 9_00

    assert prints(**{kind: [FACTS[kind]]}).of(START + 90) != prints(**{kind: [tuple(other)]}).of(START + 90)


def at_days(one, other):
    """Whether two of them agree, day by day from the 30th to the 70th."""
    return [one.of(START + day) == other.of(START + day) for day in range(30, 71)]


def test_the_end_of_a_hold_is_seen_when_it_has_come_and_not_before():
    forever, lifted = (prints(holds=[(1, START + 30, until)]) for until in (FOREVER, START + 50))

    assert at_days(forever, lifted) == [True] * 20 + [False] * 21


def test_a_correction_is_seen_after_it_was_made_and_not_before():
    """The account stands twice in the history: as reported until the 50th day, and as reported since."""
    before, now = ITEMS[0], (2, *ITEMS[0][1:5], 999_00, False)
    corrected = assembled(3, items=[before, ITEMS[1], now], payments=[(0, START + 20, 5_00), (2, START + 20, 5_00)])
    corrected = replace(
        with_ids(corrected),
        account_id=np.array([10, 17, 10]),
        first_day=np.array([0, 0, START + 51]),
        last_day=np.array([START + 50, FOREVER, FOREVER]),
    )
    plain = assembled(2, items=ITEMS, payments=[(0, START + 20, 5_00)])
    before = Fingerprints(replace(plain, account_id=np.array([10, 17])), AIM)

    assert at_days(before, Fingerprints(corrected, AIM)) == [True] * 21 + [False] * 20


def test_a_correction_back_to_what_it_was_changes_nothing():
    twice = assembled(3, items=[*ITEMS, (2, *ITEMS[0][1:])])
    twice = replace(
        twice,
        account_id=np.array([10, 17, 10]),
        first_day=np.array([0, 0, START + 51]),
        last_day=np.array([START + 50, FOREVER, FOREVER]),
        items=replace(twice.items, id=np.where(twice.items.account == 1, 1, 0)),
    )
    once = assembled(2, items=ITEMS)

    assert all(at_days(Fingerprints(replace(once, account_id=np.array([10, 17])), AIM), Fingerprints(twice, AIM)))


def test_the_same_facts_have_the_same_fingerprint():
    facts = {kind: [fact] for kind, fact in FACTS.items()}

    assert prints(**facts).of(START + 90) == prints(**facts).of(START + 90)


def test_horizon_and_share_say_nothing_of_what_is_seen_and_the_population_does():
    facts = {"payments": [FACTS["payments"]]}
    usual = prints(**facts).of(START + 90)

    assert prints(**facts, aim=PredictionTarget("workable", 30, 0.9)).of(START + 90) == usual
    assert prints(**facts, aim=PredictionTarget("open", 14, 0.5)).of(START + 90) != usual
    assert prints(**facts, aim=PredictionTarget("workable", 14, 0.5, max_days=90)).of(START + 90) != usual


def test_whose_the_fact_is_matters_and_not_the_place_in_the_arrays():
    mine = assembled(2, items=ITEMS[:1])
    of_another = replace(mine, account_id=mine.account_id + 1)
    after_a_new_account = assembled(3, items=[(1, *ITEMS[0][1:])])

    assert Fingerprints(of_another, AIM).of(DAY) != Fingerprints(mine, AIM).of(DAY)
    assert Fingerprints(replace(after_a_new_account, account_id=np.array([-1, 0, 1])), AIM).of(DAY) == Fingerprints(
        mine, AIM
    ).of(DAY)
