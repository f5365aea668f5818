"""The call itself: starting it past the contact gate, answering one, confirming identity, hanging up."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.enums import Channel
from workbench.access.permissions import Permission
from workbench.domain.calls import (
    ContactBlocked,
    IdentityDatum,
    IdentityNotConfirmed,
    NumberNeeded,
    ReasonNeeded,
    confirm_identity,
    hang_up,
    keep_call,
    start_attempt,
    start_inbound,
)
from workbench.domain.queue import ItemTaken
from workbench.screens.call import facts
from workbench.screens.call.blueprint import HEAD, PAGE, blueprint
from workbench.screens.call.facts import GUIDE_BESIDE
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
        return _not_started(account_id, refusal=refused)
    except ItemTaken as taken:
        session.rollback()
        return _not_started(account_id, start_error=facts.taken_words(taken))
    commit()
    return _fresh(account_id)


@blueprint.post("/llamada/<int:account_id>/entrante")
@permission(Permission.WORK_QUEUE)
def answer(account_id: int) -> Response:
    """Write down that the customer called us, and from which number; the identity comes next."""
    number = request.form.get("numero", "").strip()
    point = None if number else request.form.get("punto", type=row_number)
    session = get_session()
    try:
        start_inbound(session, me(), account_id=account_id, contact_point_id=point, number=number, now=now())
    except ItemTaken as taken:
        session.rollback()
        return _not_started(account_id, start_error=facts.taken_words(taken))
    except NumberNeeded as refused:
        session.rollback()
        return _not_started(account_id, start_error=why_not(refused), status=422)
    commit()
    return _fresh(account_id, wants_identity=True)


@blueprint.post("/llamada/<int:account_id>/identidad")
@permission(Permission.WORK_QUEUE)
def confirm(account_id: int) -> Response:
    """Keep which data the holder confirmed, and open the rest of the script."""
    known = facts.identity_data(account_id)
    confirmed = [IdentityDatum(one) for one in request.form.getlist("dato") if one in set(IdentityDatum)]
    try:
        confirm_identity(get_session(), me(), account_id=account_id, confirmed=confirmed, known=list(known), now=now())
    except IdentityNotConfirmed as refused:
        context = facts.page(account_id, identity_error=why_not(refused), wants_identity=True)
        return htmx.invalid(PAGE, piece=HEAD, also=GUIDE_BESIDE, **context)
    commit()
    return _identified(account_id)


@blueprint.post("/llamada/<int:account_id>/colgar")
@permission(Permission.WORK_QUEUE)
def end(account_id: int) -> Response:
    """Stop the clock of the call; the outcome is still to be chosen."""
    hang_up(get_session(), me(), account_id=account_id, now=now())
    commit()
    return _fresh(account_id)


@blueprint.post("/llamada/<int:account_id>/sigue")
@permission(Permission.WORK_QUEUE)
def keep(account_id: int) -> Response:
    """Keep the customer with who is on a call: the page asks every few minutes, so that a long call loses nobody."""
    keep_call(get_session(), me(), account_id=account_id, now=now())
    commit()
    return htmx.nothing()


def _not_started(account_id: int, *, status: int = 409, **told: Any) -> Response:  # Any: see `facts.page`
    return htmx.invalid(PAGE, piece=HEAD, also=GUIDE_BESIDE, status=status, **facts.page(account_id, **told))


def _identified(account_id: int) -> Response:
    """Everything that may be shown now. An amount that was typed already stays as it is."""
    to, notice = (
        url_for(".show", account_id=account_id),
        Notice(gettext("Identidad confirmada. Ya puede hablar de la deuda.")),
    )
    if not htmx.wants_piece():
        return htmx.acted(to=to, notice=notice)
    chosen = request.form.get("code", "")
    context = facts.page(account_id, is_fresh=True, chosen=chosen)
    is_typed = any(request.form.get(name, "").strip() for name in ("promise_amount", "claimed_amount"))
    asks_amount = context["chosen"] is not None and {"promise", "claimed_payment"} & set(context["chosen"].requires)
    also = facts.IDENTITY_BESIDE + (facts.AMOUNT_BESIDE if asks_amount and not is_typed else ())
    return htmx.acted(to=to, piece=HEAD, also=also, notice=notice, **context)


def _fresh(account_id: int, text: str | None = None, *, wants_identity: bool = False) -> Response:
    """The head and the script as they are now. The outcome beside them keeps what was typed in it."""
    notice = Notice(text) if text else None
    to = url_for(".show", account_id=account_id)
    if not htmx.wants_piece():
        return htmx.acted(to=to, notice=notice)
    context = facts.page(account_id, is_fresh=True, wants_identity=wants_identity)
    return htmx.acted(to=to, piece=HEAD, also=GUIDE_BESIDE, notice=notice, **context)
