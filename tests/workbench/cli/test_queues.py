"""`workbench queues` and `workbench queue`: what is built, and the public object."""

import csv
import io
from datetime import date

import pytest

from tests.factories.callable import make_callable
from tests.factories.ledger import make_customer, make_interaction

TODAY = date(2026, 11, 18)
KEYS = {
    "rank", "account", "customer", "portfolio", "collector", "lane", "slice", "callable", "callable_from", "blocked_by",
    "propensity", "scorer", "model", "expected", "balance", "overdue", "currency", "days_past_due", "reasons",
}  # fmt: skip


@pytest.fixture
def accounts(session, cast, now):
    """Andrea has A1 and A2, nobody has B1; A2 was called today."""

    def make(name: str, **values):
        customer = make_customer(session, now=now, external_id=name)
        return make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id, **values)

    made = {
        "A1": make("A1", collector_id=cast.andrea.id, credit=40_00),
        "A2": make("A2", collector_id=cast.andrea.id),
        "B1": make("B1"),
    }
    make_interaction(session, made["A2"], at=now, outcome="NC-NCT")
    session.commit()
    return made


@pytest.fixture
def built(workbench, accounts):
    workbench("queues")
    return accounts


def listed(workbench, *options) -> list[dict]:
    return workbench("queue", *options, "--format", "json").json["items"]


def test_queue_tells_what_is_asked_the_credit_taken_off(workbench, built):
    found = {item["customer"]: (item["overdue"] - item["asked"], item["overdue"] > 0) for item in listed(workbench)}

    assert found == {"A1": (40_00, True), "A2": (0, True), "B1": (0, True)}


def test_queues_says_what_it_built(workbench, accounts):
    answer = workbench("queues")

    assert (answer.code, answer.out.splitlines()) == (
        0,
        [
            "2026-11-18: 3 clientes en cola, 2 se pueden llamar ese día, 2 caben en la capacidad.",
            "0 ya trabajados siguen como estaban; 0 salieron de la cola.",
        ],
    )


def test_a_portfolio_of_which_all_rest_has_a_queue_and_a_sentence(workbench, session, cast, now):
    customer = make_customer(session, now=now, external_id="R1")
    make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id, overdue_amount=0)
    session.commit()

    answer = workbench("queues")

    assert (answer.code, answer.out.splitlines()[-1]) == (
        0, "Ese día descansan todos: `workbench queue` dice por qué y hasta cuándo cada uno.",
    )  # fmt: skip
    assert [(item["customer"], item["resting_because"]) for item in listed(workbench)] == [("R1", ["not_overdue"])]


def test_a_portfolio_of_which_all_rest_is_named_where_others_are_worked(workbench, session, accounts, cast, now):
    customer = make_customer(session, now=now, external_id="R1")
    make_callable(session, cast.microcredito, now=now, today=TODAY, customer_id=customer.id, overdue_amount=0)
    session.commit()

    answer = workbench("queues")

    assert answer.out.splitlines()[-1] == (
        "microcredito: ese día descansan todos: `workbench queue --portfolio microcredito` dice por qué."
    )


@pytest.mark.parametrize("options", [(), ("--at", "15:30"), ("--format", "csv")])
def test_queue_of_a_day_that_was_not_built_says_so(workbench, built, options):
    answer = workbench("queue", "--date", "2026-11-25", *options)

    assert answer.code == 0
    assert answer.err.splitlines() == [
        "No hay colas armadas del 2026-11-25: ejecute antes `workbench queues --date 2026-11-25`."
    ]
    assert workbench("queue", *options).err == ""


def test_treatment_prints_who_was_to_be_called_with_what_chance_and_what_was_done(workbench, built):
    rows = workbench("treatment", "--format", "json").json["treatments"]

    told = {row["customer"]: (row["attempted"], row["connected"], row["talked"], row["slice"]) for row in rows}
    assert told == {"A1": (False, False, False, "model"), "B1": (False, False, False, "model")}
    assert all(0.9 < row["chance"] <= 1 for row in rows)
    lines = workbench("treatment", "--format", "csv").out.splitlines()
    assert lines[0].startswith("account,customer,portfolio,lane,slice,rank,within_capacity,chance,tries")
    assert len(lines) == 3
    assert workbench("treatment").out.splitlines() == [
        "2026-11-18: 2 cuentas se podían trabajar; 0 se entregaron, 0 se llamaron, en 0 contestaron y con 0 se habló."
    ]


def test_queues_reports_in_json(workbench, accounts):
    printed = workbench("queues", "--format", "json").json

    assert printed == {
        "schema": 1, "on": "2026-11-18", "items": 3, "callable": 2, "within_capacity": 2, "collectors": 1, "pools": 1,
        "kept": 0, "left": 0, "stale": 0, "by_model": 0, "unscored": [],
        "all_resting": [],
        "lanes": {"callback": 0, "promise_due": 0, "promise_broken": 0, "ranked": 2, "preventive": 0, "locate": 0,
                  "resting": 1},
    }  # fmt: skip


def test_queues_of_another_day_ask_for_its_standing(workbench, accounts):
    answer = workbench("queues", "--date", "2026-11-19")

    assert answer.out.splitlines()[-1] == (
        "3 cuentas tienen el estado de otro día: ejecute antes `workbench standing --date 2026-11-19`."
    )


def test_queue_prints_the_public_object(workbench, built):
    printed = workbench("queue", "--format", "json").json

    assert (printed["schema"], printed["date"]) == (1, "2026-11-18")
    assert [(item["customer"], item["collector"], item["rank"]) for item in printed["items"]] == [
        ("A1", "andrea@example.com", 1), ("A2", "andrea@example.com", 2), ("B1", None, 1),
    ]  # fmt: skip
    first, second = printed["items"][0], printed["items"][1]
    assert set(first) >= KEYS
    assert {name: first[name] for name in KEYS - {"reasons"}} == {
        "rank": 1, "account": built["A1"].id, "customer": "A1", "portfolio": "consumo",
        "collector": "andrea@example.com", "lane": "ranked", "slice": "model", "callable": True, "callable_from": None,
        "blocked_by": [], "propensity": None, "scorer": "rules", "model": None, "expected": None, "balance": 960_00,
        "overdue": 1_000_00, "currency": "COP", "days_past_due": 30,
    }  # fmt: skip
    assert first["reasons"][0] == {
        "feature": "days_past_due", "value": 30, "contribution": 20, "text": "Venció hace 30 días",
    }  # fmt: skip
    assert sum(reason["contribution"] for reason in first["reasons"]) == first["points"]
    assert (second["callable"], second["callable_from"]) == (False, "2026-11-19T12:00:00+00:00")
    assert len(second["blocked_by"]) == len(second["blocked_why"]) == 1
    assert (second["lane"], second["resting_because"]) == ("resting", ["tried_today"])
    assert second["resting_until"] == "2026-11-19T05:00:00+00:00"
    assert (first["resting_because"], first["resting_until"]) == ([], None)


def test_queue_can_be_limited(workbench, built):
    def names(*options) -> list[str]:
        return [item["customer"] for item in listed(workbench, *options)]

    assert names("--collector", "ANDREA@example.com") == ["A1", "A2"]
    assert names("--portfolio", "consumo", "--limit", "2") == ["A1", "A2"]
    assert names("--portfolio", "microcredito") == []
    assert names("--date", "2026-11-17") == []


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--collector", "x@example.com"], "No hay nadie con el correo x@example.com."),
        (["--portfolio", "nada"], "No hay una cartera nada."),
    ],
)
def test_unknown_names_are_one_line(workbench, built, options, line):
    answer = workbench("queue", *options)

    assert (answer.code, answer.out, answer.err.strip()) == (1, "", line)


def test_limit_must_be_a_number(workbench, built):
    assert workbench("queue", "--limit", "0").code == 2


def test_csv_has_a_line_per_item(workbench, built):
    lines = list(csv.DictReader(io.StringIO(workbench("queue", "--format", "csv").out)))

    assert [(line["customer"], line["rank"], line["callable"]) for line in lines] == [
        ("A1", "1", "true"), ("A2", "2", "false"), ("B1", "1", "true"),
    ]  # fmt: skip
    assert lines[0]["reasons"].startswith("Venció hace 30 días (+20); ")
    assert (lines[0]["propensity"], lines[0]["collector"]) == ("", "andrea@example.com")


def test_csv_never_starts_a_formula(workbench, session, cast, now):
    customer = make_customer(session, now=now, external_id="=1+1")
    make_callable(session, cast.consumo, now=now, today=TODAY, customer_id=customer.id)
    session.commit()
    workbench("queues")

    (line,) = csv.DictReader(io.StringIO(workbench("queue", "--format", "csv").out))

    assert line["customer"] == "'=1+1"


def test_text_says_the_reasons(workbench, built):
    first = workbench("queue").out.splitlines()[0]

    assert first.split("\t")[:4] == ["1", "andrea@example.com", "ranked", "A1"]
    assert "Venció hace 30 días" in first


def test_sentences_that_are_told_add_up_to_what_their_reasons_add_up_to(workbench, built):
    first = listed(workbench)[0]

    told = {one["family"]: one for one in first["told"]}
    assert told["arrears"] == {"family": "arrears", "contribution": 20, "text": "Venció hace 30 días"}
    base = sum(one["contribution"] for one in first["reasons"] if one["feature"] == "base")
    assert sum(one["contribution"] for one in first["told"]) + base == first["points"]


def test_queue_at_an_hour_says_whom_next_would_give(workbench, built):
    assert {item["customer"]: item["callable"] for item in listed(workbench, "--at", "10:30")}["A1"] is True
    assert {item["callable"] for item in listed(workbench, "--at", "23:30")} == {False}
    assert listed(workbench, "--at", "2026-11-18T10:30-05:00") == listed(workbench, "--at", "10:30")


@pytest.mark.parametrize(
    "at",
    ["", "25:00", "1530", "20261118", "2026-11-19T10:00-05:00", "2026-11-18T10:00", "0001-01-01T00:00+14:00", "tarde"],
)
def test_what_is_no_hour_of_the_day_is_refused_with_a_sentence(workbench, built, at):
    answer = workbench("queue", "--at", at)

    assert answer.code == 1
    assert "no es una hora de 2026-11-18" in answer.err


@pytest.mark.parametrize("output", ["csv", "text"])
@pytest.mark.usefixtures("built")
def test_a_queue_without_accounts_says_so(workbench, output):
    answer = workbench("queue", "--portfolio", "microcredito", "--format", output)

    assert (answer.code, answer.err.strip()) == (0, "Esa cola no tiene cuentas el 2026-11-18.")


@pytest.mark.usefixtures("built")
def test_the_printed_queue_says_why_one_rests_and_until_when(workbench):
    line = next(line for line in workbench("queue").out.splitlines() if "\tA2\t" in line)

    assert line.endswith("Hoy ya se intentó lo que permite la cartera. Se retoma el 2026-11-19.")
