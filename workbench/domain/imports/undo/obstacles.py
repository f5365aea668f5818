"""What stands in the way of undoing an import: what came after it and rests on its rows, by name.

Rests on an import: a payment, gestión, promise or invoice on an account it made; a gestión or promise on an account
whose ledger it changed; a payment set against its invoice; a later import that changed the same rows; a later list of
open items that was compared with the ledger it changed; a customer whom
a person changed or merged with another; a hold of it that was lifted and a promise of it that was cancelled.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import (
    Account,
    Allocation,
    Base,
    Consent,
    ContactPoint,
    ContactPointEvent,
    Customer,
    CustomerMerge,
    CustomerVersion,
    Hold,
    ImportRun,
    Interaction,
    Invoice,
    Payment,
    Portfolio,
    Promise,
    ReasonLetter,
    ReplacedRow,
    ReviewRequest,
)
from models.enums import ImportKind
from workbench.kernel.text import N_

NAMED = 3
"""Names that an obstacle gives."""

LEDGER = (Invoice, Payment, Interaction)
_COUNTED_APART = frozenset({Portfolio.__tablename__, ContactPoint.__tablename__})
"""Tables in which a later write is no obstacle: the portfolio's age of data, the order of telephones."""


@dataclass(frozen=True)
class Obstacle:
    """One kind of thing that stands in the way: how many, and whose some of them are."""

    text: str
    count: int
    names: tuple[str, ...]

    @property
    def values(self) -> dict[str, object]:
        """What fills the text."""
        more = ", …" if self.count > len(self.names) and self.names else ""
        return {"count": self.count, "names": ", ".join(self.names) + more}


@dataclass(frozen=True)
class Undoing:
    """The import to be undone, and the others that are undone with it and so stand in nobody's way."""

    id: int
    started_at: datetime
    together: frozenset[int]


def obstacles(session: Session, run: ImportRun, *, together: Iterable[int] = ()) -> list[Obstacle]:
    """Everything that stands in the way of undoing an import, in the order in which it is told.

    Args:
        session: For looking.
        run: The import.
        together: Other imports that are undone with it, such as those of the same file.

    """
    undoing = Undoing(run.id, run.started_at, together=frozenset(together) - {run.id})
    return [one for one in _all(session, undoing) if one.count]


def beyond(session: Session, run: ImportRun, only: Collection[str] | None) -> Obstacle | None:
    """The portfolios in which an import changed accounts and that a person may not touch, by code; None: there is none.

    Args:
        session: For looking.
        run: The import.
        only: Codes of the portfolios that the person may touch; None: every one.

    """
    if only is None:
        return None
    touched = sa.select(Account.portfolio_id).where(Account.id.in_(accounts_touched(run)))
    others = sa.and_(Portfolio.id.in_(touched), Portfolio.code.not_in(only))
    codes = session.scalars(sa.select(Portfolio.code).where(others).order_by(Portfolio.code)).all()
    return _named(_BEYOND, codes) if codes else None


def accounts_made(run: Undoing | ImportRun) -> sa.Select[int]:
    """Ids of the accounts that an import made."""
    return sa.select(Account.id).where(Account.import_id == run.id)


def accounts_touched(run: Undoing | ImportRun) -> sa.Select[int]:
    """Ids of the accounts whose ledger or gestiones an import changed, those it made among them."""
    parts: list[sa.Select[int]] = [accounts_made(run)]
    for table in LEDGER:
        parts.append(sa.select(table.account_id).where(table.import_id == run.id))
        parts.append(sa.select(table.account_id).where(table.id.in_(_replaced(run, table))))
    union = sa.union(*parts).subquery()
    return sa.select(union.c[0])


def _replaced(run: Undoing | ImportRun, table: type[Base]) -> sa.Select[int]:
    return sa.select(ReplacedRow.row_id).where(
        ReplacedRow.import_id == run.id, ReplacedRow.table_name == table.__tablename__
    )


def _customers_made(run: Undoing) -> sa.Select[int]:
    return sa.select(Customer.id).where(Customer.import_id == run.id)


def _all(session: Session, run: Undoing) -> Iterator[Obstacle]:
    yield _later_imports(session, run)
    yield _later_lists(session, run)
    yield _payments(session, run)
    yield _of_accounts(session, Invoice, _made_later(run, Invoice.import_id), accounts_made(run), text=_INVOICES)
    recorded = _made_later(run, Interaction.import_id, Interaction.at)
    yield _of_accounts(session, Interaction, recorded, accounts_touched(run), text=_INTERACTIONS)
    promised = _made_later(run, Promise.import_id, Promise.made_at)
    yield _of_accounts(session, Promise, promised, accounts_touched(run), text=_PROMISES)
    cancelled = sa.and_(Promise.import_id == run.id, Promise.cancelled_at.is_not(None))
    yield _of_accounts(session, Promise, cancelled, None, text=_CANCELLED)
    yield _of_customers(session, Hold, sa.and_(Hold.import_id == run.id, Hold.lifted_at.is_not(None)), text=_LIFTED)
    changed = CustomerVersion.customer_id.in_(_customers_made(run).union(_replaced(run, Customer)))
    by_person = sa.and_(CustomerVersion.import_id.is_(None), CustomerVersion.replaced_at >= run.started_at)
    yield _of_customers(session, CustomerVersion, sa.and_(changed, by_person), text=_CUSTOMERS)
    for table, text in ((ContactPoint, _POINTS), (Consent, _CONSENTS), (Hold, _HOLDS)):
        others = sa.and_(table.customer_id.in_(_customers_made(run)), _not_of(run, table.import_id))
        yield _of_customers(session, table, others, text=text)
    others = sa.and_(Account.customer_id.in_(_customers_made(run)), _not_of(run, Account.import_id))
    yield _of_customers(session, Account, others, text=_ACCOUNTS)
    for paper in (ReasonLetter, ReviewRequest):
        yield _of_customers(session, paper, paper.account_id.in_(accounts_made(run)), text=_LETTERS)
    yield _judged_points(session, run)
    yield _merged(session, run)


_IMPORTS = N_("Importaciones posteriores que cambiaron las mismas filas: %(count)s (%(names)s).")
_LISTS = N_(
    "Listas de partidas abiertas posteriores, que ya se compararon con ella: %(count)s (%(names)s); deshaga antes esas "
    "listas."
)
_PAYMENTS = N_("Pagos posteriores que se apoyan en ella: %(count)s (%(names)s).")
_INVOICES = N_("Facturas posteriores de sus clientes: %(count)s (%(names)s).")
_INTERACTIONS = N_("Gestiones posteriores en sus cuentas: %(count)s (%(names)s).")
_PROMISES = N_("Promesas posteriores en sus cuentas: %(count)s (%(names)s).")
_CANCELLED = N_("Promesas suyas que alguien canceló: %(count)s (%(names)s).")
_LIFTED = N_("Retenciones suyas que alguien levantó: %(count)s (%(names)s).")
_CUSTOMERS = N_("Clientes suyos que alguien corrigió después: %(count)s (%(names)s).")
_POINTS = N_("Teléfonos y correos que sus clientes recibieron después: %(count)s (%(names)s).")
_CONSENTS = N_("Autorizaciones de contacto que se anotaron después a sus clientes: %(count)s (%(names)s).")
_HOLDS = N_("Retenciones que se pusieron después a sus clientes: %(count)s (%(names)s).")
_ACCOUNTS = N_("Cuentas de sus clientes que abrieron otras importaciones: %(count)s (%(names)s).")
_BEYOND = N_("Cambió cuentas de carteras que no son de sus equipos: %(count)s (%(names)s).")
_LETTERS = N_("Cartas y peticiones de sus clientes: %(count)s (%(names)s).")
_MERGED = N_("Clientes suyos que alguien unió con otra ficha; sepárelos antes: %(count)s (%(names)s).")
_JUDGED = N_("Teléfonos suyos que alguien verificó o descartó: %(count)s (%(names)s).")


def _not_of(run: Undoing, import_id: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[bool]:
    return sa.or_(import_id.is_(None), import_id.not_in({run.id, *run.together}))


def _made_later(
    run: Undoing, import_id: sa.SQLColumnExpression[Any], at: sa.SQLColumnExpression[Any] | None = None
) -> sa.ColumnElement[bool]:
    """Made by a later import, or, where rows have an instant of their own, by a person since this one began."""
    by_import = sa.and_(import_id > run.id, import_id.not_in(run.together))
    return by_import if at is None else sa.or_(by_import, sa.and_(import_id.is_(None), at >= run.started_at))


def _payments(session: Session, run: Undoing) -> Obstacle:
    of_invoices = sa.select(Invoice.id).where(Invoice.import_id == run.id)
    numbers = sa.select(Invoice.external_id).where(
        Invoice.import_id == run.id, Invoice.portfolio_id == Payment.portfolio_id
    )
    taken_back = sa.select(Payment.external_id).where(Payment.import_id == run.id)
    rests = sa.or_(
        Payment.account_id.in_(accounts_made(run)),
        Payment.id.in_(sa.select(Allocation.payment_id).where(Allocation.invoice_id.in_(of_invoices))),
        sa.and_(Payment.invoice_external_id.is_not(None), Payment.invoice_external_id.in_(numbers.correlate(Payment))),
        sa.and_(Payment.reverses_external_id.is_not(None), Payment.reverses_external_id.in_(taken_back)),
    )
    later = _made_later(run, Payment.import_id, Payment.known_at)
    return _of_accounts(session, Payment, sa.and_(later, rests), None, text=_PAYMENTS)


def _later_imports(session: Session, run: Undoing) -> Obstacle:
    mine = aliased(ReplacedRow)
    same = sa.select(mine.id).where(
        mine.import_id == run.id, mine.table_name == ReplacedRow.table_name, mine.row_id == ReplacedRow.row_id
    )
    made = [
        sa.and_(
            ReplacedRow.table_name == table.__tablename__,
            ReplacedRow.row_id.in_(sa.select(table.id).where(table.import_id == run.id)),
        )
        for table in (*LEDGER, Customer, Promise, Hold)
    ]
    changing = (
        sa.select(ReplacedRow.import_id)
        .where(
            ReplacedRow.import_id > run.id,
            ReplacedRow.import_id.not_in(run.together),
            ReplacedRow.table_name.not_in(_COUNTED_APART),
            sa.or_(sa.exists(same), *made),
        )
        .distinct()
    )
    files = session.scalars(sa.select(ImportRun.file_name).where(ImportRun.id.in_(changing)).order_by(ImportRun.id))
    return _named(_IMPORTS, list(files))


def _later_lists(session: Session, run: Undoing) -> Obstacle:
    """Lists of open items that were compared with a ledger which this import had changed: they infer the rest only."""
    lists = session.execute(
        sa.select(ImportRun.file_name, ImportRun.counts)
        .where(
            ImportRun.kind == ImportKind.OPEN_ITEMS,
            ImportRun.id > run.id,
            ImportRun.id.not_in(run.together),
            ImportRun.undone_at.is_(None),
        )
        .order_by(ImportRun.id)
    ).all()
    if not lists:
        return Obstacle(_LISTS, 0, ())
    changed = [
        sa.select(table.portfolio_id).where(sa.or_(table.import_id == run.id, table.id.in_(_replaced(run, table))))
        for table in (Invoice, Payment)
    ]
    wanted = sa.select(Portfolio.code).where(Portfolio.id.in_(sa.union(*changed)))
    codes = set(session.scalars(wanted))
    return _named(_LISTS, [name for name, counts in lists if codes & set(counts.get("compared", ()))])


def _judged_points(session: Session, run: Undoing) -> Obstacle:
    mine = sa.select(ContactPoint.id).where(ContactPoint.import_id == run.id)
    own = sa.select(Interaction.id).where(Interaction.import_id == run.id)
    later = sa.and_(
        ContactPointEvent.contact_point_id.in_(mine),
        sa.or_(ContactPointEvent.interaction_id.is_(None), ContactPointEvent.interaction_id.not_in(own)),
    )
    names = session.scalars(
        sa.select(Customer.name)
        .join(ContactPoint, ContactPoint.customer_id == Customer.id)
        .join(ContactPointEvent, ContactPointEvent.contact_point_id == ContactPoint.id)
        .where(later)
        .order_by(ContactPointEvent.id)
    )
    return _named(_JUDGED, list(names))


def _merged(session: Session, run: Undoing) -> Obstacle:
    made = _customers_made(run)
    names = session.scalars(
        sa.select(Customer.name)
        .join(CustomerMerge, CustomerMerge.merged_id == Customer.id)
        .where(
            CustomerMerge.undone_at.is_(None),
            sa.or_(CustomerMerge.merged_id.in_(made), CustomerMerge.kept_id.in_(made)),
        )
        .order_by(CustomerMerge.id)
    )
    return _named(_MERGED, list(names))


def _of_accounts(
    session: Session,
    table: Any,  # Any: a mapped class with an account
    which: sa.ColumnElement[bool],
    accounts: sa.Select[int] | None,
    *,
    text: str,
) -> Obstacle:
    within = which if accounts is None else sa.and_(which, table.account_id.in_(accounts))
    count = session.scalar(sa.select(sa.func.count()).select_from(table).where(within)) or 0
    names = session.scalars(
        sa.select(Customer.name)
        .join(Account, Account.customer_id == Customer.id)
        .join(table, table.account_id == Account.id)
        .where(within)
        .order_by(table.id)
        .limit(NAMED)
    )
    return Obstacle(text, count, tuple(dict.fromkeys(names if count else ())))


def _of_customers(
    session: Session, table: Any, which: sa.ColumnElement[bool], *, text: str
) -> Obstacle:  # Any: as above
    count = session.scalar(sa.select(sa.func.count()).select_from(table).where(which)) or 0
    names = session.scalars(
        sa.select(Customer.name)
        .join(table, table.customer_id == Customer.id)
        .where(which)
        .order_by(table.id)
        .limit(NAMED)
    )
    return Obstacle(text, count, tuple(dict.fromkeys(names if count else ())))


def _named(text: str, names: Sequence[str]) -> Obstacle:
    return Obstacle(text, len(names), tuple(dict.fromkeys(names[:NAMED])))
