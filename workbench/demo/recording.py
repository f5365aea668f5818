"""Interactions as rows of the import format, with who made them."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from workbench.demo.debts import Debt, Promise
from workbench.demo.life import Life, iso
from workbench.demo.plans import HERE

_AWAY = 0.08  # a colleague of the team steps in
_NOTED = 0.6


@dataclass(frozen=True, slots=True)
class Interaction:
    """One attempt or message: what came of it (domain code), when at the customer's place, and what was said."""

    outcome: str
    day: int
    minute: int
    channel: str = "call"
    direction: str = "outbound"
    seconds: int | None = None
    reason: str = ""
    promise: Promise | None = None
    callback: tuple[int, int] | None = None


def record(life: Life, debt: Debt, said: Interaction) -> None:
    """Leave the interaction as a row. Messages that a machine sends have no collector."""
    promise, rng = said.promise, life.rng
    by_person = said.channel in {"call", "other"}
    notes = _notes().get(said.outcome, ()) if by_person else ()
    life.interactions.append(
        {
            "external_id": f"G-{life.customer.external_id}-{len(life.interactions) + 1:04d}",
            "customer_external_id": life.customer.external_id,
            "portfolio": debt.portfolio.code,
            "at": life.instant(said.day, said.minute).isoformat(),
            "channel": said.channel,
            "direction": said.direction,
            "outcome": said.outcome,
            "collector": _collector(life, debt, said.day) if by_person else "",
            "duration_s": "" if said.seconds is None else str(said.seconds),
            "delay_reason": said.reason,
            "promise_amount": debt.portfolio.written(promise.amount) if promise else "",
            "promise_due_on": iso(promise.due) if promise else "",
            "number": life.number() if said.channel == "call" else "",
            "callback_at": life.instant(*said.callback).isoformat() if said.callback else "",
            "note": rng.choice(notes) if notes and rng.random() < _NOTED else "",
        }
    )


def _collector(life: Life, debt: Debt, day: int) -> str:
    owner = debt.owner_on(day)
    if owner and life.rng.random() >= _AWAY:
        return owner
    return life.rng.choice(life.colleagues[debt.portfolio.team])


@lru_cache(maxsize=1)
def _notes() -> dict[str, list[str]]:
    notes: dict[str, list[str]] = tomllib.loads((HERE / "notes.toml").read_text(encoding="utf-8"))
    return notes
