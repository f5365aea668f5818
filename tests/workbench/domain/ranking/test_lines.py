"""Which champions are one line: the fits of one family that followed one another."""

from datetime import UTC, datetime, timedelta

import pytest

from models.enums import ModelFamily
from workbench.domain.ranking.lines import ChampionPeriod, goes_on, line_among

START = datetime(2026, 11, 2, tzinfo=UTC)
FAMILIES = {1: ModelFamily.ANCHORED, 2: ModelFamily.ANCHORED, 3: ModelFamily.ANCHORED, 9: ModelFamily.BOOSTED}


def line_of(*models):
    """The line where these models ranked one after the other, a week each; None is the points rule."""
    periods = [
        ChampionPeriod(place, model, START + place * timedelta(days=7), None) for place, model in enumerate(models)
    ]
    return line_among(periods, FAMILIES)


@pytest.mark.parametrize(
    ("models", "began", "line"),
    [
        ((1,), 0, {1}),
        ((1, 2, 3), 0, {1, 2, 3}),
        ((1, 9, 2, 3), 2, {2, 3}),
        ((1, None, 2), 2, {2}),
        ((1, 9), 1, {9}),
        ((1, 2, 1), 2, {1}),  # somebody went back to the first: the errors of the second are not its own
        ((1, 2, 1, 3), 2, {1, 3}),
    ],
)
def test_line_is_of_one_family_without_a_break(models, began, line):
    found = line_of(*models)

    assert (found.began, found.models) == (began, line)


def test_line_is_as_old_as_the_first_time_that_one_of_its_models_ranked():
    assert line_of(9, 1, 2, 1).since == START + timedelta(days=7)


def test_where_the_points_rule_ranks_there_is_no_line():
    assert (line_of(), line_of(1, None)) == (None, None)


def test_a_newer_fit_goes_on_and_another_family_does_not():
    assert goes_on(line_of(1), line_of(1, 2))
    assert goes_on(None, None)
    assert not goes_on(line_of(1), line_of(1, 9))
    assert not goes_on(line_of(1), None)
