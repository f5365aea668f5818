"""Saving the outcome, and going on to the next account in the same request."""

import uuid

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.calls import (
    UNDO_FOR,
    ContactBlocked,
    FormIncomplete,
    IdentityNeeded,
    NoCallStarted,
    call_missing,
    keep_draft,
    record_outcome,
    saved_lately,
    undo_outcome,
)
from workbench.domain.queue import ItemTaken, claim_next
from workbench.kernel.errors import RuleBroken
from workbench.screens.call import facts
from workbench.screens.call.blueprint import PAGE, WHOLE, blueprint
from workbench.screens.call.forms import ResultForm
from workbench.web import customer_words as words
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.formats import hour
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.session import me
from workbench.web.words import why_not
from workbench.web.work_filter import nobody_now, queue_args, work_filter


@blueprint.post("/llamada/<int:account_id>/guardar")
@permission(Permission.WORK_QUEUE)
def save(account_id: int) -> Response:
    """Save everything the outcome brings, once; then stay, or go on with the next account."""
    session = get_session()
    head = facts.head(account_id)
    form = ResultForm(today=head.today, currency=head.currency, region=head.locale)
    if not form.validate():
        return htmx.invalid(PAGE, piece=WHOLE, **facts.page(account_id, form=form))
    try:
        recorded = record_outcome(session, me(), account_id=account_id, form=form.filled_in(head.timezone), now=now())
    except FormIncomplete as incomplete:
        session.rollback()
        missing = call_missing(session, me(), account_id=account_id, code=form.code.data, now=now())
        if missing is not None:
            return _refused(account_id, form, missing)
        form.take(incomplete)
        return htmx.invalid(PAGE, piece=WHOLE, **facts.page(account_id, form=form))
    except RuleBroken as refused:
        session.rollback()
        return _refused(account_id, form, refused)
    commit()
    undo = url_for(".undo", account_id=account_id, interaction_id=recorded.interaction_id)
    return _next(undo) if request.form.get("accion") == "guardar-y-siguiente" else _saved(account_id, undo)


@blueprint.post("/llamada/<int:account_id>/deshacer/<int:interaction_id>")
@permission(Permission.WORK_QUEUE)
def undo(account_id: int, interaction_id: int) -> Response:
    """Take back an outcome saved a moment ago, and go to its call with the form as it was."""
    session, head = get_session(), facts.head(account_id)
    form = undo_outcome(session, me(), interaction_id=interaction_id, now=now())
    fields = ResultForm.texts_of(form, head)
    keep_draft(session, me(), account_id=account_id, once=uuid.uuid4().hex, fields=fields, now=now())
    commit()
    notice = Notice(gettext("Deshecho: nada de lo guardado quedó. La llamada sigue abierta para registrarla."))
    return htmx.acted(to=url_for(".show", account_id=account_id, **queue_args()), notice=notice)


def _refused(account_id: int, form: ResultForm, refused: RuleBroken) -> Response:
    """The form as it was filled in, with why nothing was saved; where the identity lacks the script opens at it."""
    form.refuse(*_reasons(refused, account_id))
    context = facts.page(account_id, form=form, wants_identity=isinstance(refused, IdentityNeeded))
    return htmx.invalid(PAGE, piece=WHOLE, status=409, **context)


def _reasons(refused: RuleBroken, account_id: int) -> list[str]:
    """Why the outcome was not saved: the rule's own words, and each rule of the contact policy that spoke."""
    if isinstance(refused, ContactBlocked):
        said = [words.rule_words(rule) for rule in refused.verdict.blocks]
        return [gettext("La cuenta descansa: atienda a la persona y anote lo que dijo, sin acuerdos de pago."), *said]
    saved_at = saved_lately(get_session(), me(), account_id=account_id, now=now())
    if isinstance(refused, NoCallStarted) and saved_at is not None:
        told = gettext(
            "Usted ya guardó esta llamada a las %(hour)s, quizá en otra pestaña. Si hubo otra, márquela.",
            hour=hour(saved_at),
        )
        return [told]
    return [facts.taken_words(refused) if isinstance(refused, ItemTaken) else why_not(refused)]


def _next(undo: str) -> Response:
    item = claim_next(get_session(), me(), now=now(), today=today(), chip=work_filter())
    commit()
    if item is None:
        return htmx.acted(
            to=url_for("queue.show", **queue_args()), notice=_told(f"{gettext('Guardado.')} {nobody_now()}", undo)
        )
    return _saved(item.account_id, undo, gettext("Guardado. Esta es la siguiente cuenta."))


def _saved(account_id: int, undo: str, text: str | None = None) -> Response:
    to, notice = url_for(".show", account_id=account_id, **queue_args()), _told(text or gettext("Guardado."), undo)
    if not htmx.wants_piece():
        return htmx.acted(to=to, notice=notice)
    context = facts.page(account_id, is_fresh=True)
    return htmx.acted(to=to, piece=WHOLE, push=to, notice=notice, event="outcome-recorded", **context)


def _told(text: str, undo: str) -> Notice:
    """The notice of a save: it may be undone for as long as it stays."""
    return Notice(text, undo_url=undo, undo_here=True, seconds=int(UNDO_FOR.total_seconds()))
