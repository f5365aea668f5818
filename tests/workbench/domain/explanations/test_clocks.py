"""By which day the law wants an answer: terms are data, each with its source."""

from datetime import date

import pytest

from models.enums import RequestKind
from workbench.domain.explanations.clocks import AnswerTerm, _terms, answer_due_on, days_left, term_of
from workbench.kernel.calendar import WorkingCalendar

DAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("country", "received_on", "due_on"),
    [
        ("CL", date(2026, 12, 1), date(2026, 12, 31)),
        ("ES", date(2026, 1, 31), date(2026, 2, 28)),
        ("DE", date(2026, 12, 15), date(2027, 1, 15)),
        ("BR", date(2026, 11, 18), date(2026, 12, 3)),
        ("US", date(2026, 11, 18), date(2026, 12, 18)),
        (None, date(2026, 11, 18), date(2026, 12, 18)),
    ],
)
def test_term_of_a_country_gives_the_last_day_for_the_answer(country, received_on, due_on):
    assert [answer_due_on(country, received_on, kind=kind)[0] for kind in RequestKind] == [due_on] * len(RequestKind)


@pytest.mark.parametrize(
    ("country", "kind", "due_on", "law"),
    [
        ("CO", RequestKind.EXPLANATION, date(2026, 12, 2), "Ley 1581 de 2012, art. 14"),
        ("CO", RequestKind.REVIEW, date(2026, 12, 10), "Ley 1581 de 2012, art. 15"),  # 8 December is a holiday
        ("CO", RequestKind.COPY, date(2026, 12, 2), "Ley 1581 de 2012, art. 14"),
        ("CO", RequestKind.ERASURE, date(2026, 12, 10), "Ley 1581 de 2012, art. 15"),
        ("PE", RequestKind.ERASURE, date(2026, 12, 2), "Ley 29733 y su reglamento (cancelación)"),
        ("AR", RequestKind.EXPLANATION, date(2026, 11, 28), "Ley 25.326, art. 14"),
        ("AR", RequestKind.REVIEW, date(2026, 11, 26), "Ley 25.326, art. 16"),  # 23 November is a holiday
        ("PE", RequestKind.EXPLANATION, date(2026, 12, 18), "Ley 29733 y su reglamento (acceso)"),
        ("PE", RequestKind.REVIEW, date(2026, 12, 2), "Ley 29733 y su reglamento (rectificación y oposición)"),
    ],
)
def test_law_that_tells_what_is_asked_apart_gives_each_its_own_term(country, kind, due_on, law):
    assert answer_due_on(country, date(2026, 11, 18), kind=kind) == (due_on, law)


def test_right_in_chile_begins_with_its_law():
    days = date(2026, 11, 30), date(2026, 12, 1)

    before, after = (term_of("CL", day, kind=RequestKind.REVIEW) for day in days)

    assert (before.ref, after.ref) == ("", "Ley 21.719, art. 11")
    assert before.days == 30


def test_every_term_but_the_houses_names_its_source_and_has_one_count():
    for country, terms in _terms().items():
        assert set(terms) == set(RequestKind)
        for term in terms.values():
            assert bool(term.ref) == (country != "default")
            assert sum(count > 0 for count in (term.days, term.working_days, term.months)) == 1


def test_working_days_leave_out_weekends():
    friday = date(2026, 12, 4)

    assert AnswerTerm("x", working_days=1).due_on(friday, WorkingCalendar(None)) == date(2026, 12, 7)


def test_days_left_are_negative_once_the_term_is_over():
    assert [days_left(DAY, today) for today in (date(2026, 12, 1), DAY, date(2026, 12, 4))] == [1, 0, -2]
