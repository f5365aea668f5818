"""Sentences for the verdict of a training and for the reason why a model does not rank."""

from collections.abc import Callable, Mapping
from typing import Any

from workbench.kernel.text import N_

WHY = {
    "better": N_("Ordenó mejor que lo anterior en semanas que no había visto: pasa a ordenar la cola."),
    "refreshed": N_("Mismo método, entrenado de nuevo con las últimas semanas."),
    "not_better": N_("En las semanas de prueba no ordenó mejor que lo que ya ordena, más allá del azar."),
    "no_skill": N_("En las semanas de prueba no supo más que decir de todas las cuentas el mismo promedio."),
    "less_money": N_("En el primer quinto de la cola alcanzó menos dinero que lo que ya ordena."),
    "calibration": N_("Lo que dice no coincide con lo que pasa: anunció %(said)s de pagos y hubo %(happened)s."),
    "segment": N_("Ordenó peor un grupo de cuentas por su mora, aunque en conjunto mejoró."),
    "too_few": N_(
        "Todavía hay muy poco de qué aprender: %(rows)s filas con %(payers)s pagos; en las semanas de prueba,"
        " %(test_rows)s con %(test_payers)s. Para juzgar se necesitan 500 filas, 50 con pago y 50 sin él."
    ),
    "no_rows": N_("No hay semanas cerradas de las que aprender: faltan cuentas abiertas o pasaron menos de 14 días."),
    "older": N_("Lo que ordena ya aprendió de días posteriores: este entrenamiento queda para comparar."),
    "value": N_("Cambia por qué se ordena: se llama primero donde una llamada vale más."),
    "rules_better": N_("Las reglas ordenaron mejor que el modelo en las semanas de prueba: vuelven a ordenar."),
}

_OF_ONE_KIND = {
    "none_paid": N_("En %(rows)s filas no pagó nadie: sin pagos no hay cómo aprender quién paga. Ordenan las reglas."),
    "all_paid": N_(
        "En %(rows)s filas pagaron todos: sin cuentas que no paguen no hay cómo distinguirlas. Ordenan las reglas."
    ),
}
"""Why a training was not judged where there are rows enough, and all of them paid, or none."""

LADDER = {
    "adds": N_(
        "En días que no había visto, llamar en este orden sumó %(adds)s por llamada, y no se nota que sea menos que con"
        " el escalón anterior: se da el paso."
    ),
    "below": N_(
        "En días que no había visto, este orden sumó menos que el escalón anterior (%(gain)s por llamada): no se usa."
    ),
    "adds_nothing": N_(
        "En días que no había visto no se nota que llamar en este orden traiga más dinero que no llamar: no se usa."
    ),
    "no_attempts": N_(
        "En el historial no hay llamadas de las que aprender qué cambia una llamada: cuentan los días con tres o más y"
        " con el plazo cumplido."
    ),
    "all_called": N_(
        "Se llamó al %(called)s de las cuentas cada día: sin cuentas sin llamar no se ve qué cambia una llamada."
    ),
    "one_class": N_("De las %(called)s llamadas pagaron todas o ninguna: no se ve qué cambia una llamada."),
    "few_calls": N_(
        "Hay pocas llamadas de las que aprender: %(called)s, de las que %(paid)s trajeron un pago. Se necesitan"
        " %(least)s, y 30 con pago y 30 sin él."
    ),
    "few_days": N_(
        "Hay llamadas de %(days)s días con el plazo cumplido; se necesitan %(least)s para aprender y probar."
    ),
    "no_overlap": N_(
        "Se llamó siempre a las mismas clases de cuenta, y a las demás no: no hay con qué comparar. Con una parte de"
        " las llamadas al azar se podrá saber."
    ),
    "not_learned": N_("No se aprendió de esta cartera lo bastante para probar qué cambia una llamada."),
}
"""Why a step of the ladder of value was taken or refused."""

ORDERS = {
    "effect": N_("Por lo que suma la llamada"),
    "if_called": N_("Por lo que entra si se le llama"),
    "points": N_("Por la probabilidad de que pague"),
    "done": N_("Como se llamó en esos días"),
    "balance": N_("Mayor saldo vencido primero"),
    "oldest": N_("Mora más antigua primero"),
    "newest": N_("Mora más nueva primero"),
    "random": N_("Al azar"),
}
"""The orders that a training compares by what their calls add."""

EVIDENCE = {
    "enough": N_("Se conocen %(known)s llamadas y bastan: el margen de lo estimado ya no incluye el cero."),
    "by": N_(
        "Se conocen %(known)s llamadas; se necesitan %(needed)s para que el margen no incluya el cero. A este ritmo"
        " (%(a_day)s por día), se sabrá hacia el %(by)s."
    ),
    "by_chance": N_(
        "Se conocen %(known)s llamadas al azar y se necesitan %(needed)s. Con esta parte (%(share)s de las llamadas),"
        " se sabrá hacia el %(by)s."
    ),
    "far": N_("Se conocen %(known)s llamadas; a este ritmo (%(a_day)s por día) no se sabrá antes de dos años."),
    "no_pace": N_(
        "Todavía no se conoce ninguna llamada hecha al azar y se necesitan %(needed)s: se harán y se contarán mientras"
        " la cartera aparte cuentas para el azar."
    ),
}
"""What the evidence clock of a step says; `by_chance` where only calls made by chance count."""

ALARM = {
    True: N_(
        "En las semanas del %(first)s al %(last)s el modelo dijo que pagaría el %(said)s de las cuentas y pagó el"
        " %(happened)s: espera más de lo que entra."
    ),
    False: N_(
        "En las semanas del %(first)s al %(last)s el modelo dijo que pagaría el %(said)s de las cuentas y pagó el"
        " %(happened)s: espera menos de lo que entra."
    ),
}
"""What an alarm says, by whether the model said too much."""

LEAST_ROWS = 500
"""Rows from which too few are not what keeps a training from being judged, as `scoring.promotion` has it."""

SMALL = 0.1

MANY = 10
"""Calls a day from which on no decimal is told."""

DRIFT = {
    "agrees": N_(
        "En las semanas del %(first)s al %(last)s dijo que pagaría el %(said)s de las cuentas y pagó el %(happened)s:"
        " lo dicho y lo pagado coinciden."
    ),
    "too_few": N_(
        "Aún no hay semanas cerradas suficientes en las que haya ordenado el modelo actual. Con 500 filas y 50 pagos se"
        " vigila si lo que dice y lo que pasa se separan."
    ),
}
"""What the latest weeks say where there is no alarm."""

OTHER_FEATURES, ARTEFACT, SEEN = "features", "artefact", "seen"
"""How the trouble of a champion begins; anything else is an error of the program, where it happened."""


Figure = Callable[[float, int], str]
"""Writes a figure with so many decimals, as its reader does."""


def plain_figure(value: float, digits: int) -> str:
    """As the command line writes it."""
    return f"{value:.{digits}f}"


def trouble_text(trouble: str) -> tuple[str, dict[str, Any]]:  # Any: what fills it
    """Why a model could not score, marked for translation, and what fills it."""
    if trouble == OTHER_FEATURES:
        text = N_("El modelo se entrenó con otros datos de los que lee este programa: ordenan las reglas. Entrénelo.")
        return text, {}
    if trouble == SEEN:
        return N_("El modelo aprendió de ese día: no se puntúa lo que ya vio."), {}
    if trouble.startswith(ARTEFACT):
        return N_("El archivo del modelo no es el que se guardó: ordenan las reglas. Entrénelo de nuevo."), {}
    return N_("El modelo no dio puntajes por un error del programa (%(what)s): ordenan las reglas."), {"what": trouble}


# Any: JSON.
def ladder_text(step: Mapping[str, Any], *, figure: Figure = plain_figure) -> tuple[str, dict[str, Any]]:
    """The sentence of a step of the ladder, marked for translation, and what fills it. Amounts come written out."""
    values = dict(step.get("values", {}))
    if isinstance(values.get("called"), float):
        values["called"] = f"{round(100 * values['called'])} %"
    values |= {name: figure(one, 0) for name, one in values.items() if type(one) is int}
    return LADDER.get(str(step.get("rule")), str(step.get("rule"))), values


def order_text(order: str) -> str:
    """What an order is called, marked for translation; one that the code no longer knows keeps its own name."""
    return ORDERS.get(order, order)


# Any: JSON.
def evidence_text(
    evidence: Mapping[str, Any], *, by: str | None, figure: Figure = plain_figure
) -> tuple[str, dict[str, Any]]:
    """The sentence of a step's evidence clock, marked for translation, and what fills it.

    Args:
        evidence: As the report of a training holds it.
        by: Its day, written in the reader's language.
        figure: Writes the figures.

    """
    state, share = str(evidence.get("state")), float(evidence.get("share", 1.0))
    key = "by_chance" if state == "by" and share < 1 else state
    pace = float(evidence.get("a_day", 0.0))
    counts = {name: figure(evidence[name], 0) for name in ("known", "needed") if evidence.get(name) is not None}
    written = {"by": by, "a_day": figure(pace, 0 if pace >= MANY else 1), "share": f"{figure(100 * share, 1)} %"}
    return EVIDENCE.get(key, key), {**evidence, **counts, **written}


def alarm_text(figures: Mapping[str, Any]) -> str:  # Any: JSON
    """The sentence of an alarm, marked for translation; `first`, `last`, `said` and `happened` fill it."""
    return ALARM[figures["said"] > figures["happened"]]


def drift_text(found: Mapping[str, Any]) -> str:  # Any: JSON
    """The sentence of a training's verdict on the latest weeks, parted or not; filled as that of an alarm."""
    return alarm_text(found) if found.get("parted") else DRIFT.get(str(found.get("rule")), DRIFT["too_few"])


def drift_values(found: Mapping[str, Any]) -> dict[str, str]:  # Any: JSON
    """What fills both sentences on the command line. A small share has a decimal, since 1.4 % is not 1 %."""
    shares = {name: float(found.get(name) or 0.0) for name in ("said", "happened")}
    written = {name: f"{100 * one:.1f} %" if one < SMALL else f"{round(100 * one)} %" for name, one in shares.items()}
    return written | {"first": str(found.get("from")), "last": str(found.get("to"))}


def why_text(why: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # Any: JSON
    """The sentence of a training's `{rule, values}`, marked for translation, and what fills it."""
    values = dict(why.get("values", {}))
    for name in ("said", "happened"):
        if isinstance(values.get(name), float):
            values[name] = f"{round(100 * values[name])} %"
    rule = str(why.get("rule"))
    kind = {0: "none_paid", values.get("rows"): "all_paid"}.get(values.get("payers"))
    if rule == "too_few" and kind and values["rows"] >= LEAST_ROWS:
        return _OF_ONE_KIND[kind], values
    return WHY.get(rule, rule), values
