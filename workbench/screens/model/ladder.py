"""The ladder of value on Modelo: by what calls may be ranked, which steps were taken, and why not the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from models import Portfolio
from workbench.domain.ranking import evidence_text, ladder_text
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_
from workbench.queries.model import ModelFile
from workbench.web.days import format_far_day
from workbench.web.formats import decimal, language, number
from workbench.web.money import format_money
from workbench.web.words import say

LOWEST = "points"
RUNGS: Mapping[str, str] = {
    LOWEST: N_("La probabilidad de que pague, por lo vencido"),
    "if_called": N_("Lo que entra si se le llama"),
    "effect": N_("Lo que suma la llamada"),
}


@dataclass(frozen=True)
class Rung:
    """A rung in words. `interval` are the two ends of what its calls add to those of the rung `over`, per call."""

    name: str
    ranks: bool
    why: str
    interval: tuple[str, str] | None
    over: str
    evidence: str | None


def rungs_of(file: ModelFile) -> list[Rung]:
    """The rungs of the last training from the lowest up; empty where it judged none."""
    report = file.training.report if file.training is not None else {}
    steps = report.get("ladder", [])
    if not steps:
        return []
    ranking = ranking_value(file)
    lowest = gettext("Es el punto de partida: ordena mientras ningún otro escalón demuestre más.")
    first = Rung(gettext(RUNGS[LOWEST]), ranking == LOWEST, lowest, None, "", None)
    return [first, *(_rung(step, file, ranks=step["value"] == ranking) for step in steps)]


def ranking_value(file: ModelFile) -> str | None:
    """The rung by which the last training's model ranks; None where another one ranks."""
    training = file.training
    if training is None or file.model is None or training.model_id != file.model.id:
        return None
    return str(training.report.get("value", LOWEST))


def _rung(step: Mapping[str, Any], file: ModelFile, *, ranks: bool) -> Rung:  # Any: JSON
    text, values = ladder_text(step, figure=figure)
    amounts = {"adds": step["values"].get("adds"), "gain": step["gain"]}
    written = {name: amount(minor, file.portfolio) for name, minor in amounts.items() if minor is not None}
    interval = step.get("interval")
    return Rung(
        name=gettext(RUNGS.get(step["value"], step["value"])),
        ranks=ranks,
        why=say(text, values | written),
        interval=(amount(interval[0], file.portfolio), amount(interval[1], file.portfolio)) if interval else None,
        over=gettext(RUNGS.get(step["values"].get("over"), RUNGS[LOWEST])),
        evidence=_evidence(step.get("evidence")),
    )


def _evidence(evidence: Mapping[str, Any] | None) -> str | None:  # Any: JSON
    if evidence is None:
        return None
    by = evidence.get("by")
    text, values = evidence_text(
        evidence, by=None if by is None else format_far_day(date.fromisoformat(by), language=language()), figure=figure
    )
    return say(text, values)


def figure(value: float, digits: int) -> str:
    """A figure with so many decimals, as the screen writes it."""
    return decimal(value, digits) if digits else number(round(value))


def amount(minor: float, portfolio: Portfolio) -> str:
    """An estimate of money, so whole units of the currency."""
    unit = 10 ** decimals_of(portfolio.currency)
    return format_money(round(minor / unit) * unit, portfolio.currency, locale=portfolio.locale)
