"""The call: attempts, identity, the form of the outcome, and what an outcome brings."""

from workbench.domain.calls.attempts import (
    ContactBlocked,
    NumberNeeded,
    ReasonNeeded,
    keep_call,
    start_attempt,
    start_inbound,
)
from workbench.domain.calls.form import FormIncomplete, OutcomeForm
from workbench.domain.calls.identity import (
    IdentityDatum,
    IdentityNeeded,
    IdentityNotConfirmed,
    NoCallStarted,
    confirm_identity,
    hang_up,
    is_identified,
)
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.calls.requirements import fields_of
from workbench.domain.calls.tree import FORM_GROUPS, all_outcomes, codes_that_bring, load_outcomes

__all__ = [
    "FORM_GROUPS",
    "ContactBlocked",
    "FormIncomplete",
    "IdentityDatum",
    "IdentityNeeded",
    "IdentityNotConfirmed",
    "NoCallStarted",
    "NumberNeeded",
    "OutcomeForm",
    "ReasonNeeded",
    "all_outcomes",
    "codes_that_bring",
    "confirm_identity",
    "fields_of",
    "hang_up",
    "is_identified",
    "keep_call",
    "load_outcomes",
    "record_outcome",
    "start_attempt",
    "start_inbound",
]
