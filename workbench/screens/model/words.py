"""The words of the model's page: families, orders, verdicts, and who decided."""

from datetime import date

from flask_babel import gettext

from models.enums import ModelFamily
from workbench.kernel.text import N_

METHODS = {
    ModelFamily.RULES.value: N_("Reglas"),
    ModelFamily.ANCHORED.value: N_("Regresión apoyada en las reglas"),
    ModelFamily.BOOSTED.value: N_("Árboles de decisión"),
    "boosted_pairs": N_("Árboles de decisión que cruzan dos datos"),
}
ORDERS = {
    "expected": N_("El modelo: probabilidad por saldo"),
    "propensity": N_("Solo la probabilidad de pago"),
    "balance": N_("Mayor saldo primero"),
    "days_past_due": N_("Mora más antigua primero"),
    "newest": N_("Mora más nueva primero"),
    "random": N_("Al azar"),
    "oracle": N_("Lo máximo posible: sabiendo quién pagará"),
}
LINES = {"expected": N_("modelo"), "balance": N_("por saldo"), "random": N_("al azar")}
VERDICTS = {
    None: N_("Ordenaba antes: con ella se compara"),
    "better": N_("Mejor que lo anterior, más allá del azar"),
    "not_better": N_("No es mejor que lo anterior, más allá del azar"),
    "no_skill": N_("No sabe más que el promedio"),
    "less_money": N_("Alcanza menos dinero al comienzo de la cola"),
    "calibration": N_("Lo que dice no coincide con lo que pasa"),
    "segment": N_("Peor en un grupo de cuentas por su mora"),
    "too_few": N_("Muy pocos casos para juzgar"),
}
TRAINING_JOB = "training"


def who(actor: str) -> str:
    """Who decided, as the record of a champion names them."""
    return gettext("El entrenamiento semanal") if actor == TRAINING_JOB else actor


def family(name: str) -> str:
    """A method's visible name; one that the code no longer knows keeps its own."""
    return gettext(METHODS[name]) if name in METHODS else name


def verdict(rule: str | None) -> str:
    """What a comparison said of a method."""
    return gettext(VERDICTS[rule]) if rule in VERDICTS else str(rule)


def begin(text: str) -> str:
    """A text as the beginning of a line."""
    return f"{text[:1].upper()}{text[1:]}"


def day(text: str) -> date:
    """A day as JSON holds it."""
    return date.fromisoformat(text)
