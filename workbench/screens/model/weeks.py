"""Prediction against outcome by week on Modelo, and the alarm that lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.queries.model import ModelFile
from workbench.screens.model.intervals import Interval, drawn
from workbench.web.alarms import drift_said, share_said
from workbench.web.formats import short_day

RANKED = "ranked"


@dataclass(frozen=True)
class WeekLine:
    """A week: what was predicted, what share paid with its interval, and whether what ranks now ranked it."""

    day: str
    rows: int
    said: str
    happened: str
    interval: str
    ratio: float | None
    was_ranked: bool
    mark: Interval | None


@dataclass(frozen=True)
class WeeksBox:
    """What the latest weeks say in a sentence, and each week."""

    says: str
    has_parted: bool
    lines: Sequence[WeekLine]


def weeks_box(file: ModelFile) -> WeeksBox | None:
    """The weeks of the last training, the newest first; None without any, or where no model ranks."""
    report = file.training.report if file.training is not None else {}
    weeks: Sequence[Mapping[str, Any]] = report.get("weeks", [])  # Any: JSON
    if file.model is None or "drift" not in report:
        return None
    most = max((max(one["said"], one["interval"][1]) for one in weeks), default=0.0)
    lines = [_line(one, most) for one in reversed(weeks)]
    return WeeksBox(drift_said(report["drift"]), bool(report["drift"].get("parted")), lines)


def _line(week: Mapping[str, Any], most: float) -> WeekLine:  # Any: JSON
    low, high = week["interval"]
    return WeekLine(
        short_day(date.fromisoformat(week["day"])),
        week["rows"],
        share_said(week["said"]),
        share_said(week["happened"]),
        f"{share_said(low)} – {share_said(high)}",
        week["ratio"],
        week["source"] == RANKED,
        drawn((low, week["happened"], high), scale=(0.0, most), against=week["said"]),
    )
