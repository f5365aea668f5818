"""Teams: made, renamed, and who is in them."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, TeamMember
from workbench.domain.people import TeamRefused, change_team, create_team
from workbench.domain.records.audit import Actor

ANA = Actor(None, "ana@example.com")


def members(session, team):
    return set(session.scalars(sa.select(TeamMember.user_id).where(TeamMember.team_id == team.id)))


def test_team_is_made_with_an_entry(session, cast, now):
    team = create_team(session, " Oriente ", actor=ANA, now=now)
    session.flush()

    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (team.name, entry.event, entry.after) == ("Oriente", "team_created", {"name": "Oriente"})


@pytest.mark.parametrize("name", ["", "  ", "norte", "NORTE"])
def test_name_is_there_and_nobody_elses(session, cast, now, name):
    with pytest.raises(TeamRefused):
        create_team(session, name, actor=ANA, now=now)
    with pytest.raises(TeamRefused):
        change_team(session, cast.sur, name=name, member_ids=[], actor=ANA, now=now)


def test_team_keeps_its_own_name(session, cast, now):
    change_team(session, cast.sur, name="Sur", member_ids=[cast.sara.id], actor=ANA, now=now)

    assert cast.sur.name == "Sur"


def test_people_of_a_team_are_set_and_who_is_disabled_stays(session, cast, now):
    cast.luis.is_active = False
    session.flush()
    change_team(session, cast.norte, name="norte", member_ids=[cast.andrea.id, cast.sara.id], actor=ANA, now=now)
    session.flush()

    assert members(session, cast.norte) == {cast.andrea.id, cast.sara.id, cast.luis.id}


def test_somebody_who_is_disabled_or_unknown_does_not_join(session, cast, now):
    cast.luis.is_active = False
    session.flush()
    for one in (cast.luis.id, 999):
        with pytest.raises(TeamRefused):
            change_team(session, cast.sur, name="sur", member_ids=[one], actor=ANA, now=now)
