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
    CallDraft,
    Consent,
    ContactPoint,
    ContactPointEvent,
    Customer,
    CustomerMerge,
    CustomerVersion,
    DuplicatePair,
    ErasedKey,
    Erasure,
    FactVersion,
    Hold,
    Interaction,
    Invoice,
    Outcome,
    OutcomeTrace,
    Payment,
    Promise,
    QualityFinding,
    ReasonLetter,
    RejectedRow,
    ReplacedRow,
    RetentionHold,
    ReviewRequest,
    Score,
    WorkItem,
)
from models.enums import FixState, PointState, ReviewEffect
from workbench.domain.privacy.belonging import (
    Condition,
    audited_of,
    by_account,
    by_customer,
    facts_of,
    names_key,
    people_of,
    replaced_of,
)
from workbench.folding import search_text
from workbench.kernel.text import N_

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


def _numbered(text: str) -> sa.ColumnElement[str]:
    """A text with the customer's own id: what an erased customer has instead of a name and of the sender's key."""
    return sa.literal(text).concat(sa.cast(Customer.id, sa.String))


def _codes_only(column: Any) -> sa.ColumnElement[Any]:  # Any: a text column
    """Outcome codes stay; what a person wrote goes."""
    return sa.case((column.in_(sa.select(Outcome.code)), column), else_=ERASED_TEXT)


_STAFF = frozenset({"import_id"})

HELD: tuple[HeldTable, ...] = (
    HeldTable(
        Customer,
        "customer",
        lambda customer_id: Customer.id.in_(people_of(customer_id)),
        becomes={
            "external_id": _numbered("borrado:"),
            "external_id_folded": _numbered("borrado:"),
            "name": _numbered("Cliente borrado "),
            "search_text": _numbered(f"{search_text('Cliente borrado', None)} "),
            **dict.fromkeys(("document", "city", "opened_on")),
            "attributes": lambda _: {},
        },
        kept=frozenset({"segment", "region", "country", "timezone", "language"}),
        inside=frozenset({"import_id", "search_text", "external_id_folded"}),
    ),
    HeldTable(
        CustomerVersion,
        "customer_corrections",
        by_customer(CustomerVersion),
        earlier=lambda _: Customer,
        inside=_STAFF,
    ),
    HeldTable(
        ContactPoint,
        "contact_points",
        by_customer(ContactPoint),
        becomes={
            "value": lambda _: sa.literal("borrado:").concat(sa.cast(ContactPoint.id, sa.String)),
            "state": PointState.SUPPRESSED,
            "extension": None,
            "belongs_to": None,
        },
        inside=_STAFF,
    ),
    HeldTable(
        ContactPointEvent,
        "contact_point_changes",
        lambda customer_id: ContactPointEvent.contact_point_id.in_(
            sa.select(ContactPoint.id).where(ContactPoint.customer_id.in_(people_of(customer_id)))
        ),
        becomes={"why": lambda _: _codes_only(ContactPointEvent.why)},
        inside=frozenset({"user_id"}),
    ),
    HeldTable(
        Consent,
        "consents",
        by_customer(Consent),
        becomes={
            "source": lambda _: sa.case((Consent.source == "import", Consent.source), else_=_codes_only(Consent.source))
        },
        inside=_STAFF,
    ),
    HeldTable(Hold, "holds", by_customer(Hold), inside=_STAFF),
    HeldTable(
        RetentionHold,
        "retention_holds",
        by_customer(RetentionHold),
        becomes={"why": ERASED_TEXT},
        inside=frozenset({"placed_by", "lifted_by"}),
    ),
    HeldTable(
        Account, "accounts", by_customer(Account), inside=frozenset({"import_id", "collector_id", "ledger_dirty"})
    ),
    HeldTable(Assignment, "assignments", by_account(Assignment), inside=frozenset({"collector_id", "assigned_by"})),
    HeldTable(
        Invoice,
        "invoices",
        by_account(Invoice),
        becomes={"attributes": sa.null()},
        kept=frozenset({"external_id", "product"}),
        inside=_STAFF,
    ),
    HeldTable(
        Payment,
        "payments",
        by_account(Payment),
        becomes={"reference": None, "attributes": sa.null()},
        kept=frozenset({"external_id", "invoice_external_id", "reverses_external_id", "channel"}),
        inside=_STAFF,
    ),
    HeldTable(Allocation, "allocations", by_account(Allocation)),
    HeldTable(
        Interaction,
        "interactions",
        by_customer(Interaction),
        becomes={"note": None, "delay_reason": None, "attributes": sa.null()},
        kept=frozenset({"external_id", "outcome_code", "collector_text"}),
        inside=frozenset({"import_id", "collector_id", "collector_text", "work_item_id"}),
    ),
    HeldTable(
        CallDraft,
        "call_drafts",
        by_customer(CallDraft),
        becomes={"fields": lambda _: {}},
        kept=frozenset({"once"}),
        inside=frozenset({"user_id", "once"}),
    ),
    # It is deleted with the next housekeeping; an outcome of an erased customer is not undone.
    HeldTable(
        OutcomeTrace,
        "saved_forms",
        by_customer(OutcomeTrace),
        becomes={"form": lambda _: {}, "rows": lambda _: []},
        inside=frozenset({"user_id", "rows", "last_payment_id", "last_interaction_id"}),
    ),
    HeldTable(
        Promise,
        "promises",
        by_customer(Promise),
        kept=frozenset({"channel"}),
        inside=frozenset({"import_id", "made_by"}),
    ),
    HeldTable(
        FactVersion,
        "corrections",
        facts_of,
        earlier=lambda row: {"invoice": Invoice, "payment": Payment, "interaction": Interaction}[row.kind],
        kept=frozenset({"kind"}),
        inside=_STAFF,
    ),
    HeldTable(
        WorkItem,
        "queue_places",
        by_customer(WorkItem),
        becomes={"why": None},
        kept=frozenset({"scorer", "model", "value", "reasons", "resting_because", "blocked_by"}),
        inside=frozenset({"collector_id", "claimed_by", "claimed_until"}),
    ),
    HeldTable(Score, "scores", by_account(Score), kept=frozenset({"value", "reasons"})),
    HeldTable(
        ReasonLetter,
        "letters",
        by_customer(ReasonLetter),
        kept=frozenset({"made_by_name", "language", "lane", "slice", "scorer", "value", "reasons", "law"}),
        inside=frozenset({"made_by"}),
    ),
    HeldTable(
        ReviewRequest,
        "requests",
        by_customer(ReviewRequest),
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
        by_customer(Erasure),
        becomes={"ground": ERASED_TEXT},
        kept=frozenset({"counts"}),
        inside=frozenset({"asked_by", "decided_by"}),
    ),
    HeldTable(
        ErasedKey, "erased_keys", by_customer(ErasedKey), kept=frozenset({"digest"}), inside=frozenset({"digest"})
    ),
    HeldTable(
        CustomerMerge,
        "merges",
        lambda customer_id: sa.or_(
            CustomerMerge.kept_id.in_(people_of(customer_id)), CustomerMerge.merged_id.in_(people_of(customer_id))
        ),
        becomes={"changes": lambda _: {}},
        inside=frozenset({"by", "undone_by"}),
    ),
    HeldTable(
        DuplicatePair,
        "look_alikes",
        lambda customer_id: sa.or_(
            DuplicatePair.first_id.in_(people_of(customer_id)), DuplicatePair.second_id.in_(people_of(customer_id))
        ),
        kept=frozenset({"evidence"}),
        inside=frozenset({"decided_by"}),
    ),
    HeldTable(QualityFinding, "findings", by_customer(QualityFinding), kept=frozenset({"problem"})),
    HeldTable(
        ReplacedRow,
        "replaced",
        replaced_of,
        earlier=lambda row: _IN_PLACE[row.table_name],
        kept=frozenset({"table_name"}),
        inside=_STAFF,
    ),
    HeldTable(
        RejectedRow,
        "rejected_rows",
        lambda customer_id: names_key(RejectedRow.texts, customer_id),
        becomes={"external_id": ERASED_TEXT, "texts": lambda _: [], "values": lambda _: {}, "state": FixState.SKIPPED},
        kept=frozenset({"column", "reason", "header"}),
        inside=frozenset({"upload_id"}),
    ),
    # Sealed: a changed entry would break the chain. Entries hold ids and codes; `why` is what a person wrote.
    HeldTable(
        AuditEntry,
        "audit",
        audited_of,
        kept=frozenset({"event", "actor", "subject_kind", "before", "after", "why"}),
        inside=frozenset({"actor_id", "actor", "seal_id"}),
    ),
)
"""In the order of a copy."""

_IN_PLACE: Mapping[str, type[Base]] = {held.table.__tablename__: held.table for held in HELD if held.earlier is None}

NOT_HELD: Mapping[str, str] = {
    "customer_word": "the words of a customer's `search_text`, which triggers change with it",
    "answer_habits": "patterns of all customers of a portfolio together",
    "audit_head": "the end of the chain of the audit trail",
    "audit_seal": "hashes over entries of the audit trail",
    "blob": "artefacts of models and of ranking decisions: figures by account number, without name or number",
    "champion": "which model ranks",
    "decision_log": "names artefacts by day; deleted by the retention terms",
    "company": "settings",
    "delay_reason": "a list of reasons",
    "job_request": "runs of jobs that were asked for",
    "one_time_link": "our staff",
    "sender_mapping": "names of a sender's columns",
    "upload": "names and reports of files; sentences of a report that name an erased customer are emptied",
    "upload_part": "files as they were given; deleted when they need not be kept any more",
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
    "merged_customers": N_("Fichas unidas a la suya"),
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
    "call_drafts": N_("Borradores de gestiones"),
    "saved_forms": N_("Formularios de gestiones guardados hoy"),
    "promises": N_("Promesas"),
    "corrections": N_("Facturas, pagos y gestiones antes de una corrección"),
    "queue_places": N_("Puestos en la cola de llamadas"),
    "scores": N_("Puntajes"),
    "letters": N_("Cartas de razones"),
    "requests": N_("Peticiones"),
    "erasures": N_("Solicitudes de borrado"),
    "erased_keys": N_("Claves borradas"),
    "merges": N_("Uniones de fichas"),
    "look_alikes": N_("Fichas parecidas"),
    "findings": N_("Faltas en sus datos"),
    "replaced": N_("Valores que un archivo reemplazó"),
    "rejected_rows": N_("Filas rechazadas de archivos"),
    "audit": N_("Registro de auditoría"),
}
"""What the parts of a copy are called."""
