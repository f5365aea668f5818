"""Cards, models, trainings and champions of a portfolio, with figures that are easy to read on a page."""

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Blob, Champion, ModelVersion, Portfolio, Training
from models.enums import ModelFamily

REPORT = {
    "population": "workable",
    "horizon": 14,
    "share": 0.5,
    "rows": 3313,
    "positives": 1628,
    "window": {"from": "2026-01-05", "to": "2026-10-26"},
    "excluded": {"on_hold": 0},
    "test_weeks": 16,
    "candidates": [
        {"name": "rules", "auc": 0.51, "log_loss": 0.97, "ece": 0.18, "money_top20": 0.35, "saved": None,
         "interval": None, "verdict": None},
        {"name": "anchored", "auc": 0.84, "log_loss": 0.493, "ece": 0.048, "money_top20": 0.65, "saved": 0.47,
         "interval": [0.36, 0.59], "verdict": "better"},
    ],
}  # fmt: skip
TOO_FEW = {"rule": "too_few", "values": {"rows": 300, "payers": 20, "test_rows": 80, "test_payers": 5}}


def money(*shares: float, auc: float = 0.5) -> dict[str, Any]:  # Any: JSON
    """The figures of an order, by its shares of the money in the first 10, 20 and 50 percent."""
    tops = dict(zip(("10", "20", "50"), shares, strict=True))
    return {"auc": auc, "payers": tops, "money": tops, "log_loss": None, "ece": None}


def card(**values: Any) -> dict[str, Any]:  # Any: JSON
    """The card of a model that orders well and says what happens."""
    curve = [0, 0.4, 0.65, 0.75, 0.82, 0.88, 0.92, 0.95, 0.97, 0.99, 1]
    return {
        **REPORT,
        "test": {"rows": 200, "base_rate": 0.5},
        "rankings": {
            "propensity": money(0.16, 0.29, 0.67, auc=0.84),
            "expected": money(0.4, 0.65, 0.88),
            "balance": money(0.12, 0.24, 0.6),
            "days_past_due": money(0.16, 0.31, 0.66),
            "newest": money(0.05, 0.1, 0.34),
            "random": money(0.1, 0.2, 0.5),
            "oracle": money(0.5, 0.8, 1.0),
        },
        "curves": {
            "expected": curve,
            "balance": [0, 0.12, 0.24, 0.36, 0.48, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
            "random": [step / 10 for step in range(11)],
        },
        "bins": [{"said": 0.2, "happened": 0.22, "rows": 100}, {"said": 0.8, "happened": 0.82, "rows": 100}],
        "weights": [["mean_age", 2.0], ["days_past_due", 1.0], ["gone_feature", 0.5]],
        **values,
    }


def make_model(session: Session, portfolio: Portfolio, *, now: datetime, **values: Any) -> ModelVersion:
    """A model of a portfolio; its artefact is a blob that nobody can use."""
    name = values.pop("name", f"{portfolio.code}-20261116-aaaaaaaa")
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    session.add(Blob(sha256=sha256, media_type="application/octet-stream", size=1, content=b"x", created_at=now))
    row = ModelVersion(
        **{
            "portfolio_id": portfolio.id, "name": name, "family": ModelFamily.ANCHORED, "created_at": now,
            "trained_until": date(2026, 11, 15), "blob_sha256": sha256, "card": card(),
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_training(session: Session, portfolio: Portfolio, *, at: datetime, **values: Any) -> Training:
    """A training; the one that promoted `model` unless said otherwise."""
    model = values.pop("model", None)
    row = Training(
        **{
            "portfolio_id": portfolio.id, "trained_on": at.date(), "at": at, "promoted": True,
            "why": {"rule": "better", "values": {"saved": 0.4, "low": 0.3, "high": 0.5}}, "report": REPORT,
            "model_id": model.id if model else None,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_champion(session: Session, portfolio: Portfolio, *, since: datetime, **values: Any) -> Champion:
    """A champion; no `model` is the points rule, no `until` is now."""
    model = values.pop("model", None)
    row = Champion(
        **{
            "portfolio_id": portfolio.id, "model_id": model.id if model else None, "since": since, "until": None,
            "actor": "training", "scored_on": None, "trouble": None,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
