"""The registry of figures: numerator and denominator of each, and when there is no figure."""

from collections import Counter

import pytest

from workbench.domain.performance.kpis import KPIS, Assigned, KpiUnit, PeriodFigures, all_kpis, measure

IDS = [
    "attempts", "contacts", "contact_rate", "rpc_rate", "rpc_per_attempt", "promises", "promise_rate", "promised",
    "kept_rate", "kept_rate_amount", "broken_rate", "collected", "organic_share", "coverage", "intensity",
    "contactability", "contactability_worked", "promise_days",
]  # fmt: skip


@pytest.fixture
def figures():
    return PeriodFigures(
        attempts=100, connected=80, contacts=50, direct=20, worked=60, contacted=30, reached=15, spoken_to=16,
        promises=10, promising=8, promised=Counter(COP=500_00), matured=9, kept=6, partial=1, broken=2, promise_days=63,
        matured_amount=Counter(COP=400_00), counted=Counter(COP=300_00), collected=Counter(COP=1000_00),
        organic=Counter(COP=250_00), assigned=Assigned(accounts=200, worked=50, contacted=25),
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
    ],
)
def test_measure_divides_what_the_formula_says(figures, name, above, below, value):
    kpi = measure(KPIS[name], figures, currency="COP" if KPIS[name].by_currency else None)

    assert (kpi.numerator, kpi.denominator, kpi.value, kpi.why_null) == (above, below, value, None)


def test_nothing_below_the_line_is_no_figure_and_says_why():
    told = {kpi.id: kpi for kpi in all_kpis(PeriodFigures(organic=Counter()), ["COP"])}

    counted = {name for name, kpi in told.items() if kpi.value == 0}
    assert counted == {"attempts", "contacts", "promises", "promised", "collected"}
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
