"""What an outcome does not ask for is refused, field by field."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Outcome
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.calls.requirements import REQUIREMENTS, fields_of, is_agreement, unasked_fields
from workbench.domain.calls.tree import outcome_rows

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
OUTCOMES = {row["code"]: Outcome(**row) for row in outcome_rows()}
FILLED = {
    "promise_amount": 100_00,
    "promise_due_on": TODAY,
    "promise_channel": "transfer",
    "callback_at": NOW + timedelta(hours=1),
    "discussed_debt": False,
    "claimed_amount": 100_00,
    "claimed_on": TODAY,
    "claimed_reference": "A-77",
    "delay_reason": "R01",
}


@pytest.mark.parametrize("code", sorted(code for code, outcome in OUTCOMES.items() if outcome.on_form))
@pytest.mark.parametrize("field", sorted(FILLED))
def test_field_is_refused_wherever_the_outcome_does_not_ask_for_it(code, field):
    form = OutcomeForm(idempotency_key="k", code=code, **{field: FILLED[field]})

    refused = [problem.field for problem in unasked_fields(OUTCOMES[code], form)]

    assert refused == ([] if field in fields_of(OUTCOMES[code]) else [field])


def test_every_field_of_the_table_is_tried_here():
    assert {field for one in REQUIREMENTS.values() for field in one.fields} | {"delay_reason"} == set(FILLED)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_empty_fields_are_no_answer(empty):
    form = OutcomeForm(idempotency_key="k", code="NC-NCT", promise_channel=empty, delay_reason=empty)

    assert unasked_fields(OUTCOMES["NC-NCT"], form) == ()


def test_refusal_says_what_to_do():
    form = OutcomeForm(idempotency_key="k", code="CD-DIS", claimed_amount=-1)

    assert [problem.text for problem in unasked_fields(OUTCOMES["CD-DIS"], form)] == [
        "Este resultado no lleva pago informado: quite el monto o elija «Informa pago»."
    ]


def test_only_a_promise_agrees_on_money():
    assert {code for code, outcome in OUTCOMES.items() if is_agreement(outcome)} == {"CD-PDP", "CD-PAR"}
