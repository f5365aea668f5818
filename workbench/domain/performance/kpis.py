"""The registry of performance figures: definition, unit and formula, for Equipo and `workbench kpis` alike.

A `Definition` is words, a formula, a unit, and what stands above and below the line; what is counted is in
`PeriodFigures`. A new figure is one more `Definition`, with what it counts added there (docs/kpis.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.performance.definitions import Assigned, Definition, KpiUnit, PeriodFigures
from workbench.domain.performance.receivable_kpis import RECEIVABLE_KPIS
from workbench.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure of a period: the public object. Texts are Spanish, translated where they are shown."""

    id: str
    value: float | int | None
    numerator: int | None
    denominator: int | None
    unit: KpiUnit
    currency: str | None
    formula: str
    why_null: str | None


_NO_ATTEMPTS = N_("No hubo gestiones en el período.")
_NOTHING_MATURED = N_("Ninguna promesa venció, con su gracia, en el período.")
_NOBODY_ASSIGNED = N_("No había cuentas asignadas con saldo el primer día.")
_NO_ORGANIC = N_("El dinero sin gestión no es de nadie: pídalo por cartera o por equipo.")
_REVERSED_MORE = N_("Las devoluciones de pagos de antes del período no dejan sacar la proporción.")
_NO_PORTFOLIO = N_("No hay ninguna cartera en lo pedido.")


def _assigned(figures: PeriodFigures) -> Assigned:
    return figures.assigned or Assigned()


_ATTEMPTS = (
    Definition(
        id="attempts",
        name=N_("Gestiones"),
        unit=KpiUnit.COUNT,
        parts=lambda f, _: (f.attempts, None),
        formula=N_("Intentos salientes por cualquier canal, sin los códigos administrativos."),
    ),
    Definition(
        id="contacts",
        name=N_("Contactos"),
        unit=KpiUnit.COUNT,
        parts=lambda f, _: (f.contacts, None),
        formula=N_("Gestiones con contacto directo o indirecto."),
    ),
    Definition(
        id="contact_rate",
        name=N_("Tasa de contacto"),
        unit=KpiUnit.RATIO,
        why_null=_NO_ATTEMPTS,
        parts=lambda f, _: (f.contacts, f.attempts),
        formula=N_("Gestiones con contacto directo o indirecto ÷ gestiones."),
    ),
    Definition(
        id="rpc_rate",
        name=N_("Contacto directo"),
        unit=KpiUnit.RATIO,
        why_null=_NO_ATTEMPTS,
        parts=lambda f, _: (f.reached, f.worked),
        formula=N_("Cuentas con contacto directo ÷ cuentas gestionadas."),
    ),
    Definition(
        id="rpc_per_attempt",
        name=N_("Contacto directo por intento"),
        unit=KpiUnit.RATIO,
        parts=lambda f, _: (f.direct, f.connected),
        why_null=N_("Ninguna gestión conectó en el período."),
        formula=N_("Gestiones con contacto directo ÷ gestiones que conectaron."),
    ),
)

_PROMISES = (
    Definition(
        id="promises",
        name=N_("Promesas"),
        unit=KpiUnit.COUNT,
        parts=lambda f, _: (f.promises, None),
        formula=N_("Promesas hechas en el período."),
    ),
    Definition(
        id="promise_rate",
        name=N_("Tasa de promesa"),
        unit=KpiUnit.RATIO,
        parts=lambda f, _: (f.promising, f.spoken_to),
        why_null=N_("No hubo contacto directo en el período."),
        formula=N_("Cuentas con promesa nueva ÷ cuentas con contacto directo (quien promete cuenta como contactado)."),
    ),
    Definition(
        id="promised",
        name=N_("Monto prometido"),
        unit=KpiUnit.MONEY,
        by_currency=True,
        parts=lambda f, currency: (f.promised[currency], None),
        formula=N_("Suma de las promesas hechas en el período."),
    ),
    Definition(
        id="kept_rate",
        name=N_("Promesas cumplidas"),
        unit=KpiUnit.RATIO,
        why_null=_NOTHING_MATURED,
        parts=lambda f, _: (f.kept, f.matured),
        formula=N_("Promesas cumplidas ÷ promesas vencidas con su gracia en el período, sin anuladas ni reemplazadas."),
    ),
    Definition(
        id="kept_rate_amount",
        name=N_("Monto cumplido"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        parts=lambda f, currency: (f.counted[currency], f.matured_amount[currency]),
        why_null=_NOTHING_MATURED,
        formula=N_("Pagado a tiempo, hasta lo prometido ÷ prometido, en las promesas vencidas en el período."),
    ),
    Definition(
        id="broken_rate",
        name=N_("Promesas incumplidas"),
        unit=KpiUnit.RATIO,
        why_null=_NOTHING_MATURED,
        parts=lambda f, _: (f.broken, f.matured),
        formula=N_("Promesas incumplidas ÷ promesas vencidas en el período; las parciales no son ni una cosa ni otra."),
    ),
)

_MONEY = (
    Definition(
        id="collected",
        name=N_("Recaudo"),
        unit=KpiUnit.MONEY,
        by_currency=True,
        parts=lambda f, currency: (f.collected[currency], None),
        formula=N_("Pagos conocidos en el período, menos las devoluciones conocidas en él."),
    ),
    Definition(
        id="organic_share",
        name=N_("Sin gestión"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        parts=lambda f, currency: (None if f.organic is None else f.organic[currency], f.collected[currency]),
        why_null=N_("No hubo recaudo en el período."),
        why_unknown=_NO_ORGANIC,
        formula=N_("Recaudo sin contacto directo ni promesa cumplida en los 15 días anteriores ÷ recaudo."),
    ),
)

_ACCOUNTS = (
    Definition(
        id="coverage",
        name=N_("Cobertura"),
        unit=KpiUnit.RATIO,
        why_null=_NOBODY_ASSIGNED,
        parts=lambda f, _: (_assigned(f).worked, _assigned(f).accounts),
        formula=N_("Cuentas asignadas con alguna gestión ÷ cuentas asignadas (con saldo abierto el primer día)."),
    ),
    Definition(
        id="intensity",
        name=N_("Intensidad"),
        unit=KpiUnit.PER_ACCOUNT,
        why_null=_NOBODY_ASSIGNED,
        parts=lambda f, _: (f.attempts, _assigned(f).accounts),
        formula=N_("Gestiones ÷ cuentas asignadas (con saldo abierto el primer día)."),
    ),
    Definition(
        id="contactability",
        name=N_("Contactabilidad de lo asignado"),
        unit=KpiUnit.RATIO,
        why_null=_NOBODY_ASSIGNED,
        parts=lambda f, _: (_assigned(f).contacted, _assigned(f).accounts),
        formula=N_("Cuentas asignadas con contacto directo o indirecto ÷ cuentas asignadas."),
    ),
    Definition(
        id="contactability_worked",
        name=N_("Contactabilidad"),
        unit=KpiUnit.RATIO,
        why_null=_NO_ATTEMPTS,
        parts=lambda f, _: (f.contacted, f.worked),
        formula=N_("Cuentas con contacto directo o indirecto ÷ cuentas gestionadas."),
    ),
    Definition(
        id="promise_days",
        name=N_("Plazo de las promesas"),
        unit=KpiUnit.DAYS,
        why_null=_NOTHING_MATURED,
        parts=lambda f, _: (f.promise_days, f.matured),
        formula=N_("Promedio de días entre hacer la promesa y su vencimiento, en las vencidas en el período."),
    ),
)

KPIS: Mapping[str, Definition] = {
    one.id: one for one in (*_ATTEMPTS, *_PROMISES, *_MONEY, *_ACCOUNTS, *RECEIVABLE_KPIS)
}
"""Every figure by its id, in the order in which they are listed."""


def measure(definition: Definition, figures: PeriodFigures, *, currency: str | None = None) -> Kpi:
    """Compute one figure from what was counted.

    A ratio or a mean is None, with the reason, where nothing stands below the line; also where what is below is less
    than what is above, which happens only to money that was given back.

    Args:
        definition: of `KPIS`.
        figures: what was counted.
        currency: of a figure with money in it, ISO 4217; None for every other.
    """
    above, below = definition.parts(figures, currency or "")
    value, why_null = _value(definition, above, below)
    if definition.value is not None and above is not None:
        value = definition.value(figures, currency or "")
        why_null = definition.why_null if value is None else None
    elif value is not None and definition.times is not None:
        value *= definition.times(figures, currency or "")
    if definition.by_currency and currency is None:
        value, above, below, why_null = None, None, None, _NO_PORTFOLIO
    return Kpi(definition.id, value, above, below, definition.unit, currency, definition.formula, why_null)


def all_kpis(figures: PeriodFigures, currencies: Sequence[str]) -> list[Kpi]:
    """Every figure of the registry; those with money in them once per currency."""
    listed: list[Kpi] = []
    for definition in KPIS.values():
        of: Sequence[str | None] = currencies if definition.by_currency and currencies else [None]
        listed.extend(measure(definition, figures, currency=currency) for currency in of)
    return listed


def _value(definition: Definition, above: int | None, below: int | None) -> tuple[float | int | None, str | None]:
    if above is None:
        return None, definition.why_unknown or definition.why_null
    if definition.unit in {KpiUnit.COUNT, KpiUnit.MONEY}:
        return above, None
    if not below:
        return None, definition.why_null
    if definition.unit is KpiUnit.RATIO and not 0 <= above <= below:
        return None, _REVERSED_MORE
    return above / below, None
