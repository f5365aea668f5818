"""Trains a portfolio's model: compares the model families on held-out weeks and fits the best on all weeks.

Rows are weekly. The last weeks are held out in four folds; for each, every family is fitted on the rows whose window
and posting lag had ended before the fold began. The family that ranks now stays unless another one beats it by the
rule of `scoring.promotion`; the winner is then fitted again on all rows, so that a month without a change of family
still brings a model that has seen the month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.enums import ModelFamily
from scoring.additive import Additive, Floats
from scoring.contestants import (
    CONTESTANTS,
    RULES,
    STAKES,
    USUAL_ROWS,
    Contestant,
    any_rows,
    fit,
    payers_of,
)
from scoring.dataset import PredictionTarget, Reader, Rows, together
from scoring.evaluation import RankingFigures, Tally
from scoring.history import PortfolioHistory
from scoring.promotion import HeldOutRows, PromotionVerdict, Tested, better_by, has_no_skill, judge, outdoes
from scoring.spreading import each

WEEK = 7
YEAR_WEEKS, MOST_WEEKS = 52, 208
ENOUGH_ROWS = 30_000
"""A year is learned from, or up to four where a year has fewer rows than this: on ledgers that drift, older rows made
the model worse, and on small ones there is nothing else."""

MOST_ROWS = 400_000
"""Rows of all weeks together; accounts beyond that are drawn by a hash of their customer."""

FIT_ROWS, FOLD_ROWS = 60_000, 40_000
"""Rows that what ranks is fitted on, and what is compared. Who paid is seldom and tells most: see `drawn_rows`."""

FOLDS = 4
FOLD_WEEKS = 4
"""At most so many weeks in a fold; all folds together are at most half of the weeks."""

PAIRED_ROWS, PAIRED_PAYERS = 10_000, 400
"""Rows, and payers among them, from which on pairs are tried: with fewer they did not win, and they cost time."""


@dataclass(frozen=True)
class FamilyCandidate:
    """A contestant with its figures on the held-out rows.

    `saved` is the mean and the interval of the log loss it saves per row against the family that ranks now.
    """

    contestant: Contestant
    figures: Mapping[str, RankingFigures]
    tally: Tally
    saved: tuple[float, float, float] | None
    verdict: PromotionVerdict | None

    @property
    def family(self) -> ModelFamily:
        """Its model family."""
        return self.contestant.family


@dataclass(frozen=True)
class Trained:
    """What a training found. `model` is None where the points rule wins; `test_weeks` counts the held-out weeks."""

    rows: int
    positives: int
    held: int
    verdict: PromotionVerdict
    first_day: int | None = None
    last_day: int | None = None
    contestant: Contestant = RULES
    model: Additive | None = None
    candidates: tuple[FamilyCandidate, ...] = ()
    test_weeks: int = 0
    weights: tuple[tuple[str, float], ...] = ()

    @property
    def family(self) -> ModelFamily:
        """The family that was chosen."""
        return self.contestant.family

    @property
    def winner(self) -> FamilyCandidate | None:
        """The candidate that was chosen."""
        return next((one for one in self.candidates if one.contestant == self.contestant), None)


@dataclass(frozen=True)
class TrainingTerms:
    """Settings: days of the window, days until a payment is known, the family that ranks now, and the seed."""

    horizon: int
    lag: int = 0
    champion: ModelFamily = ModelFamily.RULES
    seed: int = 0


@dataclass(frozen=True)
class TrainingWindow:
    """How far back to look, and for which share of the accounts."""

    weeks: int
    share: float


LOOKS = (0, 13, 26, 39, 52, 104, 156, 208)
"""Weeks back at which the size of the population is looked at."""


def window_at(history: PortfolioHistory, aim: PredictionTarget, *, day: int) -> TrainingWindow:
    """The window for a training at a day, by how large the population was then and before."""
    reader = Reader(history, aim)
    sizes = {back: reader.size(day - WEEK * back) for back in reversed(LOOKS)}
    return window_of([sizes[back] for back in LOOKS])


def window_of(sizes: Sequence[int]) -> TrainingWindow:
    """The window for a population that had so many rows, today and at each of `LOOKS` weeks back.

    The share is by the largest of them, so that a portfolio that has shrunk is not read as large as it was.
    """
    year = [size for back, size in zip(LOOKS, sizes, strict=True) if back <= YEAR_WEEKS]
    weeks = min(max(YEAR_WEEKS, -(-ENOUGH_ROWS // max(*year, 1))), MOST_WEEKS)
    largest = max(size for back, size in zip(LOOKS, sizes, strict=True) if back <= weeks)
    share = MOST_ROWS / max(largest * weeks, 1)
    return TrainingWindow(weeks, min(1.0, round(share, 3) or share))


def training_days(*, on: int, terms: TrainingTerms, weeks: int) -> list[int]:
    """The Mondays to learn from on a day, oldest first: their windows and the posting lag have ended by then."""
    last = on - terms.horizon - terms.lag
    last -= (last - 1) % WEEK  # ordinal 1 is a Monday
    return [day for back in range(weeks - 1, -1, -1) if (day := last - WEEK * back) > 0]


def train(weeks: Sequence[Rows], names: NDArray[np.str_], terms: TrainingTerms) -> Trained:
    """Train on weekly rows.

    Rows put on hold within their window are left out and counted. With too little to judge by, nothing is trained.

    Args:
        weeks: Rows by week, oldest first, all of matured windows.
        names: External ids of the accounts that `Rows.account` points to.
        terms: The window, who ranks now, and the seed.

    """
    free = [week.where(~week.held) for week in weeks if len(week)]
    held = sum(len(week) for week in weeks) - sum(map(len, free))
    free = _within([week for week in free if len(week)], seed=terms.seed)
    if not free:
        return Trained(rows=0, positives=0, held=held, verdict=PromotionVerdict("no_rows", {}))
    found = Trained(
        rows=sum(map(len, free)),
        positives=payers_of(free),
        held=held,
        verdict=PromotionVerdict("too_few", {}),
        first_day=int(free[0].day[0]),
        last_day=int(free[-1].day[0]),
    )
    folds = _folds(free, terms)
    held_out = _held_out([week for fold in folds for week in fold.tests], names)
    if not held_out.is_enough or not all(fold.has_both for fold in folds):
        values = {
            "rows": found.rows,
            "payers": found.positives,
            "test_rows": len(held_out.y),
            "test_payers": int(held_out.y.sum()),
        }
        return replace(found, verdict=PromotionVerdict("too_few", values))
    return _best_of(found, free, folds, held_out, names=names, terms=terms)


def _best_of(  # noqa: PLR0913 - all that a comparison is about
    found: Trained,
    weeks: Sequence[Rows],
    folds: "Sequence[_Fold]",
    held_out: HeldOutRows,
    *,
    names: NDArray[np.str_],
    terms: TrainingTerms,
) -> Trained:
    candidates, best, verdict = _compared(folds, held_out, names, terms)
    found = replace(found, contestant=best, candidates=candidates, test_weeks=sum(len(fold.tests) for fold in folds))
    if best == RULES:
        return replace(found, **_without_model(candidates, held_out, terms.champion, verdict))
    if best.family is terms.champion:
        verdict = PromotionVerdict("refreshed", _said(candidates, best, held_out), promoted=True)
    model = fit(best, weeks, most=FIT_ROWS, seed=terms.seed, stakes=STAKES)
    return replace(
        found, model=model, verdict=verdict, weights=_weights(model, any_rows(weeks, USUAL_ROWS, seed=terms.seed))
    )


@dataclass(frozen=True)
class _Fold:
    learn: Sequence[Rows]
    tests: Sequence[Rows]

    @property
    def has_both(self) -> bool:
        """Whether there are both payers and others to learn from."""
        return 0 < payers_of(self.learn) < sum(map(len, self.learn))

    @property
    def has_pairs(self) -> bool:
        """Whether there are enough rows to look for pairs of features in."""
        return payers_of(self.learn) >= PAIRED_PAYERS and sum(map(len, self.learn)) >= PAIRED_ROWS


def _folds(weeks: Sequence[Rows], terms: TrainingTerms) -> list[_Fold]:
    each = max(min(FOLD_WEEKS, len(weeks) // 2 // FOLDS), 1)
    tests = weeks[len(weeks) - each * FOLDS :] if len(weeks) > each * FOLDS else weeks[1:]
    found = []
    for start in range(0, len(tests), each):
        part = tests[start : start + each]
        begins = int(part[0].day[0])
        learn = [week for week in weeks if int(week.day[0]) + terms.horizon + terms.lag <= begins]
        if learn:
            found.append(_Fold(learn, part))
    return found


def _held_out(tests: Sequence[Rows], names: NDArray[np.str_]) -> HeldOutRows:
    """The rows of all tests. A corrected customer, who stands in the history several times, counts as one customer."""
    if not tests:
        nobody = np.empty(0, dtype=np.int64)
        return HeldOutRows(nobody.astype(bool), nobody)
    rows = together(tests)
    _, customers = np.unique(names, return_inverse=True)
    return HeldOutRows(rows.payer, customers[rows.account])


def _compared(
    folds: Sequence[_Fold], held_out: HeldOutRows, names: NDArray[np.str_], terms: TrainingTerms
) -> tuple[tuple[FamilyCandidate, ...], Contestant, PromotionVerdict]:
    """Judge every contestant against the points rule; of those that are above it the best is taken.

    What ranks now has no say: the same rows give the same model, however often one trained before.
    """
    has_pairs = all(fold.has_pairs for fold in folds)
    contestants = [one for one in CONTESTANTS if has_pairs or not one.pairs]
    models = _fitted_on(folds, contestants, seed=terms.seed)
    tested: dict[Contestant, tuple[Tested, Tally]] = {}
    for one in contestants:
        tested[one] = _tested(one, models[one], folds, tested[RULES][1] if tested else _tally(folds, names))
    best, verdict, verdicts = RULES, PromotionVerdict("not_better", {}), {}
    for one in contestants[1:]:
        told = judge(held_out, tested[RULES][0], tested[one][0])
        if told.promoted and verdict.promoted and not outdoes(held_out, tested[best][0], tested[one][0]):
            told = replace(told, rule="not_better", promoted=False)
        elif told.promoted:
            best, verdict = one, told
        elif not verdict.promoted:
            verdict = told
        verdicts[one] = told
    champion = Contestant(terms.champion)
    candidates = tuple(
        FamilyCandidate(
            one,
            tested[one][1].figures(),
            tested[one][1],
            None if one == champion else better_by(held_out, tested[champion][0], tested[one][0]),
            verdicts.get(one),
        )
        for one in contestants
    )
    return candidates, best, verdict


def _tally(folds: Sequence[_Fold], names: NDArray[np.str_]) -> Tally:
    """The held-out weeks without a chance: what every contestant's tally has in common."""
    tally = Tally(names)
    for week in (week for fold in folds for week in fold.tests):
        tally.add(week, np.zeros(len(week)), day=int(week.day[0]))
    return tally


def _fitted_on(
    folds: Sequence[_Fold], contestants: Sequence[Contestant], *, seed: int
) -> dict[Contestant, list[Additive]]:
    """Every contestant fitted on what each fold learns from. The fits do not need one another."""
    calls = [(one, fold.learn) for one in contestants for fold in folds]
    models = each(partial(fit, most=FOLD_ROWS, seed=seed), calls, rows=len(calls) * FOLD_ROWS)
    return {one: list(islice(models, len(folds))) for one in contestants}


def _tested(
    contestant: Contestant, models: Sequence[Additive], folds: Sequence[_Fold], held_out: Tally
) -> tuple[Tested, Tally]:
    chances = [
        (model.chance(week.x), week.exposure) for fold, model in zip(folds, models, strict=True) for week in fold.tests
    ]
    tally = held_out.with_chances(chances)
    money = tally.figures()["expected"].money["20"]
    caught = tally.caught("expected", 20)
    return Tested(tally.chances(), money, is_rule=contestant == RULES, caught=caught), tally


def _without_model(
    candidates: Sequence[FamilyCandidate], held_out: HeldOutRows, champion: ModelFamily, verdict: PromotionVerdict
) -> dict[str, Any]:  # Any: fields of `Trained`
    """No family is above the points rule: it ranks from now on.

    But where no family predicts better than the average and a model ranks, the rows are suspect: the model stays.
    """
    if champion is ModelFamily.RULES:
        return {"verdict": verdict}
    models = [one for one in candidates if one.family is not ModelFamily.RULES]
    if all(has_no_skill(held_out, one.tally.chances()) for one in models):
        values = _said(candidates, Contestant(champion), held_out)
        return {"contestant": Contestant(champion), "verdict": PromotionVerdict("no_skill", values)}
    return {"verdict": PromotionVerdict("rules_better", verdict.values, promoted=True)}


def _said(candidates: Sequence[FamilyCandidate], of: Contestant, held_out: HeldOutRows) -> dict[str, float]:
    p = next(one for one in candidates if one.contestant == of).tally.chances()
    return {"said": float(p.mean()), "happened": float(held_out.y.mean())}


def _within(weeks: Sequence[Rows], *, seed: int) -> list[Rows]:
    """The weeks with at most `MOST_ROWS` rows in all: the same share is drawn from each."""
    total = sum(map(len, weeks))
    if total <= MOST_ROWS:
        return list(weeks)
    return [any_rows([week], max(len(week) * MOST_ROWS // total, 1), seed=seed) for week in weeks]


def _weights(model: Additive, rows: Rows) -> tuple[tuple[str, float], ...]:
    """Mean absolute contribution of each feature in log-odds, the largest first; zeros are left out."""
    _, contributions = model.contributions(rows.x)
    moved: Floats = np.abs(contributions).mean(axis=0)
    pairs = zip(model.features, moved.tolist(), strict=True)
    return tuple(sorted(((name, value) for name, value in pairs if value > 0), key=lambda pair: -pair[1]))


def candidate_json(one: FamilyCandidate) -> dict[str, Any]:
    """A candidate as `workbench train` prints it; the interval is of the log loss saved."""
    chance, expected = one.figures["propensity"], one.figures["expected"]
    return {
        "name": one.contestant.name,
        "auc": chance.auc,
        "log_loss": chance.log_loss,
        "ece": chance.ece,
        "money_top20": expected.money["20"],
        "saved": one.saved[0] if one.saved else None,
        "interval": list(one.saved[1:]) if one.saved else None,
        "verdict": one.verdict.rule if one.verdict else None,
    }
