"""Learning: training a portfolio's model and scoring its accounts. It loads arrays, so import it where that is done."""

from workbench.domain.ranking.learning.history import accounts_as_reported
from workbench.domain.ranking.learning.ladder import call_rows
from workbench.domain.ranking.learning.scores import Scored, not_scored, prepare_scores, settle_scores
from workbench.domain.ranking.learning.training import (
    HORIZON,
    SHARE,
    TrainingReport,
    TrainingResult,
    known_before,
    prepare_training,
    settle_training,
    target_of,
)
from workbench.domain.ranking.learning.usable_models import ModelUnusable, usable_model

__all__ = [
    "HORIZON",
    "SHARE",
    "ModelUnusable",
    "Scored",
    "TrainingReport",
    "TrainingResult",
    "accounts_as_reported",
    "call_rows",
    "known_before",
    "not_scored",
    "prepare_scores",
    "prepare_training",
    "settle_scores",
    "settle_training",
    "target_of",
    "usable_model",
]
