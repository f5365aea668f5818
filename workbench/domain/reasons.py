"""Why an account stands where it does, in words: reasons of the points rule and of models alike.

Texts are Spanish, marked for translation. They work from what is stored with a work item, so that every screen says
them in its own language.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workbench.domain.points import points_reason_text as point_text
from workbench.domain.text import N_

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
}
_COUNTS = {
    "items": (N_("%(n)s factura abierta"), N_("%(n)s facturas abiertas")),
    "kept": (N_("Cumplió %(n)s promesa en un año"), N_("Cumplió %(n)s promesas en un año")),
    "broken": (N_("No cumplió %(n)s promesa en un año"), N_("No cumplió %(n)s promesas en un año")),
}
_PLAIN = {
    "open_amount": N_("El monto de su saldo"),
    "last_paid_amount": N_("El monto de su último pago"),
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
    return point_text(feature, value)


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
