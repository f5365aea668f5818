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
from workbench.domain.calls.attempts import ContactBlocked, open_attempt
from workbench.domain.calls.drafts import drop_draft, outcome_key
from workbench.domain.calls.follow_up import Consequences, follow_up
from workbench.domain.calls.form import FormIncomplete, OutcomeForm
from workbench.domain.calls.identity import call_to_record
from workbench.domain.calls.journal import journal
from workbench.domain.calls.requirements import form_problems, is_agreement
from workbench.domain.calls.undo import keep_trace, watch_outcome
from workbench.domain.contact import check_point, may_respond
from workbench.domain.queue import claim_for_contact
from workbench.domain.records import Actor, AuditEvent, keep_answer, kept_answer, record
from workbench.kernel.days import day_of
from workbench.queries.scope import account_for


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
    """Complete the person's open attempt, or the customer's call that they answered, with all that follows.

    Args:
        session: A write session; the caller commits.
        person: Who spoke.
        account_id: Within the person's scope.
        form: As filled in.
        now: Aware instant.
        calling_in: The customer called us.

    Raises:
        NotVisible: The account is not there for this person, or the number is not the customer's.
        FormIncomplete: Something is missing, or filled in that the outcome does not ask for; nothing was changed.
        KeyReused: The key belongs to another form.
        ItemTaken: A colleague has the customer.
        NoCallStarted: This person has no open call with the customer.
        IdentityNeeded: The outcome is a direct contact and the identity was not confirmed.
        ContactBlocked: The customer called us, and a hold forbids agreeing on money with them.
        RuleBroken: The promise is refused, see `workbench.domain.promises.actions`.

    """
    account = account_for(session, person, account_id, calling_in=calling_in)
    # One form at a time per customer, so that the same form sent twice at once finds its own answer.
    session.execute(sa.select(Customer.id).where(Customer.id == account.customer_id).with_for_update(key_share=True))
    drop_draft(session, person, account_id=account.id)
    key, fingerprint = outcome_key(person, form.idempotency_key), form.fingerprint(account_id=account.id)
    answered = kept_answer(session, key, fingerprint=fingerprint)
    if answered is not None:
        return replace(Recorded(**answered), repeated=True)
    check_point(session, account, form.contact_point_id)
    outcome = _checked(session, account, form, now=now)
    with journal(session) as told:
        watch_outcome(told, account_id=account.id, takes_promise="promise" in outcome.requires)
        interaction, brought = _complete_call(session, person, account, outcome=outcome, form=form, now=now)
        keep_trace(session, person, interaction, form=form, told=told, now=now)
    _record(session, person, interaction, brought=brought, form=form, now=now)
    recorded = Recorded(interaction_id=interaction.id, code=outcome.code, **asdict(brought))
    keep_answer(session, key, fingerprint=fingerprint, answer=asdict(recorded), now=now)
    return recorded


def _complete_call(  # noqa: PLR0913 - the facts of one outcome
    session: Session, person: Person, account: Account, *, outcome: Outcome, form: OutcomeForm, now: datetime
) -> tuple[Interaction, Consequences]:
    """The person's open call with its outcome, and what that brought."""
    item = claim_for_contact(session, person, customer_id=account.customer_id, now=now)
    interaction = _call(session, person, account, outcome=outcome, now=now)
    script = session.get(ScriptVersion, form.script_version_id) if form.script_version_id is not None else None
    _complete(interaction, form, now=now)
    interaction.work_item_id = interaction.work_item_id or (item.id if item is not None else None)
    # An unknown script id is dropped; the outcome is saved without it.
    interaction.script_version_id = script.id if script is not None else None
    session.flush()  # what follows refers to the interaction
    return interaction, follow_up(session, person, interaction, outcome=outcome, form=form, now=now)


def _checked(session: Session, account: Account, form: OutcomeForm, *, now: datetime) -> Outcome:
    outcome = session.get(Outcome, form.code) if form.code else None
    problems = form_problems(session, account, form, outcome=outcome, now=now)
    if problems or outcome is None:
        raise FormIncomplete(problems)
    return outcome


def _call(session: Session, person: Person, account: Account, *, outcome: Outcome, now: datetime) -> Interaction:
    """The open call that the outcome completes. Begun at another account of the customer, it moves to this one."""
    call = call_to_record(outcome.group, open_attempt(session, person, account_id=account.id, now=now))
    if call.direction is Direction.INBOUND and is_agreement(outcome):
        verdict = may_respond(session, account, at=now)
        if verdict.is_blocked:
            raise ContactBlocked(verdict)
    if call.account_id != account.id:
        zone = session.get_one(Portfolio, account.portfolio_id).timezone
        call.account_id, call.portfolio_id, call.known_on = account.id, account.portfolio_id, day_of(call.at, zone)
    return call


def _complete(interaction: Interaction, form: OutcomeForm, *, now: datetime) -> None:
    interaction.outcome_code = form.code
    interaction.ended_at = interaction.ended_at or now  # who hung up before stopped the clock then
    interaction.duration_s = max(0, round((interaction.ended_at - interaction.at).total_seconds()))
    interaction.contact_point_id = form.contact_point_id or interaction.contact_point_id
    interaction.delay_reason = form.delay_reason or None
    interaction.note = (form.note or "").strip() or None


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
