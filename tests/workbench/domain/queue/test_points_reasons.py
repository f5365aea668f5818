"""The points rule in words."""

import pytest

from scoring.points import Contribution, Phone, Reached
from workbench.domain.queue.reasons import points_reason, points_reason_text


@pytest.mark.parametrize(
    ("feature", "value", "text"),
    [
        ("days_past_due", 47, "47 días de mora"),
        ("days_past_due", 1, "1 día de mora"),
        ("days_past_due", 0, "Todavía no vence"),
        ("amount", 0.1, "Debe mucho menos de lo usual en la cartera"),
        ("amount", 0.5, "Debe menos de lo usual en la cartera"),
        ("amount", 1.0, "Debe lo usual en la cartera"),
        ("amount", 2, "Debe más de lo usual en la cartera"),
        ("amount", 9.5, "Debe mucho más de lo usual en la cartera"),
        ("last_payment", 22, "Último pago hace 22 días"),
        ("last_payment", None, "Sin pagos registrados"),
        ("last_payment", 0, "Último pago hoy"),
        ("callback", None, "Pidió que lo llamaran a esta hora"),
        ("part_paid", True, "Ya abonó una parte de lo que debe"),
        ("promises_kept", 4, "Cumplió 4 promesas"),
        ("promises_broken", 1, "Tiene 1 promesa sin cumplir"),
        ("phone", Phone.NONE.value, "Sin teléfono que sirva"),
        ("reached", Reached.DIRECT.value, "Se habló con el titular en los últimos 30 días"),
        ("unanswered", 3, "3 intentos seguidos sin respuesta"),
        ("follow_up", 5, "El seguimiento es en 5 días"),
        ("follow_up", 0, "Toca el seguimiento acordado"),
        ("base", None, "Punto de partida de toda cuenta"),
        ("something_new", 3, "something_new"),
    ],
)
def test_every_contribution_has_a_sentence(feature, value, text):
    template, values = points_reason_text(feature, value)

    assert template % values == text


def test_reason_keeps_what_a_work_item_stores():
    reason = points_reason(Contribution("promises_kept", 4, 15))

    assert reason == {"feature": "promises_kept", "value": 4, "contribution": 15, "text": "Cumplió 4 promesas"}
