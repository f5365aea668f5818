"""Undoing an import: what it replaced is put back, what it made is deleted, and what follows is computed again.

The import's own row stays, marked as undone, and the audit trail has one entry that says what was taken back. What an
import cannot take back is kept and named: a portfolio that it made and that somebody has set up since.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Account,
    Allocation,
    Assignment,
    Base,
    Consent,
    ContactPoint,
    ContactPointEvent,
    Customer,
    CustomerVersion,
    FactVersion,
    Hold,
    ImportRun,
    Interaction,
    Invoice,
    Payment,
    Portfolio,
    PortfolioTeam,
    Promise,
    ReplacedRow,
    Score,
    WorkItem,
)
from models.bulk import bulk_update, is_among
from models.enums import WorkState
from workbench.domain.imports.engine.cut_off import bring_up_to_date
from workbench.domain.imports.engine.under_way import is_under_way
from workbench.domain.imports.undo.earlier import column_value
from workbench.domain.imports.undo.obstacles import Obstacle, accounts_touched, beyond, obstacles
from workbench.domain.records import Actor, AuditEvent, record
from workbench.folding import search_text
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_

AT_ONCE = 20_000
"""Accounts whose standing is computed with the undoing; of a larger import it waits for the night."""

_MADE: tuple[type[Base], ...] = (
    FactVersion,
    CustomerVersion,
    Consent,
    Hold,
    Promise,
    Interaction,
    Payment,
    Invoice,
    ContactPoint,
    Account,
    Customer,
)
"""What an import makes, in the order in which it can be deleted."""


class UndoRefused(RuleBroken):
    """The import cannot be undone; `obstacles` is what stands in the way."""

    rule = "undo-import"

    def __init__(self, reason: str, *, found: Sequence[Obstacle] = ()) -> None:
        """Keep what stands in the way."""
        super().__init__(reason)
        self.obstacles = list(found)


@dataclass
class Undone:
    """What was taken back: rows deleted and rows put back by table, and portfolios that stay."""

    deleted: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    waits: bool = False
    """Whether balances wait for the nightly standing."""


def why_not_undo(*, is_finished: bool, is_undone: bool, is_known: bool, found: Sequence[Obstacle]) -> str | None:
    """Why an import cannot be undone; None where it can.

    Args:
        is_finished: Whether the import is over, well or cut off.
        is_undone: Whether it was undone before.
        is_known: Whether what it replaced was kept.
        found: What stands in the way.

    """
    if is_undone:
        return N_("Esta importación ya se deshizo.")
    if not is_finished:
        return N_("La importación todavía está en curso: espere a que termine.")
    if not is_known:
        return N_("Esta importación es de antes de que se guardara lo que reemplaza: no se puede deshacer.")
    if found:
        return N_("No se puede deshacer: hay trabajo posterior que se apoya en esta importación.")
    return None


def undo_refusal(
    session: Session, run: ImportRun, *, together: Iterable[int] = (), only: Collection[str] | None = None
) -> UndoRefused | None:
    """Why this import cannot be undone now, with what stands in the way; None where it can.

    Args:
        session: For looking.
        run: The import.
        together: Other imports that are undone with it, such as those of the same file.
        only: Codes of the portfolios that whoever undoes it may touch; None: every one.

    """
    is_finished = run.finished_at is not None and not is_under_way(session, run.id)
    found = obstacles(session, run, together=together) if is_finished and run.undone_at is None else []
    why = why_not_undo(
        is_finished=is_finished, is_undone=run.undone_at is not None, is_known=run.keeps_replaced, found=found
    )
    foreign = beyond(session, run, only) if run.undone_at is None else None
    if foreign is not None:
        return UndoRefused(N_("No se puede deshacer: pídalo a quien administra."), found=[foreign, *found])
    return None if why is None else UndoRefused(why, found=found)


def undo_import(session: Session, import_id: int, *, actor: Actor, now: datetime, today: date) -> Undone:
    """Take back a whole import. The caller commits.

    Args:
        session: A write session.
        import_id: Which.
        actor: Who undoes it, for the audit entry.
        now: Aware instant.
        today: The day of the standing that is computed again.

    Raises:
        NotVisible: There is no such import.
        UndoRefused: Something stands in the way; nothing was changed.

    """
    run = session.get(ImportRun, import_id, with_for_update=True)
    if run is None:
        raise NotVisible("import")
    refusal = undo_refusal(session, run)
    if refusal is not None:
        raise refusal
    touched = set(session.scalars(accounts_touched(run)))
    undone = Undone()
    try:
        _put_back(session, run, undone)
        _delete(session, run, touched, undone)
    except IntegrityError:
        raise UndoRefused(N_("No se puede deshacer: hay datos posteriores que dependen de sus filas.")) from None
    run.undone_at, run.undone_by = now, actor.name
    _take_effect(session, run, touched, undone, today=today, now=now)
    told: dict[str, Any] = {"kind": run.kind.value, "file": run.file_name, "deleted": dict(undone.deleted)}
    told |= {"restored": dict(undone.restored), "kept": undone.kept}
    record(session, AuditEvent.IMPORT_UNDONE, actor=actor, subject=("import_run", run.id), now=now, after=told)
    return undone


def _put_back(session: Session, run: ImportRun, undone: Undone) -> None:
    """Put back what the import replaced; where it wrote a row twice, the oldest values count."""
    kept: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    rows = session.execute(
        sa.select(ReplacedRow.table_name, ReplacedRow.row_id, ReplacedRow.values)
        .where(ReplacedRow.import_id == run.id)
        .order_by(ReplacedRow.id.desc())
    )
    for table_name, row_id, values in rows:
        kept[table_name, row_id].update(values)
    _hand_on_data_age(session, run, kept)
    _forget_reports(session, kept)
    alike: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    mapped = {one.class_.__tablename__: one.class_ for one in Base.registry.mappers}
    for (table_name, row_id), values in kept.items():
        columns = mapped[table_name].__table__.c
        names = tuple(sorted(name for name in values if name in columns))
        restored = {name: column_value(columns[name], values[name]) for name in names}
        alike[table_name, names].append({"id": row_id, **restored})
    connection = session.connection()
    for (table_name, names), restored_rows in alike.items():
        if names:
            bulk_update(connection, mapped[table_name], restored_rows)
            undone.restored[table_name] += len(restored_rows)
    _make_found(connection, [row_id for table_name, row_id in kept if table_name == Customer.__tablename__])
    session.execute(sa.delete(ReplacedRow).where(ReplacedRow.import_id == run.id))


def _make_found(connection: sa.Connection, customer_ids: Collection[int]) -> None:
    """Let customers be found by the name and document they have again: how that is written may have changed since."""
    wanted = sa.select(Customer.id, Customer.name, Customer.document).where(
        is_among(connection, Customer.id, customer_ids)
    )
    rows = [
        {"id": id_, "search_text": search_text(name, document)} for id_, name, document in connection.execute(wanted)
    ]
    bulk_update(connection, Customer, rows)


def _forget_reports(session: Session, kept: Mapping[tuple[str, int], dict[str, Any]]) -> None:
    """Delete what corrected interactions reported of numbers with the outcome that the import gave them."""
    connection = session.connection()
    changed = [id_ for (table, id_), told in kept.items() if table == "interaction" and "outcome_code" in told]
    if changed:
        said = sa.select(Interaction.outcome_code).where(Interaction.id == ContactPointEvent.interaction_id)
        reported = is_among(connection, ContactPointEvent.interaction_id, changed)
        event = sa.delete(ContactPointEvent).where(reported, ContactPointEvent.why == said.scalar_subquery())
        session.execute(event, execution_options={"synchronize_session": False})


def _hand_on_data_age(session: Session, run: ImportRun, kept: dict[tuple[str, int], dict[str, Any]]) -> None:
    """A later import that moved a portfolio's age of data on keeps what stood before this one instead."""
    for key in [one for one in kept if one[0] == Portfolio.__tablename__]:
        later = session.scalar(
            sa.select(ReplacedRow)
            .where(ReplacedRow.table_name == key[0], ReplacedRow.row_id == key[1], ReplacedRow.import_id > run.id)
            .order_by(ReplacedRow.id)
            .limit(1)
        )
        if later is not None:
            later.values = {**later.values, **kept.pop(key)}


def _delete(session: Session, run: ImportRun, touched: set[int], undone: Undone) -> None:
    """Delete what the import made, after what is computed from it."""
    connection = session.connection()
    own_accounts = sa.select(Account.id).where(Account.import_id == run.id)
    own_interactions = sa.select(Interaction.id).where(Interaction.import_id == run.id)
    own_points = sa.select(ContactPoint.id).where(ContactPoint.import_id == run.id)
    of_points = sa.or_(
        ContactPointEvent.interaction_id.in_(own_interactions), ContactPointEvent.contact_point_id.in_(own_points)
    )
    session.execute(sa.delete(ContactPointEvent).where(of_points))
    session.execute(sa.delete(Allocation).where(is_among(connection, Allocation.account_id, touched)))
    for computed in (Score, Assignment, WorkItem):
        session.execute(sa.delete(computed).where(computed.account_id.in_(own_accounts)))
    for table in _MADE:
        gone = connection.execute(sa.delete(table).where(sa.column("import_id") == run.id)).rowcount
        if gone:
            undone.deleted[table.__tablename__] += gone
    _delete_portfolios(session, run, undone)
    session.expire_all()


def _delete_portfolios(session: Session, run: ImportRun, undone: Undone) -> None:
    """Delete the portfolios the import made, but those that anything else hangs on by now."""
    for portfolio in session.scalars(sa.select(Portfolio).where(Portfolio.import_id == run.id)).all():
        if _is_used(session, portfolio.id):
            undone.kept.append(portfolio.code)
            continue
        session.execute(sa.delete(PortfolioTeam).where(PortfolioTeam.portfolio_id == portfolio.id))
        session.execute(sa.delete(Portfolio).where(Portfolio.id == portfolio.id))
        undone.deleted[Portfolio.__tablename__] += 1


def _is_used(session: Session, portfolio_id: int) -> bool:
    target = Portfolio.__table__
    for table in Base.metadata.sorted_tables:
        if table.name == PortfolioTeam.__tablename__:
            continue
        for key in table.foreign_keys:
            if key.column.table is target and session.scalar(
                sa.select(sa.literal(1)).select_from(table).where(key.parent == portfolio_id).limit(1)
            ):
                return True
    return False


def _take_effect(  # noqa: PLR0913 - what is computed again, and for when
    session: Session, run: ImportRun, touched: set[int], undone: Undone, *, today: date, now: datetime
) -> None:
    """Compute what follows from the ledger again, and bring back into today's queue who had left it."""
    connection = session.connection()
    session.execute(
        sa.update(Account).where(is_among(connection, Account.id, touched)).values(ledger_dirty=True),
        execution_options={"synchronize_session": False},
    )
    undone.waits = len(touched) > AT_ONCE
    if undone.waits:
        return
    back = sa.and_(
        WorkItem.queue_on == today,
        WorkItem.state == WorkState.GONE,
        WorkItem.finished_at >= run.started_at,
        is_among(connection, WorkItem.account_id, touched),
    )
    session.execute(
        sa.update(WorkItem).where(back).values(state=WorkState.WAITING, why=None, finished_at=None),
        execution_options={"synchronize_session": False},
    )
    bring_up_to_date(session, touched, today=today, now=now)
