"""Who may do what to a colleague: the guards that keep administrators, and the links people choose passwords by."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import AuditEntry, OneTimeLink, Role, SignInSession, User
from models.enums import LinkPurpose
from workbench.access.permissions import Permission
from workbench.access.person import person_of
from workbench.domain.people import (
    LinkSpent,
    ManageRefused,
    PasswordTooShort,
    UserRefused,
    choose_password,
    end_sessions,
    find_candidate,
    give_access,
    give_role,
    give_teams,
    invite,
    open_session,
    person_of_link,
    send_link,
    take_access,
)
from workbench.domain.people.managing import why_not_manage
from workbench.domain.people.throttle import SignInTry

PASSWORD = "una frase bien larga"


@pytest.fixture
def ana(cast):
    return cast.person("ana")


@pytest.fixture
def paola(cast, session):
    """A supervisor whose role an operator let manage people."""
    role = cast.paola.role
    role.permissions = [*role.permissions, Permission.MANAGE_USERS.value]
    session.flush()
    return person_of(cast.paola)


def events(session):
    return session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()


@pytest.mark.parametrize(
    ("who", "roles", "is_refused"),
    [
        ("ana", (None, "administrator"), False),
        ("ana", ("collector", "supervisor"), False),
        ("ana", ("administrator", None), False),
        ("paola", (None, "collector"), False),
        ("paola", (None, "administrator"), True),
        ("paola", ("collector", "administrator"), True),
        ("paola", ("administrator", "collector"), True),
        ("paola", ("administrator", None), True),
        ("paola", ("administrator", "administrator"), True),
        ("andrea", (None, "collector"), True),
    ],
)
def test_only_an_administrator_touches_administrators(cast, paola, who, roles, is_refused):
    found = why_not_manage(cast.person(who), target_id=None, role_now=roles[0], role_then=roles[1])

    assert (found is not None) == is_refused


@pytest.mark.parametrize("role", ["administrator", "team_lead", "collector"])
def test_nobody_changes_their_own_role(session, cast, paola, now, role):
    with pytest.raises(ManageRefused):
        give_role(session, paola, cast.paola, role=role, now=now)


def test_nobody_disables_themselves(session, cast, ana, now):
    with pytest.raises(ManageRefused):
        take_access(session, ana, cast.ana, now=now)


def test_invited_person_has_no_password_and_one_link(session, ana, cast, now):
    user, made = invite(
        session, ana, email="Luz@Norte.co", name="Luz", role="collector", team_ids=[cast.norte.id], now=now
    )
    session.flush()

    asked = SignInTry(address="luz@norte.co", source="local", key="k")
    assert find_candidate(session, asked, now=now).user_id is None
    assert (made.purpose, made.ends_at - now) == (LinkPurpose.INVITATION, timedelta(days=7))
    assert person_of_link(session, made.secret, now=now) is user
    assert session.scalars(sa.select(OneTimeLink.key)).one() != made.secret
    assert events(session)[-2:] == ["user_added", "link_made"]


def test_link_opens_once(session, cast, ana, now):
    made = send_link(session, ana, cast.luis, now=now)
    session.add(SignInSession(key="x", user_id=cast.luis.id, ends_at=now + timedelta(hours=1)))

    choose_password(session, made.secret, password=PASSWORD, now=now)

    with pytest.raises(LinkSpent):
        choose_password(session, made.secret, password=PASSWORD, now=now)
    assert session.scalars(sa.select(SignInSession)).all() == []
    assert PASSWORD not in str(session.scalars(sa.select(AuditEntry.after)).all())


@pytest.mark.parametrize("what", ["too old", "replaced", "disabled", "made up"])
def test_link_that_opens_nothing(session, cast, ana, now, what):
    made = send_link(session, ana, cast.luis, now=now)
    at, secret = now, made.secret
    if what == "too old":
        at = now + timedelta(days=1)
    elif what == "replaced":
        send_link(session, ana, cast.luis, now=now)
    elif what == "disabled":
        take_access(session, ana, cast.luis, now=now)
    else:
        secret = "no-es-un-enlace"
    session.flush()

    with pytest.raises(LinkSpent):
        choose_password(session, secret, password=PASSWORD, now=at)


def test_password_that_is_too_short_leaves_the_link_as_it_was(session, cast, ana, now):
    made = send_link(session, ana, cast.luis, now=now)
    with pytest.raises(PasswordTooShort):
        choose_password(session, made.secret, password="corta", now=now)

    assert choose_password(session, made.secret, password=PASSWORD, now=now) is cast.luis


@pytest.mark.both
def test_invited_administrator_does_not_count_as_one_who_stays(session, cast, ana, now):
    invite(session, ana, email="dos@norte.co", name="Dos", role="administrator", team_ids=[], now=now)
    other = cast.elena
    give_role(session, ana, other, role="administrator", now=now)
    take_access(session, person_of(other), cast.ana, now=now)
    other.password_hash = ""
    cast.ana.is_active = True
    session.flush()

    with pytest.raises(UserRefused, match="sin nadie"):
        take_access(session, person_of(other), cast.ana, now=now)


def test_disabled_person_comes_back_by_a_link_and_not_by_the_old_password(session, cast, ana, now):
    take_access(session, ana, cast.luis, now=now)
    with pytest.raises(UserRefused):
        send_link(session, ana, cast.luis, now=now)

    made = give_access(session, ana, cast.luis, now=now)

    assert cast.luis.is_active is True
    assert choose_password(session, made.secret, password=PASSWORD, now=now) is cast.luis
    assert events(session)[-4:] == ["user_disabled", "user_enabled", "link_made", "password_reset"]


def test_teams_of_a_colleague_are_set_and_told_once(session, cast, ana, now):
    give_teams(session, ana, cast.luis, team_ids=[cast.sur.id], now=now)
    give_teams(session, ana, cast.luis, team_ids=[cast.sur.id], now=now)

    assert [team.name for team in cast.luis.teams] == ["sur"]
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.event, entry.before, entry.after) == ("user_teams_changed", {"teams": ["norte"]}, {"teams": ["sur"]})
    assert events(session).count("user_teams_changed") == 1


def test_sessions_of_a_colleague_end(session, cast, ana, now):
    open_session(session, cast.luis, now=now, lasts=timedelta(hours=1))
    version = cast.luis.session_version

    end_sessions(session, ana, cast.luis, now=now)

    assert session.scalars(sa.select(SignInSession)).all() == []
    assert cast.luis.session_version == version + 1


def test_roles_that_an_operator_added_can_be_given(session, cast, ana, now):
    session.add(Role(code="quality", permissions=["own_account"]))
    session.flush()

    give_role(session, ana, cast.luis, role="quality", now=now)

    assert session.scalars(sa.select(User).where(User.id == cast.luis.id)).one().role.code == "quality"
