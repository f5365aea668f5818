"""The lines of a row add up to its log-odds, or there are none; values are those a person reads."""

import numpy as np
import pytest

from scoring.additive import Additive, Line, Steps
from scoring.features import CATALOGUE, usable
from scoring.reasons import FAMILIES_SHOWN, LEAST, REST, USUAL, reasons_of
from scoring.words import FAMILY_OF

NAMES = tuple(feature.name for feature in usable())


def model(**terms):
    """A model of some features; against the usual account every one of them has brought 0.25."""
    return Additive(NAMES, -1.5, {name: (term,) for name, term in terms.items()}, dict.fromkeys(terms, 0.25))


def rows(*lines):
    """Rows by feature name; what is not named is missing."""
    x = np.full((len(lines), len(NAMES)), np.nan, dtype=np.float32)
    for row, values in enumerate(lines):
        for name, value in values.items():
            x[row, NAMES.index(name)] = value
    return x


AGE = Steps((0.0, 30.0), (1.1, 0.4, -2.3), 0.0)
WHOLE = model(
    days_past_due=AGE,
    open_amount=Line(0.0, 15.0, 0.7, -0.1, 0.05),
    late_ratio=Line(0.0, 1.0, 0.6, -1.7, -0.2),
    items=Line(0.0, 10.0, 0.0, -0.03, 0.0),
    since_payment=Line(0.0, 400.0, 0.9, -0.004, -0.8),
    broken=Steps((0.5,), (0.0, 0.31), 0.0),
    kept=Line(0.0, 5.0, 0.0, 0.13, 0.0),
)
X = rows(
    {"days_past_due": 12, "open_amount": 9.2, "late_ratio": 0.333, "items": 3, "since_payment": 41, "kept": 2},
    {"days_past_due": -4, "open_amount": 2.0, "items": 1, "broken": 1},
    {"days_past_due": 380, "open_amount": 14.7, "late_ratio": 1, "items": 10, "since_payment": 350, "broken": 0},
    {},
)


def test_lines_add_up_to_the_log_odds_of_every_row():
    found = reasons_of(WHOLE, X, WHOLE.logit(X))

    sums = [sum(contribution for _feature, _value, contribution in lines) for lines in found]
    assert sums == pytest.approx(WHOLE.logit(X).tolist(), abs=1e-6)


def sums_of(row):
    """What each family of a row adds, over all its features."""
    _, parts = WHOLE.contributions(row)
    sums = {}
    for name, part in zip(NAMES, parts[0], strict=True):
        sums[FAMILY_OF[name]] = sums.get(FAMILY_OF[name], 0.0) + part
    return sums


def test_weightiest_families_are_named_then_the_rest_then_the_start():
    found = reasons_of(WHOLE, X, WHOLE.logit(X))

    for row, lines in zip(X, found, strict=True):
        *named, rest, usual = lines
        sums = sums_of(row[None])
        order = list(dict.fromkeys(FAMILY_OF[line[0]] for line in named))
        assert order == sorted(sums, key=lambda family: -abs(sums[family]))[: len(order)]
        assert len(order) <= FAMILIES_SHOWN
        assert (rest[:2], usual) == ([REST, None], [USUAL, None, 0.25])  # -1.5 and seven times 0.25


def test_features_named_of_a_family_point_where_the_whole_family_does():
    for row, lines in zip(X, reasons_of(WHOLE, X, WHOLE.logit(X)), strict=True):
        sums, named = sums_of(row[None]), {}
        for feature, _, part in lines[:-2]:
            named[FAMILY_OF[feature]] = named.get(FAMILY_OF[feature], 0.0) + part
        assert all(np.sign(part) == np.sign(sums[family]) for family, part in named.items())


def test_features_that_hardly_weigh_are_part_of_the_rest():
    found = reasons_of(WHOLE, X, WHOLE.logit(X))

    for lines in found:
        sizes = [abs(part) for _, _, part in lines[:-2]]
        assert all(size > LEAST * max(sizes) for size in sizes)


def test_features_that_bring_nothing_are_not_named():
    one = model(days_past_due=AGE)
    x = rows({"days_past_due": 10, "items": 4})

    assert reasons_of(one, x, one.logit(x)) == [
        [["days_past_due", 10, 0.15], [REST, None, 0.0], [USUAL, None, -1.25]],
    ]


def test_rows_that_do_not_add_up_have_no_lines_and_the_others_have():
    wrong = WHOLE.logit(X) + np.array([0, 1e-4, 0, -3])

    found = reasons_of(WHOLE, X, wrong)

    assert [bool(lines) for lines in found] == [True, False, True, False]


def test_no_rows_have_no_lines():
    nobody = rows()

    assert reasons_of(WHOLE, nobody, WHOLE.logit(nobody)) == []


@pytest.mark.parametrize(
    ("feature", "read", "shown"),
    [
        ("days_past_due", 12.4, 12),
        ("days_past_due", -3, -3),
        ("since_payment", np.nan, None),
        ("late_ratio", 1 / 3, 0.33),
        ("ripe_share", 1, 1.0),
        ("items", 4, 4),
        ("kept", 0, 0),
        ("open_amount", np.log1p(1_234.56), 1_234_56),
        ("last_paid_amount", np.nan, None),
    ],
)
def test_values_are_as_people_read_them(feature, read, shown):
    one = model(**{feature: Steps((), (0.9,), 0.9)})
    x = rows({feature: read})

    ((line, *_),) = reasons_of(one, x, one.logit(x))

    assert line[0] == feature
    assert type(line[1]) is type(shown)
    assert line[1] == (pytest.approx(shown, abs=100) if feature == "open_amount" else shown)  # float32 of a logarithm


def test_every_feature_of_the_catalogue_can_be_told():
    for feature in CATALOGUE:
        assert feature.shown(float("nan")) is None
        assert isinstance(feature.shown(1.0), bool if feature.unit == "flag" else (int, float))
