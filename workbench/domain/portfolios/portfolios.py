"""Sets the currency, zone, contact preset, capacity and teams of a portfolio."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from babel import Locale, UnknownLocaleError
from sqlalchemy.orm import Session

from models import Interaction, Invoice, Payment, Portfolio, PortfolioTeam, Team
from workbench.access.person import Person
from workbench.domain.contact import preset_codes
from workbench.domain.people import team_named
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.money import is_currency, locale_of_zone
from workbench.kernel.text import N_
from workbench.queries.scope import portfolios_of

MOST_LAG = 60
"""Days until a payment of a file is known; beyond that nothing could be judged in time."""

MOST_RANDOM = 0.5
"""Beyond that the queue would be chance with a little model in it."""


class PortfolioRefused(RuleBroken):
    """A portfolio cannot be set as asked; nothing was changed."""

    rule = "portfolios"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The values to set; None leaves a value as it is."""

    preset: str | None = None
    capacity: int | None = None
    timezone: str | None = None
    currency: str | None = None
    locale: str | None = None
    name: str | None = None
    creditor: str | None = None
    contact: str | None = None
    random_slice: float | None = None
    closed_days: list[str] | None = None
    posting_lag_days: int | None = None

    def given(self) -> dict[str, Any]:
        """The values that are not None."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


def why_not_portfolio(wanted: Wanted) -> RuleBroken | None:
    """The preset is one of those shipped, zone and locale exist, the currency is one of ISO 4217, somebody can work.

    Names are not empty, chance places half of the accounts at most, and payments are known within `MOST_LAG` days.
    """
    for value, is_good, reason in (
        (wanted.preset, _is_preset, N_("No hay una política «%(value)s». Hay: %(known)s.")),
        (wanted.timezone, _is_zone, N_("No existe la zona horaria «%(value)s».")),
        (wanted.currency, is_currency, N_("«%(value)s» no es un código de moneda ISO 4217.")),
        (wanted.locale, _is_locale, N_("«%(value)s» no es un formato regional, como es_CO.")),
        (wanted.name, str.strip, N_("El nombre de la cartera no puede quedar vacío.")),
        (wanted.creditor, str.strip, N_("El nombre del acreedor no puede quedar vacío.")),
        (wanted.contact, str.strip, N_("Diga a dónde escribe el cliente: un correo, un teléfono o una dirección.")),
    ):
        if value is not None and not is_good(value):
            return PortfolioRefused(reason, value=value, known=", ".join(preset_codes()))
    if wanted.closed_days is not None and not _are_days(wanted.closed_days):
        days = ", ".join(wanted.closed_days)
        return PortfolioRefused(N_("Los días sin trabajo se escriben como 2026-12-24: «%(value)s»."), value=days)
    if wanted.capacity is not None and wanted.capacity < 1:
        return PortfolioRefused(N_("La capacidad es de una cuenta al día o más."))
    if wanted.random_slice is not None and not 0 <= wanted.random_slice <= MOST_RANDOM:
        return PortfolioRefused(N_("La parte al azar va de 0 a 0,5 de las cuentas."))
    if wanted.posting_lag_days is not None and not 0 <= wanted.posting_lag_days <= MOST_LAG:
        return PortfolioRefused(N_("El desfase de los pagos va de 0 a %(most)s días."), most=MOST_LAG)
    return None


def _is_preset(code: str) -> bool:
    return code in preset_codes()


def _are_days(days: list[str]) -> bool:
    try:
        return all(date.fromisoformat(day).isoformat() == day for day in days)
    except ValueError:
        return False


def _is_zone(name: str) -> bool:
    return name in available_timezones()


def set_portfolio(  # noqa: PLR0913 - who sets what, when
    session: Session, code: str, *, wanted: Wanted, zone: str, actor: Actor, now: datetime
) -> Portfolio:
    """Set values of a portfolio, with one audit entry; the same again changes nothing and leaves none.

    A code that nobody uses yet makes a portfolio, where its currency is given: a mistyped code must not. The currency
    stays once there are amounts in it. The days of facts that are there stay when the zone changes.

    Args:
        session: A write session; the caller commits.
        code: As files and commands name it.
        wanted: What to set.
        zone: The company's, for a new portfolio without one.
        actor: Who sets it.
        now: Aware instant.

    Raises:
        PortfolioRefused: A value cannot be used, or the code is unknown.

    """
    broken = why_not_portfolio(wanted)
    if broken is not None:
        raise broken
    row = session.scalar(sa.select(Portfolio).where(Portfolio.code == code).with_for_update())
    before = {} if row is None else {name: getattr(row, name) for name in wanted.given()}
    if row is None:
        row = _new(session, code, wanted=wanted, zone=zone, now=now)
    elif wanted.currency not in {None, row.currency} and (refused := why_not_currency(session, row)) is not None:
        raise refused
    for name, value in wanted.given().items():
        setattr(row, name, value)
    after = {name: getattr(row, name) for name in (before or fields_of(row))}
    if before != after:
        record(
            session,
            AuditEvent.PORTFOLIO_CHANGED,
            actor=actor,
            subject=("portfolio", row.id),
            now=now,
            before=before,
            after=after,
        )
    return row


def why_not_currency(session: Session, row: Portfolio) -> PortfolioRefused | None:
    """The currency stays once there are amounts in it: they would be read as another money."""
    if not _has_facts(session, row.id):
        return None
    reason = N_("La cartera %(code)s ya tiene montos en %(currency)s: su moneda no se cambia.")
    return PortfolioRefused(reason, code=row.code, currency=row.currency)


def set_teams(session: Session, row: Portfolio, *, teams: Sequence[str], actor: Actor, now: datetime) -> None:
    """Give a portfolio to exactly these teams, with one audit entry; the same again leaves none.

    Only who is in one of them sees its accounts. A team named for the first time is made.

    Args:
        session: A write session; the caller commits.
        row: The portfolio, flushed.
        teams: Names of teams.
        actor: Who sets it.
        now: Aware instant.

    """
    had = session.scalars(
        sa.select(Team.name)
        .join(PortfolioTeam, PortfolioTeam.team_id == Team.id)
        .where(PortfolioTeam.portfolio_id == row.id)
    )
    before, after = sorted(had), sorted(set(teams))
    if before == after:
        return
    session.execute(sa.delete(PortfolioTeam).where(PortfolioTeam.portfolio_id == row.id))
    for name in after:
        session.add(PortfolioTeam(portfolio_id=row.id, team_id=team_named(session, name).id))
    record(
        session,
        AuditEvent.PORTFOLIO_CHANGED,
        actor=actor,
        subject=("portfolio", row.id),
        now=now,
        before={"teams": before},
        after={"teams": after},
    )


def work_portfolios(
    session: Session, person: Person, team: Team, *, portfolio_ids: Sequence[int], now: datetime
) -> None:
    """Give a team exactly these portfolios, as far as this person sees them, an audit entry for each that changes.

    Args:
        session: A write session; the caller commits.
        person: Who gives them; portfolios out of their scope stay as they are.
        team: The team, flushed.
        portfolio_ids: Of the portfolios.
        now: Aware instant.

    """
    seen = session.scalars(sa.select(Portfolio).where(Portfolio.id.in_(portfolios_of(person)))).all()
    works = (
        sa.select(PortfolioTeam.portfolio_id, Team.name)
        .join(Team, Team.id == PortfolioTeam.team_id)
        .order_by(Team.name)
    )
    had: dict[int, list[str]] = {}
    for portfolio_id, name in session.execute(works):
        had.setdefault(portfolio_id, []).append(name)
    for row in seen:
        others = [name for name in had.get(row.id, []) if name != team.name]
        names = [*others, team.name] if row.id in portfolio_ids else others
        set_teams(session, row, teams=names, actor=Actor(person.id, person.email), now=now)


def fields_of(row: Portfolio) -> dict[str, Any]:
    """The portfolio's current values of everything that can be set."""
    return {one.name: getattr(row, one.name) for one in fields(Wanted)}


def _new(session: Session, code: str, *, wanted: Wanted, zone: str, now: datetime) -> Portfolio:
    if wanted.currency is None:
        reason = N_("No existe la cartera %(code)s. Para crearla, diga su moneda: --currency.")
        raise PortfolioRefused(reason, code=code)
    if not code.strip():
        raise PortfolioRefused(N_("El código de la cartera no puede quedar vacío."))
    own_zone = wanted.timezone or zone
    row = Portfolio(
        code=code,
        name=code,
        currency=wanted.currency,
        timezone=own_zone,
        locale=locale_of_zone(own_zone),
        created_at=now,
    )
    session.add(row)
    session.flush()  # the audit entry needs the id
    return row


def _has_facts(session: Session, portfolio_id: int) -> bool:
    kept = (Invoice, Payment, Interaction)
    found = (sa.exists().where(table.portfolio_id == portfolio_id) for table in kept)
    return bool(session.scalar(sa.select(sa.or_(*found))))


def _is_locale(text: str) -> bool:
    try:
        return bool(Locale.parse(text))
    except (UnknownLocaleError, ValueError):
        return False
