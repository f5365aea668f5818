"""Rows of interactions: what they say, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DelayReason, Outcome, User
from models.enums import Channel, Direction
from workbench.domain.days import day_of
from workbench.domain.imports.cells import (
    BadCell,
    needed,
    optional,
    read_choice,
    read_count,
    read_day,
    read_instant,
    shown,
)
from workbench.domain.imports.fact import Fact, amount_of
from workbench.domain.imports.places import Place
from workbench.domain.imports.report import Warnings
from workbench.domain.imports.shape import Shape
from workbench.domain.outcome_tree import all_outcomes
from workbench.domain.text import N_

PROMISES = "promise"
"""What `Outcome.requires` calls a promise."""


@dataclass(frozen=True)
class Vocabulary:
    """What interactions refer to: outcomes by code, codes of delay reasons, ids of users by e-mail."""

    outcomes: Mapping[str, Outcome]
    delay_reasons: frozenset[str]
    users: Mapping[str, int]
    warnings: Warnings

    @classmethod
    def load(cls, session: Session, warnings: Warnings) -> "Vocabulary":
        """Read it, once per import."""
        return cls(
            outcomes=all_outcomes(session),
            delay_reasons=frozenset(session.scalars(sa.select(DelayReason.code))),
            users={row.email: row.id for row in session.execute(sa.select(User.email, User.id))},
            warnings=warnings,
        )


def read_interaction(
    line: int, cells: Mapping[str, str], *, place: Place, shape: Shape, vocabulary: Vocabulary
) -> Fact:
    """An interaction, with the promise it brought where it brought one.

    Raises:
        BadCell: The first thing that is wrong with the row.

    """
    at = read_instant(needed(cells, "at"), "at", zone=place.zone)
    outcome = _outcome(cells, vocabulary)
    known_text = optional(cells, "known_at")
    known_at = read_instant(known_text, "known_at", zone=place.zone) if known_text else at
    direction, duration = optional(cells, "direction"), optional(cells, "duration_s")
    collector_id, collector_text = _collector(cells, vocabulary)
    return Fact(
        line,
        external_id=needed(cells, "external_id"),
        customer=needed(cells, "customer_external_id"),
        place=place,
        values={
            "at": at,
            "known_at": known_at,
            "known_on": day_of(known_at, place.zone),
            "channel": read_choice(needed(cells, "channel"), "channel", among=Channel),
            "direction": read_choice(direction, "direction", among=Direction) if direction else Direction.OUTBOUND,
            "outcome_code": outcome.code,
            "collector_id": collector_id,
            "collector_text": collector_text,
            "duration_s": read_count(duration, "duration_s") if duration else None,
            "delay_reason": _delay_reason(cells, vocabulary),
            "note": optional(cells, "note"),
            **_promise(cells, outcome, at=at, place=place, shape=shape),
            "attributes": shape.attributes(cells),
        },
    )


def _outcome(cells: Mapping[str, str], vocabulary: Vocabulary) -> Outcome:
    text = needed(cells, "outcome")
    found = vocabulary.outcomes.get(text.upper())
    if found is None:
        raise BadCell("outcome", N_("«%(value)s» no es un código del árbol de resultados."), value=shown(text))
    return found


def _delay_reason(cells: Mapping[str, str], vocabulary: Vocabulary) -> str | None:
    text = optional(cells, "delay_reason")
    if text is not None and text.upper() not in vocabulary.delay_reasons:
        raise BadCell("delay_reason", N_("«%(value)s» no es un código de motivo de atraso."), value=shown(text))
    return text.upper() if text else None


def _collector(cells: Mapping[str, str], vocabulary: Vocabulary) -> tuple[int | None, str | None]:
    text = optional(cells, "collector")
    if text is None:
        return None, None
    user_id = vocabulary.users.get(text.lower())
    if user_id is not None:
        return user_id, None
    vocabulary.warnings.add(
        N_("Gestiones cuyo gestor no es usuario, guardado como texto: %(count)s (la primera: %(value)s)."),
        value=shown(text),
    )
    return None, text


def _promise(cells: Mapping[str, str], outcome: Outcome, *, at: datetime, place: Place, shape: Shape) -> dict[str, Any]:
    """Amount and day of the promise; both empty where there is none."""
    amount_text, due_text = optional(cells, "promise_amount"), optional(cells, "promise_due_on")
    if amount_text is None and due_text is None:
        return {"promise_amount": None, "promise_due_on": None}
    if PROMISES not in outcome.requires:
        raise BadCell("promise_amount", N_("El resultado %(code)s no lleva promesa."), code=outcome.code)
    amount = amount_of(cells, "promise_amount", place=place, shape=shape)
    if amount <= 0:
        raise BadCell("promise_amount", N_("El monto de una promesa debe ser mayor que cero."))
    return {"promise_amount": amount, "promise_due_on": _due_on(cells, day_of(at, place.zone))}


def _due_on(cells: Mapping[str, str], made_on: date) -> date:
    due_on = read_day(needed(cells, "promise_due_on"), "promise_due_on")
    if due_on < made_on:
        raise BadCell("promise_due_on", N_("La promesa vence antes de haberse hecho."))
    return due_on
