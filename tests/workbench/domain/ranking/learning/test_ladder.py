"""Which days with calls are read for the ladder of value."""

import pytest

from workbench.domain.ranking.learning.ladder import spread_out


@pytest.mark.parametrize(
    ("days", "accounts", "read"),
    [(200, 1_000, 200), (200, 40_000, 100), (200, 1_000_000, 67), (0, 10, 0), (40, 1_000_000, 40)],
)
def test_large_portfolios_read_every_second_third_or_fourth_day_up_to_the_last(days, accounts, read):
    found = spread_out(range(days), accounts=accounts)

    assert len(found) == read
    assert list(found) == sorted(found)
    assert not days or found[-1] == days - 1
