"""Performance: every figure of a period, and who is credited with a payment."""

from workbench.domain.performance.attribution import ATTRIBUTION_DAYS
from workbench.domain.performance.behind import CountedRow, OwnFigure, behind_figure
from workbench.domain.performance.counting import EmptyPeriod, Performance, performance
from workbench.domain.performance.definitions import Definition, KpiUnit, PeriodFigures
from workbench.domain.performance.kpis import KPIS, Kpi, all_kpis, measure
from workbench.domain.performance.reading import collectors_named

__all__ = [
    "ATTRIBUTION_DAYS",
    "KPIS",
    "CountedRow",
    "Definition",
    "EmptyPeriod",
    "Kpi",
    "KpiUnit",
    "OwnFigure",
    "Performance",
    "PeriodFigures",
    "all_kpis",
    "behind_figure",
    "collectors_named",
    "measure",
    "performance",
]
