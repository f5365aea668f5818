"""The ledger: which payment paid which invoice, replayed from the facts."""

from workbench.domain.ledger.bulk_replay import (
    Replayed,
    invoice_as_reported,
    open_items_at,
    payment_as_reported,
    replay_stale,
)
from workbench.domain.ledger.inferring import (
    GaveWay,
    Inferred,
    ListDay,
    give_way,
    infer_from_list,
    latest_list_day,
    move_replaced,
)
from workbench.domain.ledger.open_items import ListedAccount
from workbench.domain.ledger.reading import (
    EarlierFact,
    InvoiceRow,
    LedgerPaymentRow,
    OpenItem,
    earlier_facts,
    invoice_rows,
    locked_accounts,
    payment_rows,
    sales_known,
)
from workbench.domain.ledger.replaying import Ledger, replay
from workbench.domain.ledger.rereading import forget
from workbench.domain.ledger.reversals import Unapplied, UnappliedReversal, match_reversals

__all__ = [
    "EarlierFact",
    "GaveWay",
    "Inferred",
    "InvoiceRow",
    "Ledger",
    "LedgerPaymentRow",
    "ListDay",
    "ListedAccount",
    "OpenItem",
    "Replayed",
    "Unapplied",
    "UnappliedReversal",
    "earlier_facts",
    "forget",
    "give_way",
    "infer_from_list",
    "invoice_as_reported",
    "invoice_rows",
    "latest_list_day",
    "locked_accounts",
    "match_reversals",
    "move_replaced",
    "open_items_at",
    "payment_as_reported",
    "payment_rows",
    "replay",
    "replay_stale",
    "sales_known",
]
