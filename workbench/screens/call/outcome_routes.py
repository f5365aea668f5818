"""Saving the outcome, and going on to the next account in the same request."""

from flask import request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.calls import ContactBlocked, FormIncomplete, IdentityNeeded, record_outcome
from workbench.domain.queue import ItemTaken, claim_next
from workbench.kernel.errors import RuleBroken
from workbench.screens.call import facts
from workbench.screens.call.blueprint import PAGE, WHOLE, blueprint
from workbench.screens.call.forms import ResultForm
from workbench.web import customer_words as words
from workbench.web import htmx
from workbench.web.db import commit, get_session
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
        record_outcome(session, me(), account_id=account_id, form=form.filled_in(head.timezone), now=now())
    except FormIncomplete as incomplete:
        session.rollback()
        form.take(incomplete)
        return htmx.invalid(PAGE, piece=WHOLE, **facts.page(account_id, form=form))
    except RuleBroken as refused:
        session.rollback()
        form.refuse(*_reasons(refused))
        context = facts.page(account_id, form=form, wants_identity=isinstance(refused, IdentityNeeded))
        return htmx.invalid(PAGE, piece=WHOLE, status=409, **context)
    commit()
    return _next() if request.form.get("accion") == "guardar-y-siguiente" else _saved(account_id)


def _reasons(refused: RuleBroken) -> list[str]:
    """Why the outcome was not saved: the rule's own words, and each rule of the contact policy that spoke."""
    if isinstance(refused, ContactBlocked):
        said = [words.rule_words(rule) for rule in refused.verdict.blocks]
        return [gettext("La cuenta descansa: atienda a la persona y anote lo que dijo, sin acuerdos de pago."), *said]
    return [facts.taken_words(refused) if isinstance(refused, ItemTaken) else why_not(refused)]


def _next() -> Response:
    item = claim_next(get_session(), me(), now=now(), today=today(), chip=work_filter())
    commit()
    if item is None:
        return htmx.acted(
            to=url_for("queue.show", **queue_args()), notice=Notice(gettext("Guardado.") + " " + nobody_now())
        )
    return _saved(item.account_id, gettext("Guardado. Esta es la siguiente cuenta."))


def _saved(account_id: int, text: str | None = None) -> Response:
    to, notice = url_for(".show", account_id=account_id, **queue_args()), Notice(text or gettext("Guardado."))
    if not htmx.wants_piece():
        return htmx.acted(to=to, notice=notice)
    context = facts.page(account_id, is_fresh=True)
    return htmx.acted(to=to, piece=WHOLE, push=to, notice=notice, event="outcome-recorded", **context)
