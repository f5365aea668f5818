"""The script region: which step is read, what may be answered to it, and what stays closed until identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from models.enums import OutcomeGroup
from scripts_library.choose import CONDITION_WORDS
from scripts_library.render import RenderedAnswer, RenderedBlock
from scripts_library.vocabulary import Listener, StepKind
from workbench.domain.scripts import Agreement, CallScript, call_script
from workbench.kernel.text import N_
from workbench.queries.call_rows import CallFile
from workbench.screens.call.forms import PAY_CHANNELS, ResultForm
from workbench.web.formats import language
from workbench.web.moment import now
from workbench.web.session import me

BEFORE_IDENTITY = {StepKind.GREETING, StepKind.IDENTITY}


@dataclass(frozen=True, kw_only=True)
class CallSoFar:
    """What is known of the call while it is on.

    Attributes:
        form: The outcome as it stands.
        group: Who is being spoken with, see `OutcomeGroup`; None where nothing was chosen.
        brings_promise: Whether the outcome chosen is a promise.
        is_identified: Whether the identity was confirmed.
        wants_identity: Whether the identity is what comes next, wherever the script stands.
        tells_debt: Whether data of the debt may be read out.

    """

    form: ResultForm
    group: str | None
    brings_promise: bool
    is_identified: bool
    wants_identity: bool
    tells_debt: bool


def script(
    session: Session, file: CallFile, asked: Mapping[str, str], *, call: CallSoFar
) -> dict[str, Any]:  # Any: what templates are given
    """The script chosen for the account and for who listens, at the step or response the address names."""
    found = call_script(
        session,
        file.account.id,
        language=language(),
        now=now(),
        collector=me(),
        recipient=Listener.THIRD_PARTY if call.group == OutcomeGroup.INDIRECT else Listener.DEBTOR,
        agreement=_agreement(call.form) if call.brings_promise else None,
        tells_debt=call.tells_debt,
    )
    call.form.script_version.data = str(found.version_id or "")
    step, reply = _place(found, asked, call)
    place = found.steps.index(step) if step else 0
    return {
        "script": found,
        "step": step,
        "reply": reply,
        "is_identified": call.is_identified,
        "is_locked": is_locked,
        "step_name": step_name,
        "answer_url": lambda answer: answer_url(answer, found, step, account_id=file.account.id),
        "previous_step": found.steps[place - 1].key if place else None,
        "next_step": found.steps[place + 1].key if step and place + 1 < len(found.steps) else None,
        "why_script": [gettext(CONDITION_WORDS[one]) for one in found.why],
    }


def answer_url(answer: RenderedAnswer, found: CallScript, step: RenderedBlock | None, *, account_id: int) -> str:
    """Where an answer leads: to a step or to a response under any step, with its outcome chosen if it has one."""
    place = found.place_of(answer.target)
    words = {"paso": step.key if step else None} if place is None else {"paso": place[0].key}
    if place is not None and place[1] is not place[0]:
        words["respuesta"] = place[1].key
    if answer.outcome:
        return url_for("call.outcome", account_id=account_id, codigo=answer.outcome, **words)
    return url_for("call.script", account_id=account_id, **words)


STEPS = {
    StepKind.GREETING: N_("Saludo"),
    StepKind.IDENTITY: N_("Identidad"),
    StepKind.DISCLOSURE: N_("Aviso"),
    StepKind.REASON: N_("Motivo"),
    StepKind.NEGOTIATE: N_("Negociar"),
    StepKind.CLOSING: N_("Cierre"),
}


def step_name(step: RenderedBlock) -> str:
    """One word for a step, for the row of steps; a step of a kind of its own keeps its title."""
    name = STEPS.get(step.kind)
    return str(gettext(name)) if name else step.title


def is_locked(step: RenderedBlock, *, is_identified: bool) -> bool:
    """Identity first: what comes after it stays closed until it is confirmed."""
    return not is_identified and step.kind not in BEFORE_IDENTITY


def _place(
    found: CallScript, asked: Mapping[str, str], call: CallSoFar
) -> tuple[RenderedBlock | None, RenderedBlock | None]:
    """The step to read and, where an answer led to one, the response under it; never past a closed step."""
    answered = found.place_of(asked.get("respuesta"))
    if answered is not None and not is_locked(answered[0], is_identified=call.is_identified):
        step, block = answered
        return step, (block if block is not step else None)
    return _step(found, asked.get("paso"), call), None


def _step(found: CallScript, asked: str | None, call: CallSoFar) -> RenderedBlock | None:
    """The step asked for if it is open; else the closing once a promise is being taken, else the first that is due."""
    openable = [one for one in found.steps if not is_locked(one, is_identified=call.is_identified)]
    if not openable:
        return None
    identity = next((one for one in openable if one.kind is StepKind.IDENTITY), None)
    if call.wants_identity and identity is not None:
        return identity
    wanted = next((one for one in openable if one.key == asked), None)
    closing = next((one for one in openable if one.kind is StepKind.CLOSING), None)
    if wanted is None and closing is not None and call.brings_promise:
        return closing
    due = next((one for one in openable if one.kind not in BEFORE_IDENTITY), None) if call.is_identified else None
    return wanted or due or openable[0]


def _agreement(form: ResultForm) -> Agreement:
    """What the form holds of a promise so far; the closing reads it back."""
    channel = PAY_CHANNELS.get(form.promise_channel.data or "")
    return Agreement(
        amount=form.promise_amount.data,
        due_on=form.promise_due_on.data,
        method=str(channel) if form.promise_channel.data else None,
    )
