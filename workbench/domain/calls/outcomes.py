"""Recording an outcome: one transaction for the attempt and all that it brings.

The interaction, what follows from it (promise, call-back, claimed payment, hold, opt-out, state of the number), the
work item and one audit entry stand or fall together. The same form sent twice changes nothing and gets the same
answer. What an outcome brings stands in the outcome tree, see docs/outcomes.md.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Outcome, Portfolio, ScriptVersion
from models.enums import Direction
from workbench.access.person import Person
from workbench.domain.calls.attempts import open_attempt, start_attempt
from workbench.domain.calls.follow_up import Consequences, follow_up
from workbench.domain.calls.form import FieldProblem, FormIncomplete, OutcomeForm, missing_fields
from workbench.domain.calls.limits import form_problems
from workbench.domain.contact import check_point
from workbench.domain.queue import item_in_hand
from workbench.domain.records import Actor, AuditEvent, keep_answer, kept_answer, record
from workbench.kernel.days import day_of
from workbench.queries.scope import account_for

__all__ = [
    "FieldProblem",
    "FormIncomplete",
    "OutcomeForm",
    "Recorded",
    "form_problems",
    "missing_fields",
    "record_outcome",
]


@dataclass(frozen=True)
class Recorded:
    """What recording an outcome brought. `again_at` is when the same customer is called again today, as ISO text."""

    interaction_id: int
    code: str
    promise_id: int | None = None
    hold: str | None = None
    hold_until: str | None = None
    points_changed: int = 0
    item_id: int | None = None
    again_at: str | None = None
    repeated: bool = False


def record_outcome(  # noqa: PLR0913 - whose outcome, about whom, when
    session: Session, person: Person, *, account_id: int, form: OutcomeForm, now: datetime, calling_in: bool = False
) -> Recorded:
    """Complete the person's open attempt, or write the interaction where none was started, with all that follows.

    Args:
        session: A write session; the caller commits.
        person: Who spoke.
        account_id: Within the person's scope.
        form: As filled in.
        now: Aware instant.
        calling_in: The customer called us.

    Raises:
        NotVisible: The account is not there for this person, or the number is not the customer's.
        FormIncomplete: Something is missing; nothing was changed.
        KeyReused: The key belongs to another form.
        ContactBlocked, ReasonNeeded: No attempt was started, and the contact policy says no, or warns and the note
            is empty.
        RuleBroken: The promise is refused, see `workbench.domain.promises.actions`.

    """
    account = account_for(session, person, account_id, calling_in=calling_in)
    # One form at a time per customer, so that the same form sent twice at once finds its own answer.
    session.execute(sa.select(Customer.id).where(Customer.id == account.customer_id).with_for_update(key_share=True))
    key, fingerprint = f"outcome:{person.id}:{form.idempotency_key}", form.fingerprint(account_id=account.id)
    answered = kept_answer(session, key, fingerprint=fingerprint)
    if answered is not None:
        return replace(Recorded(**answered), repeated=True)
    check_point(session, account, form.contact_point_id)
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    outcome = _checked(session, account, form, now=now)
    script = session.get(ScriptVersion, form.script_version_id) if form.script_version_id is not None else None
    interaction = _interaction(session, person, account, form=form, now=now, portfolio=portfolio)
    _complete(interaction, form, now=now)
    # A script that a page made up is not worth losing the call over.
    interaction.script_version_id = script.id if script is not None else None
    session.flush()  # what follows refers to the interaction
    brought = follow_up(session, person, interaction, outcome=outcome, form=form, now=now)
    _record(session, person, interaction, brought=brought, form=form, now=now)
    recorded = Recorded(interaction_id=interaction.id, code=outcome.code, **asdict(brought))
    keep_answer(session, key, fingerprint=fingerprint, answer=asdict(recorded), now=now)
    return recorded


def _checked(session: Session, account: Account, form: OutcomeForm, *, now: datetime) -> Outcome:
    outcome = session.get(Outcome, form.code) if form.code else None
    problems = form_problems(session, account, form, outcome=outcome, now=now)
    if problems or outcome is None:
        raise FormIncomplete(problems)
    return outcome


def _interaction(  # noqa: PLR0913 - what the row is made of
    session: Session,
    person: Person,
    account: Account,
    *,
    form: OutcomeForm,
    now: datetime,
    portfolio: Portfolio,
) -> Interaction:
    if form.direction is Direction.OUTBOUND:
        opened = open_attempt(session, person, account_id=account.id, now=now)
        # Nothing reaches a customer past the gate: an attempt that was not started is started now, and asks it.
        return opened or start_attempt(
            session, person, account_id=account.id, contact_point_id=form.contact_point_id, channel=form.channel,
            now=now, reason=form.note,
        )  # fmt: skip
    item = item_in_hand(session, person, customer_id=account.customer_id)
    made = Interaction(
        portfolio_id=account.portfolio_id,
        customer_id=account.customer_id,
        account_id=account.id,
        at=now,
        known_at=now,
        known_on=day_of(now, portfolio.timezone),
        channel=form.channel,
        direction=form.direction,
        collector_id=person.id,
        work_item_id=item.id if item else None,
    )
    session.add(made)
    return made


def _complete(interaction: Interaction, form: OutcomeForm, *, now: datetime) -> None:
    interaction.outcome_code = form.code
    interaction.ended_at = interaction.ended_at or now  # who hung up before stopped the clock then
    interaction.duration_s = max(0, round((interaction.ended_at - interaction.at).total_seconds()))
    interaction.contact_point_id = form.contact_point_id or interaction.contact_point_id
    interaction.discussed_debt = form.discussed_debt
    interaction.delay_reason = form.delay_reason or None
    interaction.callback_at = form.callback_at
    interaction.claimed_amount, interaction.claimed_on = form.claimed_amount, form.claimed_on
    interaction.note = (form.note or "").strip() or None
    if form.claimed_reference:
        interaction.attributes = {**(interaction.attributes or {}), "claimed_reference": form.claimed_reference}


def _record(  # noqa: PLR0913 - what the entry says
    session: Session,
    person: Person,
    interaction: Interaction,
    *,
    brought: Consequences,
    form: OutcomeForm,
    now: datetime,
) -> None:
    promise = {"amount": form.promise_amount, "due_on": _iso(form.promise_due_on)} if brought.promise_id else None
    after = {
        "outcome": interaction.outcome_code,
        "interaction_id": interaction.id,
        "promise": promise,
        "callback_at": _iso(form.callback_at),
        **{name: value for name, value in asdict(brought).items() if name != "promise_id"},
    }
    record(
        session,
        AuditEvent.OUTCOME_RECORDED,
        actor=Actor(person.id, person.email),
        subject=("account", interaction.account_id),
        now=now,
        after={name: value for name, value in after.items() if value not in (None, 0)},
    )


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()
