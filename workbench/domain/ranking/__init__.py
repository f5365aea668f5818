"""The model that ranks a portfolio: training, champions, scores."""

from workbench.domain.ranking.champions import (
    TRAINED_WITHIN,
    ChampionPeriod,
    NothingBefore,
    OtherRanks,
    current_champion,
    current_model,
    model_of,
    previous_champion,
    promote,
    roll_back,
)
from workbench.domain.ranking.model_words import (
    ARTEFACT,
    OTHER_FEATURES,
    SEEN,
    evidence_text,
    ladder_text,
    trouble_text,
    why_text,
)

__all__ = [
    "ARTEFACT",
    "OTHER_FEATURES",
    "SEEN",
    "TRAINED_WITHIN",
    "ChampionPeriod",
    "NothingBefore",
    "OtherRanks",
    "current_champion",
    "current_model",
    "evidence_text",
    "ladder_text",
    "model_of",
    "previous_champion",
    "promote",
    "roll_back",
    "trouble_text",
    "why_text",
]
