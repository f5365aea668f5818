"""Reasons as they are told: one sentence for every family of features, with what its features add together.

What is stored stays exact, line by line; here lines that say nearly the same become one sentence that answers «¿por qué
llamarlo hoy?». What raises the account comes first, the weightiest before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.enums import Lane
from scoring.words import FAMILY_OF
from workbench.domain.queue.reasons.model_sentences import MOST_COUNTED, model_phrase
from workbench.domain.queue.reasons.phrases import AboutAmount, ReasonSentence, ago, span
from workbench.domain.queue.reasons.points_sentences import points_phrase
from workbench.kernel.text import N_

STARTS = frozenset({"base", "usual", "rest"})
"""Lines that make the sum whole and are no reason of an account."""

_FAMILY_OF_POINTS = {
    "amount": "size",
    "last_payment": "paying",
    "part_paid": "paying",
    "promises_kept": "promises",
    "promises_broken": "promises",
    "phone": "phone",
    "reached": "reach",
    "unanswered": "reach",
    "follow_up": "agreed",
    "callback": "agreed",
}

BY_RULES = "rules"
DIRECTIONS: Mapping[str, tuple[str, str]] = {
    BY_RULES: (N_("suma puntos"), N_("resta puntos")),
    "points": (N_("es más probable que pague"), N_("es menos probable que pague")),
    "if_called": (N_("si se le llama, es más probable que pague"), N_("si se le llama, es menos probable que pague")),
    "effect": (N_("una llamada logra más"), N_("una llamada logra menos")),
}
"""What it means that a reason raises or lowers an account, by what the account is ranked."""

_OF_LANE = {
    Lane.CALLBACK: ("agreed", N_("Pidió que lo llamaran a esta hora")),
    Lane.PROMISE_DUE: ("promises", N_("Prometió pagar hoy")),
    Lane.PROMISE_BROKEN: ("promises", N_("Prometió y no entró el pago")),
    Lane.LOCATE: ("phone", N_("No tiene un teléfono que sirva")),
}


@dataclass(frozen=True)
class ItemFacts:
    """What is known of an item beside its reasons. Amounts are minor units; no lane: only the reasons are told."""

    lane: Lane | None = None
    days_past_due: int | None = None
    open_amount: int | None = None


NO_FACTS = ItemFacts()


@dataclass(frozen=True)
class ToldReason:
    """One sentence, the family it is of and what the family adds; none where the lane itself is the reason."""

    family: str
    sentence: ReasonSentence
    contribution: float | None

    @property
    def raises(self) -> bool:
        """Whether it moves the account up."""
        return self.contribution is None or self.contribution > 0


def reason_phrase(feature: str, value: Any) -> ReasonSentence:  # Any: a stored value
    """The sentence of one stored line. A feature of an earlier version is said without its name."""
    found = points_phrase(feature, value) if feature in _FAMILY_OF_POINTS else model_phrase(feature, value)
    return found or points_phrase(feature, value) or ReasonSentence(N_("Otro dato de la cuenta"))


def direction_of(scorer: str, value: str) -> tuple[str, str]:
    """What it means to raise and to lower the account, both marked for translation.

    Args:
        scorer: `rules` or `model`, as `WorkItem.scorer` has it.
        value: `points`, `if_called` or `effect`, as `WorkItem.value` has it.

    """
    return DIRECTIONS.get(value if scorer == "model" else BY_RULES, DIRECTIONS["points"])


def told_reasons(lines: Iterable[Mapping[str, Any]], facts: ItemFacts = NO_FACTS) -> list[ToldReason]:
    """The reasons of an item in the order in which they are told.

    First what the lane says (a promise that falls due, a call-back), then the families that raise the account, then
    those that lower it; each by what it adds. A family whose features cancel out to nothing is not told.

    Args:
        lines: As `WorkItem.reasons` has them: feature, value, contribution.
        facts: Of the item.

    """
    families = _families(lines)
    told = [
        ToldReason(name, _phrase_of(name, family, facts), family.total)
        for name, family in families.items()
        if family.total
    ]
    told = _with_habit(told, families, facts)
    told.sort(key=lambda one: (not one.raises, -abs(one.contribution or 0)))
    return _with_lane(told, families, facts)


@dataclass
class _Family:
    """The lines of one family: value by feature, the leading feature and the sum."""

    values: dict[str, Any]
    leads: str
    weight: float
    total: float


def _families(lines: Iterable[Mapping[str, Any]]) -> dict[str, _Family]:
    found: dict[str, _Family] = {}
    for line in lines:
        feature, part = line["feature"], line["contribution"]
        if feature in STARTS:
            continue
        name = FAMILY_OF.get(feature) or _FAMILY_OF_POINTS.get(feature, feature)
        family = found.setdefault(name, _Family({}, feature, 0.0, 0.0))
        family.values[feature] = line["value"]
        family.total += part
    for family in found.values():
        family.total = round(family.total, 9)
    _choose_leads(found, lines)
    return found


def _choose_leads(families: Mapping[str, _Family], lines: Iterable[Mapping[str, Any]]) -> None:
    """The feature that speaks for a family: the weightiest of those that point where the family does."""
    for line in lines:
        feature, part = line["feature"], line["contribution"]
        if feature in STARTS:
            continue
        family = families[FAMILY_OF.get(feature) or _FAMILY_OF_POINTS.get(feature, feature)]
        if part * family.total > 0 and abs(part) > family.weight:
            family.leads, family.weight = feature, abs(part)


def _phrase_of(name: str, family: _Family, facts: ItemFacts) -> ReasonSentence:
    together = _TOGETHER.get(name)
    said = together(family, facts) if together else None
    return said or reason_phrase(family.leads, family.values[family.leads])


def _arrears(family: _Family, facts: ItemFacts) -> ReasonSentence | None:
    days = _days_late(family, facts)
    return reason_phrase("days_past_due", days) if days is not None and days > 0 else None


def _days_late(family: _Family | None, facts: ItemFacts) -> int | None:
    known = family.values.get("days_past_due") if family else None
    return known if isinstance(known, int) else facts.days_past_due


def _size(family: _Family, facts: ItemFacts) -> ReasonSentence | None:
    amount = family.values.get("open_amount") or facts.open_amount
    if "amount" in family.values or not amount:
        return None
    items = family.values.get("items")
    if isinstance(items, int) and 1 < items < MOST_COUNTED["items"]:
        values = {"amount": AboutAmount(amount), "items": items}
        return ReasonSentence(N_("Debe unos %(amount)s en %(items)s facturas"), values)
    return ReasonSentence(N_("Debe en total unos %(amount)s"), {"amount": AboutAmount(amount)})


def _paying(family: _Family, _: ItemFacts) -> ReasonSentence | None:
    days, amount = family.values.get("since_payment"), family.values.get("last_paid_amount")
    if days is None or not amount or family.leads == "paid_share_open":
        return None
    return ReasonSentence(N_("Pagó unos %(amount)s %(when)s"), {"amount": AboutAmount(amount), "when": ago(days)})


def _kept_of(family: _Family, *, kept: str, broken: str) -> ReasonSentence | None:
    kept_count, broken_count = family.values.get(kept), family.values.get(broken)
    if not kept_count or not broken_count or max(kept_count, broken_count) >= MOST_COUNTED["kept"]:
        return None
    return ReasonSentence(
        N_("Cumplió %(kept)s de %(all)s promesas"), {"kept": kept_count, "all": kept_count + broken_count}
    )


def _promises(family: _Family, _: ItemFacts) -> ReasonSentence | None:
    if family.leads in {"promise_due", "since_promise"}:
        return reason_phrase("promise_due", family.values["promise_due"]) if "promise_due" in family.values else None
    of_rules = _kept_of(family, kept="promises_kept", broken="promises_broken")
    return of_rules or _kept_of(family, kept="kept", broken="broken")


_TOGETHER = {"arrears": _arrears, "size": _size, "paying": _paying, "promises": _promises}


def _with_habit(told: list[ToldReason], families: Mapping[str, _Family], facts: ItemFacts) -> list[ToldReason]:
    """«Venció hace 17 días; suele pagar a los 20»: both in one where they point the same way.

    How far beyond their habit they are is an age too: it is told with the other age, whichever way each points.
    """
    by_name = {one.family: one for one in told}
    arrears, habit = by_name.get("arrears"), by_name.get("habit")
    if arrears is None or habit is None:
        return told
    if arrears.raises != habit.raises and families["habit"].leads != "beyond_usual":
        return told
    days = _days_late(families["arrears"], facts)
    usual = _usual_delay(families["habit"], days)
    if days is None or days <= 0 or usual is None:
        return told
    total = round((arrears.contribution or 0) + (habit.contribution or 0), 9)
    both = [ToldReason("arrears", _age_and_habit(days, usual), total)] if total else []
    return [*both, *[one for one in told if one not in (arrears, habit)]]


def _age_and_habit(days: int, usual: int) -> ReasonSentence:
    """When it fell due, and on which day from the due day the customer usually pays."""
    near = {
        1: N_("Venció %(when)s; suele pagar al día siguiente"),
        0: N_("Venció %(when)s; suele pagar el día que vence"),
    }
    if usual > 1:
        text = N_("Venció %(when)s; suele pagar a los %(span)s")
        return ReasonSentence(text, {"when": ago(days), "span": span(usual)})
    return ReasonSentence(near.get(usual, N_("Venció %(when)s; suele pagar antes de vencer")), {"when": ago(days)})


def _usual_delay(habit: _Family, days: int | None) -> int | None:
    usual, beyond = habit.values.get("mean_days_late"), habit.values.get("beyond_usual")
    if isinstance(usual, int):
        return usual
    return days - beyond if days is not None and isinstance(beyond, int) else None


def _with_lane(told: list[ToldReason], families: Mapping[str, _Family], facts: ItemFacts) -> list[ToldReason]:
    """What the lane says stands first, in the place of what the model says of the same family."""
    if facts.lane is None or facts.lane not in _OF_LANE:
        return told
    name, text = _OF_LANE[facts.lane]
    phrase = ReasonSentence(text)
    if facts.lane is Lane.PROMISE_BROKEN and name in families:
        phrase = _broken(families[name].values.get("promise_due")) or phrase
    return [ToldReason(name, phrase, None), *[one for one in told if one.family != name]]


def _broken(days: Any) -> ReasonSentence | None:  # Any: a stored value
    if not isinstance(days, int) or days < 1:
        return None
    if days == 1:
        return ReasonSentence(N_("Prometió para ayer y no entró"))
    return ReasonSentence(N_("Prometió y no entró: el plazo pasó %(when)s"), {"when": ago(days)})
