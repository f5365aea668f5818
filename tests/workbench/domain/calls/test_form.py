"""What is missing in an outcome form, said in the words of the screen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Outcome
from workbench.domain.calls.form import FieldProblem, OutcomeForm
from workbench.domain.calls.requirements import missing_fields
from workbench.domain.calls.tree import outcome_rows

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
OUTCOMES = {row["code"]: Outcome(**row) for row in outcome_rows()}
PROMISE = {"promise_amount": 100_00, "promise_due_on": TODAY, "promise_channel": "pse"}


def problems(code: str | None, **values) -> list[tuple[str, str]]:
    form = OutcomeForm(idempotency_key="k", code=code, **values)
    found = missing_fields(OUTCOMES.get(code), form, now=NOW, today=TODAY)
    return [(problem.field, problem.text % dict(problem.values)) for problem in found]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("CD-PDP", PROMISE),
        ("CD-PAR", PROMISE),
        ("CD-VLL", {"callback_at": NOW + timedelta(minutes=1)}),
        ("CD-VLL", {"callback_at": NOW + timedelta(days=60)}),
        ("CD-VLL", {"callback_at": NOW + timedelta(days=60, hours=8)}),
        ("CD-YAP", {"claimed_amount": 1}),
        ("CD-YAP", {"claimed_amount": 1, "claimed_on": TODAY}),
        ("NC-NCT", {}),
        ("CD-DIS", {}),
        ("CD-NCP", {"delay_reason": "R02"}),
    ],
)
def test_complete_form_can_be_saved(code, values):
    assert problems(code, **values) == []


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        (None, {}, [("code", "Elija el resultado de la llamada.")]),
        ("XX-XXX", {}, [("code", "Elija el resultado de la llamada.")]),
        ("AD-JUD", {}, [("code", "Este resultado no se registra desde la llamada.")]),
        (
            "CD-PDP",
            {},
            [
                ("promise_amount", "Escriba un monto mayor que cero."),
                ("promise_due_on", "Elija la fecha en que paga."),
                ("promise_channel", "Elija por dónde paga."),
            ],
        ),
        ("CD-PDP", PROMISE | {"promise_amount": 0}, [("promise_amount", "Escriba un monto mayor que cero.")]),
        (
            "CD-PAR",
            PROMISE | {"promise_due_on": TODAY - timedelta(days=1)},
            [("promise_due_on", "Esa fecha ya pasó. Elija hoy o después.")],
        ),
        ("CD-PDP", PROMISE | {"promise_channel": " "}, [("promise_channel", "Elija por dónde paga.")]),
        ("CD-VLL", {}, [("callback_at", "Elija el día y la hora para volver a llamar.")]),
        ("CD-VLL", {"callback_at": NOW}, [("callback_at", "Esa hora ya pasó. Elija otra.")]),
        (
            "CD-VLL",
            {"callback_at": NOW + timedelta(days=61)},
            [("callback_at", "Elija un día dentro de los próximos 60 días.")],
        ),
        ("CD-YAP", {}, [("claimed_amount", "Escriba cuánto dice que pagó.")]),
        (
            "CD-YAP",
            {"claimed_amount": 1, "claimed_on": TODAY + timedelta(days=1)},
            [("claimed_on", "Esa fecha todavía no llega. Elija hoy o antes.")],
        ),
    ],
)
def test_missing_field_is_named_in_the_order_of_the_form(code, values, expected):
    assert problems(code, **values) == expected


def test_delay_reason_is_never_required():
    required = [field for row in outcome_rows() for field in row["requires"]]

    assert "delay_reason" not in required


def test_fingerprint_tells_forms_apart():
    form = OutcomeForm(idempotency_key="k", code="CD-PDP", **PROMISE)
    same = OutcomeForm(idempotency_key="k", code="CD-PDP", **PROMISE)
    other = OutcomeForm(idempotency_key="k", code="CD-PDP", **PROMISE | {"promise_amount": 1})

    assert form.fingerprint(account_id=1) == same.fingerprint(account_id=1)
    assert len({form.fingerprint(account_id=1), form.fingerprint(account_id=2), other.fingerprint(account_id=1)}) == 3


def test_problem_is_plain():
    assert FieldProblem("code", "x").values == ()


def test_last_day_of_a_call_back_ends_on_the_portfolios_clock():
    evening = datetime(2027, 1, 18, 4, 30, tzinfo=UTC)
    form = OutcomeForm(idempotency_key="k", code="CD-VLL", callback_at=evening)

    def found(zone: str) -> list[str]:
        return [one.field for one in missing_fields(OUTCOMES["CD-VLL"], form, now=NOW, today=TODAY, zone=zone)]

    assert (found("America/Bogota"), found("UTC")) == ([], ["callback_at"])
