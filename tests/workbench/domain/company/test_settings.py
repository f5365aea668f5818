"""The company: its values, its country, and the zone of its days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry
from workbench.domain.company import (
    CompanyRefused,
    company_of,
    company_zone,
    countries,
    note_counsel,
    set_company,
    set_country,
)
from workbench.domain.records.audit import Actor
from workbench.kernel.money import is_currency

ANA = Actor(None, "ana@example.com")
NORTE = {"name": "Cobranzas Norte", "timezone": "America/Lima", "language": "es", "currency": "PEN"}


def named(session, *, now, **values):
    return set_company(session, **{**NORTE, **values}, actor=ANA, now=now)


def events(session):
    return session.scalars(sa.select(AuditEntry.event)).all()


def test_company_is_named_once_and_changed_after(session, now):
    named(session, now=now)
    named(session, now=now)
    row = named(session, now=now, name=" Cobranzas del Norte ")

    assert company_of(session) is row
    assert (row.name, company_zone(session, "UTC")) == ("Cobranzas del Norte", "America/Lima")
    assert events(session) == ["company_changed", "company_changed"]


def test_zone_is_the_settings_until_the_company_is_named(session):
    assert company_zone(session, "Europe/Madrid") == "Europe/Madrid"


@pytest.mark.parametrize("values", [{"name": "  "}, {"timezone": "Mars/Base"}, {"currency": "XXQ"}, {"language": "fr"}])
def test_value_that_cannot_be_is_refused(session, now, values):
    with pytest.raises(CompanyRefused):
        named(session, now=now, **values)


def test_country_needs_a_company_and_a_policy(session, now):
    chosen = {"is_in_many_countries": False, "wants_counsel": True, "actor": ANA, "now": now}
    with pytest.raises(CompanyRefused):
        set_country(session, preset="PE", **chosen)
    named(session, now=now)
    with pytest.raises(CompanyRefused):
        set_country(session, preset="XX", **chosen)

    assert set_country(session, preset="PE", **chosen).preset == "PE"


def test_lawyer_is_noted_with_a_name_and_a_day_that_came(session, now):
    named(session, now=now)
    with pytest.raises(CompanyRefused):
        note_counsel(session, name=" ", on=now.date(), actor=ANA, now=now)
    with pytest.raises(CompanyRefused):
        note_counsel(session, name="Dra. Ruiz", on=now.date() + timedelta(days=1), actor=ANA, now=now)

    row = note_counsel(session, name="Dra. Ruiz", on=now.date(), actor=ANA, now=now)

    assert (row.counsel_name, row.counsel_on) == ("Dra. Ruiz", now.date())
    assert session.scalars(sa.select(AuditEntry.after).order_by(AuditEntry.id.desc())).first() == {
        "counsel_name": "Dra. Ruiz",
        "counsel_on": now.date().isoformat(),
    }


@pytest.mark.parametrize("country", countries(), ids=lambda one: one.code)
def test_country_brings_what_is_used(country):
    assert is_currency(country.currency)
    assert country.documents
    assert country.payments
    assert country.words


def test_countries_have_their_own_money():
    found = {one.code: (one.timezone, one.currency, one.locale) for one in countries()}

    assert found["CO"] == ("America/Bogota", "COP", "es_CO")
    assert found["MX"] == ("America/Mexico_City", "MXN", "es_MX")
    assert found["CL"] == ("America/Santiago", "CLP", "es_CL")
    assert found["ES"] == ("Europe/Madrid", "EUR", "es_ES")
