"""A day's queue: who stands where, building it, taking, skipping and postponing its items."""

from workbench.domain.queue.availability import block_text, openings_now
from workbench.domain.queue.build import QueueReport, build_queues, plan_queues, save_queues
from workbench.domain.queue.claim import (
    Claim,
    ItemTaken,
    claim_for_contact,
    claim_item,
    claim_next,
    finish_item,
    is_taken,
    item_in_hand,
)
from workbench.domain.queue.hours.plan import BAND
from workbench.domain.queue.hours.shown import CustomerHours, hours_of_customer
from workbench.domain.queue.order import move_items
from workbench.domain.queue.reading import BuiltItem, built_items
from workbench.domain.queue.reasons import STARTS, reason_text
from workbench.domain.queue.rows import SNOOZES_OF
from workbench.domain.queue.settle import drop_settled
from workbench.domain.queue.skip import skip_item, snooze_item, undo_item
from workbench.domain.queue.worked.asking import rests_of
from workbench.domain.queue.worked.eligibility import Rest, RestReason, WorkTerms
from workbench.domain.queue.worked.policy import (
    WorkChange,
    WorkPolicyRefused,
    set_work_policy,
    work_policies_to_come,
    work_policy_on,
)
from workbench.domain.queue.worked.preview import WorkedCount, WorkPreview, preview_work_policy

__all__ = [
    "BAND",
    "SNOOZES_OF",
    "STARTS",
    "BuiltItem",
    "Claim",
    "CustomerHours",
    "ItemTaken",
    "QueueReport",
    "Rest",
    "RestReason",
    "WorkChange",
    "WorkPolicyRefused",
    "WorkPreview",
    "WorkTerms",
    "WorkedCount",
    "block_text",
    "build_queues",
    "built_items",
    "claim_for_contact",
    "claim_item",
    "claim_next",
    "drop_settled",
    "finish_item",
    "hours_of_customer",
    "is_taken",
    "item_in_hand",
    "move_items",
    "openings_now",
    "plan_queues",
    "preview_work_policy",
    "reason_text",
    "rests_of",
    "save_queues",
    "set_work_policy",
    "skip_item",
    "snooze_item",
    "undo_item",
    "work_policies_to_come",
    "work_policy_on",
]
