"""`workbench kpis`: the public object, whose figures they are, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.ledger import make_account, make_interaction, make_payment

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-12-01")


@pytest.fixture
def month(session, cast, now):
    """Andrea spoke with one customer of two, who paid; a third paid by herself, and sara has one in Mexico."""
    reached, tried, alone = (make_account(session, cast.consumo, now=now) for _ in range(3))
    mexican = make_account(session, cast.microcredito, now=now)
    for account, who, outcome in (
        (reached, cast.andrea, "CD-NCP"),
        (tried, cast.luis, "NC-NCT"),
        (mexican, cast.sara, "CD-NCP"),
    ):
        at = datetime(2026, 11, 3, 15, tzinfo=UTC)
        make_interaction(session, account, at=at, outcome=outcome, collector_id=who.id)
    for account, amount in ((reached, 75_00), (alone, 25_00), (mexican, 10_00)):
        make_payment(session, account, paid_on=date(2026, 11, 10), amount=amount)
    session.commit()


@pytest.fixture
def asked(workbench, month):
    """The rows of a figure, by what limits them."""

    def rows(name, *limits):
        told = workbench("kpis", *NOVEMBER, *limits, "--format", "json").json["kpis"]
        return [(kpi["value"], kpi["currency"]) for kpi in told if kpi["id"] == name]

    return rows


def test_kpis_prints_the_public_object(workbench, month):
    answer = workbench("kpis", *NOVEMBER, "--portfolio", "consumo", "--format", "json")

    assert (answer.code, answer.err) == (0, "")
    assert {key: answer.json[key] for key in ("schema", "from", "to")} == {
        "schema": 1,
        "from": "2026-11-01",
        "to": "2026-12-01",
    }
    told = {kpi["id"]: kpi for kpi in answer.json["kpis"]}
    assert told["contact_rate"] == {
        "id": "contact_rate",
        "value": 0.5,
        "numerator": 1,
        "denominator": 2,
        "unit": "ratio",
        "currency": None,
        "formula": "Gestiones con contacto directo o indirecto ÷ gestiones.",
        "why_null": None,
    }
    assert told["organic_share"] == {
        "id": "organic_share",
        "value": 0.25,
        "numerator": 25_00,
        "denominator": 100_00,
        "unit": "ratio",
        "currency": "COP",
        "why_null": None,
        "formula": "Recaudo sin contacto directo ni promesa cumplida en los 15 días anteriores ÷ recaudo.",
    }
    assert (told["kept_rate"]["value"], told["kept_rate"]["why_null"]) == (
        None,
        "Ninguna promesa venció, con su gracia, en el período.",
    )


def test_kpis_have_money_once_per_currency(asked):
    assert asked("collected") == [(100_00, "COP"), (10_00, "MXN")]


@pytest.mark.parametrize(
    ("limits", "attempts", "collected"),
    [
        (("--portfolio", "microcredito"), 1, [(10_00, "MXN")]),
        (("--team", "norte"), 2, [(100_00, "COP")]),
        (("--team", "norte", "--portfolio", "microcredito"), 0, [(None, None)]),
        (("--collector", "andrea@example.com"), 1, [(75_00, "COP"), (0, "MXN")]),
        (("--collector", "ANDREA@example.com", "--portfolio", "consumo"), 1, [(75_00, "COP")]),
        (("--collector", "paola@example.com", "--portfolio", "consumo"), 0, [(0, "COP")]),
    ],
)
def test_kpis_can_be_limited(asked, limits, attempts, collected):
    assert asked("attempts", *limits) == [(attempts, None)]
    assert asked("collected", *limits) == collected


def test_kpis_in_words(workbench, month):
    lines = workbench("kpis", *NOVEMBER, "--portfolio", "consumo").out.splitlines()

    told = {line.split()[0]: " ".join(line.split()[1:]) for line in lines}
    assert told["contact_rate"] == "50.0% 1 / 2 Tasa de contacto"
    assert told["collected"] == "100.00 COP Recaudo"
    assert told["organic_share"] == "25.0% COP 25.00 / 100.00 Sin gestión"
    assert told["promise_rate"] == "0.0% 0 / 1 Tasa de promesa"
    assert told["kept_rate"] == "- 0 / 0 Promesas cumplidas: Ninguna promesa venció, con su gracia, en el período."


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (("--portfolio", "otra"), "No hay ninguna cartera «otra»."),
        (("--team", "otro"), "No hay ningún equipo «otro»."),
        (("--collector", "nadie@example.com"), "No hay nadie con el correo nadie@example.com."),
    ],
)
def test_kpis_refuses_what_is_not_there(workbench, month, limits, said):
    answer = workbench("kpis", *NOVEMBER, *limits)

    assert (answer.code, answer.out, answer.err) == (1, "", f"{said}\n")


@pytest.mark.parametrize("before", ["2026-11-01", "2026-10-31"])
def test_kpis_refuses_an_empty_period(workbench, month, before):
    answer = workbench("kpis", "--from", "2026-11-01", "--to", before)

    assert (answer.code, answer.err) == (1, "El período está vacío: el día de --from va antes que el de --to.\n")


def test_kpis_needs_both_days(workbench, month):
    assert workbench("kpis", "--from", "2026-11-01").code == 2
