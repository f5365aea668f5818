"""A declared consent covers only whom nothing is known of, and is written down with where it stands."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, Consent
from models.enums import Channel
from tests.factories.ledger import make_account
from workbench.domain.contact import ConsentRefused, declare_consents
from workbench.domain.records.audit import Actor

ANA = Actor(None, "ana@example.com")


def declare(session, portfolio, *, now, source="Contrato, cláusula 7"):
    return declare_consents(session, portfolio, channel=Channel.CALL, source=source, actor=ANA, now=now)


@pytest.mark.both
def test_only_customers_of_whom_nothing_is_known_are_covered(session, cast, now):
    silent, refused, other, elsewhere = (
        make_account(session, portfolio, now=now)
        for portfolio in (cast.consumo, cast.consumo, cast.consumo, cast.microcredito)
    )
    before = now - timedelta(days=1)
    session.add(Consent(customer_id=refused.customer_id, channel=None, granted=False, known_at=before, source="phone"))
    session.add(
        Consent(customer_id=other.customer_id, channel=Channel.SMS, granted=True, known_at=before, source="file")
    )
    session.flush()

    assert declare(session, cast.consumo, now=now) == 2
    assert declare(session, cast.consumo, now=now) == 0

    written = session.execute(
        sa.select(Consent.customer_id, Consent.granted, Consent.source, Consent.known_at).where(
            Consent.channel == Channel.CALL
        )
    ).all()
    assert sorted(written) == sorted((one.customer_id, True, "Contrato, cláusula 7", now) for one in (silent, other))
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.after, entry.why) == (
        "consent_recorded",
        {"channel": "call", "customers": 2},
        "Contrato, cláusula 7",
    )
    assert elsewhere.customer_id not in {one.customer_id for one in written}


def test_declaration_says_where_the_consent_stands(session, cast, now):
    make_account(session, cast.consumo, now=now)

    with pytest.raises(ConsentRefused):
        declare(session, cast.consumo, now=now, source="  ")

    assert session.scalars(sa.select(Consent)).all() == []
