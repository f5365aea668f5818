"""Promises to pay: their limits, how they are judged, taking and cancelling them."""

from workbench.domain.promises.actions import may_promise, policy_of, take_promise
from workbench.domain.promises.facts import Judgement
from workbench.domain.promises.reading import PromisePaymentRow, PromiseRow, payments_by_account, promises_by_account
from workbench.domain.promises.standing import (
    PromiseAsOf,
    PromiseDecision,
    judge_accounts,
    judge_rows,
    promise_decisions,
    promises_as_of,
)

__all__ = [
    "Judgement",
    "PromiseAsOf",
    "PromiseDecision",
    "PromisePaymentRow",
    "PromiseRow",
    "judge_accounts",
    "judge_rows",
    "may_promise",
    "payments_by_account",
    "policy_of",
    "promise_decisions",
    "promises_as_of",
    "promises_by_account",
    "take_promise",
]
