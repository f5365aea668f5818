"""The history of a customer on all channels, newest first, in pages: what was said, promised and paid."""

from datetime import datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Interaction, Outcome, Payment, Promise, ReasonLetter, ReviewRequest, User
from models.enums import Channel, PaymentKind, PaymentMethod
from workbench.access.person import Person
from workbench.queries.call_rows import TimelineEntry, TimelinePage
from workbench.queries.scope import accounts_of

PAGE = 30
SPOKEN = (Channel.CALL, Channel.VOICEMAIL, Channel.VISIT)
"""Channels on which somebody speaks; all others are written."""


class TimelineKind(StrEnum):
    """A part of the history: what was spoken, what was written, what was promised and paid."""

    CALLS = "calls"
    MESSAGES = "messages"
    MONEY = "money"


def timeline(  # noqa: PLR0913 - whose, and which page
    session: Session,
    person: Person,
    *,
    customer_id: int,
    before: datetime | None = None,
    limit: int = PAGE,
    calling_in: bool = False,
    kind: TimelineKind | None = None,
) -> TimelinePage:
    """What happened with a customer, over the accounts that this person sees. At most four queries.

    Args:
        session: To look.
        person: Who looks.
        customer_id: Whose history.
        before: `TimelinePage.before` of the page before.
        limit: Entries of a page.
        calling_in: The customer called us, and whoever answers sees all of it.
        kind: Only this part of it.

    """
    seen = sa.select(Account.id).where(Account.customer_id == customer_id)
    if not calling_in:
        seen = seen.where(accounts_of(person))
    page: dict[str, Any] = {"before": before, "limit": limit + 1}
    parts: list[list[TimelineEntry]] = []
    if kind is not TimelineKind.MONEY:
        parts.append(_interactions(session, customer_id, seen, kind=kind, **page))
    if kind in {None, TimelineKind.MONEY}:
        parts += [_promises(session, seen, **page), _payments(session, seen, **page)]
    if kind in {None, TimelineKind.MESSAGES}:
        parts.append(_explanations(session, seen, **page))
    entries = list(islice(merge(*parts, key=lambda entry: entry.at, reverse=True), limit + 1))
    kept = _whole_instants(entries, limit=limit)
    return TimelinePage(entries=tuple(kept), before=kept[-1].at if len(entries) > len(kept) else None)


def _whole_instants(entries: list[TimelineEntry], *, limit: int) -> list[TimelineEntry]:
    """Cut a page between two different instants, so that the next page neither repeats nor omits an entry."""
    if len(entries) <= limit:
        return entries
    kept = [entry for entry in entries[:limit] if entry.at > entries[limit].at]
    return kept or entries[:limit]


def _interactions(  # noqa: PLR0913 - whose, which part and which page
    session: Session,
    customer_id: int,
    accounts: sa.Select[Any],
    *,
    kind: TimelineKind | None,
    before: datetime | None,
    limit: int,
) -> list[TimelineEntry]:
    found = (
        sa.select(
            Interaction.id,
            Interaction.at,
            Interaction.account_id,
            Interaction.channel,
            Interaction.direction,
            Interaction.outcome_code,
            Outcome.label_es,
            Outcome.label_en,
            sa.func.coalesce(User.name, Interaction.collector_text).label("who"),
            Interaction.note,
            Interaction.duration_s,
        )
        .outerjoin(Outcome, Outcome.code == Interaction.outcome_code)
        .outerjoin(User, User.id == Interaction.collector_id)
        .where(Interaction.customer_id == customer_id, Interaction.account_id.in_(accounts))
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Interaction.at < before)
    if kind is not None:
        is_spoken = Interaction.channel.in_(SPOKEN)
        found = found.where(is_spoken if kind is TimelineKind.CALLS else sa.not_(is_spoken))
    return [
        TimelineEntry(kind="interaction", **{**row._asdict(), "channel": row.channel.value})
        for row in session.execute(found)
    ]


def _promises(
    session: Session, accounts: sa.Select[Any], *, before: datetime | None, limit: int
) -> list[TimelineEntry]:
    found = (
        sa.select(Promise, User.name)
        .outerjoin(User, User.id == Promise.made_by)
        .where(Promise.account_id.in_(accounts))
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Promise.made_at < before)
    return [
        TimelineEntry(
            kind="promise",
            id=row.id,
            at=row.made_at,
            account_id=row.account_id,
            channel=row.channel,
            who=who,
            amount=row.amount,
            due_on=row.due_on,
            promise_state=row.state,
        )
        for row, who in session.execute(found)
    ]


def _payments(
    session: Session, accounts: sa.Select[Any], *, before: datetime | None, limit: int
) -> list[TimelineEntry]:
    found = (
        sa.select(Payment)
        .where(Payment.account_id.in_(accounts))
        .order_by(Payment.known_at.desc(), Payment.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Payment.known_at < before)
    return [
        TimelineEntry(
            kind=_money_kind(row),
            id=row.id,
            at=row.known_at,
            account_id=row.account_id,
            channel=row.channel,
            amount=row.amount,
            method=row.method,
        )
        for row in session.scalars(found)
    ]


def _money_kind(row: Payment) -> str:
    is_cheque = row.kind is PaymentKind.PAYMENT and (
        row.cheque_status is not None or row.method is PaymentMethod.CHEQUE
    )
    name = "cheque" if is_cheque else row.kind.value
    return f"{name}_back" if row.reverses_external_id else name


def _explanations(
    session: Session, accounts: sa.Select[Any], *, before: datetime | None, limit: int
) -> list[TimelineEntry]:
    """Letters of reasons, requests and their answers."""
    asked, answered, made = ReviewRequest.recorded_at, ReviewRequest.answered_at, ReasonLetter.made_at
    no_text, no_day = sa.cast(sa.null(), sa.String()), sa.cast(sa.null(), sa.Date())
    by_letter = sa.select(
        sa.literal("letter").label("kind"), ReasonLetter.id, made.label("at"), ReasonLetter.account_id,
        ReasonLetter.made_by_name.label("who"), no_text.label("note"), no_day.label("due_on"),
    ).where(ReasonLetter.account_id.in_(accounts))  # fmt: skip
    by_request = (
        sa.select(
            sa.literal("request_").concat(ReviewRequest.kind.cast(sa.String)), ReviewRequest.id, asked,
            ReviewRequest.account_id, User.name, ReviewRequest.note, ReviewRequest.due_on,
        )
        .outerjoin(User, User.id == ReviewRequest.recorded_by)
        .where(ReviewRequest.account_id.in_(accounts))
    )  # fmt: skip
    by_answer = (
        sa.select(
            sa.literal("answer"), ReviewRequest.id, answered, ReviewRequest.account_id, User.name,
            ReviewRequest.answer, no_day,
        )
        .outerjoin(User, User.id == ReviewRequest.answered_by)
        .where(ReviewRequest.account_id.in_(accounts), answered.is_not(None))
    )  # fmt: skip
    parts = [(by_letter, made), (by_request, asked), (by_answer, answered)]
    chosen = [part if before is None else part.where(at < before) for part, at in parts]
    together = sa.union_all(*chosen).subquery()
    rows = session.execute(sa.select(together).order_by(together.c.at.desc(), together.c.id.desc()).limit(limit))
    return [TimelineEntry(**row._asdict()) for row in rows]
