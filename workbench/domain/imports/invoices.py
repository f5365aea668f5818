"""How invoices land. What is open of one is the ledger's to say; until the replay it is a first guess within bounds."""

import sqlalchemy as sa

from models import Invoice
from workbench.domain.imports.fact import Fact
from workbench.domain.imports.landing import FactTable, Old, Values

_TOLD_BY = {
    "issued_on": "issued_on",
    "due_on": "due_on",
    "amount": "amount",
    "product": "product",
    "disputed": "disputed",
    "known_at": "known_at",
}


def _new(fact: Fact) -> Values:
    return {"open_amount": fact.values["amount"]}


def _corrected(old: Old, final: Values) -> Values:
    """The difference of the amounts moves what is open, within 0 and the new amount."""
    moved = old["open_amount"] + final["amount"] - old["amount"]
    return {"open_amount": min(max(moved, 0), final["amount"])}


INVOICES = FactTable(
    table=Invoice,
    name="invoice",
    portfolio_id=Invoice.portfolio_id,
    external_id=Invoice.external_id,
    select=sa.select(
        Invoice.id, Invoice.external_id, Invoice.account_id, Invoice.issued_on, Invoice.due_on, Invoice.amount,
        Invoice.open_amount, Invoice.product, Invoice.disputed, Invoice.known_at, Invoice.known_on, Invoice.attributes,
        Invoice.import_id,
    ),
    told_by=_TOLD_BY,
    event="issued_on",
    new=_new,
    corrected=_corrected,
)  # fmt: skip
