"""Equipos: made, renamed, who is in them and which portfolios they work."""

import sqlalchemy as sa

from models import PortfolioTeam, Team


def works(session, team):
    return set(session.scalars(sa.select(PortfolioTeam.portfolio_id).where(PortfolioTeam.team_id == team.id)))


def test_team_is_made_with_people_and_portfolios(people, cast, session):
    ana = people("ana")
    page = ana.get("/ajustes/equipos/nuevo")
    ana.submit(
        page, "/ajustes/equipos/nuevo", name="Oriente", members=[str(cast.luis.id)],
        portfolios=[str(cast.microcredito.id)],
    )  # fmt: skip

    team = session.scalars(sa.select(Team).where(Team.name == "Oriente")).one()
    assert works(session, team) == {cast.microcredito.id}
    assert works(session, cast.sur) == {cast.microcredito.id}
    assert {one.name for one in cast.luis.teams} == {"norte", "Oriente"}


def test_team_gets_another_name_and_leaves_a_portfolio(people, cast, session):
    ana = people("ana")
    action = f"/ajustes/equipos/{cast.norte.id}"
    page = ana.get(action)
    ana.submit(page, action, name="Norte grande", members=[str(cast.andrea.id)], portfolios=[])

    assert cast.norte.name == "Norte grande"
    assert works(session, cast.norte) == set()
    assert [team.name for team in cast.luis.teams] == []


def test_name_that_is_taken_keeps_what_was_typed(people, cast, session):
    ana = people("ana")
    page = ana.get(f"/ajustes/equipos/{cast.norte.id}")

    answer = ana.submit(page, f"/ajustes/equipos/{cast.norte.id}", status=409, name="SUR")

    assert "Ya hay un equipo «SUR»." in answer.words()
    assert answer.by_id("name").get("value") == "SUR"
    assert cast.norte.name == "norte"


def test_first_team_is_asked_for_where_there_is_none(people, cast, session):
    for team in (cast.norte, cast.sur):
        session.execute(sa.delete(PortfolioTeam).where(PortfolioTeam.team_id == team.id))
    for name in ("andrea", "luis", "sara", "paola", "elena"):
        getattr(cast, name).teams = []
    session.flush()
    session.execute(sa.delete(Team))

    assert "Hacer el primero" in people("ana").get("/ajustes/equipos").words()
