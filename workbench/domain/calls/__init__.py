"""The call: attempts, identity, the form of the outcome, and what an outcome brings."""

from workbench.domain.calls.attempts import ContactBlocked, ReasonNeeded, start_attempt
from workbench.domain.calls.form import FormIncomplete, OutcomeForm
from workbench.domain.calls.identity import IdentityDatum, IdentityNotConfirmed, confirm_identity, hang_up
from workbench.domain.calls.outcomes import record_outcome
from workbench.domain.calls.tree import all_outcomes, load_outcomes

__all__ = [
    "ContactBlocked",
    "FormIncomplete",
    "IdentityDatum",
    "IdentityNotConfirmed",
    "OutcomeForm",
    "ReasonNeeded",
    "all_outcomes",
    "confirm_identity",
    "hang_up",
    "load_outcomes",
    "record_outcome",
    "start_attempt",
]
