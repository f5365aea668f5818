"""The call: attempts, identity, the form of the outcome, and what an outcome brings."""

from workbench.domain.calls.amounts import SHOW_FOR, ask_amounts, may_tell_debt, shows_amounts
from workbench.domain.calls.attempts import (
    ContactBlocked,
    NumberNeeded,
    ReasonNeeded,
    keep_call,
    start_attempt,
    start_inbound,
)
from workbench.domain.calls.drafts import customers_with_draft, draft_of, drop_draft, forget_drafts, keep_draft
from workbench.domain.calls.foreseen import NumberFate, OutcomeEffect, foresee
from workbench.domain.calls.form import FormIncomplete, OutcomeForm
from workbench.domain.calls.identity import (
    IdentityDatum,
    IdentityNeeded,
    IdentityNotConfirmed,
    NoCallStarted,
    call_missing,
    confirm_identity,
    hang_up,
    is_identified,
)
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.calls.requirements import fields_of
from workbench.domain.calls.tree import FORM_GROUPS, all_outcomes, codes_that_bring, load_outcomes
from workbench.domain.calls.undo import UNDO_FOR, UndoRefusedNow, forget_traces, saved_lately, undo_outcome

__all__ = [
    "FORM_GROUPS",
    "SHOW_FOR",
    "UNDO_FOR",
    "ContactBlocked",
    "FormIncomplete",
    "IdentityDatum",
    "IdentityNeeded",
    "IdentityNotConfirmed",
    "NoCallStarted",
    "NumberFate",
    "NumberNeeded",
    "OutcomeEffect",
    "OutcomeForm",
    "ReasonNeeded",
    "UndoRefusedNow",
    "all_outcomes",
    "ask_amounts",
    "call_missing",
    "codes_that_bring",
    "confirm_identity",
    "customers_with_draft",
    "draft_of",
    "drop_draft",
    "fields_of",
    "foresee",
    "forget_drafts",
    "forget_traces",
    "hang_up",
    "is_identified",
    "keep_call",
    "keep_draft",
    "load_outcomes",
    "may_tell_debt",
    "record_outcome",
    "saved_lately",
    "shows_amounts",
    "start_attempt",
    "start_inbound",
    "undo_outcome",
]
