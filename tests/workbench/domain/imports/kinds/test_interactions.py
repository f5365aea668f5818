"""Importing interactions: what they say, and the promises, holds and opt-outs they bring."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Account, Consent, FactVersion, Hold, Interaction, Promise, Role, User, WorkItem
from models.enums import Channel, Direction, HoldKind, Lane, PromiseState
from tests.factories.work import make_item
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


def test_a_bad_row_is_refused_and_the_good_ones_land(bring, rows):
    report = bring("interactions", interaction(outcome="XX"), interaction(external_id="G2"))

    assert reasons(report) == [
        (
            2,
            "outcome",
            (
                "«XX» no es un código del árbol de resultados: escriba uno, como NC-NCT, o diga en "
                "la correspondencia cuál es."
            ),
        )
    ]
    assert (rows(Interaction.external_id), counts(report)) == ([("G2",)], (1, 0, 0, 1))


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


@pytest.mark.both
def test_a_new_promise_supersedes_the_one_before(bring, rows):
    bring(
        "interactions",
        interaction(**PROMISED),
        interaction(**PROMISED | {"external_id": "G2", "at": "2026-11-12T10:00:00-05:00", "outcome": "CD-PAR"}),
    )

    assert rows(Promise.made_at, Promise.state) == [
        (AT, PromiseState.SUPERSEDED), (AT + timedelta(days=2), PromiseState.OPEN),
    ]  # fmt: skip


def test_holds_follow_from_the_outcome(bring, rows, account_of):
    codes = ("CD-DIS", "CD-YAP", "CD-VUL", "CI-FAL", "AD-QBR", "AD-JUD", "AD-PRE", "NC-NCT")

    bring("interactions", *(interaction(external_id=code, outcome=code, channel="letter") for code in codes))

    (own, whole) = (account_of().id, None)
    assert rows(Hold.id, Hold.kind, Hold.account_id, Hold.until_on) == [
        (1, HoldKind.DISPUTE, own, None),
        (2, HoldKind.CLAIMED_PAYMENT, own, date(2026, 11, 13)),
        (3, HoldKind.VULNERABLE, whole, None),
        (4, HoldKind.DECEASED, whole, None),
        (5, HoldKind.BANKRUPTCY, whole, None),
        (6, HoldKind.HANDED_OVER, own, None),
        (7, HoldKind.HANDED_OVER, own, None),
    ]


def test_a_hold_is_known_when_its_interaction_is(bring, rows, account_of):
    report = bring("interactions", interaction(outcome="CD-DIS", known_at="2026-11-12"))

    columns = (Hold.placed_at, Hold.known_at, Hold.known_on, Hold.customer_id, Hold.import_id)
    end = datetime(2026, 11, 13, 4, 59, 59, 999999, tzinfo=UTC)
    assert rows(*columns) == [(AT, end, date(2026, 11, 12), account_of().customer_id, report.import_id)]


def test_an_opt_out_of_history_binds(bring, rows):
    bring(
        "interactions",
        interaction(external_id="G1", outcome="CD-OPT", channel="sms"),
        interaction(external_id="G2", outcome="MS-BAJ", channel="sms"),
    )

    assert rows(Consent.id, Consent.channel, Consent.granted, Consent.known_at) == [
        (1, None, False, AT), (2, Channel.SMS, False, AT),
    ]  # fmt: skip


def test_the_same_again_changes_nothing(bring, rows):
    said = [
        interaction(external_id="G1", **PROMISED),
        interaction(external_id="G2", outcome="CD-DIS", promise_amount="", promise_due_on=""),
        interaction(external_id="G3", outcome="CD-OPT", promise_amount="", promise_due_on=""),
    ]
    bring("interactions", *said)

    assert counts(bring("interactions", *said)) == (0, 0, 3, 0)
    assert [len(rows(table.id)) for table in (Interaction, Promise, Hold, Consent, FactVersion)] == [3, 1, 2, 1, 0]


def test_a_correction_of_an_opt_out_writes_it_once(bring, rows):
    bring("interactions", interaction(outcome="CD-OPT"))

    assert counts(bring("interactions", interaction(outcome="CD-OPT", note="Por escrito"))) == (0, 1, 0, 0)
    assert rows(Consent.channel, Consent.granted) == [(None, False)]


def test_a_promise_may_fall_due_on_the_day_it_was_made(bring, rows):
    bring("interactions", interaction(**PROMISED | {"promise_due_on": "2026-11-10"}))

    assert rows(Promise.due_on) == [(date(2026, 11, 10),)]


@pytest.mark.both
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
        "promise_amount": 6000, "promise_due_on": "2026-11-20", "callback_at": None,
        "attributes": None,
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


WITHOUT_HOUR = "Llamadas sin hora, solo con el día: {}. No cuentan para saber a qué hora contesta cada cliente."


def test_calls_without_an_hour_are_told(bring):
    days = ("2026-11-10", "2026-11-11 00:00", "2026-11-12T00:00:00-05:00", "2026-11-13T00:00:00Z")
    given = [interaction(external_id=f"G{place}", at=at) for place, at in enumerate((*days, "2026-11-14 10:00"))]

    report = bring("interactions", *given, interaction(external_id="M", at="2026-11-15", channel="email"))

    assert report.warnings.lines() == [WITHOUT_HOUR.format(4)]


def test_calls_that_nearly_all_have_one_hour_are_told(bring):
    given = [interaction(external_id=f"G{place}", at=f"2026-11-10 08:00:{place % 60:02}") for place in range(120)]

    report = bring("interactions", *given, interaction(external_id="L", at="2026-11-10 15:00"))

    (line,) = report.warnings.lines()
    assert line.startswith("Llamadas con la misma hora (las 8): 120. Parece puesta por el sistema de origen;")


def test_calls_with_their_hours_are_not_spoken_of(bring):
    given = [interaction(external_id=f"G{place}", at=f"2026-11-10 {8 + place % 10:02}:15") for place in range(120)]

    assert bring("interactions", *given).warnings.lines() == []


@pytest.mark.both
def test_a_call_back_for_later_today_waits_in_todays_queue_for_its_hour(bring, database, account_of, rows):
    with database.writing() as session:
        make_item(session, session.get_one(Account, account_of().id), on=date(2026, 11, 18))
    agreed = {"at": "2026-11-18 09:30", "outcome": "CD-VLL", "callback_at": "2026-11-18 15:00"}

    bring("interactions", interaction(**agreed))

    assert rows(WorkItem.lane, WorkItem.due_at) == [(Lane.CALLBACK, datetime(2026, 11, 18, 20, tzinfo=UTC))]


def test_a_call_of_another_day_leaves_todays_queue_as_it_is(bring, database, account_of, rows):
    with database.writing() as session:
        make_item(session, session.get_one(Account, account_of().id), on=date(2026, 11, 18))

    bring("interactions", interaction(at="2026-11-17 09:30", outcome="CD-REN"))

    assert rows(WorkItem.lane, WorkItem.callable) == [(Lane.RANKED, True)]
