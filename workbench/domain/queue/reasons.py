"""Why an account stands where it does, in words: reasons of the points rule and of models alike.

Texts are Spanish, marked for translation. They work from what is stored with a work item, so that every screen says
them in its own language.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from scoring.points import Contribution, Phone, Reached, Value
from workbench.kernel.text import N_

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


# Any: a stored value is a number, a text, a flag or nothing.
ReasonSentence = tuple[str, Mapping[str, Any]]

# Feature: when it has happened (one, many), when it lies ahead (one, many), when there is none.
_DAYS: Mapping[str, tuple[tuple[str, str], tuple[str, str] | None, str | None]] = {
    "newest_due": (
        (N_("Su último vencimiento fue hace %(n)s día"), N_("Su último vencimiento fue hace %(n)s días")),
        (N_("Su último vencimiento es en %(n)s día"), N_("Su último vencimiento es en %(n)s días")),
        None,
    ),
    "newest_issued": ((N_("Último cargo hace %(n)s día"), N_("Último cargo hace %(n)s días")), None, None),
    "known_for": ((N_("La cuenta tiene %(n)s día"), N_("La cuenta tiene %(n)s días")), None, None),
    "since_payment": (
        (N_("Último pago hace %(n)s día"), N_("Último pago hace %(n)s días")), None, N_("Sin pagos registrados"),
    ),
    "mean_days_late": (
        (N_("Suele pagar con %(n)s día de retraso"), N_("Suele pagar con %(n)s días de retraso")),
        (N_("Suele pagar %(n)s día antes"), N_("Suele pagar %(n)s días antes")),
        N_("Aún no ha pagado ninguna factura completa"),
    ),
    "last_days_late": (
        (N_("La última factura la pagó con %(n)s día de retraso"),
         N_("La última factura la pagó con %(n)s días de retraso")),
        (N_("La última factura la pagó %(n)s día antes"), N_("La última factura la pagó %(n)s días antes")),
        N_("Aún no ha pagado ninguna factura completa"),
    ),
    "beyond_usual": (
        (N_("Lleva %(n)s día más de lo que suele tardar"), N_("Lleva %(n)s días más de lo que suele tardar")),
        (N_("Le falta %(n)s día para lo que suele tardar"), N_("Le faltan %(n)s días para lo que suele tardar")),
        N_("Aún no se sabe cuánto suele tardar en pagar"),
    ),
    "mean_age": (
        (N_("Su saldo lleva en promedio %(n)s día de mora"), N_("Su saldo lleva en promedio %(n)s días de mora")),
        (N_("Su saldo vence en promedio en %(n)s día"), N_("Su saldo vence en promedio en %(n)s días")),
        None,
    ),
    "since_sent": ((N_("Último aviso hace %(n)s día"), N_("Último aviso hace %(n)s días")), None, N_("Sin avisos")),
    "since_delivered": (
        (N_("Recibió un aviso hace %(n)s día"), N_("Recibió un aviso hace %(n)s días")),
        None, N_("No consta que haya recibido un aviso"),
    ),
    "since_right_party": (
        (N_("Se habló con el titular hace %(n)s día"), N_("Se habló con el titular hace %(n)s días")),
        None, N_("Aún no se ha hablado con el titular"),
    ),
    "since_third_party": (
        (N_("Contestó otra persona hace %(n)s día"), N_("Contestó otra persona hace %(n)s días")),
        None, N_("No ha contestado otra persona"),
    ),
    "since_no_contact": (
        (N_("Nadie contestó hace %(n)s día"), N_("Nadie contestó hace %(n)s días")),
        None, N_("Sin intentos sin respuesta"),
    ),
    "since_inbound": (
        (N_("Se comunicó por su cuenta hace %(n)s día"), N_("Se comunicó por su cuenta hace %(n)s días")),
        None, N_("No se ha comunicado por su cuenta"),
    ),
    "since_promise": (
        (N_("Prometió pagar hace %(n)s día"), N_("Prometió pagar hace %(n)s días")), None, N_("Sin promesas de pago"),
    ),
    "promise_due": (
        (N_("El día prometido fue hace %(n)s día"), N_("El día prometido fue hace %(n)s días")),
        (N_("El día prometido es en %(n)s día"), N_("El día prometido es en %(n)s días")),
        N_("Sin promesas de pago"),
    ),
}  # fmt: skip
_SHARES = {
    "overdue_share": (N_("Está vencido el %(n)s %% de su saldo"), None),
    "disputed_share": (N_("Está en reclamo el %(n)s %% de la cuenta"), None),
    "paid_share_open": (N_("Ya abonó el %(n)s %% de lo que debe"), None),
    "late_ratio": (N_("Pagó tarde el %(n)s %% de sus facturas"), N_("Aún no ha pagado ninguna factura completa")),
    "ripe_share": (N_("A su ritmo, en dos semanas pagaría el %(n)s %% del saldo"), None),
    "last_charge_share": (N_("Su último cargo equivale al %(n)s %% de lo que debe hoy"), None),
    "answers": (N_("El titular contesta el %(n)s %% de las llamadas"), N_("Aún no se le ha llamado")),
    "responds": (
        N_("Tras el %(n)s %% de las conversaciones paga en una semana"),
        N_("Aún no se ha hablado con el titular"),
    ),
    "refuses": (
        N_("En el %(n)s %% de las conversaciones dice que no puede o no quiere pagar"),
        N_("Aún no se ha hablado con el titular"),
    ),
}
_COUNTS = {
    "items": (N_("%(n)s factura abierta"), N_("%(n)s facturas abiertas")),
    "kept": (N_("Cumplió %(n)s promesa en un año"), N_("Cumplió %(n)s promesas en un año")),
    "broken": (N_("No cumplió %(n)s promesa en un año"), N_("No cumplió %(n)s promesas en un año")),
}
_PLAIN = {
    "open_amount": N_("El monto de su saldo"),
    "last_paid_amount": N_("El monto de su último pago"),
    "first_charge": N_("El monto de su primer cargo"),
    "last_charge": N_("El monto de su último cargo"),
    "rest": N_("Todo lo demás"),
    "usual": N_("Punto de partida: la cuenta usual de la cartera"),
}
MOST_COUNTED = {"items": 50, "kept": 5, "broken": 5}
MOST_DAYS = 2000
"""Where the features end, see `scoring.features`."""

STARTS = frozenset({"base", "usual", "rest"})
"""Lines that make the sum whole and are no reason of an account."""


def reason_text(feature: str, value: Any) -> ReasonSentence:
    """The sentence of a reason, marked for translation, and what fills it. An unknown feature gives its own name."""
    if feature in _DAYS:
        return _days(feature, value)
    if feature in _SHARES:
        text, nothing = _SHARES[feature]
        return (nothing or text, {}) if value is None and nothing else (text, {"n": round(100 * (value or 0))})
    if feature in _COUNTS:
        one, many = _COUNTS[feature]
        return (one if value == 1 else many), {"n": _counted(value or 0, most=MOST_COUNTED[feature])}
    if feature == "business":
        return (N_("Es una empresa") if value else N_("Es una persona")), {}
    if feature in _PLAIN:
        return _PLAIN[feature], {}
    return points_reason_text(feature, value)


def stored_reason(feature: str, value: Any, contribution: float) -> dict[str, Any]:
    """A reason as a work item keeps it: feature, value, contribution and the Spanish sentence."""
    return {"feature": feature, "value": value, "contribution": contribution, "text": _said(feature, value)}


@lru_cache(maxsize=65536)
def _said(feature: str, value: Any) -> str:
    text, values = reason_text(feature, value)
    return text % values if values else text


def _days(feature: str, value: Any) -> ReasonSentence:
    past, ahead, nothing = _DAYS[feature]
    if value is None:
        return nothing or past[1], {} if nothing else {"n": 0}
    forms = ahead if value < 0 and ahead else past
    days = abs(int(value))
    return (forms[0] if days == 1 else forms[1]), {"n": _counted(days, most=MOST_DAYS)}


def _counted(value: int, *, most: int) -> int | str:
    """A number, or that it is at least so many: beyond its limit a model makes no difference."""
    return value if value < most else f"≥ {most}"
