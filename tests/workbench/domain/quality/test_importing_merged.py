"""What a sender says of the key of a merged customer lands in the account that came along, and counts for the other."""

import pytest
import sqlalchemy as sa

from models import Account, Consent, ContactPoint, Customer, ImportRun, Interaction, Invoice
from models.enums import Channel, ImportKind
from tests.workbench.domain.quality.content import content_of, differences
from workbench.domain.contact import people_of
from workbench.domain.imports import ImportTerms, import_rows
from workbench.domain.imports.undo.obstacles import obstacles
from workbench.domain.quality import MergeChoice, merge_customers, unmerge_customers
from workbench.domain.records import Actor
from workbench.queries.finding.search import search

INVOICE = {
    "external_id": "F-9", "customer_external_id": "S-8821", "issued_on": "2026-11-01", "due_on": "2026-11-10",
    "amount": "10.00", "portfolio": "consumo",
}  # fmt: skip


@pytest.fixture
def merged(database, session, two, cast, now):
    """The two of them merged, and committed for an import to see."""
    made = merge_customers(
        session, cast.person("paola"), kept_id=two.one.id, merged_id=two.other.id, choice=MergeChoice(), now=now,
        today=now.date(),
    )  # fmt: skip
    session.commit()
    return made


@pytest.fixture
def load(database, now):
    def send(kind, *rows):
        terms = ImportTerms(timezone="America/Bogota", now=now, actor=Actor(None, "test"))
        return import_rows(database, ImportKind(kind), rows, terms=terms)

    return send


@pytest.mark.both
def test_invoice_lands_in_the_account_that_came_along(merged, load, two, session):
    report = load("invoices", INVOICE)

    assert (report.inserted, report.rejected, report.created_customers) == (1, 0, 0)
    found = session.scalar(sa.select(Invoice.account_id).where(Invoice.external_id == "F-9"))
    assert found == two.same_portfolio.id
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2


def test_first_invoice_elsewhere_opens_an_account_that_goes_back_too(  # noqa: PLR0917 - fixtures
    merged, load, two, cast, session, now
):
    load("invoices", {**INVOICE, "portfolio": "microcredito"})

    opened = session.scalar(sa.select(Account).where(Account.portfolio_id == cast.microcredito.id))
    assert (opened.customer_id, opened.merged_from) == (two.one.id, two.other.id)
    unmerge_customers(session, cast.person("ana"), merged, now=now, today=now.date())
    assert (opened.customer_id, opened.merged_from) == (two.other.id, 0)


@pytest.mark.both
def test_payment_and_interaction_without_a_portfolio_find_their_account(merged, load, two, session):
    at = {"customer_external_id": "S-8821", "at": "2026-11-17T10:00:00-05:00", "channel": "call"}
    told = load("interactions", {"external_id": "G-1", **at, "outcome": "CD-INF"})
    paid = load(
        "payments", {"external_id": "P-1", "customer_external_id": "S-8821", "paid_on": "2026-11-17", "amount": "5"}
    )

    row = session.scalar(sa.select(Interaction).where(Interaction.external_id == "G-1"))
    assert (told.rejected, paid.rejected) == (0, 0)
    assert (row.customer_id, row.account_id) == (two.one.id, two.same_portfolio.id)


@pytest.mark.both
def test_customer_row_of_the_merged_one_brings_numbers_and_opt_outs_to_the_other(merged, load, two, session, now):
    row = {"external_id": "S-8821", "name": "María Ríos C.", "phone": "+573017778899", "consent_call": "false"}
    load("customers", row)
    session.expire_all()

    assert session.get_one(Customer, two.one.id).name == "María Fernanda Ríos"
    assert session.get_one(Customer, two.other.id).name == "María Ríos C."
    numbers = session.scalars(sa.select(ContactPoint.value).where(ContactPoint.customer_id == two.one.id)).all()
    assert "+573017778899" in numbers
    assert Channel.CALL in people_of(session, [two.one.id], at=now)[two.one.id].opted_out


def test_same_customers_again_change_nothing(merged, load, two, session):
    rows = [
        {"external_id": "C-10447", "name": "María Fernanda Ríos", "phone": "+573001112233"},
        {"external_id": "S-8821", "name": "MARIA F RIOS", "phone": "+573017778899"},
    ]
    load("customers", *rows)
    session.expire_all()
    before = content_of(session)
    session.commit()

    report = load("customers", *rows)
    session.expire_all()

    assert (report.inserted, report.updated) == (0, 0)
    assert differences(before, content_of(session)).keys() <= {"import_run"}
    assert session.scalars(sa.select(Consent.id).where(Consent.source == "import")).all() != []


@pytest.mark.both
def test_import_of_a_merged_customer_is_undone_only_after_separating(load, cast, session, now):
    session.commit()
    rows = [{"external_id": key, "name": "Ana Gil Peña", "phone": "+573001112233"} for key in ("A-1", "A-2")]
    made = load("customers", *rows)
    load("invoices", *({**INVOICE, "external_id": f"F-{key}", "customer_external_id": key} for key in ("A-1", "A-2")))
    one, other = session.scalars(sa.select(Customer.id).order_by(Customer.id))
    ana = cast.person("ana")
    merge = merge_customers(session, ana, kept_id=one, merged_id=other, choice=MergeChoice(), now=now, today=now.date())

    told = obstacles(session, session.get_one(ImportRun, made.import_id))
    unmerge_customers(session, ana, merge, now=now, today=now.date())

    assert "unió con otra ficha" in " ".join(one.text for one in told)
    left = obstacles(session, session.get_one(ImportRun, made.import_id))
    assert "unió con otra ficha" not in " ".join(one.text for one in left)


def test_what_was_chosen_stays_until_the_sender_says_otherwise(load, two, cast, session, now):
    ana = cast.person("ana")
    choice = MergeChoice(fields=frozenset({"name"}))
    merge_customers(session, ana, kept_id=two.one.id, merged_id=two.other.id, choice=choice, now=now, today=now.date())
    session.commit()
    same = {"external_id": "C-10447", "name": "María Fernanda Ríos"}

    first = load("customers", same)
    second = load("customers", same | {"name": "María F. Ríos"})
    session.expire_all()

    assert (first.updated, second.updated) == (0, 1)
    assert session.get_one(Customer, two.one.id).name == "María F. Ríos"


def test_merged_customer_is_found_by_the_name_and_key_it_had(merged, cast, session):
    for typed in ("S-8821", "maria f rios"):
        assert {one.name for one in search(session, cast.person("paola"), typed).found} == {"María Fernanda Ríos"}
