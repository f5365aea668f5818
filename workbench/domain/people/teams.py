"""Teams: making one, giving it another name, and who is in it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Team, TeamMember, User
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_


class TeamRefused(RuleBroken):
    """A team cannot be made or changed as asked."""

    rule = "teams"


def why_not_team(name: str, *, taken: bool) -> TeamRefused | None:
    """A team has a name, and no other team has the same one."""
    if not name.strip():
        return TeamRefused(N_("Escriba el nombre del equipo."))
    if taken:
        return TeamRefused(N_("Ya hay un equipo «%(name)s»."), name=name.strip())
    return None


def create_team(session: Session, name: str, *, actor: Actor, now: datetime) -> Team:
    """Make a team.

    Raises:
        TeamRefused: The name is empty or taken.

    """
    _ask(session, name, but=None)
    team = Team(name=name.strip())
    session.add(team)
    session.flush()  # the audit entry needs the id
    subject = ("team", team.id)
    record(session, AuditEvent.TEAM_CREATED, actor=actor, subject=subject, now=now, after={"name": team.name})
    return team


def change_team(  # noqa: PLR0913 - one parameter per thing that is set
    session: Session, team: Team, *, name: str, member_ids: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Give a team its name and exactly these people, with one audit entry; the same again leaves none.

    Disabled people stay in it, so that they come back to it when they are enabled.

    Raises:
        TeamRefused: The name is empty or taken, or somebody does not exist.

    """
    _ask(session, name, but=team.id)
    members = dict(session.execute(sa.select(User.id, User.email).where(User.id.in_(member_ids), User.is_active)).all())
    if len(members) < len(set(member_ids)):
        raise TeamRefused(N_("Una de esas personas ya no trabaja aquí."))
    had = dict(
        session.execute(
            sa.select(User.id, User.email)
            .join(TeamMember, TeamMember.user_id == User.id)
            .where(TeamMember.team_id == team.id, User.is_active)
        ).all()
    )
    before = {"name": team.name, "members": sorted(had.values())}
    after = {"name": name.strip(), "members": sorted(members.values())}
    if before == after:
        return
    team.name = name.strip()
    gone = had.keys() - members.keys()
    session.execute(sa.delete(TeamMember).where(TeamMember.team_id == team.id, TeamMember.user_id.in_(gone)))
    session.add_all(TeamMember(team_id=team.id, user_id=one) for one in members.keys() - had.keys())
    subject = ("team", team.id)
    record(session, AuditEvent.TEAM_CHANGED, actor=actor, subject=subject, now=now, before=before, after=after)


def _ask(session: Session, name: str, *, but: int | None) -> None:
    taken = sa.select(Team.id).where(sa.func.lower(Team.name) == name.strip().lower())
    refused = why_not_team(
        name, taken=session.scalar(taken if but is None else taken.where(Team.id != but)) is not None
    )
    if refused is not None:
        raise refused
