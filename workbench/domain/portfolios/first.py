"""A portfolio made or settled on screen: it begins with what the company's country brings."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import OwnCompany, Portfolio
from workbench.domain.company import country_of_preset
from workbench.domain.portfolios.portfolios import PortfolioRefused, Wanted, set_portfolio, set_teams
from workbench.domain.records import Actor
from workbench.folding import fold
from workbench.kernel.text import N_


def make_portfolio(  # noqa: PLR0913 - what is made, by whom
    session: Session, name: str, *, company: OwnCompany, currency: str | None, actor: Actor, now: datetime
) -> Portfolio:
    """Make a portfolio of this name with the zone, the currency and the contact policy of the company.

    Raises:
        PortfolioRefused: The name is empty or taken, or there is no such currency.

    """
    code = code_of(name)
    if not code:
        raise PortfolioRefused(N_("El nombre de la cartera no puede quedar vacío."))
    if session.scalar(sa.select(Portfolio.id).where(Portfolio.code == code)) is not None:
        raise PortfolioRefused(N_("Ya hay una cartera «%(name)s»."), name=name.strip())
    wanted = Wanted(
        name=name.strip(),
        creditor=company.name,
        currency=currency or company.currency,
        timezone=company.timezone,
        preset=company.preset,
    )
    return set_portfolio(session, code, wanted=wanted, zone=company.timezone, actor=actor, now=now)


def settle_portfolio(  # noqa: PLR0913 - what is settled, by whom
    session: Session, portfolio: Portfolio, *, preset: str, teams: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Give a portfolio that a file made the rules, zone and format of a country, and the teams that work it.

    Raises:
        PortfolioRefused: There is no such policy.

    """
    country = country_of_preset(preset)
    wanted = Wanted(
        preset=preset,
        timezone=country.timezone if country else None,
        locale=country.locale if country else None,
    )
    row = set_portfolio(session, portfolio.code, wanted=wanted, zone=portfolio.timezone, actor=actor, now=now)
    session.flush()
    set_teams(session, row, teams=teams, actor=actor, now=now)


def code_of(name: str) -> str:
    """The code of a name, as files and commands write it: «Tarjeta Oro 2» is tarjeta-oro-2."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
