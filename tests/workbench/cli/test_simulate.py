"""`workbench simulate`: what it prints, and what it refuses."""

import pytest

SMALL = ("simulate", "--world", "strong", "--days", "2", "--customers", "20")


def test_orders_are_compared_in_json(workbench):
    printed = workbench(*SMALL, "--seeds", "1,2", "--orders", "balance,best", "--format", "json").json

    assert (printed["schema"], printed["days"], printed["customers"], printed["seeds"]) == (1, 2, 20, [1, 2])
    assert [one["order"] for one in printed["orders"]] == ["random", "best", "balance"]
    assert printed["orders"][0]["over_random"] in {0, None}
    assert {one["currency"] for one in printed["orders"]} == {"MXN"}


def test_orders_are_printed_one_a_line(workbench):
    answer = workbench(*SMALL, "--seeds", "1", "--orders", "newest")

    assert [line.split()[:2] for line in answer.out.splitlines()] == [
        ["strong", "random"], ["strong", "best"], ["strong", "newest"],
    ]  # fmt: skip


def test_orders_are_drawn(workbench, tmp_path):
    drawn = tmp_path / "orders.svg"

    assert workbench(*SMALL, "--seeds", "1", "--orders", "newest", "--plot", str(drawn)).code == 0

    image = drawn.read_text(encoding="utf-8")
    assert image.startswith("<svg")
    assert all(f">{text}</text>" in image for text in ("strong", "0", "1"))


def test_shares_of_the_arms_are_those_of_the_option(workbench):
    answer = workbench(*SMALL, "--seeds", "1", "--orders", "queue", "--arms", "0.3", "0.2", "--format", "json")

    queue = answer.json["orders"][-1]
    assert (queue["order"], queue["effect_said"], queue["effect_true"]) == ("queue", None, None)


@pytest.mark.parametrize("value", [("0.3", "0.3"), ("-0.1", "0"), ("nan", "0"), ("0.1", "much")])
def test_shares_that_cannot_be_are_refused(workbench, value):
    answer = workbench(*SMALL, "--seeds", "1", "--arms", *value)

    assert answer.code == 2
    assert "--arms" in answer.err


@pytest.mark.parametrize(
    ("option", "value"),
    [("--world", "nowhere"), ("--seeds", "one"), ("--seeds", ""), ("--orders", "luck"), ("--days", "0")],
)
def test_what_does_not_exist_is_refused(workbench, option, value):
    answer = workbench("simulate", option, value)

    assert answer.code == 2
    assert option in answer.err
