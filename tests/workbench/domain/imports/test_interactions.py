"""Importing interactions: what they say, and the promises, holds and opt-outs they bring."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Consent, FactVersion, Hold, Interaction, Promise, Role, User
from models.enums import Channel, Direction, HoldKind, PromiseState
from tests.personas import PASSWORD_HASH
from tests.workbench.domain.imports.conftest import counts, interaction, reasons

pytestmark = pytest.mark.usefixtures("ana")

AT = datetime(2026, 11, 10, 15, tzinfo=UTC)
PROMISED = {"outcome": "CD-PDP", "promise_amount": "60.00", "promise_due_on": "2026-11-20"}


def test_a_new_interaction_has_what_the_row_says(bring, rows):
    report = bring(
        "interactions",
        interaction(direction="inbound", duration_s="125", delay_reason="r02", note="Llama mañana", campaña="A"),
    )

    assert counts(report) == (1, 0, 0, 0)
    columns = (
        Interaction.external_id, Interaction.at, Interaction.known_at, Interaction.known_on, Interaction.channel,
        Interaction.direction, Interaction.outcome_code, Interaction.duration_s, Interaction.delay_reason,
        Interaction.note, Interaction.attributes, Interaction.import_id, Interaction.collector_id,
    )  # fmt: skip
    assert rows(*columns) == [
        (
            "G1", AT, AT, date(2026, 11, 10), Channel.CALL, Direction.INBOUND, "NC-NCT", 125, "R02", "Llama mañana",
            {"campaña": "A"}, report.import_id, None,
        )
    ]  # fmt: skip
    assert dict(report.money) == {}


def test_an_instant_without_offset_is_in_the_portfolios_zone(bring, rows):
    bring("interactions", interaction(at="2026-11-10 22:00", outcome="nc-nct"))

    assert rows(Interaction.at, Interaction.known_on, Interaction.outcome_code, Interaction.direction) == [
        (datetime(2026, 11, 11, 3, tzinfo=UTC), date(2026, 11, 10), "NC-NCT", Direction.OUTBOUND)
    ]


def test_known_at_is_the_rows_own_when_it_has_one(bring, rows):
    bring("interactions", interaction(known_at="2026-11-12"))

    assert rows(Interaction.at, Interaction.known_on) == [(AT, date(2026, 11, 12))]


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"customer_external_id": "C9"}, "customer_external_id", "No hay ningún cliente «C9»."),
        ({"at": ""}, "at", "Falta el dato."),
        ({"at": "10/11/2026"}, "at", "«10/11/2026» no es un instante ISO 8601, como 2026-11-18T10:30:00-05:00."),
        ({"channel": "humo"}, "channel",
         "«humo» no es uno de: call, voicemail, sms, email, whatsapp, chat, letter, visit, other."),
        ({"direction": "lateral"}, "direction", "«lateral» no es uno de: outbound, inbound."),
        ({"outcome": "XX-YYY"}, "outcome", "«XX-YYY» no es un código del árbol de resultados."),
        ({"outcome": ""}, "outcome", "Falta el dato."),
        ({"delay_reason": "R77"}, "delay_reason", "«R77» no es un código de motivo de atraso."),
        ({"duration_s": "-3"}, "duration_s", "«-3» no es un número entero."),
        ({"promise_amount": "10.00"}, "promise_amount", "El resultado NC-NCT no lleva promesa."),
        (PROMISED | {"promise_amount": ""}, "promise_amount", "Falta el dato."),
        (PROMISED | {"promise_due_on": ""}, "promise_due_on", "Falta el dato."),
        (PROMISED | {"promise_amount": "0"}, "promise_amount", "El monto de una promesa debe ser mayor que cero."),
        (PROMISED | {"promise_due_on": "2026-11-09"}, "promise_due_on", "La promesa vence antes de haberse hecho."),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_and_the_good_ones_land(bring, rows, wrong, column, reason):
    empty = dict.fromkeys(("direction", "delay_reason", "duration_s", "promise_amount", "promise_due_on"), "")
    good = interaction(external_id="G2") | empty

    report = bring("interactions", good | {"external_id": "G1"} | wrong, good)

    assert (reasons(report), counts(report)) == ([(2, column, reason)], (1, 0, 0, 1))
    assert (rows(Interaction.external_id), rows(Promise.id)) == ([("G2",)], [])


def test_a_collector_is_the_user_with_that_address_else_stays_as_text(bring, rows, database, now):
    with database.writing() as session:
        _add_collector(session, "andrea@example.com", now=now)

    report = bring(
        "interactions",
        interaction(external_id="G1", collector="Andrea@Example.com"),
        interaction(external_id="G2", collector="luz@antes.co"),
        interaction(external_id="G3", collector="sol@antes.co"),
        interaction(external_id="G4", collector=""),
    )

    ((user_id,),) = rows(User.id)
    assert rows(Interaction.external_id, Interaction.collector_id, Interaction.collector_text) == [
        ("G1", user_id, None), ("G2", None, "luz@antes.co"), ("G3", None, "sol@antes.co"), ("G4", None, None),
    ]  # fmt: skip
    assert report.warnings.lines() == [
        "Gestiones cuyo gestor no es usuario, guardado como texto: 2 (el primero: luz@antes.co)."
    ]


def test_a_promise_has_the_terms_of_its_portfolio(bring, rows, account_of):
    report = bring("interactions", interaction(**PROMISED))

    columns = (
        Promise.amount, Promise.due_on, Promise.made_at, Promise.known_at, Promise.known_on, Promise.grace_days,
        Promise.threshold_pct, Promise.state, Promise.account_id, Promise.import_id,
    )  # fmt: skip
    assert rows(*columns) == [
        (6000, date(2026, 11, 20), AT, AT, date(2026, 11, 10), 3, 95, PromiseState.OPEN, account_of().id,
         report.import_id)
    ]  # fmt: skip


def test_a_promise_outcome_without_amount_and_day_makes_no_promise(bring, rows):
    assert counts(bring("interactions", interaction(outcome="CD-PDP"))) == (1, 0, 0, 0)
    assert rows(Promise.id) == []


def test_a_new_promise_supersedes_the_one_before(bring, rows):
    bring(
        "interactions",
        interaction(**PROMISED),
        interaction(**PROMISED | {"external_id": "G2", "at": "2026-11-12T10:00:00-05:00", "outcome": "CD-PAR"}),
    )

    assert rows(Promise.made_at, Promise.state) == [
        (AT, PromiseState.SUPERSEDED), (AT + timedelta(days=2), PromiseState.OPEN),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "kind", "is_account_only", "until_on"),
    [
        ("CD-DIS", HoldKind.DISPUTE, True, None),
        ("CD-YAP", HoldKind.CLAIMED_PAYMENT, True, date(2026, 11, 13)),
        ("CD-VUL", HoldKind.VULNERABLE, False, None),
        ("CI-FAL", HoldKind.DECEASED, False, None),
        ("AD-QBR", HoldKind.BANKRUPTCY, False, None),
        ("AD-JUD", HoldKind.HANDED_OVER, True, None),
        ("AD-PRE", HoldKind.HANDED_OVER, True, None),
    ],
)
def test_holds_follow_from_the_outcome(  # noqa: PLR0917 - what pytest gives
    bring, rows, account_of, outcome, kind, is_account_only, until_on
):
    report = bring("interactions", interaction(outcome=outcome, channel="letter", direction="inbound"))

    account = account_of()
    columns = (
        Hold.kind,
        Hold.account_id,
        Hold.customer_id,
        Hold.placed_at,
        Hold.known_on,
        Hold.until_on,
        Hold.import_id,
    )
    assert rows(*columns) == [
        (kind, account.id if is_account_only else None, account.customer_id, AT, date(2026, 11, 10), until_on,
         report.import_id)
    ]  # fmt: skip


@pytest.mark.parametrize(("outcome", "channel"), [("CD-OPT", None), ("MS-BAJ", Channel.SMS)])
def test_an_opt_out_of_history_binds(bring, rows, outcome, channel):
    bring("interactions", interaction(outcome=outcome, channel="sms"))

    assert rows(Consent.channel, Consent.granted, Consent.known_at) == [(channel, False, AT)]


def test_the_same_again_changes_nothing(bring, rows):
    said = [
        interaction(external_id="G1", **PROMISED),
        interaction(external_id="G2", outcome="CD-DIS", promise_amount="", promise_due_on=""),
        interaction(external_id="G3", outcome="CD-OPT", promise_amount="", promise_due_on=""),
    ]
    bring("interactions", *said)

    assert counts(bring("interactions", *said)) == (0, 0, 3, 0)
    assert [len(rows(table.id)) for table in (Interaction, Promise, Hold, Consent, FactVersion)] == [3, 1, 2, 1, 0]


def test_a_correction_of_the_promise_keeps_what_it_replaces(bring, rows, account_of):
    bring("interactions", interaction(**PROMISED))

    report = bring("interactions", interaction(**PROMISED | {"promise_amount": "50.00", "note": "Menos"}))

    assert counts(report) == (0, 1, 0, 0)
    assert rows(Promise.amount, Promise.due_on, Promise.grace_days) == [(5000, date(2026, 11, 20), 3)]
    ((kind, values),) = rows(FactVersion.kind, FactVersion.values)
    assert (kind, values) == ("interaction", {
        "account_id": account_of().id, "at": "2026-11-10T15:00:00+00:00", "known_at": "2026-11-10T15:00:00+00:00",
        "known_on": "2026-11-10", "channel": "call", "direction": "outbound", "outcome_code": "CD-PDP",
        "collector_id": None, "collector_text": None, "duration_s": None, "delay_reason": None, "note": None,
        "promise_amount": 6000, "promise_due_on": "2026-11-20", "attributes": None,
    })  # fmt: skip


def test_a_correction_ends_what_the_outcome_no_longer_brings(bring, rows, now):
    bring(
        "interactions",
        interaction(external_id="G1", **PROMISED),
        interaction(external_id="G2", outcome="CD-DIS", promise_amount="", promise_due_on=""),
    )
    corrected = [
        interaction(external_id="G1", promise_amount="", promise_due_on=""),
        interaction(external_id="G2", promise_amount="", promise_due_on=""),
    ]

    assert counts(bring("interactions", *corrected)) == (0, 2, 0, 0)
    assert rows(Promise.cancelled_at, Promise.state) == [(now, PromiseState.CANCELLED)]
    assert rows(Hold.lifted_at, Hold.lifted_on) == [(now, date(2026, 11, 18))]
    assert counts(bring("interactions", *corrected)) == (0, 0, 2, 0)


def test_a_correction_brings_what_the_outcome_now_brings(bring, rows):
    bring("interactions", interaction(external_id="G1"), interaction(external_id="G2"))

    bring(
        "interactions",
        interaction(external_id="G1", **PROMISED),
        interaction(external_id="G2", outcome="AD-JUD", promise_amount="", promise_due_on=""),
    )

    assert (rows(Promise.amount), rows(Hold.kind)) == ([(6000,)], [(HoldKind.HANDED_OVER,)])


def test_a_correction_does_not_bring_back_what_a_person_ended(bring, rows, database, now):
    bring(
        "interactions",
        interaction(external_id="G1", **PROMISED),
        interaction(external_id="G2", outcome="CD-DIS", promise_amount="", promise_due_on=""),
    )
    with database.writing() as session:
        session.query(Promise).one().cancelled_at = now
        session.query(Hold).one().lifted_at = now

    bring(
        "interactions",
        interaction(external_id="G1", note="x", **PROMISED),
        interaction(external_id="G2", note="x", outcome="CD-DIS", promise_amount="", promise_due_on=""),
    )

    assert (rows(Promise.cancelled_at), rows(Hold.lifted_at)) == ([(now,)], [(now,)])


def test_a_row_without_portfolio_goes_to_the_customers_only_account(bring, rows, account_of):
    bring("interactions", interaction(portfolio=""))

    assert rows(Interaction.account_id) == [(account_of().id,)]


def _add_collector(session, email, *, now):
    role = session.query(Role).filter_by(code="collector").one()
    session.add(User(email=email, name="Andrea", password_hash=PASSWORD_HASH, role=role, created_at=now))
