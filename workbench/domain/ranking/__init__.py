"""The model that ranks a portfolio: training, champions, scores."""

from workbench.domain.ranking.alarms import (
    AlarmRefused,
    current_alarm,
    take_note,
    watch_alarm,
)
from workbench.domain.ranking.champions import (
    TRAINED_WITHIN,
    NothingBefore,
    OtherRanks,
    current_champion,
    current_model,
    model_of,
    previous_champion,
    promote,
    roll_back,
)
from workbench.domain.ranking.lines import ChampionPeriod, RankingLine, current_line, goes_on
from workbench.domain.ranking.model_words import (
    ARTEFACT,
    OTHER_FEATURES,
    SEEN,
    alarm_text,
    drift_text,
    drift_values,
    evidence_text,
    ladder_text,
    order_text,
    trouble_text,
    why_text,
)

__all__ = [
    "ARTEFACT",
    "OTHER_FEATURES",
    "SEEN",
    "TRAINED_WITHIN",
    "AlarmRefused",
    "ChampionPeriod",
    "NothingBefore",
    "OtherRanks",
    "RankingLine",
    "alarm_text",
    "current_alarm",
    "current_champion",
    "current_line",
    "current_model",
    "drift_text",
    "drift_values",
    "evidence_text",
    "goes_on",
    "ladder_text",
    "model_of",
    "order_text",
    "previous_champion",
    "promote",
    "roll_back",
    "take_note",
    "trouble_text",
    "watch_alarm",
    "why_text",
]
