"""The outcome tree and the delay reasons: read from data files, kept in tables, handed out as plain values.

What each result requires, implies and teaches stands in `data/outcomes.toml`; docs/outcomes.md tells it in words.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DelayReason, Outcome
from models.enums import EventKind, HoldKind, OutcomeGroup, PointState

_FILES = Path(__file__).parent / "data"
FORM_GROUPS = (OutcomeGroup.DIRECT, OutcomeGroup.INDIRECT, OutcomeGroup.NO_CONTACT)
"""The first level of the form, keys 1 to 3: direct contact, indirect contact, no contact."""

_KEPT = ("position", "on_form", "follow_days", "follow_minutes")
"""What an operator may have changed: loading the files again leaves it alone."""


def load_outcomes(session: Session) -> None:
    """Write the outcome tree and the delay reasons. Safe to repeat: an operator's order and choice stay."""
    known = {row.code: row for row in session.scalars(sa.select(Outcome))}
    for values in outcome_rows():
        _write(session, Outcome, values, row=known.get(values["code"]), kept=_KEPT)
    reasons = {row.code: row for row in session.scalars(sa.select(DelayReason))}
    for values in delay_reason_rows():
        _write(session, DelayReason, values, row=reasons.get(values["code"]), kept=())


@lru_cache(maxsize=1)
def outcome_rows() -> tuple[Mapping[str, Any], ...]:  # Any: a row holds values of every column type
    """The outcome tree of the file, as complete rows of `models.Outcome`, in the order of the file."""
    return tuple(_outcome_row(code, given) for code, given in _read("outcomes.toml").items())


@lru_cache(maxsize=1)
def delay_reason_rows() -> tuple[Mapping[str, Any], ...]:  # Any: as above
    """The delay reasons of the file, as complete rows of `models.DelayReason`."""
    return tuple(
        {"code": code, "label_es": given["es"], "label_en": given["en"], "position": position}
        for position, (code, given) in enumerate(_read("delay_reasons.toml").items(), start=1)
    )


def all_outcomes(session: Session) -> dict[str, Outcome]:
    """Every result of the tree by code: one query."""
    return {row.code: row for row in session.scalars(sa.select(Outcome))}


def codes_that_bring(key: str) -> frozenset[str]:
    """Codes of the outcomes whose `requires` has a key: those of "promise" bring a promise."""
    return frozenset(row["code"] for row in outcome_rows() if key in row["requires"])


@dataclass(frozen=True)
class FormGroup:
    """One key of the form's first level: the results under its keys 1 to 9, and the rest under `0`."""

    group: OutcomeGroup
    key: int
    first: tuple[Outcome, ...]
    rest: tuple[Outcome, ...]


def form_groups(outcomes: Iterable[Outcome]) -> tuple[FormGroup, ...]:
    """The outcome form's two levels: groups on keys 1 to 3, results on 1 to 9, the rest under `0`."""
    offered = sorted((outcome for outcome in outcomes if outcome.on_form), key=lambda row: (row.position, row.code))
    return tuple(
        FormGroup(
            group=group,
            key=key,
            first=tuple(row for row in offered if row.group == group and row.position < 10),
            rest=tuple(row for row in offered if row.group == group and row.position >= 10),
        )
        for key, group in enumerate(FORM_GROUPS, start=1)
    )


def _read(name: str) -> dict[str, Any]:  # Any: what a TOML file holds
    with (_FILES / name).open("rb") as file:
        return tomllib.load(file)


def _outcome_row(code: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    hold, point = given.get("hold"), given.get("point_state")
    return {
        "code": code,
        "group": OutcomeGroup(code[:2]).value,
        "label_es": given["es"],
        "label_en": given["en"],
        "position": given["position"],
        "on_form": given.get("on_form", False),
        "event_kind": EventKind(given.get("event_kind", "none")),
        "is_conversation": given.get("is_conversation", False),
        "requires": given.get("requires", []),
        "hold": HoldKind(hold) if hold else None,
        "hold_days": given.get("hold_days"),
        "point_state": PointState(point) if point else None,
        "point_state_after": given.get("point_state_after", 1),
        "opts_out": given.get("opts_out"),
        "follow_days": given.get("follow_days"),
        "follow_minutes": given.get("follow_minutes"),
        "trains": given.get("trains", ""),
    }


def _write(
    session: Session,
    table: type[Outcome] | type[DelayReason],
    values: Mapping[str, Any],
    *,
    row: Outcome | DelayReason | None,
    kept: tuple[str, ...],
) -> None:
    if row is None:
        session.add(table(**values))
        return
    for name, value in values.items():
        if name not in kept and getattr(row, name) != value:
            setattr(row, name, value)
