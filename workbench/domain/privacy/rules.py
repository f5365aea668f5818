"""When a customer may be erased: what stands in the way, each with its sentence, and from which day it is possible."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.enums import HoldKind
from workbench.folding import fold
from workbench.kernel.days import months_later
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

LEAST_GROUND, LONGEST_GROUND = 5, 500

HOLDS_THAT_KEEP: Mapping[HoldKind, str] = {
    HoldKind.DISPUTE: N_("Hay un reclamo abierto: sus datos hacen falta para resolverlo."),
    HoldKind.CLAIMED_PAYMENT: N_("Dice que ya pagó y se está comprobando."),
    HoldKind.BANKRUPTCY: N_("Está en quiebra o insolvencia: sus datos hacen falta para ese proceso."),
    HoldKind.HANDED_OVER: N_("Su cuenta se entregó a otra instancia: sus datos hacen falta para ese proceso."),
    HoldKind.LEGAL: N_("Hay un proceso legal: sus datos hacen falta para él."),
}
"""Holds on contact that also keep the data."""


class ErasureRefused(RuleBroken):
    """A customer cannot be erased, or not so. `field` is the field of the form that is wrong, where it is one."""

    rule = "privacy.erasure"

    def __init__(self, reason: str, *, field: str | None = None, **values: Any) -> None:  # Any: see `RuleBroken`
        """Keep the field beside the reason."""
        super().__init__(reason, **values)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class ErasureFacts:
    """What decides whether a customer may be erased.

    Args:
        owes_in: Names of the portfolios in which something is open.
        credit_in: Names of the portfolios in which something is in the customer's favour.
        is_unsettled: Balances wait to be computed.
        kept_until: The last day on which law or terms ask to keep the data; None where nothing does.
        holds: Kinds of holds in force.
        retention_hold_on: Since when the data is kept by order.
        open_promises: How many.
        open_requests: Requests of the customer, other than for erasure, that wait for an answer.
        is_attended: A colleague works on the customer now.
        is_importing: A file is being imported.
        is_erased: It was done before.

    """

    owes_in: tuple[str, ...] = ()
    credit_in: tuple[str, ...] = ()
    is_unsettled: bool = False
    kept_until: date | None = None
    holds: frozenset[HoldKind] = frozenset()
    retention_hold_on: date | None = None
    open_promises: int = 0
    open_requests: int = 0
    is_attended: bool = False
    is_importing: bool = False
    is_erased: bool = False


@dataclass(frozen=True)
class ErasureObstacle:
    """One thing that stands in the way of an erasure, with its sentence."""

    id: str
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)  # Any: names and days


def kept_until(last_moved_on: date, *, keep_days: int, law_months: int, today: date) -> date | None:
    """The last day on which the data of an account is to be kept, by the terms and the law; None once it is over."""
    until = max(last_moved_on + timedelta(days=keep_days), months_later(last_moved_on, law_months))
    return until if until >= today and until > last_moved_on else None


def obstacles(facts: ErasureFacts) -> list[ErasureObstacle]:
    """Everything that stands in the way of an erasure, the gravest first; none: it may be done."""
    if facts.is_erased:
        return [ErasureObstacle("erased", N_("Sus datos ya se borraron."))]
    owes_in, credit_in = ", ".join(facts.owes_in), ", ".join(facts.credit_in)
    possible_on = facts.kept_until + timedelta(days=1) if facts.kept_until is not None else None
    checks: tuple[tuple[object, str, str, dict[str, Any]], ...] = (
        (owes_in, "debt", N_("No se puede borrar mientras deba en %(where)s."), {"where": owes_in}),
        (facts.is_unsettled, "unsettled", N_("Sus saldos esperan el próximo cálculo: mire de nuevo después."), {}),
        (
            credit_in,
            "credit",
            N_("Tiene saldo a favor en %(where)s: aplíquelo o devuélvalo antes."),
            {"where": credit_in},
        ),
        *((kind in facts.holds, f"hold_{kind}", text, {}) for kind, text in HOLDS_THAT_KEEP.items()),
        (
            facts.retention_hold_on,
            "retention_hold",
            N_("Hay una orden de conservar sus datos desde %(day)s: levántela antes."),
            {"day": facts.retention_hold_on},
        ),
        (
            possible_on,
            "kept",
            N_("La ley o los plazos de conservación piden guardar sus datos todavía. Se puede desde: %(day)s."),
            {"day": possible_on},
        ),
        (facts.open_promises, "promise", N_("Tiene una promesa abierta."), {}),
        (facts.open_requests, "request", N_("Tiene peticiones sin responder: respóndalas antes."), {}),
        (facts.is_attended, "attended", N_("Un colega lo está atendiendo ahora."), {}),
        (facts.is_importing, "importing", N_("Se está importando un archivo: espere a que termine."), {}),
    )
    return [ErasureObstacle(id_, reason, values) for applies, id_, reason, values in checks if applies]


def possible_from(facts: ErasureFacts, *, today: date) -> date | None:
    """The first day on which an erasure is possible; None while something stands in the way that no day ends."""
    if {one.id for one in obstacles(facts)} - {"kept"}:
        return None
    return today if facts.kept_until is None else facts.kept_until + timedelta(days=1)


def why_not_asked(typed_name: str, ground: str, *, name: str) -> ErasureRefused | None:
    """Who asks types the customer's name, so that it is no slip, and says why."""
    if fold(typed_name) != fold(name):
        return ErasureRefused(N_("El nombre no es el del cliente: escríbalo como aparece arriba."), field="typed_name")
    if len(ground.strip()) < LEAST_GROUND:
        return ErasureRefused(N_("Diga por qué se borra: quién lo pidió y cuándo."), field="ground")
    if len(ground) > LONGEST_GROUND:
        return ErasureRefused(N_("El motivo pasa de %(limit)s letras: acórtelo."), field="ground", limit=LONGEST_GROUND)
    return None


def why_not_confirmed(asked_by: int | None, person_id: int, *, typed_name: str, name: str) -> ErasureRefused | None:
    """Another person than who asked confirms, and types the name too."""
    if asked_by == person_id:
        return ErasureRefused(N_("La confirma otra persona: usted la pidió."))
    if fold(typed_name) != fold(name):
        return ErasureRefused(N_("El nombre no es el del cliente: escríbalo como aparece arriba."), field="typed_name")
    return None
