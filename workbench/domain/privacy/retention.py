"""What the retention terms take away on a day: who is erased, which notes are emptied, which logs are deleted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Account,
    Base,
    Blob,
    Customer,
    DecisionLog,
    FactVersion,
    Interaction,
    ModelVersion,
    Portfolio,
    Snapshot,
    Upload,
)
from models.bulk import is_among
from workbench.domain.privacy.erasures import erase_by_terms
from workbench.domain.privacy.facts import erasable
from workbench.domain.privacy.rules import obstacles
from workbench.domain.privacy.terms import COMPANY, KeptFor, terms_by_portfolio
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.days import ONE_DAY, start_of_day

AT_ONCE = 500
NOTES_AT_ONCE = 2_000


@dataclass(frozen=True)
class RetentionPlan:
    """What goes on a day. `customers`: ids; the others are counts of notes, of logs and of given files."""

    on: date
    customers: tuple[int, ...]
    notes: int
    decisions: int
    files: int


def plan_retention(session: Session, *, on: date, now: datetime) -> RetentionPlan:
    """What the terms take away on a day, were nothing to happen until then. Reads only."""
    terms = terms_by_portfolio(session)
    return RetentionPlan(
        on=on,
        customers=tuple(one for part in due_customers(session, on=on, now=now) for one in part),
        notes=sum(_count(session, Interaction, _old_notes(*one)) for one in _note_terms(session, terms, on=on)),
        decisions=_count(session, DecisionLog, _old_decisions(terms[COMPANY], on=on)),
        files=_count(session, Upload, _old_files(terms[COMPANY], now=now + ONE_DAY)),
    )


def due_customers(session: Session, *, on: date, now: datetime) -> Iterator[list[int]]:
    """Customers whom the terms erase on a day, some at a time. Nothing is read where no terms erase."""
    terms = terms_by_portfolio(session)
    erasing = {key: kept.erase_days for key, kept in terms.items() if key != COMPANY and kept.erase_days is not None}
    if not erasing:
        return
    last, quiet_since = 0, on - timedelta(days=min(erasing.values()))
    while candidates := _candidates(session, erasing.keys(), after=last, quiet_since=quiet_since):
        last = candidates[-1]
        found = erasable(session, candidates, today=on, now=now)
        yield [
            one for one, told in found.items() if told.erase_on and told.erase_on <= on and not obstacles(told.facts)
        ]


def erase_due(session: Session, customer_ids: Sequence[int], *, actor: Actor, today: date, now: datetime) -> int:
    """Erase those of these customers whom the terms erase today. Returns how many."""
    return sum(erase_by_terms(session, one, actor=actor, today=today, now=now) for one in customer_ids)


def forget_notes(session: Session, *, actor: Actor, today: date, now: datetime) -> int:
    """Empty some of the notes that are older than the terms keep them. Returns how many: repeat until there are 0."""
    gone = 0
    for zone, portfolio_id, stays_from in _note_terms(session, terms_by_portfolio(session), on=today):
        old = _old_notes(zone, portfolio_id, stays_from)
        ids = session.scalars(sa.select(Interaction.id).where(old).order_by(Interaction.id).limit(NOTES_AT_ONCE)).all()
        among = is_among(session.connection(), Interaction.id, ids)
        session.execute(
            sa.update(Interaction).where(among).values(note=None), execution_options={"synchronize_session": False}
        )
        _forget_earlier_notes(session, ids)
        gone += len(ids)
    if gone:
        _audit(session, {"notes": gone}, actor=actor, now=now)
    return gone


def forget_decisions(session: Session, *, actor: Actor, today: date, now: datetime) -> int:
    """Delete logs of ranking decisions that are older than the company keeps them, with their artefacts."""
    old = _old_decisions(terms_by_portfolio(session)[COMPANY], on=today)
    digests = session.scalars(sa.delete(DecisionLog).where(old).returning(DecisionLog.blob_sha256)).all()
    if not digests:
        return 0
    used = sa.union(
        sa.select(DecisionLog.blob_sha256), sa.select(Snapshot.blob_sha256), sa.select(ModelVersion.blob_sha256)
    )
    among = is_among(session.connection(), Blob.sha256, set(digests))
    session.execute(
        sa.delete(Blob).where(among, Blob.sha256.not_in(used)), execution_options={"synchronize_session": False}
    )
    _audit(session, {"decisions": len(digests)}, actor=actor, now=now)
    return len(digests)


def let_files_go(session: Session, *, actor: Actor, now: datetime) -> int:
    """Let files go that the company keeps no longer: the night deletes their bytes and rows. Returns how many."""
    old = _old_files(terms_by_portfolio(session)[COMPANY], now=now)
    ids = session.scalars(sa.select(Upload.id).where(old)).all()
    among = is_among(session.connection(), Upload.id, ids)
    session.execute(
        sa.update(Upload).where(among).values(kept_until=now - timedelta(seconds=1)),
        execution_options={"synchronize_session": False},
    )
    if ids:
        _audit(session, {"files": len(ids)}, actor=actor, now=now)
    return len(ids)


def _candidates(session: Session, erasing: Collection[int], *, after: int, quiet_since: date) -> Sequence[int]:
    """Customers all of whose accounts are in portfolios that erase, who owe nothing and have not paid since a day."""
    own = Account.customer_id == Customer.id
    stays = sa.exists().where(
        own,
        sa.or_(Account.portfolio_id.not_in(erasing), Account.open_amount > 0, Account.last_payment_on >= quiet_since),
    )
    wanted = sa.select(Customer.id).where(
        Customer.id > after, Customer.erased_at.is_(None), sa.exists().where(own), sa.not_(stays)
    )
    return session.scalars(wanted.order_by(Customer.id).limit(AT_ONCE)).all()


_NoteTerms = tuple[str, int, date]


def _note_terms(session: Session, terms: dict[int, KeptFor], *, on: date) -> list[_NoteTerms]:
    """Portfolios whose notes go, with their zone and the first day whose notes stay."""
    zones = session.execute(sa.select(Portfolio.id, Portfolio.timezone).order_by(Portfolio.id))
    return [
        (zone, portfolio_id, on - timedelta(days=days))
        for portfolio_id, zone in zones
        if (days := terms[portfolio_id].note_days) is not None
    ]


def _old_notes(zone: str, portfolio_id: int, stays_from: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        Interaction.portfolio_id == portfolio_id,
        Interaction.at < start_of_day(stays_from, zone),
        Interaction.note.is_not(None),
    )


def _old_decisions(company: KeptFor, *, on: date) -> sa.ColumnElement[bool]:
    if company.decision_days is None:
        return sa.false()
    return DecisionLog.queue_on < on - timedelta(days=company.decision_days)


def _old_files(company: KeptFor, *, now: datetime) -> sa.ColumnElement[bool]:
    if company.file_days is None:
        return sa.false()
    return sa.and_(Upload.given_at < now - timedelta(days=company.file_days), Upload.kept_until >= now)


def _forget_earlier_notes(session: Session, interaction_ids: Sequence[int]) -> None:
    """Notes of before a correction go with the note."""
    among = is_among(session.connection(), FactVersion.fact_id, interaction_ids)
    for row in session.scalars(sa.select(FactVersion).where(FactVersion.kind == "interaction", among)):
        if row.values.get("note"):
            row.values = {**row.values, "note": None}
    session.flush()


def _count(session: Session, table: type[Base], where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0


def _audit(session: Session, after: dict[str, int], *, actor: Actor, now: datetime) -> None:
    record(session, AuditEvent.RETENTION_APPLIED, actor=actor, subject=("portfolio", None), now=now, after=dict(after))
