"""What the contact gate's answer means for a place in the queue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workbench.domain.contact.verdict import SpokenRule, Verdict
from workbench.domain.days import day_of

Blocks = list[dict[str, Any]]
"""What a work item keeps of the rules that block it: `id`, the Spanish `text`, and where it has places that were
filled, its `template` and `values` for another language. Any: JSON."""


@dataclass(frozen=True, slots=True)
class CallAvailability:
    """Whether a customer may be called, from when, and why not before."""

    callable: bool
    callable_from: datetime | None
    blocked_by: Blocks


def opening_of(verdict: Verdict, *, on: date, zone: str, is_now: bool) -> CallAvailability:
    """What the gate's verdict means for the queue of a day.

    Asked about this moment, blocked is blocked, and the next opening says from when. Asked about a day to come, what
    opens on that day may be called then.
    """
    opens_at = verdict.next_allowed_at
    if not verdict.is_blocked:
        return CallAvailability(callable=True, callable_from=None, blocked_by=[])
    if not is_now and opens_at is not None and day_of(opens_at, zone) == on:
        return CallAvailability(callable=True, callable_from=opens_at, blocked_by=[])
    return CallAvailability(callable=False, callable_from=opens_at, blocked_by=blocks_of(verdict))


def blocks_of(verdict: Verdict) -> Blocks:
    """The rules that forbid it, as a work item keeps them."""
    return [_kept(rule) for rule in verdict.blocks]


def block_text(block: dict[str, Any], translate: Callable[[str], str] = str) -> str:
    """The words of a kept rule in another language: translated first and filled then."""
    values = block.get("values")
    text = translate(block["template"] if values else block["text"])
    return text % values if values else text


def _kept(rule: SpokenRule) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": rule.id, "text": rule.words()}
    return {**kept, "template": rule.text, "values": dict(rule.values)} if rule.values else kept
