"""Maker of a customer of whom something personal stands in every table that can hold it."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

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
    DuplicatePair,
    FactVersion,
    ImportRun,
    QualityFinding,
    ReasonLetter,
    RejectedRow,
    ReplacedRow,
    RetentionHold,
    ReviewRequest,
    Upload,
)  # fmt: skip
from models.enums import (
    Channel,
    HoldKind,
    ImportKind,
    PairState,
    PointKind,
    PointState,
    RequestKind,
    ReviewEffect,
    UploadState,
)  # fmt: skip
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_payment
from tests.factories.promises import make_promise
from tests.factories.work import make_hold, make_item
from tests.personas import Cast
from workbench.folding import search_text

KEY = "ZORRO-9"
NAME = "Marta Zorro"
TRACES = ("zorro", "52418903", "3005551234")
"""What must not be found anywhere once she is erased; compared in lower case."""

PAID_ON = date(2026, 10, 1)


def make_known_customer(session: Session, cast: Cast, *, now: datetime, owed: int = 0) -> Account:
    """Marta Zorro, who paid her one invoice on the first of October; `owed` is left of it."""
    customer = make_customer(
        session, now=now, external_id=KEY, external_id_folded=KEY.lower(), name=NAME,
        search_text=search_text(NAME, "52418903"), document="52418903",
        city="Zorrópolis zorro", segment="pyme", region="Cundinamarca", opened_on=date(2020, 1, 1),
        attributes={"apodo": "zorro"},
    )  # fmt: skip
    account = make_account(
        session, cast.consumo, now=now, customer_id=customer.id, open_amount=owed, ledger_dirty=False,
        last_payment_on=PAID_ON,
    )  # fmt: skip
    invoice = make_invoice(
        session, account, due_on=date(2026, 9, 1), amount=100_00, open_amount=owed, attributes={"nota": "zorro"}
    )
    payment = make_payment(
        session, account, paid_on=PAID_ON, amount=100_00 - owed, reference="zorro 1", attributes={"quién": "zorro"}
    )
    session.add(Allocation(account_id=account.id, payment_id=payment.id, invoice_id=invoice.id, amount=100_00 - owed))
    call = make_interaction(
        session, account, at=now - timedelta(days=60), outcome="CD-PDP", note="Dice zorro", attributes={"x": "zorro"},
        delay_reason=session.scalar(sa.text("SELECT code FROM delay_reason LIMIT 1")),
    )  # fmt: skip
    make_promise(session, account, amount=100_00, due_on=PAID_ON, made_at=call.at, interaction_id=call.id, state="kept")
    make_item(session, account, on=date(2026, 9, 1), why="zorro no contesta", state="skipped")
    make_hold(session, customer.id, kind=HoldKind.REVIEW, now=now - timedelta(days=60), until_on=date(2026, 10, 1))
    _reach(session, customer, now=now, call_id=call.id)
    _past(session, customer, now=now, facts={"invoice": invoice.id, "payment": payment.id, "interaction": call.id})
    _asked(session, account, cast, now=now)
    _merged(session, customer, now=now)
    _given(session, customer, now=now)
    session.flush()
    return account


def dump(session: Session) -> str:
    """Everything that stands in the database as text, in lower case."""
    session.flush()
    told = []
    for name in Base.metadata.tables:
        rows = session.execute(sa.text(f'SELECT * FROM "{name}"')).all()
        told += [f"{name}: {tuple(row)!r}" for row in rows]
    return "\n".join(told).lower()


def traces_in(text: str) -> list[str]:
    """The lines in which she can be found."""
    return [line for line in text.splitlines() if any(trace in line for trace in TRACES)]


def _reach(session: Session, customer: Customer, *, now: datetime, call_id: int) -> None:
    values = {
        PointKind.PHONE: "+573005551234", PointKind.EMAIL: "marta@zorro.example", PointKind.ADDRESS: "Calle Zorro 1",
    }  # fmt: skip
    points = [
        ContactPoint(customer_id=customer.id, kind=kind, value=value, state=PointState.VERIFIED, created_at=now)
        for kind, value in values.items()
    ]
    session.add_all(points)
    session.flush()
    at = now - timedelta(days=50)
    session.add_all(
        [
            ContactPointEvent(contact_point_id=points[0].id, state=PointState.BAD, at=at, why="NC-NCT"),
            ContactPointEvent(contact_point_id=points[0].id, state=PointState.VERIFIED, at=at, why="lo dijo zorro"),
            Consent(customer_id=customer.id, channel=Channel.CALL, granted=True, known_at=at, source="import"),
            Consent(customer_id=customer.id, channel=Channel.SMS, granted=False, known_at=at, source="zorro escribió"),
        ]
    )


def _past(session: Session, customer: Customer, *, now: datetime, facts: dict[str, int]) -> None:
    old: dict[str, Any] = {
        "name": "Marta Zorro B",
        "document": "52418903",
        "segment": "pyme",
        "attributes": {"a": "zorro"},
    }
    session.add(CustomerVersion(customer_id=customer.id, replaced_at=now - timedelta(days=40), values=old))
    values = {
        "invoice": {"amount": 90_00, "attributes": {"nota": "zorro"}},
        "payment": {"amount": 80_00, "reference": "zorro 0", "attributes": None},
        "interaction": {"note": "zorro antes", "outcome_code": "CD-PDP", "delay_reason": None},
    }
    session.add_all(
        FactVersion(
            kind=kind, fact_id=fact_id, replaced_at=now - timedelta(days=40), replaced_on=PAID_ON, values=values[kind]
        )
        for kind, fact_id in facts.items()
    )


def _asked(session: Session, account: Account, cast: Cast, *, now: datetime) -> None:
    common = {"account_id": account.id, "customer_id": account.customer_id}
    session.add_all(
        [
            ReasonLetter(
                **common, made_on=PAID_ON, made_at=now, made_by=cast.andrea.id, made_by_name="Andrea", language="es",
                days_past_due=3, reasons=[], answer_due_on=PAID_ON, law="",
            ),
            ReviewRequest(
                **common, kind=RequestKind.REVIEW, received_on=PAID_ON, due_on=PAID_ON, law="", note="Soy zorro",
                recorded_at=now, answered_at=now, answered_by=cast.paola.id, answer="Señora Zorro",
                effect=ReviewEffect.UNCHANGED,
            ),
            RetentionHold(
                customer_id=account.customer_id, why="Proceso de zorro", placed_at=now - timedelta(days=30),
                lifted_at=now - timedelta(days=20),
            ),
        ]
    )  # fmt: skip


def _merged(session: Session, customer: Customer, *, now: datetime) -> None:
    """A second entry of hers that a person merged into the first, and what looked alike."""
    other = make_customer(
        session, now=now, external_id="ZORRO-8", external_id_folded="zorro-8", name="M. Zorro", search_text="m. zorro",
        document="52418903", merged_into_id=customer.id,
    )  # fmt: skip
    session.add(ContactPoint(customer_id=other.id, kind=PointKind.EMAIL, value="m@zorro.example", created_at=now))
    pair = DuplicatePair(
        first_id=customer.id, second_id=other.id, score=0.9, evidence=[{"kind": "document"}], proposed_at=now,
        state=PairState.MERGED,
    )  # fmt: skip
    changes = {"fields": {"name": ["M. Zorro", "Marta Zorro"]}}
    session.add_all(
        [
            pair,
            CustomerMerge(kept_id=customer.id, merged_id=other.id, at=now, changes=changes),
            QualityFinding(customer_id=customer.id, problem="no_phone", found_at=now),
        ]
    )


def _given(session: Session, customer: Customer, *, now: datetime) -> None:
    """A file that named her: what it replaced, a row that did not land, and a report that says her name."""
    upload = Upload(
        file_name="clientes.csv", sha256="0" * 64, size=1, source="screen", given_by_name="Ana", given_at=now,
        kept_until=now, state=UploadState.DONE, reports={"customers": {"warnings": ["Marta Zorro se parece", "otra"]}},
    )  # fmt: skip
    run = ImportRun(
        kind=ImportKind.CUSTOMERS, file_name="clientes.csv", sha256="0" * 64, started_at=now, finished_at=now
    )
    session.add_all([upload, run])
    session.flush()
    session.add_all(
        [
            ReplacedRow(
                import_id=run.id, table_name="customer", row_id=customer.id, values={"name": "Zorro", "segment": "oro"}
            ),
            RejectedRow(
                upload_id=upload.id, kind=ImportKind.CUSTOMERS, line=2, external_id=KEY, column="kind",
                reason="No es un tipo: %(value)s.", values={"value": "zorro"}, header=["external_id", "name"],
                texts=[KEY, NAME],
            ),
        ]
    )  # fmt: skip
