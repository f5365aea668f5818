"""A day's queue: who stands where, building it, taking, skipping and postponing its items."""

from workbench.domain.queue.availability import asked_people, block_text, openings_now
from workbench.domain.queue.build import QueueReport, build_queues, plan_queues, save_queues
from workbench.domain.queue.claim import (
    Claim,
    ItemTaken,
    claim_for_contact,
    claim_item,
    claim_next,
    finish_item,
    give_back_all,
    is_taken,
    item_in_hand,
)
from workbench.domain.queue.figures.answered import AnsweredHours, hours_text, portfolio_hours
from workbench.domain.queue.figures.arms_cost import DRAWN, ArmsToday, arms_text, arms_today
from workbench.domain.queue.hours.plan import BAND
from workbench.domain.queue.hours.shown import CustomerHours, hours_of_customer
from workbench.domain.queue.log.treatment import Treatment, treatments_of
from workbench.domain.queue.order import move_items
from workbench.domain.queue.reading import BuiltItem, built_items, is_built
from workbench.domain.queue.reasons import (
    ItemFacts,
    ReasonSentence,
    SayMoney,
    ToldReason,
    direction_of,
    habits_of,
    phrase_text,
    plain_money,
    reason_phrase,
    told_reasons,
)
from workbench.domain.queue.rows import SNOOZES_OF
from workbench.domain.queue.settle import drop_settled
from workbench.domain.queue.skip import skip_item, snooze_item, undo_item
from workbench.domain.queue.snoozes import SnoozeHour, SnoozeOffer, snooze_offers
from workbench.domain.queue.told import follow_told_calls, new_callback_item, put_in_front
from workbench.domain.queue.worked.asking import WhatIf, rest_after, rests_of
from workbench.domain.queue.worked.eligibility import Rest, RestReason, WorkTerms
from workbench.domain.queue.worked.policy import (
    WorkChange,
    WorkPolicyRefused,
    set_work_policy,
    work_policies_to_come,
    work_policy_on,
    worked_rule,
)
from workbench.domain.queue.worked.preview import WorkedCount, WorkPreview, preview_work_policy

__all__ = [
    "BAND",
    "DRAWN",
    "SNOOZES_OF",
    "AnsweredHours",
    "ArmsToday",
    "BuiltItem",
    "Claim",
    "CustomerHours",
    "ItemFacts",
    "ItemTaken",
    "QueueReport",
    "ReasonSentence",
    "Rest",
    "RestReason",
    "SayMoney",
    "SnoozeHour",
    "SnoozeOffer",
    "ToldReason",
    "Treatment",
    "WhatIf",
    "WorkChange",
    "WorkPolicyRefused",
    "WorkPreview",
    "WorkTerms",
    "WorkedCount",
    "arms_text",
    "arms_today",
    "asked_people",
    "block_text",
    "build_queues",
    "built_items",
    "claim_for_contact",
    "claim_item",
    "claim_next",
    "direction_of",
    "drop_settled",
    "finish_item",
    "follow_told_calls",
    "give_back_all",
    "habits_of",
    "hours_of_customer",
    "hours_text",
    "is_built",
    "is_taken",
    "item_in_hand",
    "move_items",
    "new_callback_item",
    "openings_now",
    "phrase_text",
    "plain_money",
    "plan_queues",
    "portfolio_hours",
    "preview_work_policy",
    "put_in_front",
    "reason_phrase",
    "rest_after",
    "rests_of",
    "save_queues",
    "set_work_policy",
    "skip_item",
    "snooze_item",
    "snooze_offers",
    "told_reasons",
    "treatments_of",
    "undo_item",
    "work_policies_to_come",
    "work_policy_on",
    "worked_rule",
]
