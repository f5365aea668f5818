"""The letter of reasons: kept as it was made, without odds, and true for an account that was in no queue."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import object_session

from models import AuditEntry, ReasonLetter
from models.enums import Lane, Slice
from scoring.words import FAMILY_OF
from tests.factories.ledger import make_account
from tests.factories.work import make_item
from tests.workbench.domain.explanations.conftest import TODAY
from workbench.domain.explanations import (
    LETTER_DAYS,
    letter_language,
    letter_lines,
    make_letter,
    sources_of,
    was_drawn,
    why_rested,
)
from workbench.domain.explanations.letters import SOURCES, WHY_RESTED, LetterWeight, weight_of
from workbench.domain.queue import RestReason, phrase_text
from workbench.jobs.housekeeping import KEEP_ITEMS


def lines(letter):
    return [(phrase_text(one.sentence, str, str), one.source, one.weight) for one in letter_lines(letter)]


@pytest.mark.both
def test_letter_says_what_was_seen_where_it_comes_from_and_what_it_did(session, account, item, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert lines(letter) == [
        ("Contesta 6 de cada 10 llamadas", "si contestó las llamadas anteriores", LetterWeight.MUCH_EARLIER),
        ("Cumplió 3 promesas en el año", "sus promesas de pago y si se cumplieron", LetterWeight.EARLIER),
        ("Venció hace 47 días", "sus facturas y cuándo vencieron", LetterWeight.MUCH_LATER),
    ]
    assert (letter.queue_on, letter.made_on, letter.made_by_name) == (TODAY, TODAY, "Andrea")


def test_letter_stays_as_it_was_made_when_the_queue_changes(session, account, item, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)
    before = lines(letter)

    item.reasons, item.lane = [], Lane.RESTING
    session.flush()

    assert lines(session.get_one(ReasonLetter, letter.id)) == before


def test_letter_leaves_an_audit_entry_without_personal_data(session, account, item, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "letter_made")).one()
    assert (entry.subject_kind, entry.subject_id, entry.actor) == ("reason_letter", letter.id, "andrea@example.com")
    assert entry.after == {"account": account.id, "language": "es"}


def test_letter_of_an_account_that_was_in_no_queue_says_nothing_was_seen(session, account, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert (letter.queue_on, letter_lines(letter)) == (None, [])


@pytest.fixture
def second(session, account, cast, now):
    """Another account of Marta Rojas, with the same creditor."""
    cast.microcredito.creditor = cast.consumo.creditor
    return make_account(session, cast.microcredito, now=now, customer_id=account.customer_id)


@pytest.fixture
def make(session, cast, now):
    """Makes a letter, by Ana."""
    return lambda account: make_letter(session, cast.person("ana"), account=account, now=now)


@pytest.mark.both
def test_letter_of_a_second_account_keeps_the_day_and_not_the_reasons_of_the_first(second, item, make):
    letter = make(second)

    assert (letter.queue_on, letter.lane, letter.scorer, letter_lines(letter)) == (TODAY, None, "model", [])


@pytest.mark.both
def test_second_account_of_portfolios_without_a_creditor_is_with_the_same(second, item, cast, make):
    cast.microcredito.creditor = cast.consumo.creditor = None

    assert make(second).queue_on == TODAY


def test_letter_does_not_tell_of_an_account_with_another_creditor(second, item, cast, make):
    cast.microcredito.creditor = "Otro acreedor"

    assert make(second).queue_on is None


@pytest.mark.parametrize(("days", "is_own"), [(LETTER_DAYS, True), (LETTER_DAYS + 1, False)])
def test_own_place_of_late_goes_before_another_accounts_and_that_before_an_old_one(second, item, make, *, days, is_own):
    earlier = make_item(object_session(second), second, on=TODAY - timedelta(days=days))

    letter = make(second)

    assert (letter.queue_on, letter.lane is not None) == (earlier.queue_on if is_own else TODAY, is_own)


def test_places_are_kept_as_long_as_a_letter_says_there_were_none():
    assert timedelta(days=LETTER_DAYS) < KEEP_ITEMS


@pytest.mark.parametrize(
    ("slice_", "lane", "drawn"),
    [
        (Slice.MODEL, Lane.RANKED, False),
        (Slice.RANDOM, Lane.RANKED, True),
        (Slice.CALL_ARM, Lane.RANKED, True),
        (Slice.NO_CALL_ARM, Lane.RANKED, True),
        (Slice.CALL_ARM, Lane.RESTING, False),
    ],
)
def test_letter_keeps_that_chance_decided(account, item, make, *, slice_, lane, drawn):
    item.slice, item.lane = slice_, lane
    letter = make(account)

    item.slice = Slice.MODEL

    assert was_drawn(letter) is drawn


@pytest.mark.parametrize(
    ("preset", "term"),
    [
        ("CO", (date(2026, 12, 10), "Ley 1581 de 2012, art. 15")),
        ("CL", (date(2026, 12, 18), "")),  # its law holds from December
    ],
)
def test_letter_keeps_by_when_a_review_is_answered(account, cast, make, preset, term):
    cast.consumo.preset = preset

    letter = make(account)

    assert (letter.answer_due_on, letter.law) == term


def test_letter_of_an_account_that_rests_has_no_reasons(session, account, item, cast, now):
    item.lane = Lane.RESTING
    session.flush()

    assert letter_lines(make_letter(session, cast.person("andrea"), account=account, now=now)) == []


@pytest.mark.parametrize("reason", RestReason)
def test_letter_of_an_account_that_rests_keeps_why(account, item, make, *, reason):
    item.lane, item.resting_because = Lane.RESTING, [{"id": reason.value, "text": "…"}]

    assert why_rested(make(account)) == WHY_RESTED[reason]


def test_letter_that_kept_no_reason_of_the_rest_tells_none(session, account, item, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert why_rested(letter) is None


def test_letter_takes_the_latest_place_and_none_to_come(session, account, item, cast, now):
    yesterday = now - timedelta(days=1)

    assert make_letter(session, cast.person("andrea"), account=account, now=yesterday).queue_on is None


def test_an_agreement_decides_by_itself(session, account, item, cast, now):
    item.lane = Lane.PROMISE_BROKEN
    session.flush()

    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert lines(letter)[0][::2] == ("Prometió y no entró el pago", LetterWeight.BY_ITSELF)


@pytest.mark.parametrize(
    ("customer", "portfolio", "language"),
    [
        ("en", "es_CO", "en"),
        ("EN-us", "es_CO", "en"),
        (None, "en_GB", "en"),
        ("de", "es_CO", "es"),
        (None, "pt_BR", "es"),
    ],
)
def test_language_is_the_customers_else_the_portfolios_else_spanish(customer, portfolio, language):
    assert letter_language(customer, portfolio) == language


def test_what_weighs_half_of_the_weightiest_did_much():
    assert [weight_of(part, most=2.0) for part in (2.0, 1.0, 0.9, -0.9, -1.0, None)] == [
        LetterWeight.MUCH_EARLIER, LetterWeight.MUCH_EARLIER, LetterWeight.EARLIER, LetterWeight.LATER,
        LetterWeight.MUCH_LATER, LetterWeight.BY_ITSELF,
    ]  # fmt: skip


def test_sources_are_those_of_what_ranked(session, account, item, cast, now):
    by_model = make_letter(session, cast.person("andrea"), account=account, now=now)
    item.scorer = "rules"
    session.flush()
    by_rules = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert "los avisos que se le enviaron" in sources_of(by_model)
    assert "los teléfonos que tenemos de usted" in sources_of(by_model)
    assert "los avisos que se le enviaron" not in sources_of(by_rules)
    assert "los teléfonos que tenemos de usted" in sources_of(by_rules)


def test_sources_are_all_where_no_place_is_kept(session, account, cast, now):
    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert sources_of(letter) == list(SOURCES.values())


def test_every_family_that_a_model_sees_has_a_source():
    assert set(FAMILY_OF.values()) <= set(SOURCES)


def test_what_the_customer_said_on_the_phone_is_named_as_the_source_of_refusals(session, account, item, cast, now):
    item.reasons = [{"feature": "refuses", "value": 0.6, "contribution": 1.0}]
    session.flush()

    letter = make_letter(session, cast.person("andrea"), account=account, now=now)

    assert lines(letter)[0][1] == "lo que dijo en las llamadas y qué pasó después"
