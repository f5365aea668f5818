"""The table that joins roles and permissions, as an installation starts. Roles are rows: an operator may cut them."""

from models.enums import RoleCode
from workbench.access.permissions import Permission as P

STARTING_ROLES: dict[RoleCode, frozenset[P]] = {
    RoleCode.COLLECTOR: frozenset({P.WORK_QUEUE, P.SEE_CUSTOMERS, P.READ_SCRIPTS, P.OWN_ACCOUNT}),
    RoleCode.SUPERVISOR: frozenset(
        {
            P.WORK_QUEUE,
            P.SEE_CUSTOMERS,
            P.READ_SCRIPTS,
            P.EDIT_SCRIPTS,
            P.REASSIGN_ACCOUNTS,
            P.IMPORT_DATA,
            P.SEE_JOBS,
            P.SEE_TEAM,
            P.SEE_AUDIT,
            P.OWN_ACCOUNT,
        }
    ),
    RoleCode.TEAM_LEAD: frozenset({P.WORK_QUEUE, P.SEE_CUSTOMERS, P.READ_SCRIPTS, P.SEE_TEAM, P.OWN_ACCOUNT}),
    RoleCode.ADMINISTRATOR: frozenset(
        {
            P.SEE_CUSTOMERS,
            P.READ_SCRIPTS,
            P.EDIT_SCRIPTS,
            P.REASSIGN_ACCOUNTS,
            P.IMPORT_DATA,
            P.SEE_JOBS,
            P.SEE_TEAM,
            P.SEE_AUDIT,
            P.SEE_ALL_PORTFOLIOS,
            P.MANAGE_USERS,
            P.OWN_ACCOUNT,
        }
    ),
}
