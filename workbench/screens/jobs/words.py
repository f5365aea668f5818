"""What a run of a job is for, and what it did, in words."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask_babel import gettext

from workbench.web.counts import ngettext
from workbench.web.formats import day, decimal, duration, instant, number

MINUTE = 60
_WEEK = re.compile(r"\d{4}-W0?(\d+)")
_FILE = re.compile(r"(\d+)\.\d+")
_COUNTS: Mapping[str, Callable[[int, str], str]] = {
    "portfolios": lambda n, shown: ngettext("%(shown)s cartera", "%(shown)s carteras", n, shown=shown),
    "promoted": lambda n, shown: ngettext("%(shown)s pasa a ordenar", "%(shown)s pasan a ordenar", n, shown=shown),
    "alarms": lambda n, shown: ngettext(
        "%(shown)s con un aviso en Modelo", "%(shown)s con un aviso en Modelo", n, shown=shown
    ),
    "accounts": lambda n, shown: ngettext("%(shown)s cuenta", "%(shown)s cuentas", n, shown=shown),
    "replayed": lambda n, shown: ngettext("%(shown)s con movimientos", "%(shown)s con movimientos", n, shown=shown),
    "promises_changed": lambda n, shown: ngettext(
        "%(shown)s promesa que cambió", "%(shown)s promesas que cambiaron", n, shown=shown
    ),
    "scored": lambda n, shown: ngettext(
        "%(shown)s cuenta con puntaje", "%(shown)s cuentas con puntaje", n, shown=shown
    ),
    "portfolios_without": lambda n, shown: ngettext(
        "%(shown)s cartera sin puntaje por una falla", "%(shown)s carteras sin puntaje por una falla", n, shown=shown
    ),
    "without_cluster": lambda n, shown: ngettext(
        "%(shown)s vez sin el clúster: calculó esta máquina",
        "%(shown)s veces sin el clúster: calculó esta máquina",
        n,
        shown=shown,
    ),
    "items": lambda n, shown: ngettext("%(shown)s cliente en cola", "%(shown)s clientes en cola", n, shown=shown),
    "removed": lambda n, shown: ngettext("%(shown)s quitada", "%(shown)s quitadas", n, shown=shown),
    "by_model": lambda n, shown: ngettext(
        "%(shown)s ordenado por modelo", "%(shown)s ordenados por modelo", n, shown=shown
    ),
    "callable_that_day": lambda n, shown: ngettext(
        "%(shown)s se puede llamar ese día", "%(shown)s se pueden llamar ese día", n, shown=shown
    ),
    "kept": lambda n, shown: ngettext("%(shown)s ya trabajado", "%(shown)s ya trabajados", n, shown=shown),
    "keys": lambda n, shown: ngettext("%(shown)s olvidado", "%(shown)s olvidados", n, shown=shown),
    "customers": lambda n, shown: ngettext("%(shown)s cliente", "%(shown)s clientes", n, shown=shown),
    "findings": lambda n, shown: ngettext(
        "%(shown)s cosa por corregir", "%(shown)s cosas por corregir", n, shown=shown
    ),
    "pairs": lambda n, shown: ngettext("%(shown)s par parecido", "%(shown)s pares parecidos", n, shown=shown),
    "new_pairs": lambda n, shown: ngettext("%(shown)s par nuevo", "%(shown)s pares nuevos", n, shown=shown),
    "erased": lambda n, shown: ngettext("%(shown)s cliente borrado", "%(shown)s clientes borrados", n, shown=shown),
    "notes": lambda n, shown: ngettext("%(shown)s nota vaciada", "%(shown)s notas vaciadas", n, shown=shown),
    "decisions": lambda n, shown: ngettext(
        "%(shown)s registro de decisiones borrado", "%(shown)s registros de decisiones borrados", n, shown=shown
    ),
    "files": lambda n, shown: ngettext("%(shown)s archivo", "%(shown)s archivos", n, shown=shown),
    "imports": lambda n, shown: ngettext("%(shown)s importación", "%(shown)s importaciones", n, shown=shown),
    "sessions": lambda n, shown: ngettext("%(shown)s sesión vencida", "%(shown)s sesiones vencidas", n, shown=shown),
    "counts": lambda n, shown: ngettext(
        "%(shown)s cuenta de intentos de entrar", "%(shown)s cuentas de intentos de entrar", n, shown=shown
    ),
    "rows": lambda n, shown: ngettext("%(shown)s fila", "%(shown)s filas", n, shown=shown),
    "rejected": lambda n, shown: ngettext("%(shown)s rechazada", "%(shown)s rechazadas", n, shown=shown),
    "refused": lambda n, shown: ngettext("%(shown)s no se pudo leer", "%(shown)s no se pudieron leer", n, shown=shown),
}
"""What a job counts: its words for a number of things and for this number as it is shown."""


def period_words(period: str) -> str:
    """A day, a week, the instant at which somebody asked, or the number of a file."""
    if week := _WEEK.fullmatch(period):
        return gettext("semana %(number)s", number=week[1])
    if file := _FILE.fullmatch(period):
        return gettext("archivo %(number)s", number=file[1])
    try:
        return day(date.fromisoformat(period)) if "T" not in period else instant(datetime.fromisoformat(period))
    except ValueError:
        return period


def length_words(seconds: float) -> str:
    """How long a run took: tenths of a second under a minute, minutes and hours beyond."""
    return duration(round(seconds)) if seconds >= MINUTE else gettext("%(n)s s", n=decimal(seconds))


def count_words(name: str, value: int) -> str:
    """A count of a run with its words, in the singular for one: `1 par parecido`, `2 pares parecidos`."""
    shown = number(value)
    return _COUNTS[name](value, shown) if name in _COUNTS else f"{shown} {name}"
