"""People: one per address, sessions that end, an audit entry each, and an administrator always."""

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from models import AuditEntry, Team, User
from workbench.domain.people.passwords import PasswordTooShort, hash_password
from workbench.domain.people.users import UserRefused, add_user, disable_user, reset_password
from workbench.domain.records.audit import Actor

PASSWORD = "una clave bien larga"
OPERATOR = Actor(None, "workbench user")


def add(session, email="Rosa@Example.com ", *, now, **values):
    given = {"name": "Rosa", "role": "collector", "teams": (), "password": PASSWORD} | values
    return add_user(session, email, actor=OPERATOR, now=now, **given)


def last_entry(session):
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    return entry.event, entry.actor, entry.subject_id, entry.before, entry.after


def test_add_user_keeps_the_address_in_lower_case_and_hashes_the_password(session, now):
    user = add(session, now=now)

    assert (user.email, user.role.code, user.is_active) == ("rosa@example.com", "collector", True)
    assert PasswordHasher().verify(user.password_hash, PASSWORD) is True


def test_add_user_leaves_an_audit_entry_without_the_password(session, now):
    user = add(session, now=now, teams=("norte",))

    after = {"email": "rosa@example.com", "role": "collector", "teams": ["norte"]}
    assert last_entry(session) == ("user_added", "workbench user", user.id, {}, after)


def test_add_user_joins_a_known_team_and_makes_a_new_one(session, now, cast):
    user = add(session, now=now, teams=("norte", "centro", "norte"))

    assert sorted(team.name for team in user.teams) == ["centro", "norte"]
    assert sorted(session.scalars(sa.select(Team.name))) == ["centro", "norte", "sur"]


@pytest.mark.parametrize("email", ["rosa", "@example.com", "rosa@", "ro sa@example.com"])
def test_add_user_refuses_what_is_no_address(session, now, email):
    with pytest.raises(UserRefused):
        add(session, email, now=now)


def test_add_user_refuses_a_taken_address_even_of_somebody_disabled(session, now, cast):
    disable_user(session, cast.luis.email, actor=OPERATOR, now=now)

    with pytest.raises(UserRefused, match=f"Ya hay una persona con el correo {cast.luis.email}"):
        add(session, cast.luis.email.upper(), now=now)


def test_add_user_refuses_an_unknown_role(session, now):
    with pytest.raises(UserRefused, match="No existe el rol gerente"):
        add(session, now=now, role="gerente")


def test_add_user_refuses_a_short_password(session, now):
    with pytest.raises(PasswordTooShort):
        add(session, now=now, password="once letras")

    assert session.scalars(sa.select(User)).all() == []


def test_password_of_twelve_characters_is_long_enough():
    assert PasswordHasher().verify(hash_password("doce letras."), "doce letras.") is True


def test_disable_user_ends_sessions_and_is_audited(session, now, cast):
    disable_user(session, "LUIS@example.com", actor=OPERATOR, now=now)

    assert (cast.luis.is_active, cast.luis.session_version) == (False, 2)
    assert last_entry(session) == (
        "user_disabled", "workbench user", cast.luis.id, {"is_active": True}, {"is_active": False},
    )  # fmt: skip


def test_disable_user_twice_is_harmless(session, now, cast):
    for _ in range(2):
        disable_user(session, cast.luis.email, actor=OPERATOR, now=now)

    assert cast.luis.session_version == 2


def test_disable_user_keeps_the_last_administrator(session, now, cast):
    with pytest.raises(UserRefused, match="administra sin nadie más"):
        disable_user(session, cast.ana.email, actor=OPERATOR, now=now)

    assert cast.ana.is_active is True


def test_disable_user_lets_an_administrator_go_where_there_is_another(session, now, cast):
    add(session, "eva@example.com", now=now, role="administrator")

    disable_user(session, cast.ana.email, actor=OPERATOR, now=now)

    assert cast.ana.is_active is False


def test_reset_password_ends_sessions_and_is_audited(session, now, cast):
    reset_password(session, cast.luis.email, password="otra clave bien larga", actor=OPERATOR, now=now)

    assert PasswordHasher().verify(cast.luis.password_hash, "otra clave bien larga") is True
    assert cast.luis.session_version == 2
    assert last_entry(session) == ("password_reset", "workbench user", cast.luis.id, {}, {})


@pytest.mark.parametrize("act", [disable_user, lambda *a, **k: reset_password(*a, password=PASSWORD, **k)])
def test_unknown_person_is_refused(session, now, act):
    with pytest.raises(UserRefused, match="No hay ninguna persona con el correo"):
        act(session, "x@y.z", actor=OPERATOR, now=now)
