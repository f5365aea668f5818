"""The sentence of every line of the points rule."""

from collections.abc import Mapping

from scoring.points import Phone, Reached, Value
from workbench.domain.queue.reasons.model_sentences import days_past_due_phrase
from workbench.domain.queue.reasons.phrases import ReasonSentence, ago, counted
from workbench.kernel.text import N_

_FIXED = {
    "base": N_("Punto de partida de toda cuenta"),
    "part_paid": N_("Ya abonó una parte de lo que debe"),
    "callback": N_("Pidió que lo llamaran a esta hora"),
}
_PHONE = {
    Phone.VERIFIED: N_("Su teléfono está verificado"),
    Phone.UNVERIFIED: N_("Su teléfono está sin verificar"),
    Phone.NONE: N_("No tiene un teléfono que sirva"),
    Phone.UNKNOWN: N_("Su teléfono está en otro sistema"),
}
_REACHED = {
    Reached.DIRECT: N_("Se habló con el titular en los últimos 30 días"),
    Reached.INDIRECT: N_("Contestó otra persona en los últimos 30 días"),
    Reached.NOBODY: N_("Nadie contestó en los últimos 30 días"),
    Reached.NOT_TRIED: N_("No se le ha llamado en los últimos 30 días"),
}
_AMOUNTS = (
    (0.25, N_("Debe mucho menos de lo usual en la cartera")),
    (0.75, N_("Debe menos de lo usual en la cartera")),
    (1.5, N_("Debe lo usual en la cartera")),
    (4.0, N_("Debe más de lo usual en la cartera")),
)
_AMOUNT_BEYOND = N_("Debe mucho más de lo usual en la cartera")
_COUNTED = {
    "promises_kept": (N_("Cumplió una promesa"), N_("Cumplió %(n)s promesas")),
    "promises_broken": (N_("Tiene una promesa sin cumplir"), N_("Tiene %(n)s promesas sin cumplir")),
    "unanswered": (N_("No contestó la última llamada"), N_("No contestó las últimas %(n)s llamadas")),
}


def points_phrase(feature: str, value: Value) -> ReasonSentence | None:
    """The sentence of a line of the points rule; None where the rule has no such line."""
    if feature == "days_past_due" and isinstance(value, int):
        return days_past_due_phrase(max(value, 0))
    if feature == "follow_up" and isinstance(value, int):
        return _follow_up(value)
    if feature == "last_payment":
        return _last_payment(value)
    if feature in _COUNTED and isinstance(value, int):
        return counted(*_COUNTED[feature], value)
    text = _plain(feature, value)
    return ReasonSentence(text) if text else None


def _follow_up(days: int) -> ReasonSentence:
    if days <= 0:
        return ReasonSentence(N_("Toca el seguimiento acordado"))
    return counted(N_("El seguimiento acordado es mañana"), N_("El seguimiento acordado es en %(n)s días"), days)


def _last_payment(value: Value) -> ReasonSentence:
    if not isinstance(value, int):
        return ReasonSentence(N_("No registra pagos"))
    return ReasonSentence(N_("Último pago %(when)s"), {"when": ago(value)})


def _plain(feature: str, value: Value) -> str | None:
    words: Mapping[str, str] = {}
    if feature == "phone":
        words = {one.value: text for one, text in _PHONE.items()}
    elif feature == "reached":
        words = {one.value: text for one, text in _REACHED.items()}
    elif feature == "amount" and isinstance(value, int | float):
        return next((text for limit, text in _AMOUNTS if value < limit), _AMOUNT_BEYOND)
    return words.get(str(value)) or _FIXED.get(feature)
