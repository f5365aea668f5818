"""Sentences for the verdict of a training and for the reason why a model does not rank."""

from collections.abc import Mapping
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
        " %(test_rows)s con %(test_payers)s. Se necesitan 500 filas y 50 de cada clase para juzgar."
    ),
    "no_rows": N_("No hay semanas cerradas de las que aprender: faltan cuentas abiertas o pasaron menos de 14 días."),
    "older": N_("Lo que ordena ya aprendió de días posteriores: este entrenamiento queda para comparar."),
    "rules_better": N_("Las reglas ordenaron mejor que el modelo en las semanas de prueba: vuelven a ordenar."),
}

OTHER_FEATURES, ARTEFACT, SEEN = "features", "artefact", "seen"
"""How the trouble of a champion begins; anything else is an error of the program, where it happened."""


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


def why_text(why: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # Any: JSON
    """The sentence of a training's `{rule, values}`, marked for translation, and what fills it."""
    values = dict(why.get("values", {}))
    for name in ("said", "happened"):
        if isinstance(values.get(name), float):
            values[name] = f"{round(100 * values[name])} %"
    text = WHY.get(str(why.get("rule")), str(why.get("rule")))
    return text, values
