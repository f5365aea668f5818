"""Sets the company of a database: its name, zone, language and currency, and the country whose rules it begins with."""

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import OwnCompany
from workbench.domain.contact import preset_codes
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.money import is_currency
from workbench.kernel.text import N_

ONLY = 1
"""The key of the one row."""

LANGUAGES = ("es", "en")


class CompanyRefused(RuleBroken):
    """The company cannot be set as asked; nothing was changed."""

    rule = "company"


def why_not_company(*, name: str, timezone: str, language: str, currency: str) -> CompanyRefused | None:
    """A company has a name; its zone exists, its currency is one of ISO 4217, its language one of the product."""
    if not name.strip():
        return CompanyRefused(N_("Escriba el nombre de la empresa."))
    if timezone not in available_timezones():
        return CompanyRefused(N_("No existe la zona horaria «%(value)s»."), value=timezone)
    if not is_currency(currency):
        return CompanyRefused(N_("«%(value)s» no es un código de moneda ISO 4217."), value=currency)
    if language not in LANGUAGES:
        return CompanyRefused(N_("No se habla el idioma «%(value)s»."), value=language)
    return None


def company_of(session: Session) -> OwnCompany | None:
    """The company; None until somebody has named it."""
    return session.get(OwnCompany, ONLY)


def company_zone(session: Session, default: str) -> str:
    """The zone of the company's days: that of its row, else that of the process."""
    return session.scalar(sa.select(OwnCompany.timezone).where(OwnCompany.id == ONLY)) or default


def set_company(  # noqa: PLR0913 - one parameter per value
    session: Session, *, name: str, timezone: str, language: str, currency: str, actor: Actor, now: datetime
) -> OwnCompany:
    """Name the company, or change it, with one audit entry; the same again leaves none.

    Portfolios that are there keep their zone and currency; new ones begin with these.

    Raises:
        CompanyRefused: A value cannot be used.

    """
    refused = why_not_company(name=name, timezone=timezone, language=language, currency=currency)
    if refused is not None:
        raise refused
    wanted = {"name": name.strip(), "timezone": timezone, "language": language, "currency": currency}
    row = company_of(session)
    if row is None:
        row = OwnCompany(id=ONLY, is_in_many_countries=False, wants_counsel=False, set_at=now, **wanted)
        session.add(row)
        session.flush()
        _record(session, before={}, after=wanted, actor=actor, now=now)
        return row
    _change(session, row, wanted, actor=actor, now=now)
    return row


def set_country(  # noqa: PLR0913 - one parameter per value
    session: Session,
    *,
    preset: str,
    is_in_many_countries: bool,
    wants_counsel: bool,
    actor: Actor,
    now: datetime,
) -> OwnCompany:
    """Choose the contact policy that new portfolios begin with, with one audit entry.

    Raises:
        CompanyRefused: There is no such policy, or the company has no name yet.

    """
    if preset not in preset_codes():
        known = ", ".join(preset_codes())
        raise CompanyRefused(N_("No hay una política «%(value)s». Hay: %(known)s."), value=preset, known=known)
    row = _named(session)
    wanted = {"preset": preset, "is_in_many_countries": is_in_many_countries, "wants_counsel": wants_counsel}
    _change(session, row, wanted, actor=actor, now=now)
    return row


def note_counsel(session: Session, *, name: str, on: date, actor: Actor, now: datetime) -> OwnCompany:
    """Note which lawyer read the rules, and on which day.

    Raises:
        CompanyRefused: No name was given, or the day is to come.

    """
    if not name.strip():
        raise CompanyRefused(N_("Escriba quién revisó las reglas."))
    if on > now.date():
        raise CompanyRefused(N_("Ese día todavía no llega."))
    row = _named(session)
    _change(session, row, {"counsel_name": name.strip(), "counsel_on": on}, actor=actor, now=now)
    return row


def _named(session: Session) -> OwnCompany:
    row = company_of(session)
    if row is None:
        raise CompanyRefused(N_("Escriba antes el nombre de la empresa."))
    return row


# Any: values of the row's columns.
def _change(session: Session, row: OwnCompany, wanted: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    before = {name: getattr(row, name) for name in wanted}
    if before == wanted:
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.set_at = now
    _record(session, before=before, after=wanted, actor=actor, now=now)


def _record(
    session: Session, *, before: dict[str, Any], after: dict[str, Any], actor: Actor, now: datetime
) -> None:  # Any: JSON
    told = [{name: _json(value) for name, value in values.items()} for values in (before, after)]
    record(
        session,
        AuditEvent.COMPANY_CHANGED,
        actor=actor,
        subject=("company", ONLY),
        now=now,
        before=told[0],
        after=told[1],
    )


def _json(value: Any) -> Any:  # Any: JSON
    return value.isoformat() if isinstance(value, date) else value
