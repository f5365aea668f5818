"""Roles as rows leave entries: made, cut by the operator, and given to a person."""

import pytest
import sqlalchemy as sa

from models import AuditEntry, Role
from models.enums import RoleCode
from workbench.domain.people.roles import load_roles
from workbench.domain.people.users import UserRefused, assign_role
from workbench.domain.records.audit import Actor

INIT = Actor(None, "workbench init")


def entries(session):
    found = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.event, entry.subject_kind, entry.before, entry.after) for entry in found]


def test_roles_that_are_made_leave_an_entry_each(session, now):
    session.execute(sa.delete(Role))

    assert load_roles(session, actor=INIT, now=now) == len(RoleCode)

    made = entries(session)
    assert {event for event, *_ in made} == {"role_created"}
    assert {after["role"] for *_, after in made} == {code.value for code in RoleCode}
    assert load_roles(session, actor=INIT, now=now) == 0
    assert entries(session) == made


def test_a_role_that_was_cut_since_leaves_an_entry_with_what_it_held(session, now):
    load_roles(session, actor=INIT, now=now)
    role = session.scalars(sa.select(Role).where(Role.code == "team_lead")).one()
    held = sorted(role.permissions)
    role.permissions = held[1:]

    load_roles(session, actor=INIT, now=now)
    load_roles(session, actor=INIT, now=now)

    last = entries(session)[-1]
    assert last == (
        "role_changed", "role", {"permissions": held}, {"role": "team_lead", "permissions": held[1:]},
    )  # fmt: skip
    assert len(entries(session)) == len(RoleCode) + 1


def test_giving_a_role_leaves_an_entry_once(session, cast, now):
    for _ in range(2):
        assign_role(session, "Luis@example.com", role="supervisor", actor=INIT, now=now)

    assert cast.luis.role.code == "supervisor"
    assert entries(session) == [("role_assigned", "user", {"role": "collector"}, {"role": "supervisor"})]


def test_the_last_administrator_keeps_the_role(session, cast, now):
    with pytest.raises(UserRefused):
        assign_role(session, cast.ana.email, role="collector", actor=INIT, now=now)

    assert (cast.ana.role.code, entries(session)) == ("administrator", [])


def test_a_role_that_does_not_exist_is_refused(session, cast, now):
    with pytest.raises(UserRefused):
        assign_role(session, cast.luis.email, role="king", actor=INIT, now=now)
