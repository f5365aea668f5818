"""The registry of figures: numerator and denominator of each, and when there is no figure."""

from collections import Counter

import pytest

from workbench.domain.performance.definitions import Assigned, KpiUnit, PeriodFigures
from workbench.domain.performance.kpis import KPIS, all_kpis, measure
from workbench.domain.performance.receivables import AGING, Receivables

IDS = [
    "attempts", "contacts", "contact_rate", "rpc_rate", "rpc_per_attempt", "promises", "promise_rate", "promised",
    "kept_rate", "kept_rate_amount", "broken_rate", "collected", "organic_share", "coverage", "intensity",
    "contactability", "contactability_worked", "promise_days", "aging_current", "aging_1_30", "aging_31_60",
    "aging_61_90", "aging_91_120", "aging_121_180", "aging_181", "dso", "bpdso", "add", "dso_count_back", "cei",
    "overdue_share", "weighted_dpd", "par_30", "recovery_rate", "cure_rate",
]  # fmt: skip


@pytest.fixture
def figures():
    return PeriodFigures(
        attempts=100, connected=80, contacts=50, direct=20, worked=60, contacted=30, reached=15, spoken_to=16,
        promises=10, promising=8, promised=Counter(COP=500_00), matured=9, kept=6, partial=1, broken=2, promise_days=63,
        matured_amount=Counter(COP=400_00), counted=Counter(COP=300_00), collected=Counter(COP=1000_00),
        organic=Counter(COP=250_00), assigned=Assigned(accounts=200, worked=50, contacted=25),
        receivables={"COP": Receivables(
            days=30, begin=4000_00, end=3000_00, weighted=90_000_00, at_risk=600_00, sold=1500_00, late=8, cured=2,
            aging=Counter(aging_current=1000_00, aging_1_30=1500_00, aging_181=500_00), counted_back=45.5,
        )},
    )  # fmt: skip


def test_registry_has_every_figure_once_in_order():
    assert list(KPIS) == IDS


@pytest.mark.parametrize(
    ("name", "above", "below", "value"),
    [
        ("attempts", 100, None, 100),
        ("contacts", 50, None, 50),
        ("contact_rate", 50, 100, 0.5),
        ("rpc_rate", 15, 60, 0.25),
        ("rpc_per_attempt", 20, 80, 0.25),
        ("promises", 10, None, 10),
        ("promise_rate", 8, 16, 0.5),
        ("promised", 500_00, None, 500_00),
        ("kept_rate", 6, 9, 6 / 9),
        ("kept_rate_amount", 300_00, 400_00, 0.75),
        ("broken_rate", 2, 9, 2 / 9),
        ("collected", 1000_00, None, 1000_00),
        ("organic_share", 250_00, 1000_00, 0.25),
        ("coverage", 50, 200, 0.25),
        ("intensity", 100, 200, 0.5),
        ("contactability", 25, 200, 0.125),
        ("contactability_worked", 30, 60, 0.5),
        ("promise_days", 63, 9, 7.0),
        ("aging_current", 1000_00, None, 1000_00),
        ("aging_1_30", 1500_00, None, 1500_00),
        ("aging_31_60", 0, None, 0),
        ("aging_181", 500_00, None, 500_00),
        ("dso", 3000_00, 1500_00, 60.0),
        ("bpdso", 1000_00, 1500_00, 20.0),
        ("add", 2000_00, 1500_00, 40.0),
        ("dso_count_back", 3000_00, None, 45.5),
        ("cei", 2500_00, 4500_00, 2500 / 4500),
        ("overdue_share", 2000_00, 3000_00, 2 / 3),
        ("weighted_dpd", 90_000_00, 3000_00, 30.0),
        ("par_30", 600_00, 3000_00, 0.2),
        ("recovery_rate", 1000_00, 4000_00, 0.25),
        ("cure_rate", 2, 8, 0.25),
    ],
)
def test_measure_divides_what_the_formula_says(figures, name, above, below, value):
    kpi = measure(KPIS[name], figures, currency="COP" if KPIS[name].by_currency else None)

    assert (kpi.numerator, kpi.denominator, kpi.value, kpi.why_null) == (above, below, value, None)


def test_nothing_below_the_line_is_no_figure_and_says_why():
    told = {kpi.id: kpi for kpi in all_kpis(PeriodFigures(organic=Counter(), receivables={}), ["COP"])}

    counted = {name for name, kpi in told.items() if kpi.value == 0}
    assert counted == {"attempts", "contacts", "promises", "promised", "collected", *AGING}
    assert all(kpi.value is None and kpi.why_null for name, kpi in told.items() if name not in counted)


def test_figure_with_money_has_one_row_per_currency(figures):
    figures.collected["MXN"] = 70_00
    figures.organic["MXN"] = 70_00

    told = [(kpi.id, kpi.currency, kpi.value) for kpi in all_kpis(figures, ["COP", "MXN"])]

    assert told[IDS.index("collected") + 2 : IDS.index("collected") + 6] == [
        ("collected", "COP", 1000_00), ("collected", "MXN", 70_00),
        ("organic_share", "COP", 0.25), ("organic_share", "MXN", 1.0),
    ]  # fmt: skip
    assert {currency for name, currency, _ in told if not KPIS[name].by_currency} == {None}


def test_figures_of_balances_that_were_not_counted_say_how_to_ask():
    told = {kpi.id: kpi for kpi in all_kpis(PeriodFigures(), ["COP"])}

    assert {told[name].value for name in (*AGING, "dso", "dso_count_back", "cei", "par_30", "cure_rate")} == {None}
    assert told["aging_1_30"].why_null == "Se calcula con los saldos: pídalo con `workbench kpis`."


def test_money_without_any_portfolio_is_no_figure():
    (collected,) = [kpi for kpi in all_kpis(PeriodFigures(), []) if kpi.id == "collected"]

    assert (collected.value, collected.why_null) == (None, "No hay ninguna cartera en lo pedido.")


def test_organic_share_of_one_collector_is_no_figure(figures):
    figures.organic = None

    kpi = measure(KPIS["organic_share"], figures, currency="COP")

    assert (kpi.value, kpi.numerator) == (None, None)
    assert kpi.why_null == "El dinero sin gestión no es de nadie: pídalo por cartera o por equipo."


@pytest.mark.parametrize(("organic", "collected"), [(-50_00, 100_00), (150_00, 100_00), (-20_00, -10_00)])
def test_share_that_reversals_push_out_of_bounds_is_no_figure(organic, collected):
    figures = PeriodFigures(organic=Counter(COP=organic), collected=Counter(COP=collected))

    kpi = measure(KPIS["organic_share"], figures, currency="COP")

    assert (kpi.value, kpi.numerator, kpi.denominator) == (None, organic, collected)
    assert kpi.why_null is not None


def test_units_are_the_public_ones():
    assert {one.unit for one in KPIS.values()} == set(KpiUnit)
