"""Changes that may be mistakes of whoever wrote the file are told apart from the others."""

from datetime import date

import pytest

from workbench.domain.imports.undo.doubtful import doubt_of


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (6_120_000_00, 612_000_00, "Baja %(times)s veces: ¿se corrió la coma?"),
        (1_00, 10_00, "Sube %(times)s veces: ¿se corrió la coma?"),
        (10_00, 11_00, None),
        (10_00, 0, None),
        (date(2026, 10, 3), date(2026, 3, 10), "¿Día y mes al revés?"),
        (date(2026, 10, 3), date(2028, 10, 3), "La fecha se mueve más de un año."),
        (date(2026, 10, 10), date(2026, 10, 11), None),
        (True, False, None),
        ("Ana", "Luis", None),
        (None, 10_00, None),
    ],
)
def test_change_is_doubtful_by_what_it_does(before, after, text):
    found = doubt_of(before, after)

    assert (found[0] if found else None) == text
