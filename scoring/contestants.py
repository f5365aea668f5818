"""What trainings compare: the model families, and how each is fitted on weekly rows.

Rows are drawn by who paid where there are many of them, since who paid is seldom and tells most; the intercept is then
set to what happened in the latest weeks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.enums import ModelFamily
from scoring.additive import Additive, Floats, mean_of
from scoring.dataset import Rows, together
from scoring.features import usable
from scoring.fitting import Labels, Matrix, fit_anchored, fit_boosted, fit_rule, with_mean
from scoring.pairing import fit_paired

USUAL_ROWS = 40_000
"""Rows whose mean contributions are what is usual."""

STAKES = (1.0, 1.0, 1.0, 1.0, 0.5)
"""What ranks is the mean of so many fits. Money comes from the few who owe much: where a row counts by its exposure,
they are told apart better, and the mean of several draws takes out what one of them says by luck."""

STAKE_BOUNDS = 0.1, 20
"""A row counts no less and no more than an exposure of so many times the median one."""

LEVEL_WEEKS = 8
LEVEL_EACH = 300
"""A fit's mean chance is set to what happened in the latest weeks: at least so many, and as many as have so many payers
and so many others. Fewer moved the chances by luck."""


@dataclass(frozen=True)
class Contestant:
    """What is fitted and compared: a model family, of boosting also the form with pairs of features."""

    family: ModelFamily
    pairs: bool = False

    @property
    def name(self) -> str:
        """Its public key."""
        return f"{self.family.value}_pairs" if self.pairs else self.family.value


RULES = Contestant(ModelFamily.RULES)
ANCHORED = Contestant(ModelFamily.ANCHORED)
BOOSTED = Contestant(ModelFamily.BOOSTED)
PAIRED = Contestant(ModelFamily.BOOSTED, pairs=True)
CONTESTANTS = (RULES, ANCHORED, BOOSTED, PAIRED)


def fit(
    contestant: Contestant, weeks: Sequence[Rows], *, most: int, seed: int, stakes: Sequence[float] = (0.0,)
) -> Additive:
    """Fit a contestant on at most so many rows of these weeks, with its intercept set to the latest of them.

    Args:
        contestant: What is fitted.
        weeks: Rows by week, oldest first.
        most: Rows of a fit; of more, as many are drawn.
        seed: Of the draws and the estimators.
        stakes: Boosting is the mean of a fit for each of these, on a draw of its own, in which a row counts by its
            exposure to this power. The other families are fitted once, and every row counts the same.

    """
    if contestant.family is not ModelFamily.BOOSTED:
        stakes = (0.0,)
    fits = []
    for luck, stake in enumerate(stakes, start=seed):
        rows = drawn_rows(weeks, most, seed=luck)
        fits.append(fit_chance(contestant, rows.x, rows.payer, seed=luck, weight=_at_stake(rows.exposure, stake)))
    is_drawn = len(rows) < sum(map(len, weeks))
    usual = any_rows(weeks, USUAL_ROWS, seed=seed) if is_drawn else rows
    model = mean_of(fits).explained_against(usual.x)
    return _levelled(model, weeks, is_drawn=is_drawn)


def fit_chance(
    contestant: Contestant, x: Matrix, payer: Labels, *, seed: int, weight: Floats | None = None
) -> Additive:
    """Fit a contestant to rows by features and to whether each paid; only boosting lets some rows count more."""
    features = [feature.name for feature in usable()]
    if contestant.pairs:
        return fit_paired(x, payer, features, seed=seed, weight=weight)
    fits: Mapping[ModelFamily, Callable[[], Additive]] = {
        ModelFamily.RULES: lambda: fit_rule(x, payer, features),
        ModelFamily.ANCHORED: lambda: fit_anchored(x, payer, features),
        ModelFamily.BOOSTED: lambda: fit_boosted(x, payer, features, seed=seed, weight=weight),
    }
    return fits[contestant.family]()


def _at_stake(exposure: Floats, power: float) -> Floats | None:
    """How much each row counts: its exposure to a power, cut so that no few accounts make the whole fit."""
    if not power:
        return None
    return (exposure / np.median(exposure)).clip(*STAKE_BOUNDS) ** power


def _levelled(model: Additive, weeks: Sequence[Rows], *, is_drawn: bool) -> Additive:
    """The model with its intercept set to the latest weeks: who pays changes slowly, how many pay does not.

    Of rows that were drawn by who paid, the intercept means nothing: then it is set even by few payers.
    """
    late = list(weeks[-LEVEL_WEEKS:])
    while min(payers_of(late), sum(map(len, late)) - payers_of(late)) < LEVEL_EACH:
        if len(late) == len(weeks):
            if not is_drawn:
                return model
            break
        late.insert(0, weeks[-len(late) - 1])
    rows = together(late)
    return with_mean(model, rows.x, float(rows.payer.mean()))


def rule_on(rows: Rows | None) -> Additive:
    """The points rule as a model of chances, with the rate of the latest weeks of these rows if there are any."""
    if rows is None:
        features = [feature.name for feature in usable()]
        return fit_rule(np.empty((0, len(features)), dtype=np.float32), np.empty(0, dtype=bool), features)
    weeks = [rows.where(rows.day == day) for day in np.unique(rows.day)]
    return fit(RULES, weeks, most=len(rows), seed=0)


def payers_of(weeks: Sequence[Rows]) -> int:
    """How many rows paid."""
    return sum(int(week.payer.sum()) for week in weeks)


def any_rows(weeks: Sequence[Rows], most: int, *, seed: int) -> Rows:
    """At most so many rows, each as likely as any other."""
    return _chosen(weeks, most, np.random.default_rng(seed).random(sum(map(len, weeks))))


def drawn_rows(weeks: Sequence[Rows], most: int, *, seed: int) -> Rows:
    """At most so many rows; of payers and others, whoever is fewer makes up to half of them.

    What is fitted tells the odds of two rows apart as well as if all were there; only its intercept is wrong.
    """
    payer = np.concatenate([week.payer for week in weeks])
    is_fewer = payer if payer.sum() * 2 <= len(payer) else ~payer
    fewer = min(int(is_fewer.sum()), max(most // 2, 1))
    luck = np.random.default_rng(seed).random(len(payer))
    rank = np.zeros(len(payer), dtype=np.int64)
    rank[is_fewer] = np.argsort(np.argsort(luck[is_fewer], kind="stable"), kind="stable")
    return _chosen(weeks, most, np.where(is_fewer & (rank < fewer), luck - 1, np.where(is_fewer, luck + 1, luck)))


def _chosen(weeks: Sequence[Rows], most: int, place: Floats) -> Rows:
    """The rows with the lowest places, in their order; all of them where they are few enough."""
    if len(place) <= most:
        return together(weeks)
    chosen = np.zeros(len(place), dtype=bool)
    chosen[np.argpartition(place, most)[:most]] = True
    ends = np.cumsum([0, *map(len, weeks)])
    return together([week.where(chosen[ends[at] : ends[at + 1]]) for at, week in enumerate(weeks)])
