"""The attempt itself: starting it past the contact gate, confirming identity, hanging up."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.enums import Channel
from workbench.access.permissions import Permission
from workbench.domain.calls import (
    ContactBlocked,
    IdentityDatum,
    IdentityNotConfirmed,
    ReasonNeeded,
    confirm_identity,
    hang_up,
    start_attempt,
)
from workbench.screens.call import facts
from workbench.screens.call.blueprint import PAGE, WHOLE, blueprint
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now
from workbench.web.numbers import row_number
from workbench.web.session import me
from workbench.web.words import why_not


@blueprint.post("/llamada/<int:account_id>/intento")
@permission(Permission.WORK_QUEUE)
def start(account_id: int) -> Response:
    """Write the attempt, unless the contact policy forbids it; then say why and when it opens."""
    point, reason = request.form.get("punto", type=row_number), request.form.get("motivo", "").strip() or None
    session = get_session()
    try:
        start_attempt(
            session, me(), account_id=account_id, contact_point_id=point, channel=Channel.CALL, now=now(), reason=reason
        )
    except (ContactBlocked, ReasonNeeded) as refused:
        session.rollback()
        context = facts.page(account_id, refusal=refused)
        return htmx.invalid(PAGE, piece=WHOLE, status=409, **context)
    commit()
    return _fresh(account_id)


@blueprint.post("/llamada/<int:account_id>/identidad")
@permission(Permission.WORK_QUEUE)
def confirm(account_id: int) -> Response:
    """Keep which data the holder confirmed, and open the rest of the script."""
    known = facts.identity_data(account_id)
    confirmed = [IdentityDatum(one) for one in request.form.getlist("dato") if one in set(IdentityDatum)]
    try:
        confirm_identity(get_session(), me(), account_id=account_id, confirmed=confirmed, known=list(known), now=now())
    except IdentityNotConfirmed as refused:
        context = facts.page(account_id, identity_error=why_not(refused))
        return htmx.invalid(PAGE, piece=WHOLE, **context)
    commit()
    return _fresh(account_id, gettext("Identidad confirmada. Ya puede hablar de la deuda."))


@blueprint.post("/llamada/<int:account_id>/colgar")
@permission(Permission.WORK_QUEUE)
def end(account_id: int) -> Response:
    """Stop the clock of the call; the outcome is still to be chosen."""
    hang_up(get_session(), me(), account_id=account_id, now=now())
    commit()
    return _fresh(account_id)


def _fresh(account_id: int, text: str | None = None) -> Response:
    notice = Notice(text) if text else None
    to = url_for(".show", account_id=account_id)
    if not htmx.wants_piece():
        return htmx.acted(to=to, notice=notice)
    return htmx.acted(to=to, piece=WHOLE, notice=notice, **facts.page(account_id, is_fresh=True))
