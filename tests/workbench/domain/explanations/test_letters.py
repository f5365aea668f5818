"""The letter of reasons: kept as it was made, without odds, and true for an account that was in no queue."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, ReasonLetter
from models.enums import Lane
from tests.workbench.domain.explanations.conftest import TODAY
from workbench.domain.explanations import letter_language, letter_lines, make_letter, sources_of
from workbench.domain.explanations.letters import LetterWeight, weight_of
from workbench.domain.queue import phrase_text


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


def test_letter_of_an_account_that_rests_has_no_reasons(session, account, item, cast, now):
    item.lane = Lane.RESTING
    session.flush()

    assert letter_lines(make_letter(session, cast.person("andrea"), account=account, now=now)) == []


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
    assert "los avisos que se le enviaron" not in sources_of(by_rules)
    assert "los teléfonos que tenemos de usted" in sources_of(by_rules)
