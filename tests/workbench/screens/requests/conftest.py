"""An account of Marta Rojas in today's queue, ranked by a model."""

import pytest

from tests.workbench.screens.desk import place, statements

__all__ = ["place", "statements"]

REASONS = [
    {"feature": "days_past_due", "value": 47, "contribution": -1.5, "text": "x"},
    {"feature": "answers", "value": 0.6, "contribution": 2.0, "text": "x"},
]


@pytest.fixture
def account_id(place):
    """The account."""
    return place(reasons=REASONS, scorer="model", value="effect", propensity=0.4, days_past_due=47).account_id


@pytest.fixture
def asked(people, account_id):
    """The number of a request that Andrea recorded."""
    people("andrea").post(
        f"/explicacion/{account_id}/peticion", {"kind": "review", "received_on": "2026-11-16", "note": "Ya pagué"}
    )
    return 1
