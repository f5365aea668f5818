"""`workbench simulate`: what it prints, and what it refuses."""

import pytest

from workbench.simulate.worlds import WORLDS, WorldPlan


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """A world small enough to be lived here."""
    monkeypatch.setitem(WORLDS, "tiny", WorldPlan(name="tiny", effect=1.0, customers=40, history_days=30, capacity=3))


def test_orders_are_compared_in_json(workbench):
    printed = workbench(
        "simulate",
        "--world",
        "tiny",
        "--days",
        "2",
        "--seeds",
        "1,2",
        "--orders",
        "random,balance,best",
        "--format",
        "json",
    ).json

    assert (printed["schema"], printed["days"], printed["seeds"]) == (1, 2, [1, 2])
    assert [one["order"] for one in printed["orders"]] == ["random", "best", "balance"]
    assert printed["orders"][0]["over_random"] == 0
    assert {one["currency"] for one in printed["orders"]} == {"MXN"}


def test_orders_are_printed_one_a_line(workbench):
    answer = workbench("simulate", "--world", "tiny", "--days", "2", "--seeds", "1", "--orders", "newest")

    assert [line.split()[:2] for line in answer.out.splitlines()] == [
        ["tiny", "random"], ["tiny", "best"], ["tiny", "newest"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("option", "value"),
    [("--world", "nowhere"), ("--seeds", "one"), ("--seeds", ""), ("--orders", "luck"), ("--days", "0")],
)
def test_what_does_not_exist_is_refused(workbench, option, value):
    answer = workbench("simulate", option, value)

    assert answer.code == 2
    assert option in answer.err
