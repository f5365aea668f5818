"""Where something is held on a customer: every table, how its rows are found, and what an erasure does to each text.

A table is in `HELD` or, with the reason, in `NOT_HELD`; every column of text or JSON of a held table is replaced by an
erasure or named as kept. A test walks the tables and fails where one of them is in neither.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import (
    Account,
    Allocation,
    Assignment,
    AuditEntry,
    Base,
    Consent,
    ContactPoint,
    ContactPointEvent,
    Customer,
    CustomerVersion,
    ErasedKey,
    Erasure,
    FactVersion,
    Hold,
    Interaction,
    Invoice,
    Outcome,
    Payment,
    Promise,
    ReasonLetter,
    RetentionHold,
    ReviewRequest,
    Score,
    WorkItem,
)
from models.enums import PointState, ReviewEffect
from workbench.folding import search_text
from workbench.kernel.text import N_

Condition = sa.ColumnElement[bool]
# Any: what a column becomes: a value, an expression of SQL, or a function of the customer's id that gives one.
Becomes = Mapping[str, Any]

ERASED_TEXT = "—"
"""What stands where a text was that a row must have."""


@dataclass(frozen=True)
class HeldTable:
    """A table with rows of customers.

    Args:
        table: The class.
        key: Its name in a copy; stable.
        of: The condition that a row is of a customer, by the customer's id.
        becomes: Columns that an erasure replaces.
        kept: Columns of text or JSON that stay: they are codes, or the sender's keys of the ledger.
        inside: Columns that are not handed over: they are about our staff or only serve the program.
        earlier: Where the column `values` keeps columns of a row before a correction: the table of that row.

    """

    table: type[Base]
    key: str
    of: Callable[[int], Condition]
    becomes: Becomes = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    earlier: Callable[[Any], type[Base]] | None = None  # Any: a row of the table

    def erased(self, column: str, customer_id: int) -> Any:  # Any: see `Becomes`
        """What a column becomes in the erasure of a customer."""
        wanted = self.becomes[column]
        return wanted(customer_id) if callable(wanted) and not isinstance(wanted, sa.ColumnElement) else wanted


def pseudonym(customer_id: int) -> str:
    """What an erased customer is called."""
    return f"Cliente borrado {customer_id}"


def erased_key_text(customer_id: int) -> str:
    """The key that an erased customer has instead of the sender's."""
    return f"borrado:{customer_id}"


def _by_customer(table: Any) -> Callable[[int], Condition]:  # Any: a class with the column
    return lambda customer_id: table.customer_id == customer_id


def _by_account(table: Any) -> Callable[[int], Condition]:  # Any: a class with the column
    return lambda customer_id: table.account_id.in_(_accounts(customer_id))


def _accounts(customer_id: int) -> sa.Select[int]:
    return sa.select(Account.id).where(Account.customer_id == customer_id)


def _facts(customer_id: int) -> Condition:
    """Earlier values of facts name their fact by table and id."""
    accounts = _accounts(customer_id)
    return sa.or_(
        *(
            sa.and_(FactVersion.kind == name, FactVersion.fact_id.in_(sa.select(fact.id).where(within)))
            for name, fact, within in (
                ("invoice", Invoice, Invoice.account_id.in_(accounts)),
                ("payment", Payment, Payment.account_id.in_(accounts)),
                ("interaction", Interaction, Interaction.customer_id == customer_id),
            )
        )
    )


def _audited(customer_id: int) -> Condition:
    """Entries whose subject is a row of the customer."""
    own = sa.and_(AuditEntry.subject_kind == "customer", AuditEntry.subject_id == customer_id)
    of_rows = (
        sa.and_(
            AuditEntry.subject_kind == table.__tablename__,
            AuditEntry.subject_id.in_(sa.select(table.id).where(table.customer_id == customer_id)),
        )
        for table in (Interaction, Promise, WorkItem, ReasonLetter, ReviewRequest, Erasure)
    )
    of_accounts = sa.and_(AuditEntry.subject_kind == "account", AuditEntry.subject_id.in_(_accounts(customer_id)))
    return sa.or_(own, of_accounts, *of_rows)


def _codes_only(column: Any) -> sa.ColumnElement[Any]:  # Any: a text column
    """Outcome codes stay; what a person wrote goes."""
    return sa.case((column.in_(sa.select(Outcome.code)), column), else_=ERASED_TEXT)


_STAFF = frozenset({"import_id"})

HELD: tuple[HeldTable, ...] = (
    HeldTable(
        Customer,
        "customer",
        lambda customer_id: Customer.id == customer_id,
        becomes={
            "external_id": erased_key_text,
            "name": pseudonym,
            "search_text": lambda customer_id: search_text(pseudonym(customer_id), None),
            **dict.fromkeys(("document", "city", "opened_on")),
            "attributes": lambda _: {},
        },
        kept=frozenset({"segment", "region", "country", "timezone", "language"}),
        inside=frozenset({"import_id", "search_text"}),
    ),
    HeldTable(
        CustomerVersion,
        "customer_corrections",
        _by_customer(CustomerVersion),
        earlier=lambda _: Customer,
        inside=_STAFF,
    ),
    HeldTable(
        ContactPoint,
        "contact_points",
        _by_customer(ContactPoint),
        becomes={
            "value": lambda _: sa.literal("borrado:").concat(sa.cast(ContactPoint.id, sa.String)),
            "state": PointState.SUPPRESSED,
        },
        inside=_STAFF,
    ),
    HeldTable(
        ContactPointEvent,
        "contact_point_changes",
        lambda customer_id: ContactPointEvent.contact_point_id.in_(
            sa.select(ContactPoint.id).where(ContactPoint.customer_id == customer_id)
        ),
        becomes={"why": lambda _: _codes_only(ContactPointEvent.why)},
        inside=frozenset({"user_id"}),
    ),
    HeldTable(
        Consent,
        "consents",
        _by_customer(Consent),
        becomes={
            "source": lambda _: sa.case((Consent.source == "import", Consent.source), else_=_codes_only(Consent.source))
        },
        inside=_STAFF,
    ),
    HeldTable(Hold, "holds", _by_customer(Hold), inside=_STAFF),
    HeldTable(
        RetentionHold,
        "retention_holds",
        _by_customer(RetentionHold),
        becomes={"why": ERASED_TEXT},
        inside=frozenset({"placed_by", "lifted_by"}),
    ),
    HeldTable(
        Account, "accounts", _by_customer(Account), inside=frozenset({"import_id", "collector_id", "ledger_dirty"})
    ),
    HeldTable(Assignment, "assignments", _by_account(Assignment), inside=frozenset({"collector_id", "assigned_by"})),
    HeldTable(
        Invoice,
        "invoices",
        _by_account(Invoice),
        becomes={"attributes": sa.null()},
        kept=frozenset({"external_id", "product"}),
        inside=_STAFF,
    ),
    HeldTable(
        Payment,
        "payments",
        _by_account(Payment),
        becomes={"reference": None, "attributes": sa.null()},
        kept=frozenset({"external_id", "invoice_external_id", "reverses_external_id", "channel"}),
        inside=_STAFF,
    ),
    HeldTable(Allocation, "allocations", _by_account(Allocation)),
    HeldTable(
        Interaction,
        "interactions",
        _by_customer(Interaction),
        becomes={"note": None, "delay_reason": None, "attributes": sa.null()},
        kept=frozenset({"external_id", "outcome_code", "collector_text"}),
        inside=frozenset({"import_id", "collector_id", "collector_text", "work_item_id"}),
    ),
    HeldTable(
        Promise,
        "promises",
        _by_customer(Promise),
        kept=frozenset({"channel"}),
        inside=frozenset({"import_id", "made_by"}),
    ),
    HeldTable(
        FactVersion,
        "corrections",
        _facts,
        earlier=lambda row: {"invoice": Invoice, "payment": Payment, "interaction": Interaction}[row.kind],
        kept=frozenset({"kind"}),
        inside=_STAFF,
    ),
    HeldTable(
        WorkItem,
        "queue_places",
        _by_customer(WorkItem),
        becomes={"why": None},
        kept=frozenset({"scorer", "model", "value", "reasons", "resting_because", "blocked_by"}),
        inside=frozenset({"collector_id", "claimed_by", "claimed_until"}),
    ),
    HeldTable(Score, "scores", _by_account(Score), kept=frozenset({"value", "reasons"})),
    HeldTable(
        ReasonLetter,
        "letters",
        _by_customer(ReasonLetter),
        kept=frozenset({"made_by_name", "language", "lane", "slice", "scorer", "value", "reasons", "law"}),
        inside=frozenset({"made_by"}),
    ),
    HeldTable(
        ReviewRequest,
        "requests",
        _by_customer(ReviewRequest),
        becomes={
            "note": None,
            "answer": lambda _: sa.case(
                (
                    sa.or_(ReviewRequest.answer.is_(None), ReviewRequest.effect == ReviewEffect.ERASED),
                    ReviewRequest.answer,
                ),
                else_=ERASED_TEXT,
            ),
        },
        kept=frozenset({"law"}),
        inside=frozenset({"recorded_by", "answered_by"}),
    ),
    HeldTable(
        Erasure,
        "erasures",
        _by_customer(Erasure),
        becomes={"ground": ERASED_TEXT},
        kept=frozenset({"counts"}),
        inside=frozenset({"asked_by", "decided_by"}),
    ),
    HeldTable(
        ErasedKey, "erased_keys", _by_customer(ErasedKey), kept=frozenset({"digest"}), inside=frozenset({"digest"})
    ),
    # Sealed: a changed entry would break the chain. Entries hold ids and codes; `why` is what a person wrote.
    HeldTable(
        AuditEntry,
        "audit",
        _audited,
        kept=frozenset({"event", "actor", "subject_kind", "before", "after", "why"}),
        inside=frozenset({"actor_id", "actor", "seal_id"}),
    ),
)
"""In the order of a copy."""

NOT_HELD: Mapping[str, str] = {
    "answer_habits": "patterns of all customers of a portfolio together",
    "audit_head": "the end of the chain of the audit trail",
    "audit_seal": "hashes over entries of the audit trail",
    "blob": "artefacts of models and of ranking decisions: figures by account number, without name or number",
    "champion": "which model ranks",
    "decision_log": "names artefacts by day; deleted by the retention terms",
    "delay_reason": "a list of reasons",
    "erasure_secret": "the secret of keyed hashes",
    "idempotency_key": "ids and codes of what a form did; deleted after thirty days",
    "import_run": "names and counts of files",
    "job_run": "runs of jobs with counts",
    "lease": "which scheduler leads",
    "model_alarm": "figures of a portfolio",
    "model_version": "models",
    "outcome": "the outcome tree",
    "portfolio": "settings",
    "portfolio_team": "who works a portfolio",
    "retention_terms": "settings",
    "role": "our staff",
    "script": "texts of calls",
    "script_version": "texts of calls",
    "sign_in_session": "our staff",
    "sign_in_throttle": "keyed hashes of our staff's addresses",
    "snapshot": "names artefacts by day: figures by account number, without name or number",
    "team": "our staff",
    "team_member": "our staff",
    "training": "figures of a portfolio",
    "user": "our staff",
    "work_policy": "settings",
}
"""Tables that hold nothing on one customer, each with what it holds instead."""

NAMES: Mapping[str, str] = {
    "customer_corrections": N_("Datos del cliente antes de una corrección"),
    "contact_points": N_("Teléfonos, correos y direcciones"),
    "contact_point_changes": N_("Cambios de estado de teléfonos y correos"),
    "consents": N_("Permisos"),
    "holds": N_("Pausas"),
    "retention_holds": N_("Órdenes de conservar"),
    "accounts": N_("Cuentas"),
    "assignments": N_("Asignaciones"),
    "invoices": N_("Facturas"),
    "payments": N_("Pagos"),
    "allocations": N_("Aplicaciones de pagos a facturas"),
    "interactions": N_("Gestiones"),
    "promises": N_("Promesas"),
    "corrections": N_("Facturas, pagos y gestiones antes de una corrección"),
    "queue_places": N_("Puestos en la cola de llamadas"),
    "scores": N_("Puntajes"),
    "letters": N_("Cartas de razones"),
    "requests": N_("Peticiones"),
    "erasures": N_("Solicitudes de borrado"),
    "erased_keys": N_("Claves borradas"),
    "audit": N_("Registro de auditoría"),
}
"""What the parts of a copy are called."""
