"""Privacy: a copy of all that is held on a customer, erasure by two people, orders and terms of keeping."""

from workbench.domain.privacy.copies import (
    CopyRefused,
    CustomerCopy,
    as_json,
    everything_about,
    held_counts,
    make_copy,
    note_copy,
    sealed_reasons,
    sees_all,
)
from workbench.domain.privacy.erasures import (
    admit_again,
    ask_erasure,
    confirm_erasure,
    waiting_erasure,
    withdraw_erasure,
)
from workbench.domain.privacy.facts import erasable
from workbench.domain.privacy.held import HELD, NAMES, NOT_HELD
from workbench.domain.privacy.keys import erased_among
from workbench.domain.privacy.orders import OrderRefused, lift_retention_hold, place_retention_hold
from workbench.domain.privacy.retention import (
    RetentionPlan,
    due_customers,
    erase_due,
    forget_decisions,
    forget_notes,
    let_files_go,
    plan_retention,
)
from workbench.domain.privacy.rules import ErasureFacts, ErasureObstacle, ErasureRefused, obstacles, possible_from
from workbench.domain.privacy.terms import COMPANY, KeptFor, TermsRefused, law_months, own_terms, set_terms

__all__ = [
    "COMPANY",
    "HELD",
    "NAMES",
    "NOT_HELD",
    "CopyRefused",
    "CustomerCopy",
    "ErasureFacts",
    "ErasureObstacle",
    "ErasureRefused",
    "KeptFor",
    "OrderRefused",
    "RetentionPlan",
    "TermsRefused",
    "admit_again",
    "as_json",
    "ask_erasure",
    "confirm_erasure",
    "due_customers",
    "erasable",
    "erase_due",
    "erased_among",
    "everything_about",
    "forget_decisions",
    "forget_notes",
    "held_counts",
    "law_months",
    "let_files_go",
    "lift_retention_hold",
    "make_copy",
    "note_copy",
    "obstacles",
    "own_terms",
    "place_retention_hold",
    "plan_retention",
    "possible_from",
    "sealed_reasons",
    "sees_all",
    "set_terms",
    "waiting_erasure",
    "withdraw_erasure",
]
