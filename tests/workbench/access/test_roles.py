"""Who may do what, as an installation starts."""

import pytest

from models.enums import RoleCode
from workbench.access.permissions import Permission
from workbench.access.person import person_of
from workbench.access.roles import STARTING_ROLES

MATRIX = {
    Permission.WORK_QUEUE: "collector supervisor team_lead",
    Permission.SEE_CUSTOMERS: "collector supervisor team_lead administrator",
    Permission.READ_SCRIPTS: "collector supervisor team_lead administrator",
    Permission.EDIT_SCRIPTS: "supervisor administrator",
    Permission.REASSIGN_ACCOUNTS: "supervisor administrator",
    Permission.IMPORT_DATA: "supervisor administrator",
    Permission.ANSWER_REQUESTS: "supervisor administrator",
    Permission.ERASE_CUSTOMERS: "administrator",
    Permission.SEE_JOBS: "supervisor administrator",
    Permission.SEE_TEAM: "supervisor team_lead administrator",
    Permission.SEE_MODEL: "supervisor team_lead administrator",
    Permission.MANAGE_MODEL: "supervisor administrator",
    Permission.SEE_AUDIT: "supervisor administrator",
    Permission.SEE_ALL_PORTFOLIOS: "administrator",
    Permission.MANAGE_USERS: "administrator",
    Permission.OWN_ACCOUNT: "collector supervisor team_lead administrator",
}


@pytest.mark.parametrize("permission", list(Permission))
def test_each_permission_is_held_by_exactly_these_roles(permission):
    holders = {role.value for role, held in STARTING_ROLES.items() if permission in held}

    assert holders == set(MATRIX[permission].split())


def test_every_role_starts_with_permissions():
    assert set(STARTING_ROLES) == set(RoleCode)


def test_person_keeps_what_the_row_says_and_drops_what_the_code_forgot(session, cast):
    cast.andrea.role.permissions = ["work_queue", "a_permission_of_long_ago"]

    person = person_of(cast.andrea)

    assert person.permissions == frozenset({Permission.WORK_QUEUE})
    assert person.team_ids == frozenset({cast.norte.id})
