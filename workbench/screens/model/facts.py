"""The values that the templates of Modelo get: state, figures, drawings and history."""

from datetime import date
from typing import Any

from workbench.domain.ranking import ChampionPeriod, previous_champion, trouble_text, why_text
from workbench.kernel.days import day_of
from workbench.queries.model import ChampionLine, ModelFile
from workbench.screens.model import drawings, words
from workbench.screens.model.health import State, fresh_of, order_of, state_of, truth_of
from workbench.screens.model.ladder import LOWEST, rungs_of
from workbench.screens.model.weeks import weeks_box
from workbench.screens.model.worth import orders_box
from workbench.web.alarms import alarm_said
from workbench.web.formats import language
from workbench.web.moment import company_zone
from workbench.web.words import say

PERIODS_SHOWN = 8


def page(file: ModelFile, *, today: date) -> dict[str, Any]:  # Any: what templates are given
    """What one portfolio's page shows of its model.

    Args:
        file: What is known of what ranks.
        today: The company's day, for which scores are made.

    """
    card = file.model.card if file.model else {}
    order, truth, fresh = order_of(card), truth_of(card, file.alarm), fresh_of(file, today=today)
    return {
        "file": file,
        "state": state_of(file, order=order, truth=truth, fresh=fresh),
        "State": State,
        "order": order,
        "truth": truth,
        "fresh": fresh,
        "passed": [one is not None and one.is_fine for one in (order, truth, fresh)].count(True),
        "learned_from": learned_from(file),
        "lines": drawings.lines_of(card),
        "bins": card.get("bins", []),
        "weights": drawings.weights_of(card, language()),
        "orders": drawings.orders_of(card),
        "rungs": rungs_of(file),
        "is_by_chance_of_paying": card.get("value", LOWEST) == LOWEST,
        "worth": orders_box(file),
        "weeks": weeks_box(file),
        "alarm_says": alarm_said(file.alarm.figures) if file.alarm else "",
        "candidates": learned_from(file).get("candidates", []),
        "chosen": learned_from(file).get("chosen", file.model.family.value if file.model else None),
        "why": _why(file),
        "is_by_hand": _is_by_hand(file),
        "since": day_of(file.champion.since, company_zone()) if file.champion else None,
        "trouble": _trouble(file),
        "periods": file.periods[:PERIODS_SHOWN],
        "earlier": len(file.periods[PERIODS_SHOWN:]),
        "target": target(file),
        "words": words,
    }


def learned_from(file: ModelFile) -> dict[str, Any]:  # Any: JSON
    """Rows, window and figures of the champion's training; of the last training where no model ranks."""
    if file.model is not None:
        return file.model.card
    return file.training.report if file.training is not None else {}


def target(file: ModelFile) -> ChampionLine | None:
    """Who would rank after going back; None where there is nobody else."""
    back = previous_champion(
        [ChampionPeriod(one.id, one.model_id, one.since, one.until) for one in reversed(file.periods)]
    )
    return next((one for one in file.periods if back is not None and one.id == back.id), None)


def _why(file: ModelFile) -> str:
    """Why the last training ended as it did."""
    return say(*why_text(file.training.why)) if file.training is not None else ""


def _trouble(file: ModelFile) -> str:
    trouble = file.champion.trouble if file.champion is not None else None
    return say(*trouble_text(trouble)) if trouble is not None else ""


def _is_by_hand(file: ModelFile) -> bool:
    """Whether what ranks was chosen after the last training, so that the training's reason is not why it ranks."""
    if file.champion is None:
        return False
    return file.training is None or file.champion.since > file.training.at
