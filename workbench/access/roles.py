"""The permissions that each role starts with. Roles are rows, so an operator may change them."""

from models.enums import RoleCode
from workbench.access.permissions import Permission

STARTING_ROLES: dict[RoleCode, frozenset[Permission]] = {
    RoleCode.COLLECTOR: frozenset(
        {Permission.WORK_QUEUE, Permission.SEE_CUSTOMERS, Permission.READ_SCRIPTS, Permission.OWN_ACCOUNT}
    ),
    RoleCode.SUPERVISOR: frozenset(
        {
            Permission.WORK_QUEUE,
            Permission.SEE_CUSTOMERS,
            Permission.READ_SCRIPTS,
            Permission.EDIT_SCRIPTS,
            Permission.REASSIGN_ACCOUNTS,
            Permission.IMPORT_DATA,
            Permission.ANSWER_REQUESTS,
            Permission.SEE_JOBS,
            Permission.SEE_TEAM,
            Permission.SEE_MODEL,
            Permission.MANAGE_MODEL,
            Permission.SEE_AUDIT,
            Permission.OWN_ACCOUNT,
        }
    ),
    RoleCode.TEAM_LEAD: frozenset(
        {
            Permission.WORK_QUEUE,
            Permission.SEE_CUSTOMERS,
            Permission.READ_SCRIPTS,
            Permission.SEE_TEAM,
            Permission.SEE_MODEL,
            Permission.OWN_ACCOUNT,
        }
    ),
    RoleCode.ADMINISTRATOR: frozenset(
        {
            Permission.SEE_CUSTOMERS,
            Permission.READ_SCRIPTS,
            Permission.EDIT_SCRIPTS,
            Permission.REASSIGN_ACCOUNTS,
            Permission.IMPORT_DATA,
            Permission.ANSWER_REQUESTS,
            Permission.ERASE_CUSTOMERS,
            Permission.SEE_JOBS,
            Permission.SEE_TEAM,
            Permission.SEE_MODEL,
            Permission.MANAGE_MODEL,
            Permission.SEE_AUDIT,
            Permission.SEE_ALL_PORTFOLIOS,
            Permission.MANAGE_USERS,
            Permission.OWN_ACCOUNT,
        }
    ),
}
