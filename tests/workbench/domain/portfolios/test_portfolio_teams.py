"""Which teams work a portfolio: without one, nobody but an administrator sees it."""

import sqlalchemy as sa

from models import AuditEntry, PortfolioTeam, Team
from workbench.domain.portfolios.portfolios import set_teams
from workbench.domain.records.audit import Actor
from workbench.queries.portfolios import portfolios_seen

BY = Actor(None, "workbench portfolio")


def test_set_teams_lets_exactly_those_teams_see_it(session, cast, now):
    set_teams(session, cast.consumo, teams=["sur"], actor=BY, now=now)

    assert [one.code for one in portfolios_seen(session, cast.person("sara"))] == ["consumo", "microcredito"]
    assert portfolios_seen(session, cast.person("andrea")) == []


def test_set_teams_makes_a_team_that_is_new_and_leaves_an_entry(session, cast, now):
    set_teams(session, cast.consumo, teams=["centro", "norte"], actor=BY, now=now)

    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.event, entry.before, entry.after) == (
        "portfolio_changed", {"teams": ["norte"]}, {"teams": ["centro", "norte"]},
    )  # fmt: skip
    assert session.scalar(sa.select(sa.func.count()).select_from(Team)) == 3


def test_set_teams_again_changes_nothing(session, cast, now):
    set_teams(session, cast.consumo, teams=["norte"], actor=BY, now=now)

    assert session.scalars(sa.select(AuditEntry)).all() == []
    assert session.scalar(sa.select(sa.func.count()).select_from(PortfolioTeam)) == 2
