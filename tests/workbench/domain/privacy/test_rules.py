"""When an erasure is possible: everything that stands in the way is told, with the day where a day ends it."""

from datetime import date

import pytest

from models.enums import HoldKind
from tests.workbench.domain.privacy.conftest import TODAY
from workbench.domain.privacy import ErasureFacts, KeptFor, obstacles, possible_from
from workbench.domain.privacy.rules import HOLDS_THAT_KEEP, kept_until, why_not_asked, why_not_confirmed
from workbench.domain.privacy.terms import why_not_terms


def ids(**facts):
    return [one.id for one in obstacles(ErasureFacts(**facts))]


@pytest.mark.parametrize(
    ("facts", "id_"),
    [
        ({"owes_in": ("Consumo",)}, "debt"),
        ({"is_unsettled": True}, "unsettled"),
        ({"credit_in": ("Consumo",)}, "credit"),
        ({"retention_hold_on": TODAY}, "retention_hold"),
        ({"kept_until": TODAY}, "kept"),
        ({"open_promises": 1}, "promise"),
        ({"open_requests": 1}, "request"),
        ({"is_attended": True}, "attended"),
        ({"is_importing": True}, "importing"),
        *(({"holds": frozenset({kind})}, f"hold_{kind}") for kind in HOLDS_THAT_KEEP),
    ],
)
def test_each_thing_in_the_way_is_told(facts, id_):
    assert ids(**facts) == [id_]


def test_everything_in_the_way_is_told_at_once_and_a_rest_is_not_in_the_way():
    assert ids(owes_in=("Consumo",), open_promises=2, holds=frozenset({HoldKind.REVIEW})) == ["debt", "promise"]
    assert ids() == []


def test_who_was_erased_is_not_erased_again():
    assert ids(is_erased=True, owes_in=("Consumo",)) == ["erased"]


def test_day_is_told_where_only_a_day_is_waited_for():
    waits = ErasureFacts(kept_until=date(2027, 1, 31))

    assert possible_from(waits, today=TODAY) == date(2027, 2, 1)
    assert obstacles(waits)[0].values == {"day": date(2027, 2, 1)}
    assert possible_from(ErasureFacts(), today=TODAY) == TODAY
    assert possible_from(ErasureFacts(kept_until=TODAY, owes_in=("Consumo",)), today=TODAY) is None


@pytest.mark.parametrize(
    ("keep_days", "law_months", "until"),
    [(0, 0, None), (60, 0, date(2026, 11, 30)), (60, 24, date(2028, 10, 1)), (10, 1, None)],
)
def test_data_is_kept_as_long_as_law_or_terms_ask_the_later_of_both(keep_days, law_months, until):
    assert kept_until(date(2026, 10, 1), keep_days=keep_days, law_months=law_months, today=TODAY) == until


def test_confirmation_is_of_another_person_with_the_name():
    assert why_not_confirmed(7, 8, typed_name="ana peña", name="Ana Peña") is None
    assert why_not_confirmed(7, 7, typed_name="Ana Peña", name="Ana Peña") is not None
    assert why_not_confirmed(7, 8, typed_name="Ana", name="Ana Peña").field == "typed_name"
    assert why_not_asked("Ana Peña", "Lo pidió", name="Ana Peña") is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (KeptFor(keep_days=-1), "keep_days"),
        (KeptFor(erase_days=29), "erase_days"),
        (KeptFor(note_days=1), "note_days"),
        (KeptFor(decision_days=30), "decision_days"),
        (KeptFor(file_days=31), "file_days"),
        (KeptFor(keep_days=400, erase_days=365), "erase_days"),
        (KeptFor(erase_days=36_501), "erase_days"),
    ],
)
def test_terms_out_of_bounds_are_refused_beside_their_field(terms, field):
    assert why_not_terms(terms).field == field


def test_terms_at_first_delete_nothing():
    first = KeptFor()

    assert (first.erase_days, first.note_days, first.decision_days) == (None, None, None)
    assert why_not_terms(first) is None
