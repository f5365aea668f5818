"""What goes wrong, put in words: for a plain browser a page, for htmx a notice in the notice area.

The pages extend templates/bare.html, which asks neither the database nor who is signed in, so that they can be shown
when either is the trouble. What a person typed is not lost: htmx leaves the form where it is, and a browser whose
form's token ran out gets its fields back with a fresh one.
"""

import logging
import secrets
from datetime import timedelta

from flask import Flask, current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError, validate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import ValidationError

from models.db import is_away
from models.enums import RoleCode
from workbench.access.permissions import Permission
from workbench.access.roles import STARTING_ROLES
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.text import N_
from workbench.web import htmx
from workbench.web.db import LOOKING, DatabaseBusy
from workbench.web.guard import NotPermitted
from workbench.web.words import why_not

log = logging.getLogger(__name__)

PAGE = "errors/page.html"
SECRET_FIELDS = frozenset({"csrf_token", "password"})
DATABASE_WAIT = timedelta(seconds=5)
"""When to try again after the database was busy or away."""

ROLE_NAMES = {
    RoleCode.COLLECTOR: N_("quien gestiona cuentas"),
    RoleCode.SUPERVISOR: N_("quien supervisa"),
    RoleCode.TEAM_LEAD: N_("quien lidera el equipo"),
    RoleCode.ADMINISTRATOR: N_("quien administra"),
}


def bind_errors(app: Flask) -> None:
    """Register a handler for everything that can go wrong."""
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(NotVisible, _not_found)
    app.register_error_handler(NotPermitted, _not_permitted)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(DatabaseBusy, _database)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(413, _too_large)
    app.register_error_handler(HTTPException, _other)
    app.register_error_handler(500, _broken)


def who_can(needed: tuple[Permission, ...]) -> list[RoleCode]:
    """The starting roles that hold one of these permissions; the page is shown even when the rows cannot be read."""
    return [role for role, held in STARTING_ROLES.items() if held.intersection(needed)]


def _rule_broken(error: RuleBroken) -> Response:
    return htmx.refused(why_not(error), page=PAGE, status=409, title=gettext("No se puede"), code=None)


def _not_found(_error: Exception) -> Response:
    text = gettext("La página no existe, o lo que busca no está entre lo que usted puede ver.")
    return htmx.refused(text, page=PAGE, status=404, title=gettext("No lo encontramos"), code=None)


def _not_permitted(error: NotPermitted) -> Response:
    roles = [gettext(ROLE_NAMES[role]) for role in who_can(error.needed)]
    text = gettext("Esto lo puede hacer %(who)s.", who=gettext(" o ").join(roles)) if roles else gettext("Nadie puede.")
    return htmx.refused(text, page=PAGE, status=403, title=gettext("Su rol no lo permite"), code=None)


def _too_large(_error: Exception) -> Response:
    limit = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // 1024**2
    text = gettext("El archivo pasa de %(limit)s MB. Divídalo en partes o pida que suban el límite.", limit=limit)
    return htmx.refused(text, page=PAGE, status=413, title=gettext("Es demasiado grande"), code=None)


def _stale_form(_error: CSRFError) -> Response:
    """The token of the form ran out. For a form that one of our own pages sent, the fields come back ready to send."""
    if htmx.wants_piece():
        text = gettext("La página estuvo abierta mucho tiempo. Ya la pusimos al día: vuelva a guardar.")
        return htmx.refused(text, page=PAGE, status=400, fresh_token=True)
    page = render_template("errors/stale_form.html", kept=_kept_fields(), action=_asked_address())
    return current_app.make_response((page, 400))


def _database(error: SQLAlchemyError | DatabaseBusy) -> Response:
    """The database is busy or away: one line in the log, and a page or notice from which the same can be sent again.

    Any other error of the database is a defect of ours, and said as one.
    """
    if not isinstance(error, DatabaseBusy) and not is_away(error):
        raise error
    kind = type(getattr(error, "orig", None) or error)
    log.warning(
        "database busy or away: %s.%s at %s %s", kind.__module__, kind.__name__, request.method, request.endpoint
    )
    is_looking = request.method in LOOKING
    if htmx.wants_piece():
        text = gettext("No se guardó: la base de datos no responde. Lo que escribió sigue aquí; vuelva a intentar.")
        if is_looking:
            text = gettext("La base de datos no responde. Vuelva a intentar en unos segundos.")
        answer = htmx.refused(text, page=PAGE, status=503)
    else:
        kept = [] if is_looking else _kept_fields()
        has_lost = not is_looking and not kept and bool(request.form)
        page = render_template(
            "errors/database.html", kept=kept, is_looking=is_looking, has_lost=has_lost, action=_asked_address()
        )
        answer = current_app.make_response((page, 503))
    return htmx.later(answer, DATABASE_WAIT)


def _kept_fields() -> list[tuple[str, str]]:
    """The fields of the form that was sent, to be sent again; none where it did not come from a page of ours."""
    if not htmx.is_same_origin() and not _has_valid_token():
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET_FIELDS]


def _has_valid_token() -> bool:
    """Browsers tell where a request came from only over HTTPS; the form's own token tells it everywhere."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _asked_address() -> str:
    return request.full_path.rstrip("?")


def _other(error: HTTPException) -> Response:
    """Any other refusal of the web server itself, such as a method that a path does not take."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]  # werkzeug's own answers are its own response class
    text = gettext("El navegador pidió algo que aquí no se hace.")
    return htmx.refused(text, page=PAGE, status=error.code or 500, title=gettext("No se puede"), code=None)


def _broken(error: Exception) -> Response:
    """A mistake of ours. The code in the log is the code on the screen; nothing a person typed is logged."""
    code = f"{secrets.token_hex(2)}-{secrets.token_hex(1)}".upper()
    log.error("unexpected error %s at %s %s", code, request.method, request.path, exc_info=_cause(error))
    text = gettext("El servidor no pudo terminar. Lo que escribió sigue aquí. Código %(code)s.", code=code)
    return htmx.refused(text, page=PAGE, status=500, title=gettext("No pudimos hacerlo"), code=code)


def _cause(error: Exception) -> BaseException:
    return getattr(error, "original_exception", None) or error
