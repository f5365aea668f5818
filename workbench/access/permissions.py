"""The permissions. Every endpoint declares one of them or is on the short public list."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do. Values are stored in the roles' rows."""

    WORK_QUEUE = "work_queue"
    """Take accounts from one's own queue and the team's pool, call, record outcomes and promises."""
    SEE_CUSTOMERS = "see_customers"
    """Open customers within one's scope."""
    READ_SCRIPTS = "read_scripts"
    EDIT_SCRIPTS = "edit_scripts"
    """Write, preview and publish scripts."""
    REASSIGN_ACCOUNTS = "reassign_accounts"
    IMPORT_DATA = "import_data"
    ANSWER_REQUESTS = "answer_requests"
    """Answer what customers ask about the order in which they are called and about their data: hand over a copy, ask
    for their erasure, keep what a lawsuit needs."""
    ERASE_CUSTOMERS = "erase_customers"
    """Confirm an erasure that another person asked for, and set how long data is kept."""
    SEE_JOBS = "see_jobs"
    SEE_TEAM = "see_team"
    """See the queues and results of one's own teams."""
    SEE_MODEL = "see_model"
    """See which model ranks one's portfolios, and how good it is."""
    MANAGE_MODEL = "manage_model"
    """Have it trained again, promote a model or roll back to the one before."""
    SEE_AUDIT = "see_audit"
    SEE_ALL_PORTFOLIOS = "see_all_portfolios"
    """No limit by team or portfolio."""
    MANAGE_USERS = "manage_users"
    OWN_ACCOUNT = "own_account"
    """One's own language, theme and sign-out."""
