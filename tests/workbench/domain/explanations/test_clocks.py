"""By which day the law wants an answer: terms are data, each with its source."""

from datetime import date

import pytest

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
        ("CO", date(2026, 11, 18), date(2026, 12, 10)),  # 8 December is a holiday
        ("US", date(2026, 11, 18), date(2026, 12, 18)),
        (None, date(2026, 11, 18), date(2026, 12, 18)),
    ],
)
def test_term_of_a_country_gives_the_last_day_for_the_answer(country, received_on, due_on):
    assert answer_due_on(country, received_on)[0] == due_on


def test_right_in_chile_begins_with_its_law():
    before, after = term_of("CL", date(2026, 11, 30)), term_of("CL", date(2026, 12, 1))

    assert (before.ref, after.ref) == ("", "Ley 21.719, art. 11")
    assert before.days == 30


def test_every_term_but_the_houses_names_its_source_and_has_one_count():
    for country, term in _terms().items():
        assert bool(term.ref) == (country != "default")
        assert sum(count > 0 for count in (term.days, term.working_days, term.months)) == 1


def test_working_days_leave_out_weekends():
    friday = date(2026, 12, 4)

    assert AnswerTerm("x", working_days=1).due_on(friday, WorkingCalendar(None)) == date(2026, 12, 7)


def test_days_left_are_negative_once_the_term_is_over():
    assert [days_left(DAY, today) for today in (date(2026, 12, 1), DAY, date(2026, 12, 4))] == [1, 0, -2]
