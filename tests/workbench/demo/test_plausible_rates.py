"""The history is believable: rates of a working call centre, and calls that bring money for most but not for all."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workbench.demo.company import Company
from workbench.demo.life import Life
from workbench.demo.traits import near_payday

SETTLED = "2026-11-10"  # before the busy last days


def _calls(lives: list[Life]) -> list[dict[str, str]]:
    rows = [row for life in lives for row in life.interactions if row["at"] < SETTLED]
    return [row for row in rows if (row["channel"], row["direction"]) == ("call", "outbound")]


def _net(life: Life) -> Decimal:
    return sum((Decimal(row["amount"]) * (-1 if row["reverses"] else 1) for row in life.payments), Decimal())


def _billed(life: Life) -> Decimal:
    return sum((Decimal(row["amount"]) for row in life.invoices), Decimal(1))


def _share(rows: list[dict[str, str]], *groups: str) -> float:
    return sum(row["outcome"].startswith(groups) for row in rows) / len(rows)


def test_contact_rates_are_those_of_a_call_centre(lives: list[Life]):
    calls = _calls(lives)

    assert _share(calls, "CD", "CI") == pytest.approx(0.35, abs=0.03)
    assert _share(calls, "CD") == pytest.approx(0.225, abs=0.025)


def test_a_third_of_the_conversations_end_in_a_promise(lives: list[Life]):
    conversations = [row for row in _calls(lives) if row["outcome"].startswith("CD")]

    assert sum(bool(row["promise_amount"]) for row in conversations) / len(conversations) == pytest.approx(
        0.35, abs=0.04
    )


def test_three_in_five_promises_are_kept(lives: list[Life]):
    kept = []
    for life in lives:
        for row in life.interactions:
            if row["promise_amount"] and row["promise_due_on"] < SETTLED:
                last = (date.fromisoformat(row["promise_due_on"]) + timedelta(days=3)).isoformat()
                paid = [
                    Decimal(one["amount"])
                    for one in life.payments
                    if one["portfolio"] == row["portfolio"]
                    and not one["reverses"]
                    and row["at"][:10] <= one["paid_on"] <= last
                ]
                kept.append(sum(paid) >= Decimal("0.95") * Decimal(row["promise_amount"]))

    assert sum(kept) / len(kept) == pytest.approx(0.60, abs=0.05)


def test_a_third_of_the_customers_are_late(lives: list[Life]):
    late = [any(debt.days_past_due(life.today) > 0 for debt in life.debts) for life in lives]

    assert sum(late) / len(late) == pytest.approx(0.33, abs=0.07)


def test_customers_answer_at_their_own_hours(lives: list[Life]):
    near, far = [], []
    for life in lives:
        for row in life.interactions:
            if row["channel"] == "call" and row["direction"] == "outbound":
                distance = abs(int(row["at"][11:13]) + int(row["at"][14:16]) / 60 - life.traits.peak)
                (near if distance < 2 else far).append(row)

    assert _share(near, "CD") > 1.4 * _share(far, "CD")


def test_customers_pay_near_their_paydays(lives: list[Life]):
    hits = [
        near_payday(life.traits.payday, date.fromisoformat(row["paid_on"]).toordinal())
        for life in lives
        for row in life.payments
        if life.traits.payday == "fortnight"
    ]

    assert sum(hits) / len(hits) > 1.4 * 6 / 30


def test_calls_bring_money_that_would_not_have_come(lives: list[Life], company: Company):
    called, uncalled = defaultdict(list), defaultdict(list)
    for life, alone in zip(lives, company.lives(intensity=0.0), strict=True):
        code = life.debts[0].portfolio.code
        called[code].append(float(_net(life) / _billed(life)))
        uncalled[code].append(float(_net(alone) / _billed(alone)))

    gains = {code: sum(called[code]) / len(called[code]) - sum(uncalled[code]) / len(uncalled[code]) for code in called}

    assert min(gains.values()) > 0


def test_a_call_does_not_help_everybody_alike(lives: list[Life]):
    effects = sorted(life.traits.effect for life in lives)

    assert effects[len(effects) // 20] < 0 < effects[len(effects) // 4]
    assert effects[-len(effects) // 10] > 1.4


def test_traits_leave_a_trace_in_the_history(lives: list[Life]):
    ordered = sorted(lives, key=lambda life: life.traits.ability + life.traits.will)
    third = len(ordered) // 3

    low = sum(float(_net(life) / _billed(life)) for life in ordered[:third]) / third
    high = sum(float(_net(life) / _billed(life)) for life in ordered[-third:]) / third

    assert high > low + 0.1
