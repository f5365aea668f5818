"""For whoever watches the process: is it alive, and may it be sent requests."""

from functools import lru_cache

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from migrations.runner import current, head
from workbench.web.db import get_database
from workbench.web.guard import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> tuple[dict[str, str], int]:
    """The process answers."""
    return {"status": "ok"}, 200


@blueprint.get("/readyz")
@public
def ready() -> tuple[dict[str, str], int]:
    """The database answers and its tables are those this version was written for."""
    try:
        at = current(get_database().engine)
    except SQLAlchemyError:
        return {"status": "unavailable", "why": "database"}, 503
    if at != _needed():
        return {"status": "unavailable", "why": "migrations"}, 503
    return {"status": "ok"}, 200


@lru_cache(maxsize=1)
def _needed() -> str:
    return head()
