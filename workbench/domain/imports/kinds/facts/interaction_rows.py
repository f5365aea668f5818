"""Rows of interactions: what they say, and what is wrong with them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import DelayReason, Outcome, User
from models.enums import Channel, Direction
from scoring.hours import LEAST_TRIES, MOST_SHARE
from workbench.domain.calls import all_outcomes
from workbench.domain.imports.engine.amounts import positive_reader
from workbench.domain.imports.engine.cells import (
    BadCell,
    choice_reader,
    code_reader,
    instant_reader,
    read_count,
    read_day,
    shown,
)
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.shape import Shape
from workbench.domain.imports.engine.sheet import MISSING, Sheet
from workbench.domain.imports.kinds.facts.facts import Facts, known_from_instant
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.domain.imports.kinds.words import CHANNELS, DIRECTIONS
from workbench.folding import fold
from workbench.kernel.agreements import last_callback_day
from workbench.kernel.days import day_of, end_of_day, start_of_day
from workbench.kernel.text import N_

PROMISE, CALLBACK = "promise", "callback"
"""What `Outcome.requires` calls a promise and a call-back."""

_NO_OUTCOME = N_(
    "«%(value)s» no es un código del árbol de resultados: escriba uno, como NC-NCT, o diga en la "
    "correspondencia cuál es."
)
_NO_REASON = N_("«%(value)s» no es un código de motivo de atraso: escriba uno, como R02, o déjelo vacío.")
_NOT_POSITIVE = N_("El monto de una promesa debe ser mayor que cero y dice «%(value)s»: corríjalo.")


@dataclass(frozen=True)
class Vocabulary:
    """What interactions refer to: outcomes by code, codes of delay reasons, ids of users by e-mail."""

    outcomes: Mapping[str, Outcome]
    delay_reasons: frozenset[str]
    users: Mapping[str, int]
    warnings: Warnings
    called: Mapping[str, str] = field(default_factory=dict)
    """Codes of outcomes by what they are called in Spanish or English; names that several have are none."""

    @classmethod
    def load(cls, session: Session, warnings: Warnings) -> "Vocabulary":
        """Read it, once per import."""
        outcomes = all_outcomes(session)
        labels = {(fold(label), code) for code, one in outcomes.items() for label in (one.label_es, one.label_en)}
        times = Counter(label for label, _ in labels)
        return cls(
            outcomes=outcomes,
            called={label: code for label, code in labels if times[label] == 1},
            delay_reasons=frozenset(session.scalars(sa.select(DelayReason.code))),
            users=dict(session.execute(sa.select(User.email, User.id)).all()),
            warnings=warnings,
        )


def read_interactions(sheet: Sheet, place: ImportPortfolio, shape: Shape, *, vocabulary: Vocabulary) -> Facts:
    """Interactions, with the promises they brought."""
    at = sheet.read_needed("at", instant_reader(place.zone))
    outcomes = sheet.read_needed("outcome", code_reader(vocabulary.outcomes, _NO_OUTCOME, vocabulary.called))
    users, texts = _collectors(sheet, vocabulary)
    values = {
        "at": at,
        **known_from_instant(sheet, place, at),
        "channel": sheet.read_needed("channel", choice_reader(Channel, CHANNELS)),
        "direction": sheet.read("direction", choice_reader(Direction, DIRECTIONS), empty=Direction.OUTBOUND),
        "outcome_code": outcomes,
        "collector_id": users,
        "collector_text": texts,
        "duration_s": sheet.read("duration_s", read_count),
        "delay_reason": sheet.read("delay_reason", code_reader(vocabulary.delay_reasons, _NO_REASON)),
        "note": sheet.read("note", str),
        "promise_amount": sheet.read("promise_amount", positive_reader(place.decimals, _NOT_POSITIVE)),
        "promise_due_on": sheet.read("promise_due_on", read_day),
        "callback_at": _callbacks(sheet, place),
        "attributes": shape.attributes(sheet),
    }
    _warn_of_hours(values, place, vocabulary.warnings)
    _check_callbacks(sheet, at, outcomes=outcomes, agreed=values["callback_at"], place=place, vocabulary=vocabulary)
    _check_promises(sheet, at, outcomes=outcomes, due=values["promise_due_on"], place=place, vocabulary=vocabulary)
    return Facts.of(sheet, place, values)


def has_hour(at: datetime, zone: str) -> bool:
    """Whether an instant in UTC tells the hour: not at the end of a local day, nor at midnight here or in Greenwich.

    A day without a time is read as its local end; other programs make midnight of it.
    """
    if at.second not in {0, 59}:
        return True
    local = at.astimezone(ZoneInfo(zone))
    return time.min not in {at.time(), local.time()} and at != end_of_day(local.date(), zone)


def _warn_of_hours(values: Mapping[str, Sequence[Any]], place: ImportPortfolio, warnings: Warnings) -> None:
    """Say of calls that no hour is known of them: they do not count for the hours at which customers answer."""
    rows = zip(values["at"], values["channel"], values["direction"], strict=True)
    calls = [
        at for at, channel, direction in rows if at and channel is Channel.CALL and direction is Direction.OUTBOUND
    ]
    timed = [at for at in calls if has_hour(at, place.zone)]
    if len(timed) < len(calls):
        text = N_(
            "Llamadas sin hora, solo con el día: %(count)s. No cuentan para saber a qué hora contesta cada cliente."
        )
        warnings.add(text, count=len(calls) - len(timed))
    by_hour = Counter(at.hour for at in timed)
    if len(timed) >= LEAST_TRIES and max(by_hour.values()) > MOST_SHARE * len(timed):
        (hour, count), *_ = by_hour.most_common(1)
        local = next(at for at in timed if at.hour == hour).astimezone(ZoneInfo(place.zone))
        text = N_(
            "Llamadas con la misma hora (las %(hour)s): %(count)s. Parece puesta por el sistema de origen; si casi "
            "todas la llevan, no cuentan para saber a qué hora contesta cada cliente."
        )
        warnings.add(text, count=count, hour=local.hour)


def _collectors(sheet: Sheet, vocabulary: Vocabulary) -> tuple[list[int | None], list[str | None]]:
    """Users by their e-mail; whoever is none stays as text, with one warning for all."""
    texts = sheet.texts("collector")
    users = [vocabulary.users.get(text.lower()) if text else None for text in texts]
    unknown = [text if text and user is None else None for text, user in zip(texts, users, strict=True)]
    if count := len(unknown) - unknown.count(None):
        vocabulary.warnings.add(
            N_("Gestiones cuyo gestor no es usuario, guardado como texto: %(count)s (el primero: %(value)s)."),
            count=count,
            value=shown(next(text for text in unknown if text)),
        )
    return users, unknown


def _callbacks(sheet: Sheet, place: ImportPortfolio) -> list[datetime | None]:
    """The hours of agreed calls; a day without an hour is its first minute, so that the call is due all that day."""
    read = sheet.read("callback_at", instant_reader(place.zone))
    texts = sheet.texts("callback_at")
    return [
        start_of_day(day_of(at, place.zone), place.zone) if at and text and len(text) <= len("2026-11-18") else at
        for at, text in zip(read, texts, strict=True)
    ]


def _check_callbacks(  # noqa: PLR0913 - what a call-back is judged by
    sheet: Sheet,
    at: Sequence[datetime],
    *,
    outcomes: Sequence[str],
    agreed: Sequence[datetime | None],
    place: ImportPortfolio,
    vocabulary: Vocabulary,
) -> None:
    """An agreed call is of an outcome that asks for one, on a day from the interaction's to the last one allowed."""
    for row, hour in enumerate(agreed):
        if hour is None or row in sheet.bad:
            continue
        made_on, called_on = day_of(at[row], place.zone), day_of(hour, place.zone)
        if CALLBACK not in vocabulary.outcomes[outcomes[row]].requires:
            reason = N_(
                "El resultado %(code)s no lleva llamada acordada: deje «callback_at» vacío o corrija el resultado."
            )
            sheet.refuse(row, BadCell(reason, column="callback_at", code=outcomes[row]))
        elif called_on < made_on:
            sheet.refuse(
                row,
                BadCell(
                    N_("La llamada acordada es anterior a la gestión: corrija una de las dos fechas."),
                    column="callback_at",
                ),
            )
        elif called_on > last_callback_day(made_on):
            reason = N_(
                "La llamada acordada queda demasiado lejos de la gestión: puede ser hasta sesenta días después."
            )
            sheet.refuse(row, BadCell(reason, column="callback_at"))


def _check_promises(  # noqa: PLR0913 - what a promise is judged by
    sheet: Sheet,
    at: Sequence[datetime],
    *,
    outcomes: Sequence[str],
    due: Sequence[date | None],
    place: ImportPortfolio,
    vocabulary: Vocabulary,
) -> None:
    """A promise has an amount and a day, not before it was made, and an outcome that is a promise."""
    amounts, days = sheet.texts("promise_amount"), sheet.texts("promise_due_on")
    for row, (amount, day) in enumerate(zip(amounts, days, strict=True)):
        if not (amount or day) or row in sheet.bad:
            continue
        due_on = due[row]
        if PROMISE not in vocabulary.outcomes[outcomes[row]].requires:
            reason = N_(
                "El resultado %(code)s no lleva promesa: deje vacíos su monto y su día, o escriba un "
                "resultado que sea promesa, como CD-PDP."
            )
            sheet.refuse(row, BadCell(reason, column="promise_amount", code=outcomes[row]))
        elif not (amount and day):
            sheet.refuse(row, BadCell(MISSING, column="promise_due_on" if amount else "promise_amount"))
        elif due_on and due_on < day_of(at[row], place.zone):
            sheet.refuse(
                row,
                BadCell(
                    N_("La promesa vence antes de haberse hecho: corrija su día o el de la gestión."),
                    column="promise_due_on",
                ),
            )
