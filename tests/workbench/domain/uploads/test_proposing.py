"""What is proposed for a day that does not exist: as it was written, and only where one day can be meant."""

import pytest

from workbench.domain.imports import Mapping
from workbench.domain.uploads.proposing import day_proposal


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("31/11/2026", "30/11/2026"),
        ("29/02/2026", "28/02/2026"),
        ("2026-02-30", "2026-02-28"),
        ("31-11-26 00:00", "30-11-26 00:00"),
        ("00/11/2026", "01/11/2026"),
        ("0/1/2026", "1/1/2026"),
        ("10/25/2026", "25/10/2026"),
        ("30/13/2026", None),
        ("45/11/2026", None),
        ("pronto", None),
        ("", None),
    ],
)
def test_day_that_does_not_exist(text, proposed):
    found = day_proposal(text, Mapping())

    assert (found.text if found else None) == proposed


def test_month_comes_first_where_the_file_is_written_so():
    found = day_proposal("11/31/2026", Mapping(day_formats=("mm/dd/yyyy",)))

    assert found is not None
    assert found.text == "11/30/2026"
