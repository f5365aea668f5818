"""Figures of what is owed: aging, days of sales, effectiveness of collecting and risk, by formulas of the trade."""

from collections.abc import Callable

from workbench.domain.performance.definitions import Definition, KpiUnit, Parts, PeriodFigures
from workbench.domain.performance.receivables import Receivables
from workbench.kernel.text import N_

_NO_BALANCE = N_("No había saldo abierto al final del período.")
_NO_SALES = N_("No hubo ventas a crédito en el período.")
_NOTHING_TO_COLLECT = N_("No había nada por cobrar en el período.")
_NO_LATE = N_("No había cuentas vencidas el primer día.")
_NOT_COUNTED = N_("Se calcula con los saldos: pídalo con `workbench kpis`.")
_FEW_SALES = N_("Las ventas conocidas no alcanzan a explicar el saldo.")
_NO_BEGINNING = N_("No había saldo abierto el primer día.")

_BUCKET = N_("Saldo abierto al final, de partidas con estos días de mora ese día.")


def _of(count: Callable[[Receivables], Parts]) -> Callable[[PeriodFigures, str], Parts]:
    """What is counted of a currency; None above the line where balances were not counted."""

    def parts(figures: PeriodFigures, currency: str) -> Parts:
        if figures.receivables is None:
            return None, None
        return count(figures.receivables.get(currency) or Receivables())

    return parts


def _days(figures: PeriodFigures, currency: str) -> int:
    found = figures.receivables.get(currency) if figures.receivables else None
    return found.days if found else 0


def _counted_back(figures: PeriodFigures, currency: str) -> float | None:
    found = figures.receivables.get(currency) if figures.receivables else None
    return found.counted_back if found else None


def _recovered(figures: PeriodFigures, currency: str) -> Parts:
    if figures.receivables is None:
        return None, None
    return figures.collected[currency], (figures.receivables.get(currency) or Receivables()).begin


def _bucket(bucket: str, name: str) -> Definition:
    return Definition(
        id=bucket,
        name=name,
        unit=KpiUnit.MONEY,
        by_currency=True,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.aging[bucket], None)),
        formula=_BUCKET,
    )


_AGING = (
    _bucket("aging_current", N_("Saldo por vencer")),
    _bucket("aging_1_30", N_("Mora de 1 a 30 días")),
    _bucket("aging_31_60", N_("Mora de 31 a 60 días")),
    _bucket("aging_61_90", N_("Mora de 61 a 90 días")),
    _bucket("aging_91_120", N_("Mora de 91 a 120 días")),
    _bucket("aging_121_180", N_("Mora de 121 a 180 días")),
    _bucket("aging_181", N_("Mora de 181 días o más")),
)

_OF_SALES = (
    Definition(
        id="dso",
        name=N_("Período medio de cobro (DSO)"),
        unit=KpiUnit.DAYS,
        by_currency=True,
        why_null=_NO_SALES,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.end, one.sold)),
        times=_days,
        formula=N_("Saldo al final ÷ ventas a crédito del período, menos notas crédito × días del período."),
    ),
    Definition(
        id="bpdso",
        name=N_("Mejor DSO posible"),
        unit=KpiUnit.DAYS,
        by_currency=True,
        why_null=_NO_SALES,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.current, one.sold)),
        times=_days,
        formula=N_("Saldo por vencer al final ÷ ventas a crédito del período × días del período."),
    ),
    Definition(
        id="add",
        name=N_("Días promedio de atraso"),
        unit=KpiUnit.DAYS,
        by_currency=True,
        why_null=_NO_SALES,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.overdue, one.sold)),
        times=_days,
        formula=N_("DSO − mejor DSO posible: saldo vencido al final ÷ ventas del período × días del período."),
    ),
    Definition(
        id="dso_count_back",
        name=N_("DSO por agotamiento"),
        unit=KpiUnit.DAYS,
        by_currency=True,
        why_null=_FEW_SALES,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.end, None)),
        value=_counted_back,
        formula=N_("Días de ventas, del mes más reciente hacia atrás, que suman el saldo al final."),
    ),
    Definition(
        id="cei",
        name=N_("Índice de efectividad de cobro (CEI)"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        why_null=_NOTHING_TO_COLLECT,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.begin + one.sold - one.end, one.begin + one.sold - one.current)),
        formula=N_("(Saldo inicial + ventas − saldo final) ÷ (saldo inicial + ventas − saldo por vencer al final)."),
    ),
)

_OF_RISK = (
    Definition(
        id="overdue_share",
        name=N_("Cartera vencida"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        why_null=_NO_BALANCE,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.overdue, one.end)),
        formula=N_("Saldo vencido al final ÷ saldo al final."),
    ),
    Definition(
        id="weighted_dpd",
        name=N_("Mora ponderada"),
        unit=KpiUnit.DAYS,
        by_currency=True,
        why_null=_NO_BALANCE,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.weighted, one.end)),
        formula=N_("Suma de saldo × días de mora ÷ saldo al final; lo que no ha vencido cuenta con 0 días."),
    ),
    Definition(
        id="par_30",
        name=N_("Cartera en riesgo (más de 30 días)"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        why_null=_NO_BALANCE,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.at_risk, one.end)),
        formula=N_("Saldo de las cuentas con más de 30 días de mora al final ÷ saldo al final."),
    ),
    Definition(
        id="recovery_rate",
        name=N_("Tasa de recuperación"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        why_null=_NO_BEGINNING,
        why_unknown=_NOT_COUNTED,
        parts=_recovered,
        formula=N_("Recaudo del período ÷ saldo abierto el primer día."),
    ),
    Definition(
        id="cure_rate",
        name=N_("Tasa de cura"),
        unit=KpiUnit.RATIO,
        by_currency=True,
        why_null=_NO_LATE,
        why_unknown=_NOT_COUNTED,
        parts=_of(lambda one: (one.cured, one.late)),
        formula=N_("Cuentas vencidas el primer día sin nada vencido al final ÷ cuentas vencidas el primer día."),
    ),
)


RECEIVABLE_KPIS = (*_AGING, *_OF_SALES, *_OF_RISK)
