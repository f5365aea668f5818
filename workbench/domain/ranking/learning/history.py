"""Replays accounts from their facts for the training of models, as reported in each span of days.

Only for accounts whose stored standing does not hold for every day, see `scoring.reading`. A corrected fact counts as
reported then on every day up to its correction, so that no training row knows more than the collectors did.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Interaction
from models.bulk import is_among
from models.enums import Direction, PromiseState
from scoring.reported import ReportedContact, ReportedItem, Span
from workbench.domain.ledger import (
    EarlierFact,
    InvoiceRow,
    LedgerPaymentRow,
    earlier_facts,
    invoice_as_reported,
    invoice_rows,
    payment_as_reported,
    payment_rows,
    replay,
)
from workbench.domain.promises import PromiseDecision, promise_decisions
from workbench.kernel.states import is_money

AT_ONCE = 5_000
"""Accounts replayed together."""

_KINDS = ("invoice", "payment", "interaction")


class ContactFactRow(NamedTuple):
    """One interaction with an outcome."""

    account_id: int
    id: int
    known_on: date
    outcome_code: str
    direction: Direction


@dataclass(frozen=True)
class _AccountFacts:
    """All facts of some accounts as they are known now, by account, and their values before corrections."""

    invoices: Mapping[int, list[InvoiceRow]]
    payments: Mapping[int, list[LedgerPaymentRow]]
    contacts: Mapping[int, list[ContactFactRow]]
    decisions: Mapping[int, Sequence[PromiseDecision]]
    earlier: Mapping[int, list[tuple[str, EarlierFact]]]


def accounts_as_reported(session: Session, account_ids: Sequence[int]) -> Iterator[Span]:
    """Each account in spans of days, in order and without gaps: a span ends where a fact of it was corrected."""
    for start in range(0, len(account_ids), AT_ONCE):
        part = account_ids[start : start + AT_ONCE]
        facts = _read(session, part)
        for account_id in part:
            yield from _spans(account_id, facts)


def _read(session: Session, account_ids: Sequence[int]) -> _AccountFacts:
    earlier: dict[int, list[tuple[str, EarlierFact]]] = defaultdict(list)
    for kind in _KINDS:
        for fact in earlier_facts(session, account_ids, kind=kind):
            earlier[fact.account_id].append((kind, fact))
    return _AccountFacts(
        invoices=_by_account(invoice_rows(session, account_ids)),
        payments=_by_account(payment_rows(session, account_ids)),
        contacts=_by_account(_contact_rows(session, account_ids)),
        decisions=promise_decisions(session, account_ids),
        earlier=earlier,
    )


def _by_account(rows: Iterable[Any]) -> dict[int, list[Any]]:  # Any: rows of one of the kinds above
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _contact_rows(session: Session, account_ids: Sequence[int]) -> Iterator[ContactFactRow]:
    found = session.execute(
        sa.select(
            Interaction.account_id,
            Interaction.id,
            Interaction.known_on,
            Interaction.outcome_code,
            Interaction.direction,
        )
        .where(
            is_among(session.connection(), Interaction.account_id, account_ids), Interaction.outcome_code.is_not(None)
        )
        .order_by(Interaction.at, Interaction.id)
    )
    return map(ContactFactRow._make, found)


def _spans(account_id: int, facts: _AccountFacts) -> Iterator[Span]:
    """One span per stretch of days without a correction.

    A version replaced on a day holds for states up to that day.
    """
    versions = facts.earlier.get(account_id, [])
    first = 0
    for end in [*sorted({fact.replaced_on for _, fact in versions}), None]:
        reported: dict[tuple[str, int], Mapping[str, Any]] = {}
        for kind, fact in versions:
            if end is not None and fact.replaced_on >= end:
                reported.setdefault((kind, fact.fact_id), fact.values)
        last = date.max.toordinal() if end is None else end.toordinal()
        yield _span(account_id, facts, reported, first=first, last=last)
        first = last + 1


def _span(
    account_id: int,
    facts: _AccountFacts,
    reported: Mapping[tuple[str, int], Mapping[str, Any]],
    *,
    first: int,
    last: int,
) -> Span:
    invoices = [
        invoice_as_reported(row, dict(reported["invoice", row.id])) if ("invoice", row.id) in reported else row
        for row in facts.invoices.get(account_id, [])
    ]
    payments = [
        payment_as_reported(row, dict(reported["payment", row.id])) if ("payment", row.id) in reported else row
        for row in facts.payments.get(account_id, [])
    ]
    contacts = [_contact(row, reported.get(("interaction", row.id))) for row in facts.contacts.get(account_id, [])]
    ledger = replay(invoices, payments)
    return Span(
        account_id=account_id,
        first_day=first,
        last_day=last,
        items=[_item(row) for row in invoices],
        shares=[(share.invoice_id, share.on.toordinal(), share.amount) for share in ledger.history],
        payments=[
            (row.known_on.toordinal(), row.amount if row.reverses is None else -ledger.reversals.amounts[row.id])
            for row in payments
            if is_money(row.kind) and (row.reverses is None or row.id in ledger.reversals.amounts)
        ],
        contacts=contacts,
        decisions=[_decision(one) for one in facts.decisions.get(account_id, ())],
    )


def _item(row: InvoiceRow) -> ReportedItem:
    return ReportedItem(
        row.id,
        row.known_on.toordinal(),
        row.issued_on.toordinal(),
        row.due_on.toordinal(),
        row.amount,
        row.disputed,
    )


def _decision(one: PromiseDecision) -> tuple[int, bool, bool, int]:
    return (
        one.known_on.toordinal(),
        one.state is PromiseState.KEPT,
        one.state is PromiseState.BROKEN,
        date.max.toordinal() if one.gone_on is None else one.gone_on.toordinal(),
    )


def _contact(row: ContactFactRow, reported: Mapping[str, Any] | None) -> ReportedContact:
    if reported is None:
        return ReportedContact(row.known_on.toordinal(), row.outcome_code, row.direction)
    return ReportedContact(
        date.fromisoformat(reported["known_on"]).toordinal(), reported["outcome_code"], Direction(reported["direction"])
    )
