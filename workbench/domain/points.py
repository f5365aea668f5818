"""The points rule in words: one sentence for each contribution, in Spanish, translated where it is shown."""

from collections.abc import Mapping
from typing import Any

from scoring.points import Contribution, Phone, Reached, Value
from workbench.domain.text import N_

_FIXED = {
    "base": N_("Punto de partida de toda cuenta"),
    "part_paid": N_("Ya abonó una parte de lo que debe"),
    "never_paid": N_("Sin pagos registrados"),
    "paid_today": N_("Último pago hoy"),
    "follow_up_due": N_("Toca el seguimiento acordado"),
    "callback": N_("Pidió que lo llamaran a esta hora"),
}
_PHONE = {
    Phone.VERIFIED: N_("Teléfono verificado"),
    Phone.UNVERIFIED: N_("Teléfono sin verificar"),
    Phone.NONE: N_("Sin teléfono que sirva"),
}
_REACHED = {
    Reached.DIRECT: N_("Se habló con el titular en los últimos 30 días"),
    Reached.INDIRECT: N_("Contestó otra persona en los últimos 30 días"),
    Reached.NOBODY: N_("Nadie contestó en los últimos 30 días"),
    Reached.NOT_TRIED: N_("Sin gestión en los últimos 30 días"),
}
_AMOUNTS = (
    (0.25, N_("Debe mucho menos de lo usual en la cartera")),
    (0.75, N_("Debe menos de lo usual en la cartera")),
    (1.5, N_("Debe lo usual en la cartera")),
    (4.0, N_("Debe más de lo usual en la cartera")),
)
_AMOUNT_BEYOND = N_("Debe mucho más de lo usual en la cartera")
_COUNTED = {
    "days_past_due": (N_("%(n)s día de mora"), N_("%(n)s días de mora")),
    "last_payment": (N_("Último pago hace %(n)s día"), N_("Último pago hace %(n)s días")),
    "promises_kept": (N_("Cumplió %(n)s promesa"), N_("Cumplió %(n)s promesas")),
    "promises_broken": (N_("Tiene %(n)s promesa sin cumplir"), N_("Tiene %(n)s promesas sin cumplir")),
    "unanswered": (N_("%(n)s intento seguido sin respuesta"), N_("%(n)s intentos seguidos sin respuesta")),
    "follow_up": (N_("El seguimiento es en %(n)s día"), N_("El seguimiento es en %(n)s días")),
}
_NOT_DUE = N_("Todavía no vence")


def points_reason_text(feature: str, value: Value) -> tuple[str, Mapping[str, Any]]:  # Any: what fills the text
    """The sentence of a contribution, as a Spanish text marked for translation and what fills it.

    Works from what is stored with a work item, so that a screen can say it in its own language. An unknown feature
    gives its own name.
    """
    if feature == "days_past_due" and isinstance(value, int) and value <= 0:
        return _NOT_DUE, {}
    if feature == "follow_up" and isinstance(value, int) and value <= 0:
        return _FIXED["follow_up_due"], {}
    if feature == "last_payment" and not value:
        return _FIXED["never_paid" if value is None else "paid_today"], {}
    if feature in _COUNTED and isinstance(value, int):
        one, many = _COUNTED[feature]
        return (one if value == 1 else many), {"n": value}
    return _plain_text(feature, value), {}


def points_reason(line: Contribution) -> dict[str, Any]:  # Any: JSON
    """A contribution as a work item keeps it: feature, value, contribution and the Spanish sentence."""
    text, values = points_reason_text(line.feature, line.value)
    return {
        "feature": line.feature,
        "value": line.value,
        "contribution": line.points,
        "text": text % values if values else text,
    }


def _plain_text(feature: str, value: Value) -> str:
    if feature == "phone":
        return _PHONE.get(Phone(str(value)), feature)
    if feature == "reached":
        return _REACHED[Reached(str(value))]
    if feature == "amount" and isinstance(value, int | float):
        return next((text for limit, text in _AMOUNTS if value < limit), _AMOUNT_BEYOND)
    return _FIXED.get(feature, feature)
