"""The quality of data: what is missing or wrong with customers, who may be there twice, merging and separating them."""

from workbench.domain.quality.by_hand import NotMadeByHand, ToldByHand, make_customer_by_hand, why_not_by_hand
from workbench.domain.quality.changes import FIELDS
from workbench.domain.quality.correcting import MOST_AT_ONCE, Correction, accept_corrections, corrections
from workbench.domain.quality.documents import DocumentState, DocumentVerdict, document_verdict
from workbench.domain.quality.findings import (
    batches_of,
    change_to_check,
    checked_customers,
    customers_to_check,
    refresh_findings,
)
from workbench.domain.quality.likeness import (
    LIKELY,
    VERY_LIKELY,
    EvidenceKind,
    Likeness,
    LikenessEvidence,
    likeness_of,
    useful_document,
)
from workbench.domain.quality.merging import (
    MergeChoice,
    MergeRefused,
    MergeState,
    chosen_fields,
    merge_customers,
    merge_state,
    why_not_merge,
)
from workbench.domain.quality.problems import WORDS, DataProblem, ProblemWords, problems_of
from workbench.domain.quality.proposals import (
    PairDecided,
    compared_customers,
    find_duplicates,
    judge_pair,
    propose_duplicates,
    why_not_judged,
)
from workbench.domain.quality.reach import follow_merged
from workbench.domain.quality.texts import Complaint
from workbench.domain.quality.unmerging import unmerge_customers

__all__ = [
    "FIELDS",
    "LIKELY",
    "MOST_AT_ONCE",
    "VERY_LIKELY",
    "WORDS",
    "Complaint",
    "Correction",
    "DataProblem",
    "DocumentState",
    "DocumentVerdict",
    "EvidenceKind",
    "Likeness",
    "LikenessEvidence",
    "MergeChoice",
    "MergeRefused",
    "MergeState",
    "NotMadeByHand",
    "PairDecided",
    "ProblemWords",
    "ToldByHand",
    "accept_corrections",
    "batches_of",
    "change_to_check",
    "checked_customers",
    "chosen_fields",
    "compared_customers",
    "corrections",
    "customers_to_check",
    "document_verdict",
    "find_duplicates",
    "follow_merged",
    "judge_pair",
    "likeness_of",
    "make_customer_by_hand",
    "merge_customers",
    "merge_state",
    "problems_of",
    "propose_duplicates",
    "refresh_findings",
    "unmerge_customers",
    "useful_document",
    "why_not_by_hand",
    "why_not_judged",
    "why_not_merge",
]
