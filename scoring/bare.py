"""The estimators alone, on ready matrices: what `workbench bench nightly` holds a training against.

As many fits on as many rows as a training makes, by the plain estimators of scikit-learn: no features read, no models
read out, nothing judged, no effect solved for.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from scoring.dataset import Rows
from scoring.effect import CONTROLS, NUISANCE
from scoring.effect import FOLDS as NUISANCE_FOLDS
from scoring.fitting import BOOSTING
from scoring.ladder import JUDGED_FOLDS, MOST_LEARNED
from scoring.training import FOLD_ROWS, FOLDS
from scoring.treatment import CallRows

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class ReadyMatrices:
    """What the estimators are given: weekly rows with who paid, and rows of days with calls with who was called."""

    x: Matrix
    filled: NDArray[np.float64]
    payer: NDArray[np.bool_]
    x_of_calls: Matrix
    called: NDArray[np.bool_]
    paid: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Rows, calls: CallRows) -> "ReadyMatrices":
        """Prepare the matrices, which is not counted."""
        share = min(1.0, CONTROLS * int(calls.called.sum()) / max(int((~calls.called).sum()), 1))
        some = calls.called | (np.random.default_rng(0).random(len(calls)) < share)
        there = ~np.isnan(calls.x).all(axis=0)
        whole = rows.x[:, ~np.isnan(rows.x).all(axis=0)]
        gone = np.isnan(whole)
        filled = np.column_stack([np.where(gone, 0.0, whole), gone]).astype(float)
        spread = filled.std(axis=0)
        filled = (filled - filled.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
        return cls(whole, filled, rows.payer, calls.x[some][:, there], calls.called[some], calls.paid[some])


def bare_fits(ready: ReadyMatrices, *, seed: int = 0) -> None:
    """Fit everything that one training fits."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415 - slow import, only where something is fitted
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - see above

    # Any: scikit-learn ships no types
    classifier: Any = HistGradientBoostingClassifier
    regressor: Any = HistGradientBoostingRegressor
    logistic: Any = LogisticRegression

    def boosted(rows: int) -> None:
        classifier(random_state=seed, **BOOSTING).fit(ready.x[:rows], ready.payer[:rows])

    with threadpool_limits(1):
        for _ in range(FOLDS):
            boosted(FOLD_ROWS)
            logistic(max_iter=300).fit(ready.filled[:FOLD_ROWS], ready.payer[:FOLD_ROWS])
        boosted(len(ready.x))
        for _ in range(JUDGED_FOLDS):
            boosted(MOST_LEARNED)
        learned = len(ready.x_of_calls) * (NUISANCE_FOLDS - 1) // NUISANCE_FOLDS
        x, called, paid = ready.x_of_calls[:learned], ready.called[:learned], ready.paid[:learned]
        for _ in range(NUISANCE_FOLDS):
            regressor(random_state=seed, **NUISANCE).fit(x, paid)
            classifier(random_state=seed, **NUISANCE).fit(x, called)


def import_estimators() -> None:
    """Import what is paid once per process, so that neither side of a comparison pays it."""
    for name in ("scipy.optimize", "sklearn.ensemble", "sklearn.linear_model"):
        import_module(name)
