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


@pytest.mark.parametrize(
    ("option", "value"),
    [("--world", "nowhere"), ("--seeds", "one"), ("--seeds", ""), ("--orders", "luck"), ("--days", "0")],
)
def test_what_does_not_exist_is_refused(workbench, option, value):
    answer = workbench("simulate", option, value)

    assert answer.code == 2
    assert option in answer.err
