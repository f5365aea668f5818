"""The sentence of every feature that a model may weigh, as a collector would say it, for every value it can have.

A sentence states what is known of the account and not whether that is good: by what an account is ranked decides which
way it counts, see `families`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workbench.domain.queue.reasons.phrases import AboutAmount, ReasonSentence, ago, ahead, span
from workbench.kernel.text import N_

Value = Any
"""A stored value: number, flag or nothing."""

NEARLY_ALL, NEARLY_NONE = 0.995, 0.005
_TENTHS = 10
MOST_COUNTED: Mapping[str, int] = {"items": 50, "kept": 5, "broken": 5}
"""Where the counts end, see `scoring.features`."""

# Feature: when it has happened, and when it never did. «when» is hoy, ayer, hace 5 días.
_HAPPENED: Mapping[str, tuple[str, str]] = {
    "newest_issued": (N_("Último cargo %(when)s"), N_("No tiene cargos")),
    "known_for": (N_("Es cliente desde %(when)s"), N_("Es cliente nuevo")),
    "since_payment": (N_("Último pago %(when)s"), N_("No registra pagos")),
    "since_sent": (N_("Se le envió un aviso %(when)s"), N_("No se le ha enviado un aviso")),
    "since_delivered": (N_("Le llegó un aviso %(when)s"), N_("No consta que le llegara un aviso")),
    "since_right_party": (N_("El titular nos atendió %(when)s"), N_("El titular todavía no nos ha atendido")),
    "since_third_party": (N_("Contestó otra persona %(when)s"), N_("No ha contestado otra persona")),
    "since_no_contact": (N_("Se le llamó sin respuesta %(when)s"), N_("No tiene llamadas sin respuesta")),
    "since_inbound": (N_("Se comunicó por su cuenta %(when)s"), N_("Nunca se ha comunicado por su cuenta")),
    "since_promise": (N_("Hizo su última promesa %(when)s"), N_("No ha prometido pagar")),
}

# Feature: none of it, nearly all of it, a part in percent, and where there is no share.
_PARTS: Mapping[str, tuple[str, str, str, str]] = {
    "overdue_share": (
        N_("Nada de lo que debe está vencido"),
        N_("Todo lo que debe está vencido"),
        N_("Está vencido el %(n)s %% de lo que debe"),
        N_("No debe nada"),
    ),
    "disputed_share": (
        N_("No tiene nada en reclamo"),
        N_("Toda la cuenta está en reclamo"),
        N_("Tiene en reclamo el %(n)s %% de la cuenta"),
        N_("Nada que pueda reclamar"),
    ),
    "paid_share_open": (
        N_("No ha abonado a lo que debe"),
        N_("Ya abonó casi todo lo que debe"),
        N_("Ya abonó el %(n)s %% de lo que debe"),
        N_("No tiene deuda que abonar"),
    ),
    "ripe_share": (
        N_("A su ritmo no paga en dos semanas"),
        N_("A su ritmo paga todo en dos semanas"),
        N_("A su ritmo paga el %(n)s %% en dos semanas"),
        N_("No se conoce su ritmo de pago"),
    ),
    "last_charge_share": (
        N_("Su última factura es muy pequeña"),
        N_("Debe su última factura o menos"),
        N_("Su última factura es el %(n)s %% de lo que debe"),
        N_("No tiene una última factura"),
    ),
}

# Feature: never, always, so many of ten, and where nothing is known yet.
_TENS: Mapping[str, tuple[str, str, str, str]] = {
    "late_ratio": (
        N_("Casi siempre paga a tiempo"),
        N_("Casi siempre paga tarde"),
        N_("Paga tarde %(n)s de cada 10 facturas"),
        N_("Todavía no termina de pagar una factura"),
    ),
    "answers": (
        N_("Casi nunca contesta"),
        N_("Casi siempre contesta"),
        N_("Contesta %(n)s de cada 10 llamadas"),
        N_("Todavía no se le ha llamado"),
    ),
    "responds": (
        N_("Casi nunca paga después de hablar"),
        N_("Casi siempre paga después de hablar"),
        N_("Paga tras %(n)s de cada 10 conversaciones"),
        N_("No se sabe si paga después de hablar"),
    ),
    "refuses": (
        N_("Casi nunca dice que no puede o no quiere pagar"),
        N_("Casi siempre dice que no puede o no quiere pagar"),
        N_("En %(n)s de cada 10 charlas no puede o no quiere pagar"),
        N_("Todavía no se sabe si puede y quiere pagar"),
    ),
}

# Feature: none, one, many, and the limit of the count or more.
_COUNTS: Mapping[str, tuple[str, str, str, str]] = {
    "items": (
        N_("No debe ninguna factura"), N_("Debe una sola factura"),
        N_("Debe %(n)s facturas"), N_("Debe %(n)s facturas o más"),
    ),
    "kept": (
        N_("No ha cumplido promesas en el año"), N_("Cumplió una promesa en el año"),
        N_("Cumplió %(n)s promesas en el año"), N_("Cumplió %(n)s promesas o más en el año"),
    ),
    "broken": (
        N_("No ha faltado a una promesa en el año"), N_("No cumplió una promesa en el año"),
        N_("No cumplió %(n)s promesas en el año"), N_("No cumplió %(n)s promesas o más en el año"),
    ),
}  # fmt: skip

# Feature: an amount, one under a unit of the currency, and none.
_AMOUNTS: Mapping[str, tuple[str, str, str]] = {
    "open_amount": (N_("Debe en total unos %(amount)s"), N_("Casi no debe nada"), N_("No tiene saldo")),
    "last_paid_amount": (
        N_("Su último pago fue de unos %(amount)s"),
        N_("Su último pago fue muy pequeño"),
        N_("No se le conoce un pago"),
    ),
    "first_charge": (
        N_("Su primera factura fue de unos %(amount)s"),
        N_("Su primera factura fue muy pequeña"),
        N_("No se conoce su primera factura"),
    ),
    "last_charge": (
        N_("Su última factura fue de unos %(amount)s"),
        N_("Su última factura fue mínima"),
        N_("No se conoce su última factura"),
    ),
}


def days_past_due_phrase(value: Value) -> ReasonSentence:
    """When the oldest open invoice fell due, or will."""
    if value is None:
        return ReasonSentence(N_("No tiene nada por vencer"))
    if value > 0:
        return ReasonSentence(N_("Venció %(when)s"), {"when": ago(value)})
    return (
        ReasonSentence(N_("Todavía no vence"))
        if value == 0
        else ReasonSentence(N_("Vence %(when)s"), {"when": ahead(-value)})
    )


def usual_delay_phrase(days: int) -> ReasonSentence:
    """On which day after the due day the customer usually pays."""
    if days == 0:
        return ReasonSentence(N_("Suele pagar el día que vence"))
    if days > 0:
        return ReasonSentence(N_("Suele pagar %(span)s tarde"), {"span": span(days)})
    return ReasonSentence(N_("Suele pagar %(span)s antes"), {"span": span(-days)})


def _newest_due(value: Value) -> ReasonSentence:
    if value is None:
        return ReasonSentence(N_("No tiene vencimientos"))
    if value > 0:
        return ReasonSentence(N_("Lo más reciente venció %(when)s"), {"when": ago(value)})
    return ReasonSentence(N_("Su último vencimiento es %(when)s"), {"when": ahead(-value)})


def _mean_age(value: Value) -> ReasonSentence:
    if value is None:
        return ReasonSentence(N_("No tiene saldo por vencer"))
    if value > 0:
        return ReasonSentence(N_("En promedio, su deuda venció %(when)s"), {"when": ago(value)})
    return ReasonSentence(N_("En promedio, su deuda vence %(when)s"), {"when": ahead(-value)})


def _mean_days_late(value: Value) -> ReasonSentence:
    return ReasonSentence(N_("No se sabe cuánto suele tardar")) if value is None else usual_delay_phrase(value)


def _last_days_late(value: Value) -> ReasonSentence:
    if value is None:
        return ReasonSentence(N_("No ha pagado una factura completa"))
    if value == 0:
        return ReasonSentence(N_("La última vez pagó el día que vencía"))
    if value > 0:
        return ReasonSentence(N_("La última vez pagó %(span)s tarde"), {"span": span(value)})
    return ReasonSentence(N_("La última vez pagó %(span)s antes"), {"span": span(-value)})


def _beyond_usual(value: Value) -> ReasonSentence:
    if value is None:
        return ReasonSentence(N_("Falta historia para saber cuándo suele pagar"))
    if value == 0:
        return ReasonSentence(N_("Hoy es el día en que suele pagar"))
    if value > 0:
        return ReasonSentence(N_("Lleva %(span)s más de lo que suele tardar"), {"span": span(value)})
    if value == -1:
        return ReasonSentence(N_("Mañana es el día en que suele pagar"))
    return ReasonSentence(N_("Para cuando suele pagar faltan %(span)s"), {"span": span(-value)})


def _promise_due(value: Value) -> ReasonSentence:
    if value is None:
        return ReasonSentence(N_("No tiene promesas de pago"))
    near = {-1: N_("Prometió para mañana"), 0: N_("Prometió para hoy"), 1: N_("Prometió para ayer")}
    if value in near:
        return ReasonSentence(near[value])
    if value > 0:
        return ReasonSentence(N_("El plazo de su promesa pasó %(when)s"), {"when": ago(value)})
    return ReasonSentence(N_("El plazo de su promesa es %(when)s"), {"when": ahead(-value)})


_OF_THEIR_OWN: Mapping[str, Callable[[Value], ReasonSentence]] = {
    "days_past_due": days_past_due_phrase,
    "newest_due": _newest_due,
    "mean_age": _mean_age,
    "mean_days_late": _mean_days_late,
    "last_days_late": _last_days_late,
    "beyond_usual": _beyond_usual,
    "promise_due": _promise_due,
    "business": lambda value: ReasonSentence(N_("Es una empresa") if value else N_("Es una persona")),
    "rest": lambda _: ReasonSentence(N_("Todo lo demás")),
    "usual": lambda _: ReasonSentence(N_("Punto de partida: la cuenta usual de la cartera")),
}


def model_phrase(feature: str, value: Value) -> ReasonSentence | None:
    """The sentence of a model's feature; None where no model has it."""
    if feature in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[feature](value)
    if feature in _HAPPENED:
        happened, never = _HAPPENED[feature]
        return ReasonSentence(never) if value is None else ReasonSentence(happened, {"when": ago(value)})
    if feature in _PARTS:
        return _part(*_PARTS[feature], share=value)
    if feature in _TENS:
        return _of_ten(*_TENS[feature], share=value)
    if feature in _COUNTS:
        return _count(*_COUNTS[feature], count=value or 0, most=MOST_COUNTED[feature])
    return _amount(*_AMOUNTS[feature], amount=value) if feature in _AMOUNTS else None


def _part(nothing: str, whole: str, part: str, unknown: str, *, share: float | None) -> ReasonSentence:
    if share is None:
        return ReasonSentence(unknown)
    if share < NEARLY_NONE:
        return ReasonSentence(nothing)
    return (
        ReasonSentence(whole)
        if share >= NEARLY_ALL
        else ReasonSentence(part, {"n": min(max(round(100 * share), 1), 99)})
    )


def _of_ten(never: str, always: str, some: str, unknown: str, *, share: float | None) -> ReasonSentence:
    if share is None:
        return ReasonSentence(unknown)
    tenths = round(_TENTHS * share)
    if tenths == 0:
        return ReasonSentence(never)
    return ReasonSentence(always) if tenths >= _TENTHS else ReasonSentence(some, {"n": tenths})


def _count(none: str, one: str, many: str, at_least: str, *, count: int, most: int) -> ReasonSentence:  # noqa: PLR0913 - four texts
    if count < 2:
        return ReasonSentence(one if count == 1 else none)
    return ReasonSentence(many if count < most else at_least, {"n": min(count, most)})


def _amount(some: str, little: str, none: str, *, amount: int | None) -> ReasonSentence:
    if amount is None:
        return ReasonSentence(none)
    return ReasonSentence(some, {"amount": AboutAmount(amount)}) if amount >= 100 else ReasonSentence(little)
